/** `value` should be the sum of the terms, each times a factor. */
export interface Equation {
  terms: readonly number[];
  value: number;
}

/** The factors of so many terms that fit some equations best, by the normal equations. */
export function leastSquares(terms: number, equations: readonly Equation[]): number[] {
  const rows = Array.from({ length: terms }, () => new Array<number>(terms + 1).fill(0));
  for (const equation of equations) {
    for (const [row, sums] of rows.entries()) {
      const weight = equation.terms[row] ?? 0;
      for (const [column, term] of [...equation.terms, equation.value].entries())
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
