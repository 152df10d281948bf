import type { PictureMeasures } from '../domain/picture-quality.ts';
import { glareShare } from './quality-glare.ts';
import { type GreyPixels, percentile, smoothed } from './quality-pixels.ts';
import { findTextRuns } from './quality-text.ts';
import { tilesOf } from './quality-tiles.ts';

/** Levels between the darkest and the brightest spot of a tile from which on it counts as printed. */
const PRINTED_RANGE = 40;
/** In a smaller copy letters are too close to each other for the gap before an edge to be seen. */
const TELLS_CUT_FROM = 320;

/**
 * Measures what decides whether a picture can be read. Every measure is one of the copy of 1000
 * pixels, so that it means the same whatever the camera.
 */
export function measurePicture(grey: GreyPixels): Omit<PictureMeasures, 'shortSide'> {
  const smooth = smoothed(grey);
  const tiles = tilesOf(smooth);
  const printed = tiles.filter(({ range }) => range >= PRINTED_RANGE);
  const text = findTextRuns(smooth);
  return {
    sharpness: Math.min(
      1,
      percentile(
        printed.map(({ steepness }) => steepness),
        0.9,
      ),
    ),
    brightness: percentile(
      tiles.map(({ bright }) => bright),
      0.9,
    ),
    printedShare: printed.length / tiles.length,
    textRows: text.rows,
    cutSides: Math.max(grey.width, grey.height) < TELLS_CUT_FROM ? 0 : text.cutSides,
    glareShare: glareShare(tiles, printed),
  };
}
