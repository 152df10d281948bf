import type { TextWord } from '../domain/text-lines.ts';
import type { Quad } from './grey-image.ts';

/** How lines of print lie on a picture: the fall of a line that runs through a height, and the area of the print. */
export interface PrintSlant {
  quad: Quad;
  /** Width by height of the quad. */
  ratio: number;
  /** Width of the quad in pixels of the picture. */
  width: number;
}

/** Words below this are specks of the background as often as print. */
const SURE = 0.6;
const LETTERS = 3;
/** Fewer words say nothing of how a page lies. */
const ENOUGH = 5;
/** Part of the print's extent that is added on each side: words that were not found may stand there. */
const MARGIN = 0.1;

/**
 * The area that print fills, slanted as its lines are: with lines that fall alike it is turned, with lines that fall
 * more the lower they stand it is seen from the side. Undefined where there is too little print.
 */
export function printSlant(
  words: readonly TextWord[],
  page: { width: number; height: number },
): PrintSlant | undefined {
  const sure = words.filter(
    ({ text, confidence }) => confidence >= SURE && text.replace(/[^\p{L}\d]/gu, '').length >= LETTERS,
  );
  if (sure.length < ENOUGH) return undefined;
  const middle = { x: page.width / 2, y: page.height / 2 };
  const fall = fallOfLines(sure, middle.y);
  // Places along the lines and across them, as if turned by the fall in the middle.
  const turn = fall.at(middle.y);
  const unit = Math.hypot(1, turn);
  const along = { x: 1 / unit, y: turn / unit };
  const places = sure.map(({ box }) => {
    const dx = (box.left + box.right) / 2 - middle.x;
    const dy = (box.top + box.bottom) / 2 - middle.y;
    const half = (box.right - box.left) / 2;
    return { u: dx * along.x + dy * along.y, v: dy * along.x - dx * along.y, half };
  });
  const [left, right] = [
    Math.min(...places.map(({ u, half }) => u - half)),
    Math.max(...places.map(({ u, half }) => u + half)),
  ];
  const [top, bottom] = [Math.min(...places.map(({ v }) => v)), Math.max(...places.map(({ v }) => v))];
  const [wide, high] = [(right - left) * MARGIN, (bottom - top) * MARGIN + (right - left) * 0.02];
  const corner = (u: number, v: number) => {
    // A line above or below the middle falls otherwise: its ends lie off the turned rectangle.
    const y = middle.y + v * along.x;
    const off = u * (fall.at(y) - turn);
    return {
      x: middle.x + u * along.x - (v + off) * along.y,
      y: middle.y + u * along.y + (v + off) * along.x,
    };
  };
  const quad = {
    topLeft: corner(left - wide, top - high),
    topRight: corner(right + wide, top - high),
    bottomRight: corner(right + wide, bottom + high),
    bottomLeft: corner(left - wide, bottom + high),
  };
  const width = right - left + 2 * wide;
  return { quad, width, ratio: width / (bottom - top + 2 * high) };
}

/** The fall of lines by height, fitted to the baselines; long words weigh more, and what lies far off is left out. */
function fallOfLines(words: readonly TextWord[], middle: number) {
  const slopes = words.flatMap(({ slope, box }) =>
    slope === undefined || Math.abs(slope) > 0.3
      ? []
      : [{ slope, y: (box.top + box.bottom) / 2 - middle, weight: (box.right - box.left) ** 2 }],
  );
  const sorted = slopes.map(({ slope }) => slope).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const near = slopes.filter(({ slope }) => Math.abs(slope - median) < 0.04);
  const sum = (of: (one: (typeof near)[number]) => number) =>
    near.reduce((total, one) => total + of(one) * one.weight, 0);
  const weight = sum(() => 1);
  if (weight === 0) return { at: () => median };
  const [meanY, meanSlope] = [sum(({ y }) => y) / weight, sum(({ slope }) => slope) / weight];
  const spread = sum(({ y }) => (y - meanY) ** 2);
  const bend = spread > 0 ? sum(({ y, slope }) => (y - meanY) * (slope - meanSlope)) / spread : 0;
  return { at: (y: number) => meanSlope + bend * (y - middle - meanY) };
}
