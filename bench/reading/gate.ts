import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { slotName } from '../../src/domain/document.ts';
import {
  DEFAULT_QUALITY_LIMITS,
  type QualityRefusal,
  qualityProblems,
} from '../../src/domain/picture-quality.ts';
import type { VisionPool } from '../../src/vision/pool.ts';
import type { ReadingCase } from './cases.ts';

/** What the gate says of a picture: codes, none where it lets it through. */
export async function gateCodes(
  bytes: Uint8Array,
  slot: ReadingCase['slot'],
  pool: Pick<VisionPool, 'inspect'>,
): Promise<string[]> {
  const inspection = await pool.inspect(bytes);
  if (!inspection.accepted) return [inspection.refusal];
  const name = (slot && slotName(slot)) ?? 'passport';
  if (!inspection.look) return [];
  return qualityProblems(inspection.look, { slot: name, limits: DEFAULT_QUALITY_LIMITS });
}

interface Spoiling {
  expected: QualityRefusal | 'PICTURE_TOO_SMALL';
  spoil: (picture: Sharp, size: { width: number; height: number }) => Sharp;
}

/** Ways to make a good picture one that nobody can read. */
export const SPOILINGS: Record<string, Spoiling> = {
  'blurred, 9 pixels': { expected: 'PICTURE_BLURRED', spoil: (picture) => picture.blur(9) },
  'dark, a tenth of its light': { expected: 'PICTURE_TOO_DARK', spoil: (picture) => picture.linear(0.1, 0) },
  '120 pixels high': {
    expected: 'PICTURE_LOW_RESOLUTION',
    spoil: (picture) => picture.resize({ height: 120 }),
  },
  'cut through the middle': {
    expected: 'PICTURE_CUT_OFF',
    spoil: (picture, { width, height }) =>
      picture.extract({ left: Math.round(width * 0.4), top: 0, width: Math.round(width * 0.6), height }),
  },
  'a lamp over a third of it': {
    expected: 'PICTURE_GLARE',
    spoil: (picture, { width, height }) => picture.composite([{ input: lamp(width, height) }]),
  },
  'nothing but the table': {
    expected: 'PICTURE_NO_DOCUMENT',
    spoil: (picture, { width, height }) =>
      picture
        .extract({
          left: 0,
          top: 0,
          width: Math.max(2, Math.round(width * 0.02)),
          height: Math.max(2, Math.round(height * 0.02)),
        })
        .resize(width, height, { fit: 'fill' }),
  },
};

function lamp(width: number, height: number): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><radialGradient id="g"><stop offset="0.55" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs>
    <ellipse cx="${width * 0.5}" cy="${height * 0.55}" rx="${width * 0.36}" ry="${height * 0.32}" fill="url(#g)"/></svg>`);
}

export interface GateCount {
  name: string;
  pictures: number;
  /** Pictures that were let through. */
  letThrough: number;
}

/** Spoils good pictures in every way and counts what the gate lets through. */
export async function spoiledPictures(
  cases: readonly ReadingCase[],
  pool: Pick<VisionPool, 'inspect'>,
): Promise<GateCount[]> {
  const counts: GateCount[] = [];
  for (const [name, { spoil }] of Object.entries(SPOILINGS)) {
    let letThrough = 0;
    for (const one of cases) {
      const { width, height } = await sharp(one.file).metadata();
      const bytes = await spoil(sharp(readFileSync(one.file)), { width, height })
        .jpeg({ quality: 88 })
        .toBuffer();
      if ((await gateCodes(bytes, one.slot, pool)).length === 0) letThrough++;
    }
    counts.push({ name, pictures: cases.length, letThrough });
  }
  return counts;
}
