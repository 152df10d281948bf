import { type GreyPixels, rotated, turned } from './quality-pixels.ts';

/** Strokes of one line of print are at most this far apart, in pixels. */
const STROKE_GAP = 24;
/** Edges between paper and ink that a line of print has at least, and its least length in pixels. */
const RUN_EDGES = 12;
const RUN_LENGTH = 90;
/** Levels by which ink is darker than the paper around it. */
const INK_DEPTH = 24;
/** Lines of print are this many pixels high; what is lower is a rule, what is higher a pattern. */
const LINE_ROWS = { least: 4, most: 45 };
/** So many lines that run into one side make it a side where the document is cut off. */
const CUT_LINES = 2;

/** Below this many rows with print the picture is looked at askew, too. */
const FEW_ROWS = 40;
/** With a quarter turn of each, no line of print is more than 12 degrees off one of these, nor off the sides. */
const ANGLES = [22.5, 45, 67.5];

/**
 * Looks for lines of print: along the sides of the picture, in the direction in which there are more of them, and
 * where there are hardly any, askew as well.
 */
export function findTextRuns(grey: GreyPixels): TextRuns {
  const ink = inkOf(grey);
  const along = runsAlongSides(ink);
  if (along.rows >= FEW_ROWS) return along;
  const askew = ANGLES.map((angle) => runsAlongSides(rotated(ink, angle)).rows);
  return { ...along, rows: Math.max(along.rows, ...askew) };
}

function runsAlongSides(ink: GreyPixels): TextRuns {
  const lying = textRuns(ink);
  const standing = textRuns(turned(ink));
  return lying.rows >= standing.rows ? lying : standing;
}

export interface TextRuns {
  /** Rows of pixels that cross a line of print. */
  rows: number;
  /** Ends of the rows at which lines of print run over the edge of the picture, 0 to 2. */
  cutSides: number;
}

/** Lines of print that lie along the rows: many narrow strokes close to each other. */
function textRuns({ pixels: ink, width, height }: GreyPixels): TextRuns {
  let rows = 0;
  const atLeft = new Uint8Array(height);
  const atRight = new Uint8Array(height);
  for (let y = 0; y < height; y++) {
    const runs = runsOf(ink, y * width, width);
    if (runs.length > 0) rows++;
    if (runs.some(({ start }) => start <= 1)) atLeft[y] = 1;
    if (runs.some(({ end }) => end >= width - 2)) atRight[y] = 1;
  }
  const sides = [atLeft, atRight].filter((side) => linesAt(side) >= CUT_LINES);
  return { rows, cutSides: sides.length };
}

interface Run {
  start: number;
  end: number;
}

/** Stretches of one row in which ink and paper take turns as in print. */
function runsOf(ink: Uint8Array, from: number, width: number): Run[] {
  const runs: Run[] = [];
  let start = -1;
  let last = -1;
  let edges = 0;
  const close = () => {
    if (edges >= RUN_EDGES && last - start >= RUN_LENGTH) runs.push({ start, end: last });
    start = -1;
    edges = 0;
  };
  for (let x = 0; x < width; x++) {
    if (!ink[from + x]) continue;
    if (start >= 0 && x - last > STROKE_GAP) close();
    if (start < 0) start = x;
    if (x === 0 || !ink[from + x - 1]) edges += 2;
    last = x;
  }
  if (start >= 0) close();
  return runs;
}

/** Groups of rows that are as high as a line of print. */
function linesAt(rows: Uint8Array): number {
  let lines = 0;
  let length = 0;
  for (let y = 0; y <= rows.length; y++) {
    if (rows[y]) {
      length++;
      continue;
    }
    if (length >= LINE_ROWS.least && length <= LINE_ROWS.most) lines++;
    length = 0;
  }
  return lines;
}

const AROUND = 15;

/** 1 for pixels that are clearly darker than the mean of the square around them, 0 for others. */
function inkOf(grey: GreyPixels): GreyPixels {
  const { pixels, width, height } = grey;
  const sums = sumsOf(grey);
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [first, last] = [Math.max(0, y - AROUND), Math.min(height, y + AROUND + 1)];
    const [top, bottom] = [first * (width + 1), last * (width + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - AROUND), Math.min(width, x + AROUND + 1)];
      const [above, below] = [
        (sums[top + right] ?? 0) - (sums[top + left] ?? 0),
        (sums[bottom + right] ?? 0) - (sums[bottom + left] ?? 0),
      ];
      const mean = (below - above) / ((last - first) * (right - left));
      if ((pixels[y * width + x] ?? 0) < mean - INK_DEPTH) ink[y * width + x] = 1;
    }
  }
  return { pixels: ink, width, height };
}

/** For each pixel, the sum of all above it and to its left; one row and one column larger than the picture. */
function sumsOf({ pixels, width, height }: GreyPixels): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += pixels[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}
