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
  const [left, top] = [column * TILE, row * TILE];
  let [dark, bright, saturated] = [255, 0, 0];
  for (let y = top; y < top + TILE; y++) {
    for (let at = y * grey.width + left; at < y * grey.width + left + TILE; at++) {
      const here = grey.pixels[at] ?? 0;
      if (here < dark) dark = here;
      if (here > bright) bright = here;
      if (here >= SATURATED) saturated++;
    }
  }
  const range = bright - dark;
  const steepness = range === 0 ? 0 : Math.sqrt(steepestIn(grey, left, top)) / 2 / range;
  return { column, row, range, bright, steepness, saturated: saturated / (TILE * TILE) };
}

/** The square of the steepest change of brightness over two pixels of a tile; the edge of the picture has none. */
function steepestIn({ pixels, width, height }: GreyPixels, left: number, top: number): number {
  const [fromX, toX] = [Math.max(1, left), Math.min(width - 1, left + TILE)];
  const toY = Math.min(height - 1, top + TILE);
  let steepest = 0;
  for (let y = Math.max(1, top); y < toY; y++) {
    for (let at = y * width + fromX; at < y * width + toX; at++) {
      const across = (pixels[at + 1] ?? 0) - (pixels[at - 1] ?? 0);
      const down = (pixels[at + width] ?? 0) - (pixels[at - width] ?? 0);
      const change = across * across + down * down;
      if (change > steepest) steepest = change;
    }
  }
  return steepest;
}
