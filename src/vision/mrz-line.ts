import { GLYPH_WIDTH } from './glyph-patterns.ts';
import { type GreyImage, type Point, straighten } from './grey-image.ts';
import type { TextBand } from './text-bands.ts';

/** Ink of a straightened line: 0 is paper, 1 the darkest print. Cells are `GLYPH_WIDTH` wide, give or take. */
export interface InkLine {
  width: number;
  height: number;
  ink: Float32Array;
}

/** Where a character of a line stands: its left edge, and the distance to that of the next. */
export interface Cell {
  left: number;
  pitch: number;
}

const MARGIN_CELLS = 2;
/** Printed length of a line, in pitches: the last cell ends with air. */
const AIR = 0.36;

/** Cuts a line out of a picture at the scale at which `cells` characters fill it, paper evened out. */
export function cutLine(image: GreyImage, band: TextBand, cells: number): InkLine {
  const pitch = Math.hypot(band.end.x - band.start.x, band.end.y - band.start.y) / (cells - AIR);
  const along = {
    x: (band.end.x - band.start.x) / (cells - AIR),
    y: (band.end.y - band.start.y) / (cells - AIR),
  };
  const across = { x: -along.y, y: along.x };
  const corner = (from: Point, cellsAlong: number, cellsAcross: number): Point => ({
    x: from.x + along.x * cellsAlong + across.x * cellsAcross,
    y: from.y + along.y * cellsAlong + across.y * cellsAcross,
  });
  const reach = Math.max(1.05, (band.thickness / pitch) * 0.5 + 0.5);
  const quad = {
    topLeft: corner(band.start, -MARGIN_CELLS, -reach),
    topRight: corner(band.end, MARGIN_CELLS, -reach),
    bottomRight: corner(band.end, MARGIN_CELLS, reach),
    bottomLeft: corner(band.start, -MARGIN_CELLS, reach),
  };
  const width = Math.round((cells - AIR + 2 * MARGIN_CELLS) * GLYPH_WIDTH);
  return toInk(straighten(image, quad, width, Math.round(2 * reach * GLYPH_WIDTH)));
}

/** Divides by the paper around, so that shadow and tint do not count as print. */
function toInk({ width, height, pixels }: GreyImage): InkLine {
  const papers = paperSums(width, height, pixels);
  const ink = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    const [from, to] = [Math.max(0, x - GLYPH_WIDTH), Math.min(width, x + GLYPH_WIDTH)];
    const paper = Math.max(40, ((papers[to] ?? 0) - (papers[from] ?? 0)) / (to - from));
    for (let at = x; at < ink.length; at += width) ink[at] = Math.max(0, 1 - (pixels[at] ?? 0) / paper);
  }
  return { width, height, ink };
}

/** The paper of each column is what most of it is no lighter than; added up from the left. */
function paperSums(width: number, height: number, pixels: Uint8Array): Float64Array {
  const sums = new Float64Array(width + 1);
  const column = new Uint8Array(height);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) column[y] = pixels[y * width + x] ?? 0;
    sums[x + 1] = (sums[x] ?? 0) + (column.sort()[Math.floor(height * 0.85)] ?? 255);
  }
  return sums;
}

/**
 * Moves cells along the line to where most ink lies within them and least between: what tells where characters are
 * may tell it with a constant delay.
 */
export function shiftCells(line: InkLine, cells: readonly Cell[]): Cell[] {
  const sums = columnSums(line);
  const ink = (x: number) => sums[Math.max(0, Math.min(line.width, Math.round(x)))] ?? 0;
  let best = { shift: 0, score: Number.NEGATIVE_INFINITY };
  for (let shift = -SHIFT_MOST; shift <= SHIFT_MOST; shift += 0.5) {
    const score = cells.reduce((sum, { left, pitch }) => {
      const start = left + shift;
      return sum - (ink(start + pitch * GAP) - ink(start - pitch * GAP));
    }, 0);
    if (score > best.score) best = { shift, score };
  }
  return cells.map(({ left, pitch }) => ({ left: left + best.shift, pitch }));
}

/** In pixels, half a cell; and half of the air between characters in shares of the pitch. */
const SHIFT_MOST = GLYPH_WIDTH / 2;
const GAP = 0.14;

/** A place on the line in pixels of its ink, from a share of the band's length. */
export const inkColumn = (share: number, cells: number) =>
  (share * (cells - AIR) + MARGIN_CELLS) * GLYPH_WIDTH;

function columnSums({ width, height, ink }: InkLine): Float64Array {
  const sums = new Float64Array(width + 1);
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += ink[y * width + x] ?? 0;
    sums[x + 1] = (sums[x] ?? 0) + sum;
  }
  return sums;
}
