import sharp from 'sharp';
import type { Drawing } from './artwork.ts';
import type { Random } from './random.ts';

export const TIERS = ['clean', 'mild', 'hard'] as const;
export type Tier = (typeof TIERS)[number];

/** How bad a photograph may be. Angles are in degrees, shares of 1; the rest is said where it is used. */
interface Conditions {
  turn: number;
  /** How far corners stray, in shares of the document's sides. */
  perspective: number;
  /** Deviation of the blur in pixels of the photograph. */
  blur: readonly [number, number];
  /** Deviation of the sensor's noise, of 255. */
  noise: number;
  /** Most light that is lost on the dark side. */
  shade: number;
  /** How often a lamp is mirrored. */
  glare: number;
  quality: number;
  /** Pixels of the photograph's long side. */
  frame: readonly [number, number];
  /** Share of the frame that the document fills. */
  fill: readonly [number, number];
}

const CONDITIONS: Record<Tier, Conditions> = {
  clean: {
    turn: 0,
    perspective: 0,
    blur: [0, 0],
    noise: 0,
    shade: 0,
    glare: 0,
    quality: 92,
    frame: [1600, 1600],
    fill: [0.92, 0.92],
  },
  mild: {
    turn: 2,
    perspective: 0.02,
    blur: [0.4, 0.9],
    noise: 4,
    shade: 0.15,
    glare: 0,
    quality: 80,
    frame: [1600, 1920],
    fill: [0.8, 0.92],
  },
  hard: {
    turn: 5,
    perspective: 0.05,
    blur: [0.8, 1.6],
    noise: 9,
    shade: 0.5,
    glare: 0.25,
    quality: 50,
    frame: [1400, 1800],
    fill: [0.75, 0.92],
  },
};

interface Raster {
  width: number;
  height: number;
  /** Red, green and blue, rows from the top. */
  pixels: Uint8Array;
}

type Corner = readonly [x: number, y: number];

/** Quarter turns clockwise that the whole photograph is turned by; what a reader must undo without being told. */
export interface PhotographOptions {
  tier: Tier;
  random: Random;
  quarterTurns?: number;
  /** Sheets need more pixels than cards. 1 if not given. */
  scale?: number;
}

/** Takes a photograph of a drawing under the conditions of a tier, as a JPEG. The same chance gives the same bytes. */
export async function photograph(drawing: Drawing, options: PhotographOptions): Promise<Buffer> {
  const { tier, random, quarterTurns = 0, scale = 1 } = options;
  const conditions = CONDITIONS[tier];
  const long = Math.round(random.between(...conditions.frame) * scale);
  const upright = drawing.height > drawing.width;
  const frame = {
    width: upright ? Math.round(long * 0.75) : long,
    height: upright ? long : Math.round(long * 0.75),
  };
  const fill = random.between(...conditions.fill);
  const fit = Math.min((frame.width * fill) / drawing.width, (frame.height * 0.97) / drawing.height);
  const paper = await render(drawing, Math.round(drawing.width * fit));
  const placed = place(paper, corners(paper, frame, conditions, random), frame, random, tier === 'clean');
  const blurred = await blur(placed, random.between(...conditions.blur));
  const exposed = expose(blurred, conditions, random);
  return sharp(exposed.pixels, { raw: { width: exposed.width, height: exposed.height, channels: 3 } })
    .rotate(quarterTurns * 90)
    .jpeg({ quality: conditions.quality })
    .toBuffer();
}

