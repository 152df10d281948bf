import { type GreyImage, type Point, straighten } from './grey-image.ts';
import type { Strip } from './mrz-strips.ts';
import { lengthOf, type TextBand } from './text-bands.ts';

/** Free paper at both ends of a line, in shares of its length. */
const MARGIN = 0.025;
/** A place in shares of a crop's width, in shares of its band's length. */
export const alongBand = (share: number) => share * (1 + 2 * MARGIN) - MARGIN;

/** Pixels from line to line in which a crop is cut: finer than the net's own 32, and no finer than the picture. */
const GAP_LEAST = 64;
const GAP_MOST = 144;

/** Distance from line to line, in pixels of the picture. */
export function lineGap({ bands }: Strip): number {
  const middle = ({ start, end }: TextBand) => ({ x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 });
  const first = bands[0];
  const last = bands.at(-1);
  if (!first || !last || bands.length < 2) throw new RangeError('A strip has at least two lines.');
  const across = unitAcross(first);
  const [from, to] = [middle(first), middle(last)];
  return Math.abs((to.x - from.x) * across.x + (to.y - from.y) * across.y) / (bands.length - 1);
}

function unitAcross(band: TextBand): Point {
  const length = lengthOf(band);
  return { x: -(band.end.y - band.start.y) / length, y: (band.end.x - band.start.x) / length };
}

/** Cuts out one line, `share` of the distance between lines high. All lines of a strip come out equally wide. */
export function cropLine(image: GreyImage, strip: Strip, line: number, share: number): GreyImage {
  const band = strip.bands[line];
  if (!band) throw new RangeError('The strip has no such line.');
  const gap = lineGap(strip);
  const scale = Math.min(GAP_MOST, Math.max(GAP_LEAST, gap)) / gap;
  const length = Math.max(...strip.bands.map(lengthOf));
  const margin = { x: (band.end.x - band.start.x) * MARGIN, y: (band.end.y - band.start.y) * MARGIN };
  const across = unitAcross(band);
  const half = (share * gap) / 2;
  const corner = (from: Point, beyond: number, side: number): Point => ({
    x: from.x + beyond * margin.x + side * half * across.x,
    y: from.y + beyond * margin.y + side * half * across.y,
  });
  const quad = {
    topLeft: corner(band.start, -1, -1),
    topRight: corner(band.end, 1, -1),
    bottomRight: corner(band.end, 1, 1),
    bottomLeft: corner(band.start, -1, 1),
  };
  return straighten(
    image,
    quad,
    Math.max(1, Math.round(length * (1 + 2 * MARGIN) * scale)),
    Math.max(2, Math.round(share * gap * scale)),
  );
}
