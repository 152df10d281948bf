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
  const { width, height } = image;
  const paper = await resizeGrey(spread(blocksOf(image, brightest), brightest), width, height);
  const pale = paleInk(image);
  const ink = pale && (await resizeGrey(pale, width, height));
  const pixels = image.pixels.map((grey, index) => {
    const share = grey / Math.max(30, paper.pixels[index] ?? 255);
    const black = ink ? (ink.pixels[index] ?? 0) / 255 : BLACK;
    const white = Math.max(WHITE, black + CONTRAST);
    return Math.max(0, Math.min(255, Math.round((255 * (share - black)) / (white - black))));
  });
  return { ...image, pixels };
}

/** Block by block what is to become black, in 255ths of the paper's brightness; undefined where no lamp is mirrored. */
function paleInk(image: GreyImage): GreyImage | undefined {
  // One bright pixel is noise: a block is dazzled where all of it is.
  const means = spread(blocksOf(image, mean), brightest);
  const sorted = means.pixels.toSorted();
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 255;
  if (middle >= LIT || (sorted.at(-1) ?? 0) < DAZZLED) return undefined;
  const darks = spread(blocksOf(image, darkest), darkest);
  const pixels = darks.pixels.map((dark, at) => {
    const share = dark / 255 + OF_THE_WAY * (1 - dark / 255);
    const print = (means.pixels[at] ?? 0) >= DAZZLED && share > BLACK && share < PALEST;
    return Math.round(255 * (print ? share : BLACK));
  });
  return { ...darks, pixels };
}

type Measure = (pixels: Uint8Array) => number;
const brightest: Measure = (pixels) => pixels.reduce((most, one) => Math.max(most, one), 0);
const darkest: Measure = (pixels) => pixels.reduce((least, one) => Math.min(least, one), 255);
const mean: Measure = (pixels) => pixels.reduce((sum, one) => sum + one, 0) / pixels.length;

/** One measure of the pixels of each block. */
function blocksOf({ width, height, pixels }: GreyImage, measure: Measure): GreyImage {
  const columns = Math.ceil(width / BLOCK);
  const rows = Math.ceil(height / BLOCK);
  const blocks = new Uint8Array(columns * rows);
  const own = new Uint8Array(BLOCK * BLOCK);
  for (let at = 0; at < blocks.length; at++) {
    const left = (at % columns) * BLOCK;
    const top = Math.floor(at / columns) * BLOCK;
    const right = Math.min(left + BLOCK, width);
    let count = 0;
    for (let y = top; y < Math.min(top + BLOCK, height); y++) {
      own.set(pixels.subarray(y * width + left, y * width + right), count);
      count += right - left;
    }
    blocks[at] = measure(own.subarray(0, count));
  }
  return { width: columns, height: rows, pixels: blocks };
}

/** The same measure of the blocks around each. */
function spread({ width, height, pixels }: GreyImage, measure: Measure): GreyImage {
  const around = new Uint8Array((2 * REACH + 1) ** 2);
  const measured = pixels.map((_, index) => {
    const x = index % width;
    const left = Math.max(0, x - REACH);
    const right = Math.min(width, x + REACH + 1);
    const y = Math.floor(index / width);
    let count = 0;
    for (let row = Math.max(0, y - REACH); row < Math.min(height, y + REACH + 1); row++) {
      around.set(pixels.subarray(row * width + left, row * width + right), count);
      count += right - left;
    }
    return measure(around.subarray(0, count));
  });
  return { width, height, pixels: measured };
}
