import { OCR_B_GLYPHS } from './ocr-b-glyphs.ts';

/** Size of a cell in pixels: one pitch wide, capitals three quarters of its height. */
export const GLYPH_WIDTH = 16;
export const GLYPH_HEIGHT = 20;

/** A character's pattern, or a cell's, with mean 0 and length 1: two of them multiply to their correlation. */
export type Pattern = Float32Array;

export const PATTERNS: ReadonlyMap<string, Pattern> = new Map(
  Object.entries(OCR_B_GLYPHS).map(([character, digits]) => {
    const ink = Float32Array.from(digits, (digit) => Number.parseInt(digit, 16));
    return [character, toPattern(ink)];
  }),
);

/** Takes the mean off and scales to length 1; an empty cell stays empty. */
export function toPattern(ink: Float32Array): Pattern {
  const mean = ink.reduce((sum, value) => sum + value, 0) / ink.length;
  const centred = ink.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length < 1e-6 ? centred.fill(0) : centred.map((value) => value / length);
}

/** -1 to 1: how alike two patterns are. */
export function correlation(a: Pattern, b: Pattern): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
