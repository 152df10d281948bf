import { OCR_B_GLYPHS } from './ocr-b-glyphs.ts';

/** Size of a cell in pixels: one pitch wide, capitals three quarters of its height. */
export const GLYPH_WIDTH = 16;
export const GLYPH_HEIGHT = 20;

/** A character's pattern, or a cell's, with mean 0 and length 1: two of them multiply to their correlation. */
export type Pattern = Float32Array;

/** The ink of each character, 0 to 15, row by row. */
const INKS = Object.entries(OCR_B_GLYPHS).map(
  ([character, digits]) =>
    [character, Float32Array.from(digits, (digit) => Number.parseInt(digit, 16))] as const,
);

export const PATTERNS: ReadonlyMap<string, Pattern> = new Map(
  INKS.map(([character, ink]) => [character, toPattern(ink.slice())]),
);

/** A character and what it looks like. */
export type KnownGlyph = readonly [string, Pattern];

/** What cells are compared with: `step` pixels of a cell of full size are one of these patterns. */
export interface GlyphSheet {
  step: number;
  known: readonly KnownGlyph[];
}

export const FINE: GlyphSheet = { step: 1, known: [...PATTERNS] };

/** A quarter of the pixels: enough to tell how a line lies, at a quarter of the time. */
export const COARSE: GlyphSheet = {
  step: 2,
  known: INKS.map(([character, ink]) => [character, toPattern(halved(ink))] as const),
};

/** Mean of two by two pixels. */
function halved(ink: Float32Array): Float32Array {
  const columns = GLYPH_WIDTH / 2;
  return Float32Array.from({ length: ink.length / 4 }, (_, index) => {
    const at = 2 * Math.floor(index / columns) * GLYPH_WIDTH + 2 * (index % columns);
    const places = [at, at + 1, at + GLYPH_WIDTH, at + GLYPH_WIDTH + 1];
    return places.reduce((sum, place) => sum + (ink[place] ?? 0), 0) / 4;
  });
}

/** Takes the mean off and scales to length 1, in place; an empty cell stays empty. */
export function toPattern(ink: Float32Array): Pattern {
  let sum = 0;
  for (let index = 0; index < ink.length; index++) sum += ink[index] ?? 0;
  const mean = sum / ink.length;
  for (let index = 0; index < ink.length; index++) ink[index] = (ink[index] ?? 0) - mean;
  const length = Math.sqrt(correlation(ink, ink));
  if (length < 1e-6) return ink.fill(0);
  for (let index = 0; index < ink.length; index++) ink[index] = (ink[index] ?? 0) / length;
  return ink;
}

/** -1 to 1: how alike two patterns are. Four sums side by side, since each addition waits for the one before. */
export function correlation(a: Pattern, b: Pattern): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let index = 0; index < a.length; index += 4) {
    first += (a[index] ?? 0) * (b[index] ?? 0);
    second += (a[index + 1] ?? 0) * (b[index + 1] ?? 0);
    third += (a[index + 2] ?? 0) * (b[index + 2] ?? 0);
    fourth += (a[index + 3] ?? 0) * (b[index + 3] ?? 0);
  }
  return first + second + third + fourth;
}
