import type { TextLine, TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { signsOf } from './number-signs.ts';
import { numberTold } from './number-told.ts';
import type { PrintNet } from './print-net.ts';
import { DATE_SIGNS } from './seen-letters.ts';

/** Digits, and what strokes and digits are read as, in the length of a date: mostly an amount or a number is longer or shorter. */
const LIKE_A_DATE = /^(?=(?:.*\d){5})[\dIlOo|/.-]{7,11}$/;
/** At most this for a date that was no date before: it is told, and surely known by nobody. */
const MENDED = 0.75;

/** The lines of a page with the dates read once more whose strokes were taken for digits, or left out. */
export async function readDates(
  page: GreyImage,
  lines: readonly TextLine[],
  net: PrintNet,
): Promise<TextLine[]> {
  const read: TextLine[] = [];
  for (const line of lines) {
    const words: TextWord[] = [];
    for (const word of line.words) {
      words.push(LIKE_A_DATE.test(word.text) ? await readDate(page, word, line.words, net) : word);
    }
    read.push({ ...line, words });
  }
  return read;
}

async function readDate(page: GreyImage, word: TextWord, words: readonly TextWord[], net: PrintNet) {
  const seen = await signsOf(page, word, words, DATE_SIGNS, net);
  if (!seen) return word;
  const told = numberTold(word, seen);
  const confidence = Math.min(told.confidence, MENDED);
  // More digits were read than are there: the strokes were taken for some.
  const digits = seen.flatMap(({ letter }) => (/\d/.test(letter) ? [letter] : [])).join('');
  if (digits.length === 8 && word.text.replace(/\D/g, '').length > 8)
    return { ...told, text: digits.replace(/(..)(..)(....)/, '$1/$2/$3'), confidence };
  return told.text === word.text ? word : { ...told, confidence };
}
