import type { Point } from './grey-image.ts';

const DEGREES = 180;
/** Pixels across the lines that count as one place. */
const BIN = 2;
/** A second direction must differ by so many degrees. */
const APART = 12;

/**
 * The directions in which letters stand in rows, the likeliest first, in radians from -90 to 90 degrees, clockwise
 * from level. Letters of a row share their distance from an axis along the row, so the right axis piles them up.
 */
export function textAngles(letters: readonly Point[], most: number): number[] {
  const reach = letters.reduce((far, { x, y }) => Math.max(far, Math.abs(x) + Math.abs(y)), 0);
  const counts = new Uint16Array(2 * Math.ceil(reach / BIN) + 3);
  const heaped = Array.from({ length: DEGREES }, (_, at) => {
    const degrees = at - DEGREES / 2;
    return { degrees, heap: heapOf(letters, degrees, counts.fill(0)) };
  });
  const found: number[] = [];
  for (const { degrees } of heaped.sort((a, b) => b.heap - a.heap)) {
    if (found.every((other) => apart(other, degrees) > APART)) found.push(degrees);
    if (found.length === most) break;
  }
  return found.map((degrees) => (degrees * Math.PI) / 180);
}

const apart = (a: number, b: number) => Math.min(Math.abs(a - b), DEGREES - Math.abs(a - b));

/** The cube of the letters at each place: one long row counts for more than many short ones. */
function heapOf(letters: readonly Point[], degrees: number, counts: Uint16Array): number {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle) / BIN;
  const sin = Math.sin(angle) / BIN;
  const middle = (counts.length - 1) / 2;
  for (const { x, y } of letters) {
    const place = Math.round(middle + y * cos - x * sin);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  let heap = 0;
  for (let place = 0; place < counts.length; place++) {
    const count = counts[place] ?? 0;
    heap += count * count * count;
  }
  return heap;
}
