import { mrzAlphabets } from '../domain/mrz-alphabet.ts';
import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import type { Agreement, MrzFormat } from '../domain/reading.ts';
import { correlation, PATTERNS } from './glyph-patterns.ts';
import { type Glyph, placeRows, readGlyphs } from './glyph-reader.ts';
import type { GreyImage } from './grey-image.ts';
import { smoothCells } from './mrz-cells.ts';
import { alongBand } from './mrz-crops.ts';
import { cutLine, inkColumn, shiftCells } from './mrz-line.ts';
import type { Strip } from './mrz-strips.ts';

/** Below this a line is no OCR-B, or too poor for patterns; patterned paper reaches 0.55. */
const SEEMS_OCR_B = 0.62;
/**
 * Mean likeness of a line's characters from which on the patterns may confirm it. Where print is so small or so smeared
 * that it is less, both readers may take the same character for the same other one (ADR 27).
 */
const CONFIRMS = 0.84;
/** How much more alike another character must be to count as a contradiction. */
const CLEARLY_OTHER = 0.1;
/** How alike the print must be to that other character. */
const CLEAR = 0.75;

/**
 * Reads a line cell by cell against the patterns of OCR-B, under a format's alphabet. Undefined where the line is no
 * OCR-B or too poor. `places` tells where the net felt characters begin, in shares of the crop's width, but not which:
 * a rigid grid would lose bowed paper and perspective.
 */
export function readLineByPatterns(
  image: GreyImage,
  strip: Strip,
  line: number,
  format: MrzFormat,
  places: readonly number[],
): Glyph[] | undefined {
  const band = strip.bands[line];
  if (!band) return undefined;
  const cells = MRZ_SHAPES[format].length;
  const ink = cutLine(image, band, cells);
  const felt = smoothCells(places.map((place) => inkColumn(alongBand(place), cells)));
  if (!felt) return undefined;
  const grid = shiftCells(ink, felt);
  const placing = placeRows(ink, grid);
  if (placing.likeness < SEEMS_OCR_B) return undefined;
  return readGlyphs(ink, grid, placing, mrzAlphabets(format)[line] ?? []);
}

/**
 * What the patterns say of a line that was read otherwise. They agree where they read every character alike, and
 * contradict where they see another one clearly; a cell that they cannot tell, or print that is hardly like them at
 * all, leaves the line unconfirmed.
 */
export function agreementOf(text: string, glyphs: readonly Glyph[] | undefined): Agreement {
  if (!glyphs) return 'unconfirmed';
  const others = [...text].flatMap((character, cell) => {
    const glyph = glyphs[cell];
    return glyph && glyph.character !== character ? [{ character, glyph }] : [];
  });
  if (others.length === 0) return meanLikeness(glyphs) >= CONFIRMS ? 'agreed' : 'unconfirmed';
  const contradicted = others.some(({ character, glyph }) => {
    const claimed = PATTERNS.get(character);
    const likeness = claimed ? correlation(glyph.pattern, claimed) : -1;
    return glyph.likeness >= CLEAR && glyph.likeness - likeness >= CLEARLY_OTHER;
  });
  return contradicted ? 'disagreed' : 'unconfirmed';
}

const meanLikeness = (glyphs: readonly Glyph[]) =>
  glyphs.reduce((sum, { likeness }) => sum + likeness, 0) / glyphs.length;
