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

/** Least squares by the normal equations. */
function fitCurve(places: readonly number[], counts: (at: number) => boolean): number[] {
  const rows = Array.from({ length: TERMS }, () => new Array<number>(TERMS + 1).fill(0));
  for (const [at, place] of places.entries()) {
    if (!counts(at)) continue;
    const terms = powers(at, places.length);
    for (const [row, sums] of rows.entries()) {
      const weight = terms[row] ?? 0;
      for (const [column, term] of [...terms, place].entries())
        sums[column] = (sums[column] ?? 0) + weight * term;
    }
  }
  return solve(rows);
}

/** Gauss and Jordan, without looking for a pivot: the equations of least squares are positive definite. */
function solve(rows: number[][]): number[] {
  for (const [at, pivot] of rows.entries()) {
    const divisor = pivot[at] || 1;
    for (let column = at; column < pivot.length; column++) pivot[column] = (pivot[column] ?? 0) / divisor;
    for (const [other, row] of rows.entries()) if (other !== at) subtract(row, pivot, at);
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

function subtract(row: number[], pivot: readonly number[], at: number): void {
  const factor = row[at] ?? 0;
  for (let column = at; column < row.length; column++) {
    row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
  }
}
