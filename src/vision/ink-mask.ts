import type { GreyImage, Point } from './grey-image.ts';

/** Which pixels of a picture are thin and dark: 1 for ink, 0 for paper, rows from the top. */
export interface InkMask {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** Half of the window, which is nine pixels: wider than a stroke, narrower than a letter at the sizes searched. */
const REACH = 4;
const LEAST_DEPTH = 12;
/** Tiles, in pixels, in which the threshold between ink and what else is dark is found. */
const TILE = 64;

/**
 * Finds print on any ground: what a closing with a small window fills is ink (black-hat). The threshold follows the
 * neighbourhood, so that a dark table or a bright window in the picture does not decide for the document.
 */
export function inkMask(image: GreyImage): InkMask {
  const depth = blackHat(image);
  return { width: image.width, height: image.height, ink: threshold(depth, image.width, image.height) };
}

function blackHat({ width, height, pixels }: GreyImage): Uint8Array {
  const opened = brightest(negative(brightest(pixels, width, height)), width, height);
  const depth = new Uint8Array(pixels.length);
  for (let at = 0; at < depth.length; at++) depth[at] = 255 - (opened[at] ?? 0) - (pixels[at] ?? 0);
  return depth;
}

/** The darkest of a window is the negative of the brightest of the negative. */
function negative(pixels: Uint8Array): Uint8Array {
  for (let at = 0; at < pixels.length; at++) pixels[at] = 255 - (pixels[at] ?? 0);
  return pixels;
}

/** The brightest pixel of the square window around each, one direction after the other. */
function brightest(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const across = new Uint8Array((height + 2 * REACH) * width);
  const row = new Uint8Array(width + 2 * REACH);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    row.set(pixels.subarray(y * width, (y + 1) * width), REACH);
    widen(row, 1);
    across.set(row.subarray(0, width), (y + REACH) * width);
  }
  widen(across, width);
  return across.subarray(0, height * width);
}

/** Replaces each value by the greatest of the nine from it on, `step` apart: of three, and of three of those. */
function widen(values: Uint8Array, step: number): void {
  for (const off of [step, 3 * step]) {
    const last = values.length - 2 * off;
    for (let at = 0; at < last; at++) {
      values[at] = greater(values[at] ?? 0, greater(values[at + off] ?? 0, values[at + 2 * off] ?? 0));
    }
  }
}

/** Without a branch: which of two pixels is brighter cannot be foretold, and foretelling wrongly costs more. */
function greater(a: number, b: number): number {
  const over = b - a;
  return a + (over & ~(over >> 31));
}

function threshold(depth: Uint8Array, width: number, height: number): Uint8Array {
  const columns = Math.max(1, Math.round(width / TILE));
  const rows = Math.max(1, Math.round(height / TILE));
  const limits = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // Half a tile more on each side, so that a tile of bare paper learns from its neighbours.
      const box = {
        left: Math.max(0, Math.floor(((column - 0.5) * width) / columns)),
        right: Math.min(width, Math.ceil(((column + 1.5) * width) / columns)),
        top: Math.max(0, Math.floor(((row - 0.5) * height) / rows)),
        bottom: Math.min(height, Math.ceil(((row + 1.5) * height) / rows)),
      };
      limits[row * columns + column] = Math.max(LEAST_DEPTH, otsu(histogram(depth, width, box)));
    }
  }
  const ink = new Uint8Array(depth.length);
  for (let y = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / height)) * columns;
    for (let x = 0; x < width; x++) {
      const limit = limits[row + Math.min(columns - 1, Math.floor((x * columns) / width))] ?? LEAST_DEPTH;
      if ((depth[y * width + x] ?? 0) > limit) ink[y * width + x] = 1;
    }
  }
  return ink;
}

interface TileBox {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function histogram(depth: Uint8Array, width: number, { left, right, top, bottom }: TileBox): Uint32Array {
  const counts = new Uint32Array(256);
  for (let y = top; y < bottom; y += 2) {
    for (let x = left; x < right; x += 2) {
      const value = depth[y * width + x] ?? 0;
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  return counts;
}

/** The value that parts two kinds of pixels best: the greatest variance between them (Otsu). */
function otsu(counts: Uint32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const all = counts.reduce((sum, count, value) => sum + count * value, 0);
  let below = 0;
  let sumBelow = 0;
  let best = 0;
  let limit = 0;
  for (const [value, count] of counts.entries()) {
    below += count;
    sumBelow += count * value;
    if (below === 0) continue;
    if (below === total) break;
    const apart = sumBelow / below - (all - sumBelow) / (total - below);
    const between = below * (total - below) * apart * apart;
    if (between > best) {
      best = between;
      limit = value;
    }
  }
  return limit;
}

/** A mask turned about its middle so that lines of `angle` radians lie level; `whence` leads back to the first mask. */
export interface LevelMask extends InkMask {
  whence(place: Point): Point;
}

/** Turns a mask so that lines which fall by `angle` radians (clockwise from level) become level. */
export function levelMask(mask: InkMask, angle: number): LevelMask {
  if (angle === 0) return { ...mask, whence: (place) => place };
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const width = Math.ceil(mask.width * Math.abs(cos) + mask.height * Math.abs(sin));
  const height = Math.ceil(mask.width * Math.abs(sin) + mask.height * Math.abs(cos));
  const whence = ({ x, y }: Point) => ({
    x: (x - width / 2) * cos - (y - height / 2) * sin + mask.width / 2,
    y: (x - width / 2) * sin + (y - height / 2) * cos + mask.height / 2,
  });
  const ink = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = whence({ x: 0, y });
    for (let x = 0; x < width; x++) {
      const column = Math.round(start.x + x * cos);
      const row = Math.round(start.y + x * sin);
      if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) continue;
      ink[y * width + x] = mask.ink[row * mask.width + column] ?? 0;
    }
  }
  return { width, height, ink, whence };
}
