import { placesOf } from './mrz-layout.ts';
import type { MrzFormat } from './reading.ts';

/** All characters of a machine-readable zone (ICAO 9303-3 section 4.3), in the order of the reader's classes. */
export const MRZ_CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const ALPHABETS: Record<string, string> = {
  P: 'P',
  V: 'V',
  I: 'ACI',
  a: `${LETTERS}<`,
  d: `${DIGITS}<`,
  D: DIGITS,
  s: 'MFX<',
  x: MRZ_CHARACTERS,
};

/** The characters that each place of each line may hold. */
export function mrzAlphabets(format: MrzFormat): string[][] {
  return placesOf(format).map((line) => [...line].map((place) => ALPHABETS[place] ?? ''));
}
