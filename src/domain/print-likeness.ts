/** Small letters, in capitals, that blurred print makes alike; one read for another is half a slip. */
const ALIKE = ['ECOAS', 'ILTJFR', 'UNMHBK', 'GQYSP', 'DBO', 'VYW', 'NRA', 'ZSEX'];

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

/** Letters and digits as small numbers; whatever else there is, is one more. */
const CODES = 37;
const codeOf = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 48 && code <= 57 ? code - 22 : CODES - 1;
};
const codesOf = (text: string) => Uint8Array.from({ length: text.length }, (_, at) => codeOf(text, at));

/** Half slips of one letter for another, and whether two run together into one: looked up for every pair of a page. */
const EXCHANGE = new Uint8Array(CODES * CODES).fill(2);
const RUN_TOGETHER = new Uint8Array(CODES * CODES * CODES);
for (const group of ALIKE.map(codesOf)) {
  for (const a of group) for (const b of group) EXCHANGE[a * CODES + b] = 1;
}
for (let code = 0; code < CODES; code++) EXCHANGE[code * CODES + code] = 0;
for (const [two, one] of JOINED) {
  RUN_TOGETHER[(codeOf(two, 0) * CODES + codeOf(two, 1)) * CODES + codeOf(one, 0)] = 1;
}

/**
 * Slips of reading between two texts in capitals: one for a letter that was added, dropped or read as another, half
 * of one where the two look alike in small print. Counting ends above `most`.
 */
export function likeness(one: string, other: string, most: number): number {
  const [a, b] = [codesOf(one), codesOf(other)];
  let before = new Uint16Array(b.length + 1).fill(FAR);
  let above = Uint16Array.from({ length: b.length + 1 }, (_, column) => 2 * column);
  let leastAbove = 0;
  for (let row = 1; row <= a.length; row++) {
    const current = new Uint16Array(b.length + 1);
    current[0] = 2 * row;
    let least = 2 * row;
    for (let column = 1; column <= b.length; column++) {
      const half = cheapest({ a, b, row, column, before, above, current });
      current[column] = half;
      if (half < least) least = half;
    }
    // Two letters for one step over a row, so both of the last rows must be beyond hope.
    if (least > 2 * most && leastAbove > 2 * most) return most + 1;
    [before, above, leastAbove] = [above, current, least];
  }
  return (above[b.length] ?? FAR) / 2;
}

const FAR = 0xffff;

/** A place in the table of half slips: the row that is being filled, and the two over it. */
interface Place {
  a: Uint8Array;
  b: Uint8Array;
  row: number;
  column: number;
  before: Uint16Array;
  above: Uint16Array;
  current: Uint16Array;
}

function cheapest({ a, b, row, column, before, above, current }: Place): number {
  const [mine, theirs] = [a[row - 1] ?? 0, b[column - 1] ?? 0];
  const exchange = EXCHANGE[mine * CODES + theirs] ?? 2;
  let least = (above[column - 1] ?? FAR) + exchange;
  if (exchange === 0) return least;
  least = Math.min(least, (above[column] ?? FAR) + 2, (current[column - 1] ?? FAR) + 2);
  if (row > 1 && RUN_TOGETHER[((a[row - 2] ?? 0) * CODES + mine) * CODES + theirs]) {
    least = Math.min(least, (before[column - 1] ?? FAR) + 1);
  }
  if (column > 1 && RUN_TOGETHER[((b[column - 2] ?? 0) * CODES + theirs) * CODES + mine]) {
    least = Math.min(least, (above[column - 2] ?? FAR) + 1);
  }
  return least;
}
