import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { type Box, contains, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { likenessOf, type SignInk, signInks } from './sign-inks.ts';

/** Letters that engines take for digits and the other way round, each beside its digit. */
const PAIRS = ['O0', 'I1', 'Z2', 'S5', 'B8'] as const;
const DATES: readonly PrintedFieldName[] = ['birthDate', 'issueDate', 'expiryDate'];
/**
 * Likeness to the digits of the dates from which on a sign is the digit, and up to which it is the letter, if there are
 * so many of them: one alone may have been blurred. Of drawn documents of the hard tier digits have 0.89 to 0.99 where
 * there are two or more, and letters 0.41 to 0.86.
 */
const DIGIT = 0.93;
const LETTER = 0.87;
const ENOUGH = 2;
/** Below this a digit that is taken for no letter is not in the face of the dates; from the other on one surely is. */
const SAME_FACE = 0.85;
const SURELY_SAME = 0.9;
/** A date that was read so surely has the digits that were read. */
const SURELY_READ = 0.8;

/**
 * The words of a page, those of its document number with letters and digits told apart by the digits of its dates: all
 * of a document is in one face mostly, and in a date there are digits only. Where no date has the digit, or the likeness
 * says nothing, the sign stays as it was read.
 */
export function withDigitsTold(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
): TextWord[] {
  const number = fields.documentNumber?.box;
  const isOfNumber = (word: TextWord) => number !== undefined && contains(number, word.box);
  if (!words.some((word) => isOfNumber(word) && /[OIZSB01258]/.test(word.text))) return [...words];
  const samples = digitSamples(
    page,
    words,
    DATES.flatMap((name) => fields[name]?.box ?? []),
  );
  return words.map((word) => (isOfNumber(word) ? { ...word, text: told(page, word, samples) } : word));
}

function digitSamples(page: GreyImage, words: readonly TextWord[], dates: readonly Box[]) {
  const samples = new Map<string, SignInk[]>();
  for (const word of words) {
    if (word.confidence < SURELY_READ || !dates.some((date) => contains(date, word.box))) continue;
    for (const [at, ink] of (signInks(page, word) ?? []).entries()) {
      const sign = word.text[at] ?? '';
      if (/\d/.test(sign)) samples.set(sign, [...(samples.get(sign) ?? []), ink]);
    }
  }
  return samples;
}

type Samples = ReadonlyMap<string, readonly SignInk[]>;

function told(page: GreyImage, word: TextWord, samples: Samples): string {
  const inks = signInks(page, word);
  if (!inks) return word.text;
  const signs = [...word.text].map((sign, at) => ({ sign, ...seenAs(sign, inks[at], samples) }));
  // A seven that is unlike all sevens: the word came apart at the wrong places, or is in another face.
  if (signs.some(({ pair, likeness }) => !pair && likeness !== undefined && likeness < SAME_FACE))
    return word.text;
  return signs
    .map(({ sign, pair, likeness, known }, at) => {
      if (!pair || likeness === undefined) return sign;
      if (likeness >= DIGIT) return pair.charAt(1);
      const sameFace = signs.some((other, index) => index !== at && (other.likeness ?? 0) >= SURELY_SAME);
      return likeness <= LETTER && known >= ENOUGH && sameFace ? pair.charAt(0) : sign;
    })
    .join('');
}

/** How like a sign is to the digit that it is or may be; nothing where no date has that digit. */
function seenAs(sign: string, ink: SignInk | undefined, samples: Samples) {
  const pair = PAIRS.find((one) => one.includes(sign));
  const known = samples.get(pair?.charAt(1) ?? sign) ?? [];
  const likeness =
    ink && known.length > 0 ? Math.max(...known.map((sample) => likenessOf(ink, sample))) : undefined;
  return { pair, likeness, known: known.length };
}
