import { MRZ_SHAPES, mrzChecksPass, parseMrz } from '../domain/mrz.ts';
import { mrzAlphabets } from '../domain/mrz-alphabet.ts';
import type { MrzReading } from '../domain/reading.ts';
import { placeRows, readGlyphs } from './glyph-reader.ts';
import { type GreyImage, quarterTurn } from './grey-image.ts';
import { cutLine, fitGrid } from './mrz-line.ts';
import { findStrips, type Strip } from './mrz-strips.ts';

/** What a search for a machine-readable zone gave, and how the picture must be turned to read it. */
export interface ZoneSearch {
  reading?: MrzReading;
  /** True where lines look like a zone and yet cannot be read. */
  incomplete: boolean;
  /** Quarter turns clockwise after which the zone is upright. */
  turns: number;
}

interface Candidate {
  reading: MrzReading;
  likeness: number;
}

/** Below this a line is no OCR-B; patterned paper reaches 0.55. */
const SEEMS_OCR_B = 0.62;
/** Below this a zone whose check digits do not all agree is not told: it would be guesswork. */
const READ_CLEARLY = 0.8;

/**
 * Finds and reads a machine-readable zone, whichever way up the picture is. Stops at the first zone whose check
 * digits are all right; else gives the clearest one, wrong digits and all, provided that it is clear.
 */
export async function readZone(image: GreyImage, today: string): Promise<ZoneSearch> {
  let best: { candidate: Candidate; turns: number } | undefined;
  let upright = image;
  for (let turns = 0; turns < 4; turns++) {
    for (const strip of await findStrips(upright)) {
      const candidate = readStrip(upright, strip, today);
      if (!candidate) continue;
      if (mrzChecksPass(candidate.reading)) return { reading: candidate.reading, incomplete: false, turns };
      if (!best || rank(candidate) > rank(best.candidate)) best = { candidate, turns };
    }
    upright = quarterTurn(upright);
  }
  if (!best) return { incomplete: false, turns: 0 };
  const clear = best.candidate.likeness >= READ_CLEARLY;
  return { ...(clear && { reading: best.candidate.reading }), incomplete: !clear, turns: best.turns };
}

const rank = ({ reading, likeness }: Candidate) =>
  Object.values(reading.checkDigits).filter(Boolean).length + likeness * 4;

function readStrip(image: GreyImage, { format, bands }: Strip, today: string): Candidate | undefined {
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
  return reading && { reading, likeness };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
