import { type GreyPixels, MEASURED_SIDE, rotated, turned } from './quality-pixels.ts';

/** Lengths in pixels, for a copy whose long side has 1000; those of a smaller one are shorter in proportion. */
interface Lengths {
  /** Strokes of one line of print are at most this far apart. */
  gap: number;
  /** A line of print has at least this length. */
  run: number;
  /** Lines of print are this high; what is lower is a rule, what is higher a pattern. */
  low: number;
  high: number;
  /** Ink is compared with the paper up to here. */
  around: number;
}

function lengthsIn({ width, height }: GreyPixels): Lengths {
  const scale = Math.min(1, Math.max(width, height) / MEASURED_SIDE);
  const around = Math.max(5, Math.round(15 * scale));
  return { gap: 24 * scale, run: 90 * scale, low: Math.max(2, 4 * scale), high: 45 * scale, around };
}

/** Edges between paper and ink that a line of print has at least. */
const RUN_EDGES = 12;
/** Levels by which ink is darker than the paper around it. */
const INK_DEPTH = 24;
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
  const lengths = lengthsIn(grey);
  const ink = inkOf(grey, lengths.around);
  const most = mostRows(ink);
  if (most === 0) return { rows: 0, cutSides: 0 };
  const along = runsAlongSides(ink, lengths);
  if (along.rows >= Math.min(FEW_ROWS, most)) return along;
  const askew = ANGLES.map((angle) => runsAlongSides(rotated(ink, angle), lengths).rows);
  return { ...along, rows: Math.max(along.rows, ...askew) };
}

/** Rows with print that there can be in any direction. Turning a picture askew takes a pixel twice at most. */
function mostRows({ pixels: ink }: GreyPixels): number {
  let marks = 0;
  for (let at = 0; at < ink.length; at++) marks += ink[at] ?? 0;
  return Math.floor((2 * marks) / (RUN_EDGES / 2));
}

function runsAlongSides(ink: GreyPixels, lengths: Lengths): TextRuns {
  const lying = textRuns(ink, lengths);
  const standing = textRuns(turned(ink), lengths);
  return lying.rows >= standing.rows ? lying : standing;
}

export interface TextRuns {
  /** Rows of pixels that cross a line of print. */
  rows: number;
  /** Ends of the rows at which lines of print run over the edge of the picture, 0 to 2. */
  cutSides: number;
}

/** Lines of print that lie along the rows: many narrow strokes close to each other. */
function textRuns({ pixels: ink, width, height }: GreyPixels, lengths: Lengths): TextRuns {
  let rows = 0;
  const atLeft = new Uint8Array(height);
  const atRight = new Uint8Array(height);
  for (let y = 0; y < height; y++) {
    const runs = runsOf(ink.subarray(y * width, (y + 1) * width), lengths);
    if (runs.length > 0) rows++;
    if (runs.some(({ start }) => start <= 1)) atLeft[y] = 1;
    if (runs.some(({ end }) => end >= width - 2)) atRight[y] = 1;
  }
  const sides = [atLeft, atRight].filter((side) => linesAt(side, lengths) >= CUT_LINES);
  return { rows, cutSides: sides.length };
}

interface Run {
  start: number;
  end: number;
}

/** Stretches of one row in which ink and paper take turns as in print. */
function runsOf(ink: Uint8Array, { gap, run }: Lengths): Run[] {
  const runs: Run[] = [];
  let start = -1;
  let last = -1;
  let edges = 0;
  const close = () => {
    if (edges >= RUN_EDGES && last - start >= run) runs.push({ start, end: last });
    start = -1;
    edges = 0;
  };
  for (let x = 0; x < ink.length; x++) {
    if (!ink[x]) continue;
    if (start >= 0 && x - last > gap) close();
    if (start < 0) start = x;
    if (x === 0 || !ink[x - 1]) edges += 2;
    last = x;
  }
  if (start >= 0) close();
  return runs;
}

/** Groups of rows that are as high as a line of print. */
function linesAt(rows: Uint8Array, { low, high }: Lengths): number {
  let lines = 0;
  let length = 0;
  for (let y = 0; y <= rows.length; y++) {
    if (rows[y]) {
      length++;
      continue;
    }
    if (length >= low && length <= high) lines++;
    length = 0;
  }
  return lines;
}

/**
 * 1 for pixels that are clearly darker than the mean of the square around them, 0 for others. The square moves: a row
 * and a column enter it and leave it at each step.
 */
function inkOf({ pixels, width, height }: GreyPixels, around: number): GreyPixels {
  const ink = new Uint8Array(width * height);
  const columns = new Uint32Array(width);
  const move = (y: number, sign: 1 | -1) => {
    for (let x = 0; x < width; x++) columns[x] = (columns[x] ?? 0) + sign * (pixels[y * width + x] ?? 0);
  };
  for (let y = 0; y < Math.min(around, height); y++) move(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + around < height) move(y + around, 1);
    if (y > around) move(y - around - 1, -1);
    const tall = Math.min(height, y + around + 1) - Math.max(0, y - around);
    markRow(ink.subarray(y * width, (y + 1) * width), pixels.subarray(y * width), { columns, tall, around });
  }
  return { pixels: ink, width, height };
}

interface Surroundings {
  /** For each column, the sum of the rows around. */
  columns: Uint32Array;
  /** How many rows that are. */
  tall: number;
  /** Columns that count, to each side. */
  around: number;
}

function markRow(ink: Uint8Array, pixels: Uint8Array, { columns, tall, around }: Surroundings): void {
  const width = ink.length;
  let wide = Math.min(around, width);
  let sum = 0;
  for (let x = 0; x < wide; x++) sum += columns[x] ?? 0;
  for (let x = 0; x < width; x++) {
    if (x + around < width) {
      sum += columns[x + around] ?? 0;
      wide++;
    }
    if (x > around) {
      sum -= columns[x - around - 1] ?? 0;
      wide--;
    }
    if (((pixels[x] ?? 0) + INK_DEPTH) * tall * wide < sum) ink[x] = 1;
  }
}
