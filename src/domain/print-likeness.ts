/** Small letters, in capitals, that blurred print makes alike; one read for another is half a slip. */
const ALIKE = ['ECOAS', 'ILTJFR', 'UNMHBK', 'GQYSP', 'DBO', 'VYW', 'NRA', 'ZSEX'];
const SLIP = 1;
const ALIKE_SLIP = 0.5;

/** Two letters that run together into one, or one that falls apart. */
const JOINED: readonly (readonly [two: string, one: string])[] = [
  ['RN', 'M'],
  ['RI', 'N'],
  ['TI', 'N'],
  ['LI', 'H'],
  ['II', 'U'],
  ['IN', 'M'],
  ['NI', 'M'],
  ['VV', 'W'],
  ['CL', 'D'],
  ['OL', 'D'],
  ['LL', 'D'],
  ['LL', 'E'],
  ['LL', 'F'],
  ['RT', 'N'],
  ['LT', 'T'],
  ['TT', 'T'],
  ['HI', 'N'],
];

const alike = new Set(ALIKE.flatMap((group) => [...group].flatMap((a) => [...group].map((b) => a + b))));
const joined = new Set(JOINED.map(([two, one]) => two + one));

/**
 * Slips of reading between two texts in capitals: one for a letter that was added, dropped or read as another, half
 * of one where the two look alike in small print. Counting ends above `most`.
 */
export function likeness(one: string, other: string, most: number): number {
  let rows: Rows = {
    before: [],
    above: Array.from({ length: other.length + 1 }, (_, column) => column * SLIP),
  };
  for (let row = 1; row <= one.length; row++) {
    const current = [row * SLIP];
    for (let column = 1; column <= other.length; column++) {
      current.push(cheapest(one.slice(Math.max(0, row - 2), row), other, column, rows, current));
    }
    // Two letters for one step over a row, so both of the last rows must be beyond hope.
    if (Math.min(...current) > most && Math.min(...rows.above) > most) return most + SLIP;
    rows = { before: rows.above, above: current };
  }
  return rows.above[other.length] ?? most + SLIP;
}

const FAR = Number.POSITIVE_INFINITY;

/** The two rows over the one that is being filled. */
interface Rows {
  before: readonly number[];
  above: readonly number[];
}

/** The cheapest way to a place: `last` are the last two letters of the one text, `column` counts those of the other. */
function cheapest(
  last: string,
  other: string,
  column: number,
  { before, above }: Rows,
  current: readonly number[],
): number {
  const [a, b] = [last.at(-1) ?? '', other.charAt(column - 1)];
  if (a === b) return above[column - 1] ?? FAR;
  const exchanged = (above[column - 1] ?? FAR) + (alike.has(a + b) ? ALIKE_SLIP : SLIP);
  const dropped = Math.min(above[column] ?? FAR, current[column - 1] ?? FAR) + SLIP;
  const fellApart = joined.has(last + b) ? (before[column - 1] ?? FAR) + ALIKE_SLIP : FAR;
  const ranTogether = joined.has(other.slice(Math.max(0, column - 2), column) + a)
    ? (above[column - 2] ?? FAR) + ALIKE_SLIP
    : FAR;
  return Math.min(exchanged, dropped, fellApart, ranTogether);
}
