import type { GreyImage } from './grey-image.ts';

/** Pixels of a block's side. */
const BLOCK = 8;
/** Blocks on each side that count as around one: wider than a letter, narrower than a shadow. */
const REACH = 3;

/** The brightest and the darkest pixel of each block, and their mean: each a picture with a pixel a block. */
export interface Blocks {
  brightest: GreyImage;
  darkest: GreyImage;
  mean: GreyImage;
}

export function blocksOf({ width, height, pixels }: GreyImage): Blocks {
  const size = { width: Math.ceil(width / BLOCK), height: Math.ceil(height / BLOCK) };
  const brightest = new Uint8Array(size.width * size.height);
  const darkest = new Uint8Array(brightest.length);
  const mean = new Uint8Array(brightest.length);
  for (let block = 0; block < brightest.length; block++) {
    const left = (block % size.width) * BLOCK;
    const top = Math.floor(block / size.width) * BLOCK;
    const [right, bottom] = [Math.min(width, left + BLOCK), Math.min(height, top + BLOCK)];
    let [most, least, sum] = [0, 255, 0];
    for (let y = top; y < bottom; y++) {
      for (let at = y * width + left; at < y * width + right; at++) {
        const grey = pixels[at] ?? 0;
        most = Math.max(most, grey);
        least = Math.min(least, grey);
        sum += grey;
      }
    }
    brightest[block] = most;
    darkest[block] = least;
    mean[block] = sum / ((right - left) * (bottom - top));
  }
  const picture = (of: Uint8Array): GreyImage => ({ ...size, pixels: of });
  return { brightest: picture(brightest), darkest: picture(darkest), mean: picture(mean) };
}

/** The most or the least of the blocks around each: along the rows, then along the columns. */
export function spread(
  { width, height, pixels }: GreyImage,
  extreme: (one: number, other: number) => number,
): GreyImage {
  const along = (from: Uint8Array, step: number, placeOf: (at: number) => number, length: number) =>
    from.map((own, at) => {
      const place = placeOf(at);
      let most = own;
      for (let away = -Math.min(REACH, place); away <= Math.min(REACH, length - 1 - place); away++) {
        most = extreme(most, from[at + away * step] ?? most);
      }
      return most;
    });
  const rows = along(pixels, 1, (at) => at % width, width);
  return { width, height, pixels: along(rows, width, (at) => Math.floor(at / width), height) };
}
