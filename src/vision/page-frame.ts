import type { GreyImage } from './grey-image.ts';

const DARK = 128;
const WHITE = 255;
/** What is longer than this share of the picture is no letter: the edge of the sheet, the rule of a table, a fold. */
const LONG = 0.1;
/** A band with light print on it is filled and no higher than this share of the picture. */
const BAND_HEIGHT = 0.12;
const BAND_FILL = 0.55;

interface Blot {
  /** Where its pixels are in the picture. */
  places: Int32Array;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * Takes away the dark shapes that are too large for print, and turns bands of light print on dark to dark on light. The
 * text engine takes a sheet with a dark frame for one large picture, and leaves out most of its print.
 */
export function withoutFrames(image: GreyImage): GreyImage {
  const { width, height } = image;
  const pixels = image.pixels.slice();
  const seen = new Uint8Array(pixels.length);
  const stack = new Int32Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    if (seen[at] || (image.pixels[at] ?? WHITE) >= DARK) continue;
    const blot = blotAt(at, image, seen, stack);
    if (Math.max(blot.right - blot.left, blot.bottom - blot.top) < LONG * Math.max(width, height)) continue;
    if (isBand(blot, image)) invert(blot, image, pixels);
    else for (const place of blot.places) wipe(pixels, place, width);
  }
  return { width, height, pixels };
}

/** All dark pixels that hang together with one. */
function blotAt(
  start: number,
  { width, height, pixels }: GreyImage,
  seen: Uint8Array,
  stack: Int32Array,
): Blot {
  const blot = { left: width, top: height, right: 0, bottom: 0 };
  let count = 0;
  const add = (at: number) => {
    if (seen[at] || (pixels[at] ?? WHITE) >= DARK) return;
    seen[at] = 1;
    stack[count++] = at;
  };
  add(start);
  for (let next = 0; next < count; next++) {
    const at = stack[next] ?? 0;
    const x = at % width;
    const y = (at - x) / width;
    blot.left = Math.min(blot.left, x);
    blot.right = Math.max(blot.right, x);
    blot.top = Math.min(blot.top, y);
    blot.bottom = Math.max(blot.bottom, y);
    if (x > 0) add(at - 1);
    if (x < width - 1) add(at + 1);
    if (y > 0) add(at - width);
    if (y < height - 1) add(at + width);
  }
  return { ...blot, places: stack.slice(0, count) };
}

function isBand({ left, top, right, bottom, places }: Blot, { width, height }: GreyImage): boolean {
  const area = (right - left + 1) * (bottom - top + 1);
  const inside = left > 0 && right < width - 1;
  const high = bottom - top > 20 && bottom - top < BAND_HEIGHT * height;
  return inside && high && places.length > BAND_FILL * area;
}

function invert({ left, top, right, bottom }: Blot, { width }: GreyImage, pixels: Uint8Array): void {
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) pixels[y * width + x] = WHITE - (pixels[y * width + x] ?? 0);
  }
}

/** The grey rim goes with it. */
function wipe(pixels: Uint8Array, place: number, width: number): void {
  for (const near of [-width, -1, 0, 1, width]) {
    if (place + near >= 0 && place + near < pixels.length) pixels[place + near] = WHITE;
  }
}
