import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import { type GreyImage, type Point, resizeGrey } from './grey-image.ts';
import { inkMask, type LevelMask, levelMask } from './ink-mask.ts';
import { textAngles } from './text-angle.ts';
import { findTextBands, lengthOf, letterPlaces, type TextBand } from './text-bands.ts';

/** Lines of print that lie as those of a zone do, the uppermost first; places are pixels of the whole picture. */
export interface Strip {
  bands: TextBand[];
}

/** Gaps between letters over which a line goes on, in pixels of the picture that is searched. */
const REACHES = [21, 31];
const MAX_STRIPS = 5;
/** Lines are 6.35 mm apart and characters 2.54 mm (ICAO 9303-3 section 4.4). */
const GAP_IN_PITCHES = 2.5;
/** How many directions of print are followed. */
const MAX_ANGLES = 2;

/** Where zones are looked for, one direction of print after the other; nothing is done before it is asked for. */
export interface StripSearch {
  /** How many directions there are. */
  angles: number;
  /** Strips of one direction, the likeliest first. Needs no edge of the document. */
  at(index: number): Strip[];
}

/**
 * Prepares the search in a picture whose longer side is brought to `side` pixels. `level` looks at nothing but print
 * that is level, give or take 20 degrees.
 */
export async function searchStrips(image: GreyImage, side: number, level: boolean): Promise<StripSearch> {
  const scale = Math.max(image.width, image.height) / side;
  const small = await resizeGrey(image, Math.max(1, Math.round(image.width / scale)));
  const mask = inkMask(small);
  const angles = level ? [0] : textAngles(letterPlaces(mask), MAX_ANGLES);
  return {
    angles: angles.length,
    at: (index) => stripsAlong(levelMask(mask, angles[index] ?? 0), image.width / small.width),
  };
}

function stripsAlong(mask: LevelMask, scale: number): Strip[] {
  const found = REACHES.flatMap((reach) => stripsOf(findTextBands(mask, reach)));
  const ranked = found.sort((a, b) => b.score - a.score).filter(isNew);
  const enlarge = (place: Point) => {
    const { x, y } = mask.whence(place);
    return { x: x * scale, y: y * scale };
  };
  return ranked.slice(0, MAX_STRIPS).map(({ bands }) => ({
    bands: bands.map(({ start, end, thickness }) => ({
      start: enlarge(start),
      end: enlarge(end),
      thickness: thickness * scale,
    })),
  }));
}

interface RankedStrip extends Strip {
  score: number;
}

function stripsOf(bands: TextBand[]): RankedStrip[] {
  const pairs = bands.flatMap((upper) =>
    bands.filter((lower) => follows(upper, lower)).map((lower) => [upper, lower] as const),
  );
  const triples = pairs.flatMap(([first, second]) =>
    pairs
      .filter(([upper, third]) => upper === second && evenGaps(first, second, third))
      .map(([, third]) => [first, second, third]),
  );
  return [...triples, ...pairs.map((pair) => [...pair])]
    .map((lines) => ({ bands: alignEnds(lines), score: scoreOf(lines) }))
    .filter(({ score }) => score > 0);
}

interface Offset {
  along: number;
  across: number;
}

function offsets(upper: TextBand, lower: TextBand): { start: Offset; end: Offset } {
  const length = lengthOf(upper);
  const along = { x: (upper.end.x - upper.start.x) / length, y: (upper.end.y - upper.start.y) / length };
  const offset = (from: Point, to: Point) => ({
    along: (to.x - from.x) * along.x + (to.y - from.y) * along.y,
    across: (to.y - from.y) * along.x - (to.x - from.x) * along.y,
  });
  return { start: offset(upper.start, lower.start), end: offset(upper.end, lower.end) };
}

/** Whether one line stands under another as in a block of text; one end may be frayed, the other is aligned. */
function follows(upper: TextBand, lower: TextBand): boolean {
  const length = Math.max(lengthOf(upper), lengthOf(lower));
  const { start, end } = offsets(upper, lower);
  const astray = [Math.abs(start.along), Math.abs(end.along)].sort((a, b) => a - b);
  const aligned = (astray[0] ?? 0) < length * 0.08 && (astray[1] ?? 0) < length * 0.22;
  const parallel = Math.abs(start.across - end.across) < length * 0.045;
  const across = (start.across + end.across) / 2;
  return aligned && parallel && across > length / 34 && across < length / 6;
}

function evenGaps(first: TextBand, second: TextBand, third: TextBand): boolean {
  const gap = (upper: TextBand, lower: TextBand) => {
    const { start, end } = offsets(upper, lower);
    return start.across + end.across;
  };
  const ratio = gap(first, second) / gap(second, third);
  return ratio > 0.7 && ratio < 1.4;
}

/** All lines of a zone begin and end together: each is drawn out as far as the one that reaches furthest. */
function alignEnds(bands: readonly TextBand[]): TextBand[] {
  return bands.map((band) => {
    const length = lengthOf(band);
    const along = { x: (band.end.x - band.start.x) / length, y: (band.end.y - band.start.y) / length };
    const place = ({ x, y }: Point) => (x - band.start.x) * along.x + (y - band.start.y) * along.y;
    const from = Math.min(...bands.map((other) => place(other.start)));
    const to = Math.max(...bands.map((other) => place(other.end)));
    const point = (distance: number) => ({
      x: band.start.x + along.x * distance,
      y: band.start.y + along.y * distance,
    });
    return { start: point(from), end: point(to), thickness: band.thickness };
  });
}

/** Three lines before two, long ones before short ones, and those whose distance fits a format. 0 fits none. */
function scoreOf(bands: readonly TextBand[]): number {
  const [first, second] = bands;
  if (!first || !second) return 0;
  const length = bands.reduce((sum, band) => sum + lengthOf(band), 0) / bands.length;
  const { start, end } = offsets(first, second);
  const gap = (start.across + end.across) / 2;
  const cells = Object.values(MRZ_SHAPES)
    .filter((shape) => shape.lines === bands.length)
    .map((shape) => Math.abs(gap / (length / shape.length) / GAP_IN_PITCHES - 1));
  const misfit = Math.min(...cells);
  const uneven = Math.abs(lengthOf(first) - lengthOf(second)) / length;
  return misfit > 0.45 ? 0 : 1 + bands.length + length / 400 - misfit * 2 - uneven * 3;
}

function isNew(strip: RankedStrip, index: number, all: RankedStrip[]): boolean {
  return !all
    .slice(0, index)
    .some((other) => other.bands.length === strip.bands.length && sameBands(other, strip));
}

const sameBands = (a: Strip, b: Strip) =>
  a.bands.every((band, index) => {
    const other = b.bands[index];
    return other && near(band.start, other.start) && near(band.end, other.end);
  });

const near = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y) < 12;

/** The same lines as they stand when the picture is turned upside down. */
export function flipStrip({ bands }: Strip): Strip {
  return {
    bands: bands.map(({ start, end, thickness }) => ({ start: end, end: start, thickness })).reverse(),
  };
}
