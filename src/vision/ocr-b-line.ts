import sharp from 'sharp';
import { type GreyImage, resizeGrey } from './grey-image.ts';

/**
 * What the OCR-B model is shown, the same as when it learnt (tools/ocr-b/line_crop.py): a line at 64 pixels from line to
 * line, its paper evened out, cut to the rows of its ink and a quarter of their height beyond, 48 pixels high.
 */
export const OCR_B_GAP = 64;
const HEIGHT = 48;
const MARGIN = 0.25;
const PAPER_BLUR = 24;
const PAPER = 225;
const DARKEST_PAPER = 20;
const INK = 60;
const EDGE = 0.18;

/** `line`: a crop with {@link OCR_B_GAP} pixels from line to line. */
export async function toOcrBLine(line: GreyImage): Promise<GreyImage> {
  return cutToInk(await evenOut(line));
}

/** Divides by the blurred surroundings, then stretches the 2nd percentile to black and the 92nd to white. */
async function evenOut({ width, height, pixels }: GreyImage): Promise<GreyImage> {
  const around = 2 * PAPER_BLUR;
  const raw = { width, height, channels: 1 } as const;
  const padded = await sharp(pixels, { raw })
    .extend({ top: around, bottom: around, left: around, right: around, extendWith: 'copy' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  const wide = { width: width + 2 * around, height: height + 2 * around, channels: 1 } as const;
  const paper = await sharp(padded, { raw: wide }).blur(PAPER_BLUR).extractChannel(0).raw().toBuffer();
  const light = Float32Array.from(pixels, (value, at) => {
    const under = paper[(Math.floor(at / width) + around) * wide.width + (at % width) + around] ?? 255;
    return Math.min(255, (value * PAPER) / Math.max(DARKEST_PAPER, under));
  });
  const sorted = light.toSorted();
  const [dark, bright] = [0.02, 0.92].map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  const from = dark ?? 0;
  const scale = 255 / Math.max(1, (bright ?? 255) - from);
  return {
    width,
    height,
    pixels: Uint8Array.from(light, (value) => Math.min(255, Math.max(0, (value - from) * scale))),
  };
}

/** White where the picture ends before the margin does. */
async function cutToInk(even: GreyImage): Promise<GreyImage> {
  const { top, bottom } = inkRows(even);
  const spare = MARGIN * Math.max(6, bottom - top + 1);
  const [first, last] = [Math.round(top - spare), Math.round(bottom + spare)];
  const height = Math.max(6, last - first + 1);
  const pixels = new Uint8Array(even.width * height).fill(255);
  const [from, to] = [Math.max(0, first), Math.min(even.height, last + 1)];
  pixels.set(even.pixels.subarray(from * even.width, to * even.width), (from - first) * even.width);
  const width = Math.max(20, Math.round((even.width * HEIGHT) / height));
  return resizeGrey({ width: even.width, height, pixels }, width, HEIGHT);
}

/** First and last row around the darkest one near the middle; one light row between dark ones does not end a line. */
function inkRows({ width, height, pixels }: GreyImage): { top: number; bottom: number } {
  const sums = Array.from({ length: height }, (_, row) =>
    pixels
      .subarray(row * width, (row + 1) * width)
      .reduce((sum, value) => (255 - value > INK ? sum + 255 - value : sum), 0),
  );
  const sumAt = (row: number) => sums[Math.min(height - 1, Math.max(0, row))] ?? 0;
  const rows = sums.map((_, row) => (sumAt(row - 1) + sumAt(row) + sumAt(row + 1)) / 3);
  const middle = height / 2;
  const near = (share: number) =>
    rows.map((sum, row) => (Math.abs(row - middle) < height * share ? sum : -1));
  const inMiddle = near(0.22);
  const peak = inMiddle.indexOf(Math.max(...inMiddle));
  const limit = Math.max(...near(0.3)) * EDGE;
  const dark = (row: number) => (rows[row] ?? 0) > limit;
  let [top, bottom] = [peak, peak];
  while (top > 0 && (dark(top - 1) || (top > 1 && dark(top - 2)))) top--;
  while (bottom < height - 1 && (dark(bottom + 1) || (bottom < height - 2 && dark(bottom + 2)))) bottom++;
  return { top, bottom };
}
