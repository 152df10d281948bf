import sharp from 'sharp';
import { SLOTS } from '../../src/domain/document.ts';
import { placedFields } from '../../src/domain/examination.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { Box } from '../../src/domain/text-lines.ts';
import { randomDesign } from '../../src/specimen/design.ts';
import { passportDocument } from '../../src/specimen/identity-print.ts';
import { drawText } from '../../src/specimen/lettering.ts';
import { passportMrz } from '../../src/specimen/mrz-lines.ts';
import { randomPerson } from '../../src/specimen/people.ts';
import { photograph } from '../../src/specimen/photograph.ts';
import { createRandom, seedOf } from '../../src/specimen/random.ts';
import type { VisionPool } from '../../src/vision/pool.ts';

type Eyes = Pick<VisionPool, 'read' | 'examine'>;

/** How the altered picture came to be: quality of the first save, and of the one after the alteration. */
const SAVES = [
  [90, 95],
  [75, 90],
  [90, 75],
] as const;
const ALTERATIONS = ['untouched', 'new text painted in', 'digits copied within the picture'] as const;
type Alteration = (typeof ALTERATIONS)[number];

export interface TamperCount {
  alteration: Alteration;
  saves: string;
  /** Pictures in which the field could be ranked at all. */
  pictures: number;
  rankedFirst: number;
  /** Fields that were ranked, on average: chance would find one in so many. */
  fields: number;
}

/**
 * Alters the document number of passports in two ways and counts how often the ranking of fields puts it first. Where
 * nothing was altered, that is how often it does so by chance.
 */
export async function tamperedPictures(
  { seed, today, count }: { seed: number; today: string; count: number },
  pool: Eyes,
): Promise<TamperCount[]> {
  const counts: TamperCount[] = [];
  for (const [first, second] of SAVES) {
    const saves = `${first} → ${second}`;
    const rows = ALTERATIONS.map((alteration) => ({
      alteration,
      saves,
      pictures: 0,
      rankedFirst: 0,
      fields: 0,
    }));
    for (let index = 0; index < count; index++) {
      const original = await passport(seed, index, today, first);
      const reading = await pool.read(original, { ...SLOTS.passport, today });
      await examineAltered(original, reading, { rows, quality: second }, pool);
    }
    counts.push(...rows.map((row) => ({ ...row, fields: row.fields / Math.max(1, row.pictures) })));
  }
  return counts;
}

/** Alters one picture in every way, and adds to the row of each whether the ranking put the number first. */
async function examineAltered(
  original: Buffer,
  reading: Reading,
  { rows, quality }: { rows: TamperCount[]; quality: number },
  pool: Eyes,
): Promise<void> {
  const fields = placedFields(reading);
  const target = fields.find(({ name }) => name === 'documentNumber')?.box;
  if (!target) return;
  for (const row of rows) {
    const { facts } = await pool.examine(await altered(original, target, row.alteration, quality), fields);
    if (facts.ranking.length === 0) continue;
    row.pictures++;
    row.fields += facts.ranking.length;
    if (facts.ranking[0]?.field === 'documentNumber') row.rankedFirst++;
  }
}

async function passport(seed: number, index: number, today: string, quality: number): Promise<Buffer> {
  const random = createRandom(seedOf(seed, 'tamper', index));
  const person = randomPerson(random, today);
  const drawing = passportDocument(person, randomDesign(random), { lines: passportMrz(person) });
  const taken = await photograph(drawing, { tier: 'mild', random });
  return sharp(taken).jpeg({ quality }).toBuffer();
}

async function altered(picture: Buffer, box: Box, how: Alteration, quality: number): Promise<Buffer> {
  const input = how === 'untouched' ? undefined : await patch(picture, box, how);
  const layers = input ? [{ input, left: box.left, top: box.top }] : [];
  return sharp(picture).composite(layers).jpeg({ quality }).toBuffer();
}

async function patch(picture: Buffer, { left, top, right, bottom }: Box, how: Alteration): Promise<Buffer> {
  const [width, height] = [right - left, bottom - top];
  if (how === 'digits copied within the picture') {
    const half = Math.floor(width / 2);
    const copied = await sharp(picture).extract({ left, top, width: half, height }).png().toBuffer();
    return sharp(picture)
      .extract({ left, top, width, height })
      .composite([{ input: copied, left: width - half, top: 0 }])
      .png()
      .toBuffer();
  }
  const size = height * 1.15;
  const text = drawText('K40713925', 0, height * 0.95, { font: 'bold', size });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#e6ebec"/>${text}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
