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
  const rank = ranks(share);
  const low = percentile(rank, share.length, DARK_SHARE);
  const high = percentile(rank, share.length, LIGHT_SHARE);
  const spread = Math.max(SPREAD_LEAST, high - low);
  const ink = new Float32Array(share.length);
  for (let at = 0; at < ink.length; at++) {
    ink[at] = (high - Math.min(high + BEYOND, Math.max(low - BEYOND, share[at] ?? 0))) / spread;
  }
  return { width, ink };
}

/** Linear between the two nearest ranks. */
function percentile(rank: (at: number) => number, count: number, share: number): number {
  const place = share * (count - 1);
  const below = Math.floor(place);
  const lower = rank(below);
  return lower + (place - below) * (rank(Math.min(below + 1, count - 1)) - lower);
}

const BINS = 2048;

/** The values from 0 to {@link BRIGHTEST} by rank: they are dealt out into bins, and only one bin is sorted. */
function ranks(values: Float32Array): (at: number) => number {
  const binOf = (value: number) => Math.floor((value * (BINS - 1)) / BRIGHTEST);
  const counts = new Uint32Array(BINS + 1);
  for (let at = 0; at < values.length; at++) {
    const bin = binOf(values[at] ?? 0);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return (at) => {
    let bin = 0;
    let before = 0;
    while (before + (counts[bin] ?? 0) <= at) before += counts[bin++] ?? 0;
    return values.filter((value) => binOf(value) === bin).sort()[at - before] ?? 0;
  };
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
  const across = new Float32Array((LINE_HEIGHT + 2 * PAPER_ROWS) * width);
  const row = new Float32Array(width + 2 * PAPER_COLUMNS);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    row.fill(0).set(grey.subarray(y * width, (y + 1) * width), PAPER_COLUMNS);
    raise(row, 1, PAPER_COLUMNS);
    across.set(row.subarray(0, width), (y + PAPER_ROWS) * width);
  }
  raise(across, width, PAPER_ROWS);
  return across.subarray(0, LINE_HEIGHT * width);
}

/**
 * Replaces each value by the greatest of the `2 * reach + 1` from it on, `step` apart. The windows grow by what is
 * there already: of two values, of four, of eight, and what remains.
 */
function raise(values: Float32Array, step: number, reach: number): void {
  const wanted = 2 * reach + 1;
  for (let reached = 1; reached < wanted; ) {
    const grown = Math.min(wanted, 2 * reached);
    const off = (grown - reached) * step;
    for (let at = 0; at + off < values.length; at++) {
      const other = values[at + off] ?? 0;
      if (other > (values[at] ?? 0)) values[at] = other;
    }
    reached = grown;
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

/** Columns from one exact value to the next: what is this smooth is a straight line in between, to 0.2 %. */
const STEP = 4;

/** Gaussian blur; beyond the edges the edge goes on. */
function blur(image: Float32Array, width: number): Float32Array {
  const columns = Math.ceil(width / STEP) + 1;
  const across = new Float32Array(columns * LINE_HEIGHT);
  const reach = KERNEL.length - 1;
  const padded = new Float32Array(width + 2 * reach);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    const row = image.subarray(y * width, (y + 1) * width);
    padded.fill(row[0] ?? 0, 0, reach);
    padded.set(row, reach);
    padded.fill(row[width - 1] ?? 0, reach + width);
    blurRow(padded, across.subarray(y * columns, (y + 1) * columns));
  }
  const blurred = new Float32Array(image.length);
  const row = new Float32Array(columns);
  for (let y = 0; y < LINE_HEIGHT; y++) {
    row.fill(0);
    for (const [from, weight] of (ROW_WEIGHTS[y] ?? []).entries()) {
      addRow(row, 0, across, from * columns, columns, weight);
    }
    drawOut(row, blurred.subarray(y * width, (y + 1) * width));
  }
  return blurred;
}

/** Every {@link STEP}th value of a blurred row, the last one at its end. */
function blurRow(padded: Float32Array, blurred: Float32Array): void {
  const reach = KERNEL.length - 1;
  const last = padded.length - 1 - reach;
  for (let column = 0; column < blurred.length; column++) {
    const middle = Math.min(column * STEP + reach, last);
    let sum = (KERNEL[0] ?? 0) * (padded[middle] ?? 0);
    for (let off = 1; off <= reach; off++) {
      sum += (KERNEL[off] ?? 0) * ((padded[middle - off] ?? 0) + (padded[middle + off] ?? 0));
    }
    blurred[column] = sum;
  }
}

/** Straight lines between values that stand {@link STEP} apart. */
function drawOut(values: Float32Array, row: Float32Array): void {
  for (let x = 0; x < row.length; x++) {
    const column = Math.floor(x / STEP);
    const left = values[column] ?? 0;
    row[x] = left + (((values[column + 1] ?? 0) - left) * (x % STEP)) / STEP;
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

const ROW_WEIGHTS = Array.from({ length: LINE_HEIGHT }, (_, y) => rowWeights(y));
