import type { GreyImage } from './grey-image.ts';

/** Height of a line as the net wants it, in pixels. */
export const LINE_HEIGHT = 32;

/** A line with its paper taken out: ink about 1, paper about 0, `LINE_HEIGHT` rows of `width`. */
export interface LineInk {
  width: number;
  ink: Float32Array;
}

/** Reach of the search for paper, in pixels each way, and the blur of what was found. */
const PAPER_ROWS = 4;
const PAPER_COLUMNS = 7;
const PAPER_SIGMA = 12;
const PAPER_LEAST = 20;
/** Brighter than its paper is glare; more than this counts as no more. */
const BRIGHTEST = 1.2;
const DARK_SHARE = 0.02;
const LIGHT_SHARE = 0.92;
const SPREAD_LEAST = 0.08;
const BEYOND = 0.1;

/**
 * Brings the crop of one line to the form in which the net has learned to read: 32 pixels high, divided by its paper
 * (the brightest pixel near, blurred), stretched between the 2nd and the 92nd percentile. Step for step what the
 * generator of `tools/mrz-net` does; any difference between the two costs characters.
 */
export function toLineInk(crop: GreyImage): LineInk {
  const width = Math.max(LINE_HEIGHT, Math.round((crop.width * LINE_HEIGHT) / crop.height));
  const grey = resize(crop, width);
  const paper = blur(brightestNear(grey, width), width);
  const share = new Float32Array(grey.length);
  for (let at = 0; at < share.length; at++) {
    share[at] = Math.min(BRIGHTEST, (grey[at] ?? 0) / Math.max(PAPER_LEAST, paper[at] ?? 0));
  }
  const sorted = share.slice().sort();
  const low = percentile(sorted, DARK_SHARE);
  const high = percentile(sorted, LIGHT_SHARE);
  const spread = Math.max(SPREAD_LEAST, high - low);
  const ink = new Float32Array(share.length);
  for (let at = 0; at < ink.length; at++) {
    ink[at] = (high - Math.min(high + BEYOND, Math.max(low - BEYOND, share[at] ?? 0))) / spread;
  }
  return { width, ink };
}

/** Linear between the two nearest ranks. */
function percentile(sorted: Float32Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const lower = sorted[below] ?? 0;
  return lower + (rank - below) * ((sorted[below + 1] ?? lower) - lower);
}

/** What a pixel of the result is made of: the first source pixel, and the weight of it and of those that follow. */
interface Taps {
  from: number;
  weights: Float32Array;
}

/** Averages over areas where it shrinks, cubic where it enlarges. */
function resize({ width, height, pixels }: GreyImage, columns: number): Float32Array {
  const tapsOf = height > LINE_HEIGHT ? areaTaps : cubicTaps;
  const lowered = new Float32Array(width * LINE_HEIGHT);
  for (const [y, { from, weights }] of tapsOf(height, LINE_HEIGHT).entries()) {
    for (let tap = 0; tap < weights.length; tap++) {
      addRow(lowered, y * width, pixels, clamp(from + tap, height) * width, width, weights[tap] ?? 0);
    }
  }
  const resized = new Float32Array(columns * LINE_HEIGHT);
  for (const [x, { from, weights }] of tapsOf(width, columns).entries()) {
    for (let tap = 0; tap < weights.length; tap++) {
      const column = clamp(from + tap, width);
      const weight = weights[tap] ?? 0;
      for (let y = 0; y < LINE_HEIGHT; y++) {
        const at = y * columns + x;
        resized[at] = (resized[at] ?? 0) + weight * (lowered[y * width + column] ?? 0);
      }
    }
  }
  return resized;
}

const clamp = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);

function addRow(
  to: Float32Array,
  toAt: number,
  from: Float32Array | Uint8Array,
  fromAt: number,
  columns: number,
  weight: number,
): void {
  for (let x = 0; x < columns; x++) to[toAt + x] = (to[toAt + x] ?? 0) + weight * (from[fromAt + x] ?? 0);
}

function areaTaps(size: number, target: number): Taps[] {
  const scale = size / target;
  return Array.from({ length: target }, (_, at) => {
    const start = at * scale;
    const end = Math.min(size, start + scale);
    const from = Math.floor(start);
    const count = Math.max(1, Math.ceil(end - 1e-6) - from);
    const weights = Float32Array.from({ length: count }, (_, tap) => {
      const covered = Math.min(end, from + tap + 1) - Math.max(start, from + tap);
      return covered / (end - start);
    });
    return { from, weights };
  });
}

