import { MRZ_SHAPES } from '../domain/mrz-layout.ts';
import type { Point } from './grey-image.ts';
import type { FoundZone } from './mrz-zone.ts';
import { straightenView, turnView, type View } from './view.ts';

/**
 * In pitches (2.54 mm): the margin beside the zone, the height of the page over its first line, and where that begins.
 * The page ends 2.8 pitches beside the zone; seen from below, its far edge is wider than the near one.
 */
const BESIDE = 5;
const ABOVE = 29;
const CLEAR_OF_LINE = 1;

/**
 * The printed part of a data page, which lies over its machine-readable zone: straight, and always at the same
 * scale, whatever else the photograph shows.
 *
 * @param view the picture that the zone was found on, before it was turned
 * @param scale pixels a pitch; 36 is about 300 dots an inch, at which small print is read well
 */
export function printAbove(view: View, { strip, turns, reading }: FoundZone, scale: number): View {
  const first = strip.bands[0];
  const cells = MRZ_SHAPES[reading.format].length;
  if (!first) throw new RangeError('A zone has lines.');
  const along = { x: (first.end.x - first.start.x) / cells, y: (first.end.y - first.start.y) / cells };
  const corner = (from: Point, right: number, up: number): Point => ({
    x: from.x + along.x * right + along.y * up,
    y: from.y + along.y * right - along.x * up,
  });
  const quad = {
    topLeft: corner(first.start, -BESIDE, ABOVE),
    topRight: corner(first.end, BESIDE, ABOVE),
    bottomRight: corner(first.end, BESIDE, CLEAR_OF_LINE),
    bottomLeft: corner(first.start, -BESIDE, CLEAR_OF_LINE),
  };
  const width = Math.round((cells + 2 * BESIDE) * scale);
  return straightenView(turnView(view, turns), quad, width, Math.round((ABOVE - CLEAR_OF_LINE) * scale));
}
