import { leastSquares } from './least-squares.ts';
import type { Cell } from './mrz-line.ts';

/** Powers of the curve on which the characters of a line stand: bowed paper and perspective need no more. */
const TERMS = 4;

/**
 * Cells around places where characters begin, which scatter: they are put on a smooth curve first. Gives the left
 * edge and the width of each cell in the unit of the places. Undefined for fewer places than the curve has terms.
 */
export function smoothCells(places: readonly number[]): Cell[] | undefined {
  if (places.length < 2 * TERMS) return undefined;
  const first = fitCurve(places, () => true);
  const pitch = ((places.at(-1) ?? 0) - (places[0] ?? 0)) / (places.length - 1);
  // A character that the net felt early or late must not pull its neighbours along.
  const near = (at: number) => Math.abs((places[at] ?? 0) - valueAt(first, at, places.length)) < pitch * 0.3;
  const curve = fitCurve(places, near);
  return places.map((_, at) => {
    const before = valueAt(curve, at - 0.5, places.length);
    return { left: before, pitch: valueAt(curve, at + 0.5, places.length) - before };
  });
}

const powers = (at: number, count: number) => {
  const t = (2 * at) / (count - 1) - 1;
  return Array.from({ length: TERMS }, (_, power) => t ** power);
};

const valueAt = (curve: readonly number[], at: number, count: number) =>
  powers(at, count).reduce((sum, power, term) => sum + power * (curve[term] ?? 0), 0);

function fitCurve(places: readonly number[], counts: (at: number) => boolean): number[] {
  const equations = [...places.entries()].filter(([at]) => counts(at));
  return leastSquares(
    TERMS,
    equations.map(([at, place]) => ({ terms: powers(at, places.length), value: place })),
  );
}
