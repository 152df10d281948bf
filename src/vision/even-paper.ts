import { blocksOf, spread } from './grey-blocks.ts';
import { type GreyImage, resizeGrey } from './grey-image.ts';
import { BLACK, paleInk } from './lamp.ts';

/** Share of the paper's brightness that becomes white. */
const WHITE = 0.92;
/** The least distance between what becomes black and what becomes white. */
const CONTRAST = 0.09;

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
