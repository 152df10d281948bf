import { mrzChecksPass, parseMrz } from '../domain/mrz.ts';
import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import { mrzAlphabets } from '../domain/mrz-alphabet.ts';
import type { MrzReading } from '../domain/reading.ts';
import { placeRows, readGlyphs } from './glyph-reader.ts';
import { type GreyImage, quarterTurn } from './grey-image.ts';
import { cutLine, fitGrid } from './mrz-line.ts';
import { findStrips, type Strip } from './mrz-strips.ts';

/** A zone that was read, and where: `strip` is in pixels of `image`, the picture turned so that the zone is upright. */
export interface FoundZone {
  reading: MrzReading;
  strip: Strip;
  image: GreyImage;
}

export interface ZoneSearch {
  zone?: FoundZone;
  /** True where lines look like a zone and yet cannot be read. */
  incomplete: boolean;
}

/** Kept with every extraction. */
export const ZONE_READER = 'idbeyond OCR-B cells 1';

interface Candidate extends FoundZone {
  likeness: number;
}

/** Below this a line is no OCR-B; patterned paper reaches 0.55. */
const SEEMS_OCR_B = 0.62;
/** Below this a zone whose check digits do not all agree is not told: it would be guesswork. */
const READ_CLEARLY = 0.8;

export interface ZoneOptions {
  today: string;
  /** Quarter turns to try; 1 takes the picture as it stands. */
  turns: 1 | 4;
}

/**
 * Finds and reads a machine-readable zone. Stops at the first zone whose check digits are all right; else gives the
 * clearest one, wrong digits and all, provided that it is clear.
 */
export async function readZone(image: GreyImage, { today, turns: most }: ZoneOptions): Promise<ZoneSearch> {
  let best: Candidate | undefined;
  let upright = image;
  for (let turns = 0; turns < most; turns++) {
    if (turns > 0) upright = quarterTurn(upright);
    const found = await bestZone(upright, today);
    if (!best || (found && rank(found) > rank(best))) best = found;
    if (best && mrzChecksPass(best.reading)) break;
  }
  if (!best) return { incomplete: false };
  const told = mrzChecksPass(best.reading) || best.likeness >= READ_CLEARLY;
  return told ? { zone: best, incomplete: false } : { incomplete: true };
}

/** The best zone of a picture as it stands; the first one whose check digits are all right. */
async function bestZone(image: GreyImage, today: string): Promise<Candidate | undefined> {
  let best: Candidate | undefined;
  for (const strip of await findStrips(image)) {
    const candidate = readStrip(image, strip, today);
    if (!candidate) continue;
    if (mrzChecksPass(candidate.reading)) return candidate;
    if (!best || rank(candidate) > rank(best)) best = candidate;
  }
  return best;
}

const rank = ({ reading, likeness }: Candidate) =>
  Object.values(reading.checkDigits).filter(Boolean).length + likeness * 4;

function readStrip(image: GreyImage, strip: Strip, today: string): Candidate | undefined {
  const { format, bands } = strip;
  const { length } = MRZ_SHAPES[format];
  const alphabets = mrzAlphabets(format);
  const lines: string[] = [];
  let likeness = 1;
  for (const [index, band] of bands.entries()) {
    const line = cutLine(image, band, length);
    const grid = fitGrid(line, length);
    const placing = placeRows(line, grid, length);
    if (placing.likeness < SEEMS_OCR_B) return undefined;
    const read = readGlyphs(line, grid, placing, alphabets[index] ?? []);
    lines.push(read.text);
    likeness = Math.min(likeness, read.likeness);
  }
  const reading = parseMrz(lines, { today, confidence: round(likeness) });
  return reading && { reading, strip, image, likeness };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
