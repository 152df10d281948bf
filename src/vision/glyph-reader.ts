import {
  correlation,
  GLYPH_HEIGHT,
  GLYPH_WIDTH,
  PATTERNS,
  type Pattern,
  toPattern,
} from './glyph-patterns.ts';
import type { Cell, InkLine } from './mrz-line.ts';

/** A cell as the patterns see it. */
export interface Glyph {
  character: string;
  /** -1 to 1: how alike the print and the character are. */
  likeness: number;
  /** The print, for comparing it with another character. */
  pattern: Pattern;
}

/** Where the rows of the patterns lie on a line: the first row, and pixels a row. */
export interface Placing {
  top: number;
  scale: number;
  /** 0 to 1: how alike print and patterns are with this placing; low where the line is no OCR-B. */
  likeness: number;
}

/** One cell in so many is looked at to find the height of a line. */
const SAMPLE = 4;
const SCALES = [0.92, 1, 1.08];
const NUDGES = [-1, 0, 1];
/** How much of a cell's own shift the next cells follow, so that bowed or tilted lines stay under the grid. */
const FOLLOW = 0.35;
/** What a character that its place may not hold must be more alike by. */
const OUT_OF_PLACE = 0.12;

/**
 * Reads a line cell by cell against OCR-B. A character that its place may not hold must be clearly more alike than
 * any that it may: what breaks the standard in print is read as it is printed, and fails its check digit.
 */
export function readGlyphs(
  line: InkLine,
  cells: readonly Cell[],
  placing: Placing,
  alphabets: readonly string[],
): Glyph[] {
  const { top, scale } = placing;
  const drift = { x: 0, y: 0 };
  const glyphs: Glyph[] = [];
  for (const [at, { left, pitch }] of cells.entries()) {
    const found = bestNear(line, left + drift.x, top + drift.y, pitch, scale, alphabets[at] ?? '');
    glyphs.push(found);
    drift.x += found.dx * FOLLOW;
    drift.y += found.dy * FOLLOW;
  }
  return glyphs;
}

/** The height at which, and the scale in which, every fourth cell is most like some character. */
export function placeRows(line: InkLine, cells: readonly Cell[]): Placing {
  const pitch = cells.reduce((sum, cell) => sum + cell.pitch, 0) / cells.length;
  let best: Placing = { top: 0, scale: 1, likeness: -1 };
  const better = (known: Placing, place: Omit<Placing, 'likeness'>): Placing => {
    const likeness = sampleLikeness(line, cells, place);
    return likeness > known.likeness ? { ...place, likeness } : known;
  };
  for (const stretch of SCALES) {
    const scale = (stretch * pitch) / GLYPH_WIDTH;
    const centre = (line.height - GLYPH_HEIGHT * scale) / 2;
    for (let top = centre - 6; top <= centre + 6; top += 2) best = better(best, { top, scale });
  }
  for (const off of [-1, 1]) best = better(best, { top: best.top + off, scale: best.scale });
  return best;
}

function sampleLikeness(
  line: InkLine,
  cells: readonly Cell[],
  { top, scale }: Omit<Placing, 'likeness'>,
): number {
  let sum = 0;
  let count = 0;
  for (const [at, { left, pitch }] of cells.entries()) {
    if (at % SAMPLE !== 0) continue;
    sum += bestMatch(cellPattern(line, left, top, pitch, scale), '').likeness;
    count++;
  }
  return sum / count;
}

function bestNear(
  line: InkLine,
  left: number,
  top: number,
  pitch: number,
  scale: number,
  alphabet: string,
): Glyph & { dx: number; dy: number } {
  let best: Glyph & { dx: number; dy: number } = {
    character: '<',
    likeness: -1,
    pattern: new Float32Array(0),
    dx: 0,
    dy: 0,
  };
  const likely = likeliest(cellPattern(line, left, top, pitch, scale), alphabet);
  for (const dx of NUDGES) {
    for (const dy of NUDGES) {
      const pattern = cellPattern(line, left + dx, top + dy, pitch, scale);
      const match = bestMatch(pattern, alphabet, likely);
      if (match.likeness > best.likeness) best = { ...match, pattern, dx, dy };
    }
  }
  return best;
}

/** Characters worth comparing at other places near: a small nudge brings no other into sight. */
const LIKELY = 6;

function likeliest(pattern: Pattern, alphabet: string): ReadonlyMap<string, Pattern> {
  const weighed = [...PATTERNS].map(([character, known]) => {
    const fine = alphabet === '' || alphabet.includes(character) ? 0 : OUT_OF_PLACE;
    return { character, known, likeness: correlation(pattern, known) - fine };
  });
  const first = weighed.sort((a, b) => b.likeness - a.likeness).slice(0, LIKELY);
  return new Map(first.map(({ character, known }) => [character, known]));
}

function bestMatch(
  pattern: Pattern,
  alphabet: string,
  among: ReadonlyMap<string, Pattern> = PATTERNS,
): { character: string; likeness: number } {
  let best = { character: '<', likeness: -1, weighed: -2 };
  for (const [character, known] of among) {
    const likeness = correlation(pattern, known);
    const weighed = alphabet === '' || alphabet.includes(character) ? likeness : likeness - OUT_OF_PLACE;
    if (weighed > best.weighed) best = { character, likeness, weighed };
  }
  return best;
}

/** The ink of a cell, brought to the size of the patterns. */
function cellPattern(line: InkLine, left: number, top: number, pitch: number, scale: number): Pattern {
  const ink = new Float32Array(GLYPH_WIDTH * GLYPH_HEIGHT);
  for (let row = 0; row < GLYPH_HEIGHT; row++) {
    for (let column = 0; column < GLYPH_WIDTH; column++) {
      const x = left + ((column + 0.5) * pitch) / GLYPH_WIDTH - 0.5;
      const y = top + (row + 0.5) * scale - 0.5;
      ink[row * GLYPH_WIDTH + column] = inkAt(line, x, y);
    }
  }
  return toPattern(ink);
}

function inkAt({ width, height, ink }: InkLine, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 0;
  const right = x - left;
  const down = y - top;
  const at = top * width + left;
  const upper = (ink[at] ?? 0) * (1 - right) + (ink[at + 1] ?? 0) * right;
  const lower = (ink[at + width] ?? 0) * (1 - right) + (ink[at + width + 1] ?? 0) * right;
  return upper * (1 - down) + lower * down;
}
