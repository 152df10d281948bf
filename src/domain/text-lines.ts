/** A place on a picture in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface TextWord {
  text: string;
  /** 0 to 1. */
  confidence: number;
  box: Box;
  /** How its baseline falls to the right: pixels down for each pixel along. Absent where the reader cannot say. */
  slope?: number;
  /** True where the net for print alone read it: it is no second reader of what it read itself. */
  alone?: true;
}

/** Words that stand together on one line, left to right. A wide gap begins another line. */
export interface TextLine {
  words: TextWord[];
  box: Box;
}

/** A gap wider than this, in heights of the print, separates columns. */
const COLUMN_GAP = 1.6;

export const heightOf = ({ top, bottom }: Box) => bottom - top;
export const textOf = (words: readonly TextWord[]) => words.map((word) => word.text).join(' ');

/**
 * Groups words into lines by where they stand, from top to bottom. Each word joins the line that ends nearest to its
 * left, so a page that hangs to one side keeps its lines.
 */
export function groupLines(words: readonly TextWord[], columnGap = COLUMN_GAP): TextLine[] {
  const lines: TextWord[][] = [];
  const byLeft = words.filter((word) => word.text.trim() !== '').sort((a, b) => a.box.left - b.box.left);
  for (const word of byLeft) {
    const line = nearestLine(lines, word, columnGap);
    if (line) line.push(word);
    else lines.push([word]);
  }
  return lines
    .map((group) => ({ words: group, box: around(group) }))
    .sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left);
}

function nearestLine(lines: TextWord[][], word: TextWord, columnGap: number): TextWord[] | undefined {
  const gap = (line: TextWord[]) => word.box.left - (line.at(-1)?.box.right ?? 0);
  return lines.filter((line) => continues(line, word, columnGap)).sort((a, b) => gap(a) - gap(b))[0];
}

function continues(line: TextWord[], word: TextWord, columnGap: number): boolean {
  const last = line.at(-1);
  if (!last) return false;
  const shared = Math.min(last.box.bottom, word.box.bottom) - Math.max(last.box.top, word.box.top);
  const heights = [heightOf(last.box), heightOf(word.box)];
  const gap = word.box.left - last.box.right;
  // Punctuation is low: the taller of the two says how large the print is.
  const print = Math.max(...heights);
  return shared > 0.5 * Math.min(...heights) && gap < columnGap * print && gap > -0.5 * print;
}

/** White between two words at least, in heights of the print; pieces of one word stand closer. */
const WORD_SPACE = 0.12;

/** The words of one line as a reader parted them, left to right, with pieces put together that stand as close as letters do. */
export function wholeWords(words: readonly TextWord[]): TextWord[] {
  const whole: TextWord[] = [];
  for (const word of words) {
    const last = whole.at(-1);
    if (last && isOneWord(last, word)) whole[whole.length - 1] = joined(last, word);
    else whole.push(word);
  }
  return whole;
}

function isOneWord(first: TextWord, second: TextWord): boolean {
  const gap = second.box.left - first.box.right;
  const height = Math.min(heightOf(first.box), heightOf(second.box));
  const letters = /[\p{L}\p{N}-]$/u.test(first.text) && /^[\p{L}\p{N}-]/u.test(second.text);
  return letters && gap > -WORD_SPACE * height && gap < WORD_SPACE * height;
}

const joined = (first: TextWord, second: TextWord): TextWord => ({
  ...first,
  text: first.text + second.text,
  confidence: Math.min(first.confidence, second.confidence),
  box: around([first, second]),
});

/** Whether two places share any of their area. */
export const overlap = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** What two places have in common, as a share of the smaller. */
export function sharedArea(one: Box, other: Box): number {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const area = ({ left, top, right, bottom }: Box) => (right - left) * (bottom - top);
  return width > 0 && height > 0 ? (width * height) / Math.max(1, Math.min(area(one), area(other))) : 0;
}

/** Whether two places stand side by side, or one within the other's height. */
export function inOneRow(one: Box, other: Box): boolean {
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return shared > 0.5 * Math.min(heightOf(one), heightOf(other));
}

/** Whether one place lies within another. */
export const contains = (outer: Box, inner: Box) =>
  inner.left >= outer.left &&
  inner.right <= outer.right &&
  inner.top >= outer.top &&
  inner.bottom <= outer.bottom;

/** The smallest box that holds all words. */
export function around(words: readonly TextWord[]): Box {
  const boxes = words.map((word) => word.box);
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

/** The mean of the words' confidences, 0 to 1, in three decimals. */
export function confidenceOf(words: readonly TextWord[]): number {
  const mean = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length);
  return Math.round(mean * 1000) / 1000;
}
