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
  const band = bandOf(page, { left, top, right: Math.min(right, left + 8 * height), bottom });
  if (!band || band.to - band.from < LOWEST * height || band.to - band.from > HIGHEST * height) return [];
  const isInked = (x: number) => count(band.from, band.to, (y) => isDark(page, x, top + y)) >= SPECK;
  const runs = runsOf(right - left, (x) => isInked(left + x), WORD_SPACE * height);
  const line: Box[] = [];
  for (const { from, to } of runs) {
    if (to - from < 3) continue;
    const last = line.at(-1);
    if (!last && from > BEGINNING * height) break;
    if (last && left + from - last.right > LINE_END * height) break;
    line.push({ left: left + from, right: left + to, top: top + band.from, bottom: top + band.to });
  }
  return line;
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
