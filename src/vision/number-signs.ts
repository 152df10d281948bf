import { likeness } from '../domain/print-likeness.ts';
import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { contains, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import type { MarkNet } from './mark-net.ts';
import { columnAt, wordStrip } from './mark-strip.ts';
import { lettersSeen, NUMBER_SIGNS, type SeenLetter, withoutEdges } from './seen-letters.ts';
import { ofPrintAlone, withRoom } from './word-place.ts';

/** Fields of digits and capitals. */
export const OF_NUMBERS: readonly PrintedFieldName[] = [
  'documentNumber',
  'birthDate',
  'issueDate',
  'expiryDate',
];
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
/** The net is followed where it is so sure: of another sign, of one more or less, and of one outside of the word's box. */
const SURE_OF_SIGN = 0.6;
const SURE_OF_COUNT = 0.7;
const SURE_OUTSIDE = 0.9;
/**
 * The words of a page, those of its numbers and dates as two readers see them: the text engine knows languages and
 * takes a Z between digits for a 2; the net knows none, and sees each sign by itself.
 */
export async function readNumbers(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
  net: MarkNet,
): Promise<TextWord[]> {
  const places = OF_NUMBERS.flatMap((name) => fields[name]?.box ?? []);
  const told: TextWord[] = [];
  for (const word of words) {
    const ofNumber = places.some((place) => contains(place, word.box)) && /[\p{L}\d]/u.test(word.text);
    told.push(ofNumber ? await readNumber(page, ofPrintAlone(page, word), words, net) : word);
  }
  return told;
}

async function readNumber(
  page: GreyImage,
  word: TextWord,
  words: readonly TextWord[],
  net: MarkNet,
): Promise<TextWord> {
  const wide = withRoom(
    word,
    words.filter((other) => !contains(other.box, word.box)),
  );
  const strip = wordStrip(page, wide);
  if (!strip) return word;
  const inside = (column: number) => isInside(columnAt(column, wide), word);
  const seen = withoutEdges(lettersSeen(await net.score(strip), NUMBER_SIGNS), inside, SURE_OUTSIDE);
  return numberTold(word, seen);
}

const isInside = (x: number, { box }: TextWord) => x > box.left && x < box.right;

/** What stands in a word by two readings of it. */
export function numberTold(word: TextWord, seen: readonly SeenLetter[]): TextWord {
  const read = word.text.toUpperCase();
  const text = seen.map(({ letter }) => letter).join('');
  if (text === read) return { ...word, confidence: Math.max(word.confidence, AGREED) };
  const least = Math.min(...seen.map(({ share }) => share));
  if (seen.length === 0) return limited(word, NOTHING);
  if (text.length !== read.length) {
    const more = least >= SURE_OF_COUNT && likeness(text, read, MOST_SLIPS) <= MOST_SLIPS;
    return more ? { ...word, text, confidence: DIFFERENT } : limited(word, DIFFERENT);
  }
  const signs = [...read].map((sign, at) => {
    const other = seen[at];
    return other && other.share >= SURE_OF_SIGN ? other.letter : sign;
  });
  const alike = [...read].every((sign, at) => sign === text[at] || isLookAlike(sign, text[at] ?? ''));
  const most = alike ? LOOK_ALIKE : DIFFERENT;
  // A sign that the net is sure of counts for more than a word that the engine doubts.
  return { ...word, text: signs.join(''), confidence: Math.min(Math.max(word.confidence, least), most) };
}

const limited = (word: TextWord, most: number): TextWord => ({
  ...word,
  confidence: Math.min(word.confidence, most),
});

const isLookAlike = (one: string, other: string) =>
  ALIKE.some((group) => group.includes(one) && group.includes(other));
