import sharp from 'sharp';
import { DISPLAY_SIDE } from './display.ts';
import { BLOCK, type ErrorLevels } from './error-level.ts';
import { DECODING } from './loaders.ts';
import { filePoint } from './orientation.ts';

/** What is left of the picture's own brightness under the map. */
const DIMMED = 0.5;
/** The share of blocks that are drawn at full heat. */
const HOTTEST_SHARE = 0.005;
/** Below this share of the full heat nothing is drawn, so that the quiet part of a picture stays a picture. */
const FAINTEST = 0.25;

type Colour = readonly [red: number, green: number, blue: number];

/** From violet over orange to pale yellow: brightness rises with heat, so that the map is read without telling colours apart. */
const RAMP: readonly Colour[] = [
  [72, 20, 110],
  [172, 40, 98],
  [236, 92, 48],
  [250, 170, 40],
  [255, 246, 180],
];

/**
 * Draws error levels over the dimmed grey picture, upright and as large as the copy that people are shown, so that
 * one can be laid over the other. A PNG without metadata. The same bytes give the same map.
 */
export async function drawHeatmap(bytes: Uint8Array, levels: ErrorLevels): Promise<Buffer> {
  const { data: grey, info } = await sharp(bytes, DECODING)
    .rotate()
    .resize({ width: DISPLAY_SIDE, height: DISPLAY_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const heat = heatOf(levels);
  const { width, height } = info;
  const drawn = Buffer.alloc(width * height * 3);
  const { start, across, down } = stepsThrough(levels, width);
  for (let y = 0; y < height; y++) {
    let fileX = start.x + y * down.x;
    let fileY = start.y + y * down.y;
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      blend(drawn, pixel * 3, (grey[pixel] ?? 0) * DIMMED, heatAt(heat, levels, fileX, fileY));
      fileX += across.x;
      fileY += across.y;
    }
  }
  return sharp(drawn, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Where the first pixel lies in the file, and how far one goes there for a step to the right and one down. */
function stepsThrough(levels: ErrorLevels, width: number) {
  const scale = (levels.orientation >= 5 ? levels.height : levels.width) / width;
  const at = (x: number, y: number) => filePoint(levels, { x: (x + 0.5) * scale, y: (y + 0.5) * scale });
  const [start, right, below] = [at(0, 0), at(1, 0), at(0, 1)];
  const from = (point: { x: number; y: number }) => ({ x: point.x - start.x, y: point.y - start.y });
  return { start, across: from(right), down: from(below) };
}

/** Each block's level against the hottest, 0 to 1. */
function heatOf({ levels }: ErrorLevels): Float32Array {
  const sorted = Float32Array.from(levels).sort();
  const full = sorted[Math.floor((sorted.length - 1) * (1 - HOTTEST_SHARE))] ?? 0;
  return levels.map((level) => (full > 0 ? Math.min(1, level / full) : 0));
}

/** Heat between the middles of blocks; beyond the edge, the edge goes on. */
function heatAt(heat: Float32Array, { columns, rows }: ErrorLevels, x: number, y: number): number {
  const column = Math.min(Math.max(x / BLOCK - 0.5, 0), columns - 1);
  const row = Math.min(Math.max(y / BLOCK - 0.5, 0), rows - 1);
  const left = Math.floor(column);
  const top = Math.floor(row);
  const aside = column - left;
  const down = row - top;
  const upperLeft = top * columns + left;
  const lowerLeft = top + 1 < rows ? upperLeft + columns : upperLeft;
  const next = left + 1 < columns ? 1 : 0;
  const upper = (heat[upperLeft] ?? 0) * (1 - aside) + (heat[upperLeft + next] ?? 0) * aside;
  const lower = (heat[lowerLeft] ?? 0) * (1 - aside) + (heat[lowerLeft + next] ?? 0) * aside;
  return upper * (1 - down) + lower * down;
}

function blend(drawn: Buffer, at: number, grey: number, heat: number): void {
  const strength = Math.max(0, (heat - FAINTEST) / (1 - FAINTEST));
  const cover = Math.min(0.75, strength * 2);
  const place = strength * (RAMP.length - 1);
  const low = RAMP[Math.floor(place)] ?? RAMP[0];
  const high = RAMP[Math.ceil(place)] ?? low;
  for (let channel = 0; channel < 3; channel++) {
    const from = low?.[channel] ?? 0;
    const colour = from + ((high?.[channel] ?? from) - from) * (place - Math.floor(place));
    drawn[at + channel] = Math.round(grey * (1 - cover) + colour * cover);
  }
}
