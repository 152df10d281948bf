import type { MrzFormat } from './reading.ts';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What may stand at a place: `a` letters, `d` digits, `s` the sex, `x` anything, `I` and `P` the document's code. */
const ALPHABETS: Record<string, string> = {
  P: 'P',
  I: 'ACI',
  a: `${LETTERS}<`,
  d: `${DIGITS}<`,
  D: DIGITS,
  s: 'MFX<',
  x: `${DIGITS}${LETTERS}<`,
};

/** The data elements of each line, in order (ICAO 9303-4, 9303-5 and 9303-6, section 4.2 of each). */
const LAYOUTS: Record<MrzFormat, readonly string[]> = {
  TD1: [
    `I${'a'.repeat(4)}${'x'.repeat(9)}d${'x'.repeat(15)}`,
    `ddddddDsddddddDaaa${'x'.repeat(11)}D`,
    'a'.repeat(30),
  ],
  TD2: [`I${'a'.repeat(35)}`, `${'x'.repeat(9)}daaaddddddDsddddddD${'x'.repeat(7)}D`],
  TD3: [`P${'a'.repeat(43)}`, `${'x'.repeat(9)}DaaaddddddDsddddddD${'x'.repeat(14)}dD`],
};

/** The characters that each place of each line may hold. */
export function mrzAlphabets(format: MrzFormat): string[][] {
  return LAYOUTS[format].map((line) => [...line].map((place) => ALPHABETS[place] ?? ''));
}
