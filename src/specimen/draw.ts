import sharp from 'sharp';
import type { Drawing } from './artwork.ts';
import { utilityBill } from './bill.ts';
import { cardBack, cardFront } from './identity-card.ts';
import { passportPage } from './passport.ts';
import type { SpecimenPerson } from './person.ts';

const DRAWINGS = {
  passport: passportPage,
  'id-front': cardFront,
  'id-back': cardBack,
  bill: utilityBill,
} as const satisfies Record<string, (person: SpecimenPerson) => Drawing>;

export type SpecimenKind = keyof typeof DRAWINGS;
export const SPECIMEN_KINDS = Object.keys(DRAWINGS) as [SpecimenKind, ...SpecimenKind[]];

export interface SpecimenOptions {
  /** Pixels; the height follows. About 300 dots an inch for cards and passports, 180 for a bill by default. */
  width?: number;
  /** JPEG quality, 1 to 100. */
  quality?: number;
}

const WIDTHS: Record<SpecimenKind, number> = {
  passport: 1500,
  'id-front': 1500,
  'id-back': 1500,
  bill: 1488,
};

/**
 * Draws a document that carries the word SPECIMEN, as a JPEG. The same person and options give the same picture.
 * @throws RangeError where a text holds a letter that the fonts lack.
 */
export async function drawSpecimen(
  kind: SpecimenKind,
  person: SpecimenPerson,
  options: SpecimenOptions = {},
): Promise<Buffer> {
  const drawing = DRAWINGS[kind](person);
  const width = options.width ?? WIDTHS[kind];
  const height = Math.round((width * drawing.height) / drawing.width);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"
    viewBox="0 0 ${drawing.width} ${drawing.height}">${drawing.body}</svg>`;
  return sharp(Buffer.from(svg))
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: options.quality ?? 90 })
    .toBuffer();
}