export async function render(drawing: Drawing, width: number): Promise<Raster> {
  const height = Math.round((width * drawing.height) / drawing.width);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
    viewBox="0 0 ${drawing.width} ${drawing.height}">${drawing.body}</svg>`;
  const pixels = await sharp(Buffer.from(svg))
    .flatten({ background: '#ffffff' })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, pixels };
}

/** Where the corners of the document lie in the frame: turned around its middle, each strayed a little. */
function corners(
  paper: { width: number; height: number },
  frame: { width: number; height: number },
  { turn, perspective }: Conditions,
  random: Random,
): Corner[] {
  const angle = (random.between(-turn, turn) * Math.PI) / 180;
  const signs: Corner[] = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ];
  return signs.map(([right, down]) => {
    const x = ((right * paper.width) / 2) * (1 + random.between(-perspective, perspective) * 2);
    const y = ((down * paper.height) / 2) * (1 + random.between(-perspective, perspective) * 2);
    return [
      frame.width / 2 + x * Math.cos(angle) - y * Math.sin(angle),
      frame.height / 2 + x * Math.sin(angle) + y * Math.cos(angle),
    ];
  });
}

/** Lays the document onto a table of some colour. */
function place(
  paper: Raster,
  quad: readonly Corner[],
  frame: { width: number; height: number },
  random: Random,
  plain: boolean,
): Raster {
  const toPaper = homography(quad, [
    [0, 0],
    [paper.width - 1, 0],
    [paper.width - 1, paper.height - 1],
    [0, paper.height - 1],
  ]);
  const table = [random.between(70, 130), random.between(55, 105), random.between(45, 95)];
  const pixels = new Uint8Array(frame.width * frame.height * 3);
  let at = 0;
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++, at += 3) {
      const [u, v] = toPaper(x, y);
      if (u >= 0 && v >= 0 && u < paper.width - 1 && v < paper.height - 1) {
        mix(paper, u, v, pixels, at);
        continue;
      }
      const grain = plain
        ? 0
        : 12 * Math.sin(y * 0.05 + 3 * Math.sin(x * 0.003)) + 8 * Math.sin(x * 0.11 + y * 0.02);
      for (let channel = 0; channel < 3; channel++) pixels[at + channel] = (table[channel] ?? 0) + grain;
    }
  }
  return { ...frame, pixels };
}

/** The colour between four pixels. */
function mix({ width, pixels }: Raster, u: number, v: number, out: Uint8Array, at: number): void {
  const column = Math.trunc(u);
  const row = Math.trunc(v);
  const right = u - column;
  const down = v - row;
  const above = (row * width + column) * 3;
  const below = above + width * 3;
  for (let channel = 0; channel < 3; channel++) {
    const top = (pixels[above + channel] ?? 0) * (1 - right) + (pixels[above + 3 + channel] ?? 0) * right;
    const bottom = (pixels[below + channel] ?? 0) * (1 - right) + (pixels[below + 3 + channel] ?? 0) * right;
    out[at + channel] = top * (1 - down) + bottom * down;
  }
}

async function blur(picture: Raster, deviation: number): Promise<Raster> {
  // Below this the filter has no effect, and sharp refuses it.
  if (deviation < 0.3) return picture;
  const { width, height } = picture;
  const pixels = await sharp(picture.pixels, { raw: { width, height, channels: 3 } })
    .blur(deviation)
    .raw()
    .toBuffer();
  return { width, height, pixels };
}

/** Light that falls from one side, a lamp that is mirrored, and the noise of the sensor. */
function expose({ width, height, pixels }: Raster, conditions: Conditions, random: Random): Raster {
  const loss = conditions.shade * random.between(0, 1);
  const angle = random.between(0, Math.PI * 2);
  const [east, south] = [Math.cos(angle), Math.sin(angle)];
  const lamp = random.chance(conditions.glare)
    ? {
        x: width * random.between(0.15, 0.85),
        y: height * random.between(0.15, 0.85),
        size: random.between(60, 140),
      }
    : undefined;
  const lit = new Uint8ClampedArray(pixels.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const away = (x / width - 0.5) * east + (y / height - 0.5) * south;
      const light = 1 - loss * (0.5 + away);
      const shine = lamp
        ? 200 * Math.exp(-((x - lamp.x) ** 2 + (y - lamp.y) ** 2) / (2 * lamp.size ** 2))
        : 0;
      const noise = conditions.noise > 0 ? conditions.noise * random.normal() : 0;
      for (let channel = 0; channel < 3; channel++) {
        lit[at + channel] = (pixels[at + channel] ?? 0) * light + shine + noise;
      }
    }
  }
  return { width, height, pixels: new Uint8Array(lit.buffer) };
}

/** The projective map that takes each of four points to its partner. */
export function homography(
  from: readonly Corner[],
  to: readonly Corner[],
): (x: number, y: number) => [number, number] {
  const rows: number[][] = [];
  for (const [index, [x, y]] of from.entries()) {
    const [u, v] = to[index] ?? [0, 0];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0, g = 0, h = 0] = solve(rows);
  return (x, y) => {
    const depth = g * x + h * y + 1;
    return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
  };
}

/** Solves linear equations, each a row of factors and its result, by elimination with the largest pivot. */
function solve(equations: number[][]): number[] {
  const rows = equations.map((row) => [...row]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const rest = rows
      .splice(column)
      .sort((one, two) => Math.abs(two[column] ?? 0) - Math.abs(one[column] ?? 0));
    rows.push(...rest);
    const pivot = rows[column] ?? [];
    for (const [index, row] of rows.entries()) {
      if (index === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let at = column; at <= size; at++) row[at] = (row[at] ?? 0) - factor * (pivot[at] ?? 0);
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
