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
};
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
    .replace(/['’.]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The words of a name in the letters of an MRZ (ICAO 9303-3 section 6); apostrophes and full stops fall away. */
export function mrzWords(name: string): string[] {
  return words(name, TRANSLITERATIONS);
}

/** How a name may be spelt in capitals without marks: with the letters of ICAO 9303-3, and with the marks dropped. */
function spellings(text: string): string[] {
  return [words(text, TRANSLITERATIONS).join(' '), words(text, {}).join(' ')];
}

/** Whether two ways of writing a name are the same, marks and transliteration aside (Müller, MUELLER, MULLER). Empty names never are. */
export function sameName(one: string, other: string): boolean {
  const others = new Set(spellings(other));
  return spellings(one).some((spelling) => spelling !== '' && others.has(spelling));
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
