import {
  COARSE,
  correlation,
  FINE,
  GLYPH_HEIGHT,
  GLYPH_WIDTH,
  type GlyphSheet,
  type KnownGlyph,
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
    const place = { left: left + drift.x, top: top + drift.y, pitch, scale };
    const found = bestNear(line, place, alphabets[at] ?? '');
    glyphs.push(found);
    drift.x += found.dx * FOLLOW;
    drift.y += found.dy * FOLLOW;
  }
  return glyphs;
}

/** The height at which, and the scale in which, every fourth cell is most like some character. */
export function placeRows(line: InkLine, cells: readonly Cell[]): Placing {
  const sample = cells.filter((_, at) => at % SAMPLE === 0);
  const pitch = cells.reduce((sum, cell) => sum + cell.pitch, 0) / cells.length;
  let best: Placing = { top: 0, scale: 1, likeness: -1 };
  const better = (known: Placing, place: Rows): Placing => {
    const likeness = meanLikeness(line, sample, place, COARSE);
    return likeness > known.likeness ? { ...place, likeness } : known;
  };
  for (const stretch of SCALES) {
    const scale = (stretch * pitch) / GLYPH_WIDTH;
    const centre = (line.height - GLYPH_HEIGHT * scale) / 2;
    for (let top = centre - 6; top <= centre + 6; top += 2) best = better(best, { top, scale });
  }
  for (const off of [-1, 1]) best = better(best, { top: best.top + off, scale: best.scale });
  return { ...best, likeness: meanLikeness(line, sample, best, FINE) };
}

type Rows = Omit<Placing, 'likeness'>;

function meanLikeness(
  line: InkLine,
  cells: readonly Cell[],
  { top, scale }: Rows,
  sheet: GlyphSheet,
): number {
  const ink = emptyCell(sheet);
  const sum = cells.reduce((so, { left, pitch }) => {
    const pattern = cellPattern(line, { left, top, pitch, scale }, sheet, ink);
    return so + bestMatch(pattern, '', sheet.known).likeness;
  }, 0);
  return sum / cells.length;
}

/** Where a cell lies: its left edge and width, its upper edge and the pixels that a row of a pattern takes. */
interface CellPlace extends Cell {
  top: number;
  scale: number;
}

interface NearGlyph extends Glyph {
  dx: number;
  dy: number;
}

function bestNear(line: InkLine, place: CellPlace, alphabet: string): NearGlyph {
  const ink = emptyCell(FINE);
  let best: NearGlyph = { character: '<', likeness: -1, pattern: new Float32Array(0), dx: 0, dy: 0 };
  const likely = likeliest(cellPattern(line, place, FINE, ink), alphabet);
  for (const dx of NUDGES) {
    for (const dy of NUDGES) {
      const nudged = { ...place, left: place.left + dx, top: place.top + dy };
      const pattern = cellPattern(line, nudged, FINE, ink);
      const match = bestMatch(pattern, alphabet, likely);
      if (match.likeness > best.likeness) best = { ...match, pattern: pattern.slice(), dx, dy };
    }
  }
  return best;
}

/** Characters worth comparing at other places near: a small nudge brings no other into sight. */
const LIKELY = 6;

function likeliest(pattern: Pattern, alphabet: string): KnownGlyph[] {
  const weighed = FINE.known.map((known) => {
    const likeness = weigh(known[0], correlation(pattern, known[1]), alphabet);
    return { known, likeness };
  });
  const first = weighed.sort((a, b) => b.likeness - a.likeness).slice(0, LIKELY);
  return first.map(({ known }) => known);
}

const weigh = (character: string, likeness: number, alphabet: string) =>
  alphabet === '' || alphabet.includes(character) ? likeness : likeness - OUT_OF_PLACE;

function bestMatch(
  pattern: Pattern,
  alphabet: string,
  among: readonly KnownGlyph[],
): { character: string; likeness: number } {
  let best = { character: '<', likeness: -1, weighed: -2 };
  for (const [character, known] of among) {
    const likeness = correlation(pattern, known);
    const weighed = weigh(character, likeness, alphabet);
    if (weighed > best.weighed) best = { character, likeness, weighed };
  }
  return best;
}

const emptyCell = ({ step }: GlyphSheet) => new Float32Array((GLYPH_WIDTH * GLYPH_HEIGHT) / (step * step));

/**
 * The ink of a cell, brought to the size of a sheet's patterns: linear between pixels, none beyond the edges. `into`
 * is written over, since thousands of cells are looked at in a line.
 */
function cellPattern(
  { width, height, ink }: InkLine,
  { left, top, pitch, scale }: CellPlace,
  { step }: GlyphSheet,
  into: Float32Array,
): Pattern {
  into.fill(0);
  const columns = GLYPH_WIDTH / step;
  for (let row = 0; row < GLYPH_HEIGHT / step; row++) {
    const y = top + (row + 0.5) * step * scale - 0.5;
    const upper = Math.floor(y);
    if (upper < 0 || upper >= height - 1) continue;
    const down = y - upper;
    for (let column = 0; column < columns; column++) {
      const x = left + ((column + 0.5) * pitch) / columns - 0.5;
      const before = Math.floor(x);
      if (before < 0 || before >= width - 1) continue;
      const right = x - before;
      const at = upper * width + before;
      const above = (ink[at] ?? 0) * (1 - right) + (ink[at + 1] ?? 0) * right;
      const below = (ink[at + width] ?? 0) * (1 - right) + (ink[at + width + 1] ?? 0) * right;
      into[row * columns + column] = above * (1 - down) + below * down;
    }
  }
  return toPattern(into);
}
