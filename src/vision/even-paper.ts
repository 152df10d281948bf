import { type GreyImage, resizeGrey } from './grey-image.ts';

const BLOCK = 8;
/** Blocks on each side whose brightest pixel counts as paper: wider than a letter, narrower than a shadow. */
const REACH = 3;
/** Shares of the paper's brightness that become black and white. */
const BLACK = 0.4;
const WHITE = 0.92;
/**
 * Under a mirrored lamp ink is pale: its share of the paper's brightness there becomes black, with so much of the way to
 * white, since strokes are palest at their edges. What is paler than the other is none.
 */
const OF_THE_WAY = 0.3;
const PALEST = 0.91;
/** The least distance between what becomes black and what becomes white. */
const CONTRAST = 0.09;
/** From here on paper is as bright as pixels can be. Where most of a page is brighter than the other, it is no lamp. */
const DAZZLED = 250;
const LIT = 240;

/**
 * Divides a picture by the paper around each pixel and stretches what is left. Shadows, dark headers and
 * photographs fade, pale background print goes white, and small grey labels stay: a threshold for the whole page
 * would lose them. Print that a lamp has made pale comes back as far as the picture still holds it.
 */
export async function evenPaper(image: GreyImage): Promise<GreyImage> {
  const { width, height, pixels } = image;
  const blocks = blocksOf(image);
  const paper = await resizeGrey(spread(blocks.brightest, Math.max), width, height);
  const pale = paleInk(blocks);
  const ink = pale && (await resizeGrey(pale, width, height));
  const even = new Uint8ClampedArray(pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    const black = ink ? (ink.pixels[at] ?? 0) : BLACK_LEVEL;
    const share = (pixels[at] ?? 0) * (PER_PAPER[paper.pixels[at] ?? 255] ?? 0);
    even[at] = (share - black / 255) * (PER_BLACK[black] ?? 0);
  }
  return { ...image, pixels: new Uint8Array(even.buffer) };
}

const BLACK_LEVEL = Math.round(255 * BLACK);
/** Millions of pixels are divided by one of 256 greys: what to multiply with instead. */
const PER_PAPER = Float64Array.from({ length: 256 }, (_, paper) => 1 / Math.max(30, paper));
const PER_BLACK = Float64Array.from({ length: 256 }, (_, black) => {
  const share = black / 255;
  return 255 / (Math.max(WHITE, share + CONTRAST) - share);
});

/** Block by block what is to become black, in 255ths of the paper's brightness; undefined where no lamp is mirrored. */
function paleInk({ mean, darkest }: Blocks): GreyImage | undefined {
  // One bright pixel is noise: a block is dazzled where all of it is.
  const means = spread(mean, Math.max);
  const sorted = means.pixels.toSorted();
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 255;
  if (middle >= LIT || (sorted.at(-1) ?? 0) < DAZZLED) return undefined;
  const darks = spread(darkest, Math.min);
  const pixels = darks.pixels.map((dark, at) => {
    const share = dark / 255 + OF_THE_WAY * (1 - dark / 255);
    const print = (means.pixels[at] ?? 0) >= DAZZLED && share > BLACK && share < PALEST;
    return Math.round(255 * (print ? share : BLACK));
  });
  return { ...darks, pixels };
}

/** The brightest and the darkest pixel of each block, and their mean: each a picture with a pixel a block. */
interface Blocks {
  brightest: GreyImage;
  darkest: GreyImage;
  mean: GreyImage;
}

function blocksOf({ width, height, pixels }: GreyImage): Blocks {
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
function spread(
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
