import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { contains, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { numberTold } from './number-told.ts';
import type { PrintNet } from './print-net.ts';
import {
  DATE_SIGNS,
  lettersSeen,
  NUMBER_SIGNS,
  type SeenAlphabet,
  type SeenLetter,
  withoutEdges,
} from './seen-letters.ts';
import { ofPrintAlone, withRoom } from './word-place.ts';
import { columnAt, wordStrip } from './word-strip.ts';

/** Fields of digits and capitals. */
export const OF_NUMBERS: readonly PrintedFieldName[] = [
  'documentNumber',
  'birthDate',
  'issueDate',
  'expiryDate',
];
/** Signs beside a word's box count where the net is so sure of them. */
const SURE_OUTSIDE = 0.9;

/**
 * The words of a page, those of its numbers and dates as two readers see them: the text engine knows languages and
 * takes a Z between digits for a 2; the net knows none, and sees each sign by itself.
 */
export async function readNumbers(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
  net: PrintNet,
): Promise<TextWord[]> {
  const told: TextWord[] = [];
  for (const word of words) {
    const name = OF_NUMBERS.find((one) => fields[one]?.box && contains(fields[one].box, word.box));
    if (!name || word.alone || !/[\p{L}\d]/u.test(word.text)) told.push(word);
    else {
      const digits = name !== 'documentNumber' && !/\p{L}{2}/u.test(word.text);
      const print = ofPrintAlone(page, word);
      const seen = await signsOf(page, print, words, digits ? DATE_SIGNS : NUMBER_SIGNS, net);
      told.push(seen ? numberTold(print, seen) : word);
    }
  }
  return told;
}

/** What the net sees in a word and close beside it; undefined where it is too long to look at. */
export async function signsOf(
  page: GreyImage,
  word: TextWord,
  words: readonly TextWord[],
  alphabet: SeenAlphabet,
  net: PrintNet,
): Promise<SeenLetter[] | undefined> {
  const wide = withRoom(
    word,
    words.filter((other) => !contains(other.box, word.box)),
  );
  const strip = wordStrip(page, wide);
  if (!strip) return undefined;
  const inside = (column: number) => isInside(columnAt(column, wide), word);
  return withoutEdges(lettersSeen(await net.score(strip), alphabet), inside, SURE_OUTSIDE);
}

const isInside = (x: number, { box }: TextWord) => x > box.left && x < box.right;