/** Sharpness of the cubic, the same as in the generator. */
const CUBIC = -0.75;

function cubicTaps(size: number, target: number): Taps[] {
  const scale = size / target;
  return Array.from({ length: target }, (_, at) => {
    const place = (at + 0.5) * scale - 0.5;
    const left = Math.floor(place);
    const t = place - left;
    const far = (d: number) => ((CUBIC * d - 5 * CUBIC) * d + 8 * CUBIC) * d - 4 * CUBIC;
    const near = (d: number) => ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
    return { from: left - 1, weights: Float32Array.of(far(t + 1), near(t), near(1 - t), far(2 - t)) };
  });
}

/** The brightest pixel of the window around each: the paper between the letters. */
function brightestNear(grey: Float32Array, width: number): Float32Array {
  const across = grey.slice();
  for (let y = 0; y < LINE_HEIGHT; y++) {
    const row = y * width;
    for (let off = 1; off <= Math.min(PAPER_COLUMNS, width - 1); off++) {
      raiseRow(across, row, grey, row + off, width - off);
      raiseRow(across, row + off, grey, row, width - off);
    }
  }
  const near = across.slice();
  for (let off = 1; off <= PAPER_ROWS; off++) {
    raiseRow(near, 0, across, off * width, (LINE_HEIGHT - off) * width);
    raiseRow(near, off * width, across, 0, (LINE_HEIGHT - off) * width);
  }
  return near;
}

function raiseRow(to: Float32Array, toAt: number, from: Float32Array, fromAt: number, count: number): void {
  for (let x = 0; x < count; x++) {
    const value = from[fromAt + x] ?? 0;
    if (value > (to[toAt + x] ?? 0)) to[toAt + x] = value;
  }
}

/** Half of the kernel with its middle; four sigma reach, as in the generator. */
const KERNEL = gaussian(PAPER_SIGMA, 4 * PAPER_SIGMA);

function gaussian(sigma: number, reach: number): Float64Array {
  const half = Float64Array.from({ length: reach + 1 }, (_, at) =>
    Math.exp(-(at * at) / (2 * sigma * sigma)),
  );
  const total = half.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / total);
}

/** Gaussian blur; beyond the edges the edge goes on. */
function blur(image: Float32Array, width: number): Float32Array {
  const reach = KERNEL.length - 1;
  const down = new Float32Array(image.length);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    for (const [row, weight] of rowWeights(y).entries()) {
      addRow(down, y * width, image, row * width, width, weight);
    }
  }
  const blurred = new Float32Array(image.length);
  const padded = new Float32Array(width + 2 * reach);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    const row = down.subarray(y * width, (y + 1) * width);
    padded.fill(row[0] ?? 0, 0, reach);
    padded.set(row, reach);
    padded.fill(row[width - 1] ?? 0, reach + width);
    blurRow(padded, blurred.subarray(y * width, (y + 1) * width));
  }
  return blurred;
}

/** Columns from one exact value to the next: what is this smooth is a straight line in between, to 0.2 %. */
const STEP = 4;

function blurRow(padded: Float32Array, blurred: Float32Array): void {
  const reach = KERNEL.length - 1;
  const valueAt = (x: number) => {
    const middle = Math.min(x, blurred.length - 1) + reach;
    let sum = (KERNEL[0] ?? 0) * (padded[middle] ?? 0);
    for (let off = 1; off <= reach; off++) {
      sum += (KERNEL[off] ?? 0) * ((padded[middle - off] ?? 0) + (padded[middle + off] ?? 0));
    }
    return sum;
  };
  let left = valueAt(0);
  for (let x = 0; x < blurred.length; x += STEP) {
    const right = valueAt(x + STEP);
    for (let off = 0; off < STEP; off++) blurred[x + off] = left + ((right - left) * off) / STEP;
    left = right;
  }
}

/** The weight of every row in the blur of one: a line is lower than the kernel, so what lies beyond folds back. */
function rowWeights(y: number): Float64Array {
  const weights = new Float64Array(LINE_HEIGHT);
  const reach = KERNEL.length - 1;
  for (let off = -reach; off <= reach; off++) {
    const row = clamp(y + off, LINE_HEIGHT);
    weights[row] = (weights[row] ?? 0) + (KERNEL[Math.abs(off)] ?? 0);
  }
  return weights;
}
