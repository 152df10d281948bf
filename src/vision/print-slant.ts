import type { Box, TextWord } from '../domain/text-lines.ts';
import type { GreyImage, Quad } from './grey-image.ts';

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
export function printSlant(words: readonly TextWord[], page: GreyImage): PrintSlant | undefined {
  const sure = words.filter(
    ({ text, confidence }) => confidence >= SURE && text.replace(/[^\p{L}\d]/gu, '').length >= LETTERS,
  );
  if (sure.length < ENOUGH) return undefined;
  const middle = { x: page.width / 2, y: page.height / 2 };
  const fall = fallOfLines(sure, page);
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

/** Most that lines fall, and that the fall changes from the top of a page to its bottom. */
const STEEPEST = 0.2;
const MOST_BENT = 0.12;
/** Pixels of the page: apart of the ink that is looked at, and high of a bin. */
const STEP = 3;
const BIN = 3;

interface Ink {
  /** From the middle of the page. */
  x: number;
  y: number;
}

/** The fall at which the ink of the words piles up in the sharpest rows: rows go on from column to column. */
function fallOfLines(words: readonly TextWord[], page: GreyImage) {
  const ink = words.flatMap(({ box }) => inkOf(page, box));
  const heaps = new Uint16Array(Math.ceil((page.height + page.width * STEEPEST * 2) / BIN) + 2);
  let best = { fall: 0, bend: 0, sharpness: 0 };
  const attempt = (fall: number, bend: number) => {
    const sharpness = sharpnessOf(ink, fall, bend / page.height, heaps.fill(0));
    if (sharpness > best.sharpness) best = { fall, bend, sharpness };
  };
  for (let fall = -STEEPEST; fall <= STEEPEST; fall += 0.008) {
    for (let bend = -MOST_BENT; bend <= MOST_BENT; bend += 0.03) attempt(fall, bend);
  }
  const coarse = best;
  for (let fall = -0.006; fall <= 0.006; fall += 0.002) {
    for (let bend = -0.02; bend <= 0.02; bend += 0.01) attempt(coarse.fall + fall, coarse.bend + bend);
  }
  const { fall, bend } = best;
  return { at: (y: number) => fall + (bend * (y - page.height / 2)) / page.height };
}

function inkOf(page: GreyImage, { left, top, right, bottom }: Box): Ink[] {
  const ink: Ink[] = [];
  for (let y = Math.max(0, top); y < Math.min(page.height, bottom); y += STEP) {
    for (let x = Math.max(0, left); x < Math.min(page.width, right); x += STEP) {
      const isInk = (page.pixels[y * page.width + x] ?? 255) < 110;
      if (isInk) ink.push({ x: x - page.width / 2, y: y - page.height / 2 });
    }
  }
  return ink;
}

function sharpnessOf(ink: readonly Ink[], fall: number, bend: number, heaps: Uint16Array): number {
  const middle = heaps.length / 2;
  for (const { x, y } of ink) {
    const at = Math.round(middle + (y - x * (fall + bend * y)) / BIN);
    heaps[at] = (heaps[at] ?? 0) + 1;
  }
  return heaps.reduce((sum, heap) => sum + heap * heap, 0);
}
