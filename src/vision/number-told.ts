import { likeness } from '../domain/print-likeness.ts';
import type { TextWord } from '../domain/text-lines.ts';
import type { SeenLetter } from './seen-letters.ts';

/** What two readers read alike is at least so sure. */
const AGREED = 0.9;
/** At most this where they differ in signs that look alike, and where they differ in more. */
const LOOK_ALIKE = 0.85;
const DIFFERENT = 0.75;
/** The same where the net sees nothing at all: a fold, or a speck. */
const NOTHING = 0.3;
/** Signs that two readings of one number may differ in. */
const MOST_SLIPS = 2;
const ALIKE = ['O0DQ', 'I1L', 'Z2', 'S5', 'B8', 'G6'];
/** The net is followed where it is so sure: of another sign, and of all where it sees more of them. */
const SURE_OF_SIGN = 0.6;
const SURE_OF_COUNT = 0.7;
/** It rather loses signs than sees too many: where it sees fewer it is followed only against a reader that doubts this much. */
const DOUBTED = 0.6;

const SEPARATORS = /[-./]/g;
const isSeparator = (sign: string) => /[-./]/.test(sign);
const partsOf = (text: string) => text.match(SEPARATORS)?.length ?? 0;

/**
 * What stands in a word of a number or a date by two readings of it. Points and strokes between the signs are thin, and
 * rather lost than seen where none are: the reading with more of them says where they stand.
 */
export function numberTold(word: TextWord, seen: readonly SeenLetter[]): TextWord {
  if (seen.length === 0) return limited(word, NOTHING);
  const read = word.text.toUpperCase();
  const signs = seen.filter(({ letter }) => !isSeparator(letter));
  const text = seen.map(({ letter }) => letter).join('');
  const core = read.replace(SEPARATORS, '');
  const other = signs.map(({ letter }) => letter).join('');
  const layout = partsOf(text) > partsOf(read) ? text : word.text;
  if (core === other) return { ...word, text: layout, confidence: Math.max(word.confidence, AGREED) };
  if (core.length !== other.length) return miscounted(word, seen, layout);
  const exchanged = [...core].map((sign, at) => {
    const one = signs[at];
    return one && one.share >= SURE_OF_SIGN ? one.letter : sign;
  });
  const alike = [...core].every((sign, at) => sign === other[at] || isLookAlike(sign, other[at] ?? ''));
  const least = Math.min(...signs.map(({ share }) => share));
  // A sign that the net is sure of counts for more than a word that the engine doubts.
  const confidence = Math.min(Math.max(word.confidence, least), alike ? LOOK_ALIKE : DIFFERENT);
  return { ...word, text: laidOut(exchanged, layout), confidence };
}

/** One of two readings that have not as many signs. */
function miscounted(word: TextWord, seen: readonly SeenLetter[], layout: string): TextWord {
  const text = seen.map(({ letter }) => letter).join('');
  const [core, other] = [word.text.toUpperCase(), text].map((one) => one.replace(SEPARATORS, '')) as [
    string,
    string,
  ];
  const sure = seen.every(({ share }) => share >= SURE_OF_COUNT);
  const near = likeness(core, other, MOST_SLIPS) <= MOST_SLIPS;
  const followed = sure && near && (other.length > core.length || word.confidence < DOUBTED);
  // A date that has lost its strokes is none.
  const whole = partsOf(text) >= partsOf(layout);
  return followed && whole ? { ...word, text, confidence: DIFFERENT } : limited(word, DIFFERENT);
}

/** The signs, parted as a text is. */
function laidOut(signs: readonly string[], layout: string): string {
  let at = 0;
  return [...layout].map((sign) => (isSeparator(sign) ? sign : (signs[at++] ?? ''))).join('');
}

const limited = (word: TextWord, most: number): TextWord => ({
  ...word,
  confidence: Math.min(word.confidence, most),
});

const isLookAlike = (one: string, other: string) =>
  ALIKE.some((group) => group.includes(one) && group.includes(other));
