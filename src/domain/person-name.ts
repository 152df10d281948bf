/** Letters that an MRZ writes with two (ICAO 9303-3 section 6, table A); all others lose their marks. */
const TRANSLITERATIONS: Record<string, string> = {
  Ä: 'AE',
  Æ: 'AE',
  Å: 'AA',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  Ü: 'UE',
  ß: 'SS',
  ẞ: 'SS',
  Þ: 'TH',
  Ĳ: 'IJ',
};
/** The same letters as issuers write them who only drop the mark. */
const PLAIN: Record<string, string> = {
  Æ: 'AE',
  Ø: 'O',
  Œ: 'OE',
  ß: 'SS',
  ẞ: 'SS',
  Þ: 'TH',
  Ĳ: 'IJ',
  Ð: 'D',
  Đ: 'D',
  Ł: 'L',
  Ħ: 'H',
  Ŋ: 'N',
  Ŧ: 'T',
  Ə: 'E',
};
/** Apostrophes, as they are typed and printed, the letter-like ones (U+02BB, U+02BC) among them; and full stops. */
const SILENT = /['’‘`´′ʻʼ.]/g;
const TITLES = new Set([
  'MR',
  'MRS',
  'MS',
  'MISS',
  'MX',
  'DR',
  'PROF',
  'SIR',
  'HERR',
  'FRAU',
  'M',
  'MME',
  'MLLE',
  'SR',
  'SRA',
]);

export interface PersonName {
  surname: string;
  givenNames: string;
}

function words(text: string, letters: Record<string, string>): string[] {
  const upper = text.toLocaleUpperCase('en').normalize('NFC');
  const mapped = [...upper].map((letter) => letters[letter] ?? PLAIN[letter] ?? letter).join('');
  return mapped
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(SILENT, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The words of a name in the letters of an MRZ (ICAO 9303-3 section 6); apostrophes and full stops fall away. */
export function mrzWords(name: string): string[] {
  return words(name, TRANSLITERATIONS);
}

/**
 * A name in one spelling for all of its spellings in capitals (ICAO 9303-3 section 6, table A, which leaves issuers a
 * choice): marks dropped, letters that may be written with two written with one (`AE`, `AA` and `A` alike), spaces
 * and hyphens left out, since reading loses them. A few names that differ become alike by it (Joel, Jol): two
 * spellings on one document are the same far more often.
 */
export function foldName(name: string): string {
  let folded = mrzWords(name).join('').replace(/NXX/g, 'N').replace(/UXX/g, 'U');
  for (let before = ''; before !== folded; ) {
    before = folded;
    folded = folded.replace(/A[AE]|OE|UE/g, (pair) => pair.charAt(0));
  }
  return folded;
}

/** Whether two ways of writing a name are the same, marks and transliteration aside (Müller, MUELLER, MULLER). Empty names never are. */
export function sameName(one: string, other: string): boolean {
  const folded = foldName(one);
  return folded !== '' && folded === foldName(other);
}

/**
 * Whether `cut` is a name as a zone cuts it that has no room (ICAO 9303-4 section 4.2.3): its words are the words of
 * the whole name in their order, each whole or cut to its beginning, and the last ones may be missing.
 */
export function truncatesName(whole: string, cut: string): boolean {
  const words = mrzWords(whole).map(foldName);
  const parts = mrzWords(cut).map(foldName);
  const begin = parts.every((part, index) => words[index]?.startsWith(part));
  // An apostrophe may be a space in the zone: O'CONNOR as O<CONNOR.
  return parts.length > 0 && (begin || foldName(whole).startsWith(foldName(cut)));
}

function sameWords(line: string, name: PersonName, letters: Record<string, string>): boolean {
  const surname = words(name.surname, letters);
  const given = words(name.givenNames, letters);
  const onLine = words(line, letters).filter(
    (word) => !TITLES.has(word) || surname.includes(word) || given.includes(word),
  );
  const [firstGiven] = given;
  if (surname.length === 0 || firstGiven === undefined) return false;
  const known = new Set([...surname, ...given]);
  return (
    onLine.every((word) => known.has(word)) &&
    surname.every((word) => onLine.includes(word)) &&
    onLine.includes(firstGiven)
  );
}

/**
 * Whether a line as letters and bills have it ("Ms Anna M Eriksson" aside) names this person: every surname and
 * the first given name stand on it, and no word that is not part of the name.
 */
export function lineNames(line: string, name: PersonName): boolean {
  return [TRANSLITERATIONS, {}].some((onLine) =>
    [TRANSLITERATIONS, {}].some((onDocument) =>
      sameWords(
        words(line, onLine).join(' '),
        {
          surname: words(name.surname, onDocument).join(' '),
          givenNames: words(name.givenNames, onDocument).join(' '),
        },
        {},
      ),
    ),
  );
}
