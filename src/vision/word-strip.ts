import type { TextWord } from '../domain/text-lines.ts';
import { type GreyImage, straighten } from './grey-image.ts';

/** A word as the net sees it: ink from 0 (paper) to 1 (the darkest print), row by row. */
export interface WordStrip {
  width: number;
  ink: Float32Array;
}

/** Pixels: of the strip, of the word's box in it, and what a column of the net's output sees. */
export const STRIP_HEIGHT = 40;
const BOX_HEIGHT = 26;
const FIELD = 38;
/** Drawn so many times larger and then shrunk, so that fine print is not stepped over. */
const FINER = 2;
/** A longer word is no name. */
const WIDEST = 900;
/** Shares of the pixels that are darker than print and paper. */
const DARK = 0.02;
const LIGHT = 0.85;

/** Cuts a word out of a page with what stands close above and below, where marks are; undefined where it is too long. */
export function wordStrip(page: GreyImage, { box, slope = 0 }: TextWord): WordStrip | undefined {
  const scale = BOX_HEIGHT / Math.max(1, box.bottom - box.top);
  const width = Math.floor((box.right - box.left) * scale + FIELD + 4);
  if (width > WIDEST) return undefined;
  const left = box.left - FIELD / 2 / scale;
  const right = left + width / scale;
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const half = STRIP_HEIGHT / 2 / scale;
  const at = (x: number, away: number) => ({ x, y: middle.y + (x - middle.x) * slope + away });
  const quad = {
    topLeft: at(left, -half),
    topRight: at(right, -half),
    bottomRight: at(right, half),
    bottomLeft: at(left, half),
  };
  return { width, ink: inkOf(straighten(page, quad, width * FINER, STRIP_HEIGHT * FINER), width) };
}

/** Pixels of the net's strip from one column of its output to the next. */
const STEP = 4;

/** Where a column of the net's output stands, in pixels of the page that the word was cut out of. */
export function columnAt(column: number, { box }: TextWord): number {
  return box.left + (column * STEP * (box.bottom - box.top)) / BOX_HEIGHT;
}

function inkOf({ pixels }: GreyImage, width: number): Float32Array {
  const grey = new Float32Array(width * STRIP_HEIGHT);
  for (let row = 0; row < STRIP_HEIGHT * FINER; row++) {
    for (let column = 0; column < width * FINER; column++) {
      const at = Math.floor(row / FINER) * width + Math.floor(column / FINER);
      grey[at] = (grey[at] ?? 0) + (pixels[row * width * FINER + column] ?? 0) / FINER ** 2;
    }
  }
  const sorted = Float32Array.from(grey).sort();
  const dark = sorted[Math.floor(DARK * (sorted.length - 1))] ?? 0;
  const light = sorted[Math.floor(LIGHT * (sorted.length - 1))] ?? 255;
  const range = Math.max(1, light - dark);
  return grey.map((value) => Math.min(1, Math.max(0, (light - value) / range)));
}
