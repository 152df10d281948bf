import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import type { MrzFormat } from '../domain/reading.ts';
import { type GreyImage, resizeGrey } from './grey-image.ts';
import { findTextBands, lengthOf, type TextBand } from './text-bands.ts';

/** Lines of print that lie as those of a machine-readable zone do; places are pixels of the whole picture. */
export interface Strip {
  format: MrzFormat;
  bands: TextBand[];
}

const SEARCH_WIDTH = 1000;
const REACHES = [26, 16, 36];
const MAX_STRIPS = 6;
/** Lines are 6.35 mm apart and characters 2.54 mm (ICAO 9303-3 section 4.4). */
const GAP_IN_PITCHES = 2.5;

/** Strips worth reading, the likeliest first. Needs no edge of the document. */
export async function findStrips(image: GreyImage): Promise<Strip[]> {
  const small = await resizeGrey(image, SEARCH_WIDTH);
  const scale = image.width / SEARCH_WIDTH;
  const found = REACHES.flatMap((reach) => stripsOf(findTextBands(small, reach)));
  const ranked = found.sort((a, b) => b.score - a.score).filter(isNew);
  return ranked
    .slice(0, MAX_STRIPS)
    .map(({ format, bands }) => ({ format, bands: bands.map((band) => enlarge(band, scale)) }));
}

interface RankedStrip extends Strip {
  score: number;
}

function stripsOf(bands: TextBand[]): RankedStrip[] {
  const pairs = bands.flatMap((upper) =>
    bands.filter((lower) => follows(upper, lower)).map((lower) => [upper, lower] as const),
  );
  const triples = pairs.flatMap(([first, second]) =>
    pairs.filter(([upper]) => upper === second).map(([, third]) => [first, second, third]),
  );
  return [...triples, ...pairs.map((pair) => [...pair])].flatMap(rankFormats);
}

/** Whether one line stands under another as in a block of text that is aligned on both sides. */
function follows(upper: TextBand, lower: TextBand): boolean {
  const length = lengthOf(upper);
  const along = { x: (upper.end.x - upper.start.x) / length, y: (upper.end.y - upper.start.y) / length };
  const offset = (from: TextBand['start'], to: TextBand['start']) => ({
    along: (to.x - from.x) * along.x + (to.y - from.y) * along.y,
    across: (to.y - from.y) * along.x - (to.x - from.x) * along.y,
  });
  const start = offset(upper.start, lower.start);
  const end = offset(upper.end, lower.end);
  const aligned = Math.abs(start.along) < length * 0.1 && Math.abs(end.along) < length * 0.1;
  const parallel = Math.abs(start.across - end.across) < length * 0.04;
  return aligned && parallel && start.across > length / 30 && start.across < length / 6;
}

/** The formats whose ratio of line distance to pitch is near what the standard says. */
function rankFormats(bands: TextBand[]): RankedStrip[] {
  const formats = Object.entries(MRZ_SHAPES) as [MrzFormat, { lines: number; length: number }][];
  return formats
    .filter(([, shape]) => shape.lines === bands.length)
    .map(([format, shape]) => ({ format, bands, score: scoreOf(bands, shape.length) }))
    .filter(({ score }) => score > 0);
}

function scoreOf(bands: TextBand[], cells: number): number {
  const [first, second] = bands;
  if (!first || !second) return 0;
  const length = bands.reduce((sum, band) => sum + lengthOf(band), 0) / bands.length;
  const gap = Math.hypot(second.start.x - first.start.x, second.start.y - first.start.y);
  const misfit = Math.abs(gap / (length / cells) / GAP_IN_PITCHES - 1);
  const low = first.start.y / SEARCH_WIDTH;
  return misfit > 0.4 ? 0 : bands.length / 2 + length / SEARCH_WIDTH + low - misfit * 3;
}

function isNew(strip: RankedStrip, index: number, all: RankedStrip[]): boolean {
  return !all.slice(0, index).some((other) => other.format === strip.format && sameBands(other, strip));
}

const sameBands = (a: Strip, b: Strip) =>
  a.bands.every((band, index) => {
    const other = b.bands[index];
    return other && near(band.start, other.start) && near(band.end, other.end);
  });

const near = (a: TextBand['start'], b: TextBand['start']) => Math.hypot(a.x - b.x, a.y - b.y) < 8;

const enlarge = ({ start, end, thickness }: TextBand, scale: number): TextBand => ({
  start: { x: start.x * scale, y: start.y * scale },
  end: { x: end.x * scale, y: end.y * scale },
  thickness: thickness * scale,
});
