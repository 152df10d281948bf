import type { Box } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';

/** What is lighter is a pattern or noise of the paper. */
const DARK = 110;
/** Shares of a place's height: white between two words, and between a word and what is none of the line. */
const WORD_SPACE = 0.16;
const LINE_END = 0.75;
/** How high print is, as shares of the place, and how far from its left edge it begins. */
const LOWEST = 0.22;
const HIGHEST = 0.8;
const BEGINNING = 1.2;
/** Dark pixels of a column or a row that are more than a speck. */
const SPECK = 2;
/** Columns of a word, at least. */
const NARROWEST = 3;

/**
 * Where the words of the first line of print in a place stand, left to right, in pixels of the page, whose paper was
 * made even. The place is about two lines high; what reaches over it from the lines around is none of its print.
 */
export function printIn(page: GreyImage, place: Box): Box[] {
  const left = Math.max(0, Math.round(place.left));
  const right = Math.min(page.width, Math.round(place.right));
  const top = Math.max(0, Math.round(place.top));
  const bottom = Math.min(page.height, Math.round(place.bottom));
  const height = bottom - top;
  if (height < 10 || right - left < 8) return [];
  const space = WORD_SPACE * height;
  const [first] = inkedRuns(page, { left, top, right, bottom }, space);
  if (!first || first.from > BEGINNING * height) return [];
  // What stands further right may be a pattern, or the edge of a lamp: the first word shows how high the line is.
  const band = bandOf(page, { left: left + first.from, top, right: left + first.to, bottom });
  if (!band || band.to - band.from < LOWEST * height || band.to - band.from > HIGHEST * height) return [];
  const rows = { top: top + band.from, bottom: top + band.to };
  const runs = inkedRuns(page, { left: left + first.from, right, ...rows }, space);
  const line: Box[] = [];
  for (const { from, to } of runs) {
    const word = { left: left + first.from + from, right: left + first.from + to, ...rows };
    const last = line.at(-1);
    if (last && word.left - last.right > LINE_END * height) break;
    line.push(word);
  }
  return line;
}

/** Runs of columns with ink, but for specks, in pixels from the left of a place. */
function inkedRuns(page: GreyImage, { left, top, right, bottom }: Box, gap: number): Span[] {
  const isInked = (at: number) => count(top, bottom, (y) => isDark(page, left + at, y)) >= SPECK;
  return runsOf(right - left, isInked, gap).filter(({ from, to }) => to - from >= NARROWEST);
}

interface Span {
  from: number;
  to: number;
}

/** The rows of the first line: the tallest of the runs of rows with ink that do not begin or end outside. */
function bandOf(page: GreyImage, { left, top, right, bottom }: Box): Span | undefined {
  const least = Math.max(SPECK, 0.004 * (right - left));
  const runs = runsOf(bottom - top, (y) => count(left, right, (x) => isDark(page, x, top + y)) >= least, 2);
  const inside = runs.filter(({ from, to }) => from > 0 && to < bottom - top);
  return inside.sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

/** Runs of places that are so, with gaps up to a width in them. */
function runsOf(length: number, is: (at: number) => boolean, gap: number): Span[] {
  const runs: Span[] = [];
  for (let at = 0; at < length; at++) {
    if (!is(at)) continue;
    const last = runs.at(-1);
    if (last && at - last.to <= gap) last.to = at + 1;
    else runs.push({ from: at, to: at + 1 });
  }
  return runs;
}

function count(from: number, to: number, is: (at: number) => boolean): number {
  let sum = 0;
  for (let at = from; at < to; at++) if (is(at)) sum++;
  return sum;
}

const isDark = ({ width, pixels }: GreyImage, x: number, y: number) => (pixels[y * width + x] ?? 255) < DARK;
