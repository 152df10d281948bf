import { type Box, heightOf, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';

/** Heights of the print: how far beside a word letters are looked for, and how near another word stands at most. */
const REACH = 0.9;
const WORD_SPACE = 0.35;

/** A word with the white beside it, in which letters may stand that the text engine lost. */
export function withRoom(word: TextWord, words: readonly TextWord[]): TextWord {
  const { box } = word;
  const height = heightOf(box);
  const row = words.filter(({ box: other }) => other.top < box.bottom && box.top < other.bottom);
  const before = row.filter((other) => other.box.right <= box.left + height / 2 && other.box.left < box.left);
  const after = row.filter(
    (other) => other.box.left >= box.right - height / 2 && other.box.right > box.right,
  );
  const start = Math.max(
    ...before.map((other) => other.box.right + WORD_SPACE * height),
    box.left - REACH * height,
  );
  const end = Math.min(
    ...after.map((other) => other.box.left - WORD_SPACE * height),
    box.right + REACH * height,
  );
  return { ...word, box: { ...box, left: Math.min(box.left, start), right: Math.max(box.right, end) } };
}

/** What is lighter is a pattern or noise of the paper. */
const DARK = 128;
/** Share of the darkest row from which on a row is print: white rows part a word from the label over it. */
const PRINT = 0.12;
/** A box that is less full than this holds more than the word. */
const FULL = 0.75;
const HANGING = 0.3;
const SPECK = 2;

/** A word in the box of its print alone, where the text engine's holds some of the line above or below as well. */
export function ofPrintAlone(page: GreyImage, word: TextWord): TextWord {
  const box = {
    left: Math.max(0, Math.floor(word.box.left)),
    top: Math.max(0, Math.floor(word.box.top)),
    right: Math.min(page.width, Math.ceil(word.box.right)),
    bottom: Math.min(page.height, Math.ceil(word.box.bottom)),
  };
  const rows = Array.from({ length: Math.max(0, heightOf(box)) }, (_, at) => inkOf(page, box, box.top + at));
  const least = PRINT * Math.max(...rows, 0);
  let [best, from] = [{ from: 0, to: rows.length, ink: 0 }, 0];
  for (let at = 0; at <= rows.length; at++) {
    if ((rows[at] ?? 0) > least) continue;
    const ink = rows.slice(from, at).reduce((sum, one) => sum + one, 0);
    if (ink > best.ink) best = { from, to: at, ink };
    from = at + 1;
  }
  if (best.to - best.from >= FULL * rows.length) return word;
  // What hangs below letters is thin: a cedilla, the tail of a Q.
  const lowest = best.to + HANGING * (best.to - best.from);
  let bottom = best.to;
  while (bottom < lowest && (rows[bottom] ?? 0) >= SPECK) bottom++;
  return { ...word, box: { ...word.box, top: box.top + best.from, bottom: box.top + bottom } };
}

function inkOf({ width, pixels }: GreyImage, { left, right }: Box, y: number): number {
  let sum = 0;
  for (let x = left; x < right; x++) if ((pixels[y * width + x] ?? 255) < DARK) sum++;
  return sum;
}
