import type { Sharp } from 'sharp';
import type { PictureLook } from '../domain/picture-quality.ts';
import { measurePicture } from './quality-measures.ts';
import { type GreyPixels, MEASURED_SIDE } from './quality-pixels.ts';

/**
 * Decodes a picture once, to its last pixel, and measures it. JPEGs are decoded at a fraction of their size, for
 * which every byte of the file is still needed: one that broke off is found out. Rejects where it cannot be decoded.
 */
export async function lookAt(
  picture: Sharp,
  { shortSide, quarterTurns }: { shortSide: number; quarterTurns: number },
): Promise<PictureLook> {
  const { data, info } = await picture
    .resize({ width: MEASURED_SIDE, height: MEASURED_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey: GreyPixels = { pixels: greyOf(data), width: info.width, height: info.height };
  const measures = { shortSide, ...measurePicture(grey) };
  return measures.printedShare === 0 ? { measures } : { measures, likeness: likenessOf(grey, quarterTurns) };
}

/** Luma (ITU-R BT.709 item 3.2) of red, green and blue by turns, in 1024ths. Letting libvips do it costs ten times as much. */
function greyOf(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let at = 0, from = 0; at < grey.length; at++, from += 3) {
    grey[at] = (218 * (rgb[from] ?? 0) + 732 * (rgb[from + 1] ?? 0) + 74 * (rgb[from + 2] ?? 0)) >> 10;
  }
  return grey;
}

const CELLS = 16;

/**
 * A difference hash: for each of 16 by 16 cells of the upright picture, whether the cell to its right is darker. Copies
 * of one picture differ in few of the 256 bits, whatever their size and compression.
 */
export function likenessOf(grey: GreyPixels, quarterTurns: number): string {
  const bits = Buffer.alloc((CELLS * CELLS) / 8);
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const darker =
        cellMean(grey, column, row, quarterTurns) > cellMean(grey, column + 1, row, quarterTurns) + 1;
      const bit = row * CELLS + column;
      if (darker) bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return bits.toString('hex');
}

/** The mean of one cell of 17 by 16, in the picture as it is to be turned: clockwise, by quarters. */
function cellMean(grey: GreyPixels, column: number, row: number, quarterTurns: number): number {
  const [left, right] = [column / (CELLS + 1), (column + 1) / (CELLS + 1)];
  const [top, bottom] = [row / CELLS, (row + 1) / CELLS];
  switch (quarterTurns) {
    case 1:
      return meanOf(grey, top, bottom, 1 - right, 1 - left);
    case 2:
      return meanOf(grey, 1 - right, 1 - left, 1 - bottom, 1 - top);
    case 3:
      return meanOf(grey, 1 - bottom, 1 - top, left, right);
    default:
      return meanOf(grey, left, right, top, bottom);
  }
}

/** Of the part between these shares of width and height. */
function meanOf(
  { pixels, width, height }: GreyPixels,
  left: number,
  right: number,
  top: number,
  bottom: number,
): number {
  const [fromX, fromY] = [Math.floor(left * width), Math.floor(top * height)];
  const toX = Math.max(fromX + 1, Math.floor(right * width));
  const toY = Math.max(fromY + 1, Math.floor(bottom * height));
  let sum = 0;
  for (let y = fromY; y < toY; y++) for (let x = fromX; x < toX; x++) sum += pixels[y * width + x] ?? 0;
  return sum / ((toX - fromX) * (toY - fromY));
}
