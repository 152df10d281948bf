import type { GreyPixels } from './quality-pixels.ts';

const TILE = 25;
const SATURATED = 250;

/** A square of 25 pixels and what it shows. */
export interface Tile {
  column: number;
  row: number;
  range: number;
  bright: number;
  /** The steepest edge, as a share of the tile's range a pixel: 0.4 where it is sharp, 0.1 under a blur of 4 pixels. */
  steepness: number;
  /** Share of pixels that are as bright as can be. */
  saturated: number;
}

/** Every whole tile of a picture; a strip narrower than a tile is left out at the right and at the foot. */
export function tilesOf(grey: GreyPixels): Tile[] {
  const tiles: Tile[] = [];
  for (let row = 0; (row + 1) * TILE <= grey.height; row++) {
    for (let column = 0; (column + 1) * TILE <= grey.width; column++) tiles.push(tileAt(grey, column, row));
  }
  return tiles;
}

function tileAt(grey: GreyPixels, column: number, row: number): Tile {
  let [dark, bright, steepest, saturated] = [255, 0, 0, 0];
  for (let y = row * TILE; y < (row + 1) * TILE; y++) {
    for (let x = column * TILE; x < (column + 1) * TILE; x++) {
      const here = grey.pixels[y * grey.width + x] ?? 0;
      dark = Math.min(dark, here);
      bright = Math.max(bright, here);
      saturated += here >= SATURATED ? 1 : 0;
      steepest = Math.max(steepest, steepnessAt(grey, x, y));
    }
  }
  const range = bright - dark;
  const steepness = range === 0 ? 0 : Math.sqrt(steepest) / 2 / range;
  return { column, row, range, bright, steepness, saturated: saturated / (TILE * TILE) };
}

/** The square of the change of brightness over two pixels; 0 at the edge of the picture. */
function steepnessAt({ pixels, width, height }: GreyPixels, x: number, y: number): number {
  if (x === 0 || y === 0 || x + 1 === width || y + 1 === height) return 0;
  const at = y * width + x;
  const across = (pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0);
  const down = (pixels[at + width] ?? 0) - (pixels[at - width] ?? 0);
  return across * across + down * down;
}
