import sharp from 'sharp';
import { DECODING } from './loaders.ts';

/** Pixels along a side of the blocks into which JPEG cuts a picture (ITU-T T.81 section A.3.1). */
export const BLOCK = 8;
/** The quality at which the picture is saved once more. */
const QUALITY = 90;
/** Rows that are compared at a time, so that a large picture is not in memory twice; a multiple of every block that JPEG uses. */
const BAND_ROWS = 512;

/**
 * How much each block of a picture changes when it is saved once more as a JPEG: print that was put in after the rest
 * was saved often changes by another amount. Rows from the top of the picture as it lies in the file, not upright.
 */
export interface ErrorLevels {
  /** Pixels, as they lie in the file. */
  width: number;
  height: number;
  /** How the file says that it is to be turned, 1 to 8 (EXIF tag 0x0112). */
  orientation: number;
  columns: number;
  rows: number;
  /** Mean absolute difference of each block, 0 to 255. */
  levels: Float32Array;
  /** How much each block holds by itself: mean step of grey from one pixel to the next, 0 to 255. */
  textures: Float32Array;
}

interface Pixels {
  width: number;
  height: number;
  /** Red, green and blue by turns. */
  data: Uint8Array;
}

/** Saves a picture once more and measures what that changes. Rejects where it cannot be decoded. */
export async function errorLevels(bytes: Uint8Array): Promise<ErrorLevels> {
  const { orientation = 1 } = await sharp(bytes, DECODING).metadata();
  const { data, info } = await sharp(bytes, DECODING)
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const columns = Math.ceil(width / BLOCK);
  const rows = Math.ceil(height / BLOCK);
  const [levels, textures] = [new Float32Array(columns * rows), new Float32Array(columns * rows)];
  for (let top = 0; top < height; top += BAND_ROWS) {
    const bandHeight = Math.min(BAND_ROWS, height - top);
    const from = top * width * 3;
    const band = { width, height: bandHeight, data: data.subarray(from, from + bandHeight * width * 3) };
    const again = await savedAgain(band);
    const firstBlock = (top / BLOCK) * columns;
    measure(band, again, {
      columns,
      levels: levels.subarray(firstBlock),
      textures: textures.subarray(firstBlock),
    });
  }
  return { width, height, orientation, columns, rows, levels, textures };
}

async function savedAgain({ width, height, data }: Pixels): Promise<Uint8Array> {
  const saved = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
  return sharp(saved).raw().toBuffer();
}

const at = (values: Uint8Array, index: number) => values[index] ?? 0;

/** The blocks of one band. */
interface Blocks {
  columns: number;
  levels: Float32Array;
  textures: Float32Array;
}

interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function measure(band: Pixels, again: Uint8Array, { columns, levels, textures }: Blocks): void {
  for (let block = 0; block < Math.ceil(band.height / BLOCK) * columns; block++) {
    const left = (block % columns) * BLOCK;
    const top = Math.floor(block / columns) * BLOCK;
    const right = Math.min(left + BLOCK, band.width);
    const bottom = Math.min(top + BLOCK, band.height);
    levels[block] = meanDifference(band, again, { left, top, right, bottom });
    textures[block] = meanStep(band, { left, top, right, bottom });
  }
}

/** Of all three colours. */
function meanDifference({ width, data }: Pixels, again: Uint8Array, area: Area): number {
  let sum = 0;
  for (let y = area.top; y < area.bottom; y++) {
    const end = (y * width + area.right) * 3;
    for (let index = (y * width + area.left) * 3; index < end; index++) {
      sum += Math.abs(at(data, index) - at(again, index));
    }
  }
  return sum / ((area.right - area.left) * (area.bottom - area.top) * 3);
}

/** To the pixels beside and below within the block, in green, which is nearest to grey. */
function meanStep({ width, data }: Pixels, area: Area): number {
  let sum = 0;
  let steps = 0;
  for (let y = area.top; y < area.bottom - 1; y++) {
    for (let x = area.left; x < area.right - 1; x++) {
      const green = (y * width + x) * 3 + 1;
      const here = at(data, green);
      sum += Math.abs(at(data, green + 3) - here) + Math.abs(at(data, green + width * 3) - here);
      steps += 2;
    }
  }
  return steps > 0 ? sum / steps : 0;
}
