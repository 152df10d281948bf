import { formatOf } from '../../src/domain/mrz.ts';
import { judgeCheckDigits } from '../../src/domain/mrz-check-digit.ts';
import { checkedLines } from '../../src/domain/mrz-layout.ts';
import { checkDigitOutcome, type MrzReading } from '../../src/domain/reading.ts';

/** What a reader says of a zone. */
export interface ReadZone {
  lines: readonly string[];
  /** True where the reader is sure of every line. */
  confident: boolean;
  /** Lines that the service would build an automatic approval on; empty where it would ask a person. */
  trustedLines: readonly number[];
}

/** One zone, compared with its print. */
export interface ZoneScore {
  found: boolean;
  /** Every line as printed. */
  exact: boolean;
  /** The lines that were read have right check digits, all that their format has. */
  passes: boolean;
  /** They pass and yet differ from the print. */
  wrongPassing: boolean;
  /** They differ from the print where the reader was sure, or where the service would have trusted them. */
  wrongConfident: boolean;
  /** As printed, and the reader was sure: what needs no second look. */
  exactConfident: boolean;
  /** Characters that differ, by the least number of changes, and characters of the print. */
  wrongCharacters: number;
  characters: number;
}

/** From here on a zone counts as read with high confidence. */
export const HIGH_CONFIDENCE = 0.9;

/** What our reader's zone claims. */
export function claimOf(zone: MrzReading): ReadZone {
  const trusted = checkDigitOutcome(zone) === 'pass';
  return {
    lines: zone.lines,
    confident: zone.confidence >= HIGH_CONFIDENCE,
    trustedLines: trusted ? checkedLines(zone.format) : [],
  };
}

export function scoreZone(truth: readonly string[], read: ReadZone | undefined): ZoneScore {
  const lines = read?.lines ?? [];
  const exact = lines.length === truth.length && truth.every((line, index) => line === lines[index]);
  const passes = digitsPass(lines);
  const trustedWrong = read?.trustedLines.some((index) => lines[index] !== truth[index]) ?? false;
  return {
    found: lines.length > 0,
    exact,
    passes,
    wrongPassing: passes && !exact,
    wrongConfident: (!exact && (read?.confident ?? false)) || trustedWrong,
    exactConfident: exact && (read?.confident ?? false),
    wrongCharacters: distance(truth.join('\n'), lines.join('\n')),
    characters: truth.join('').length,
  };
}

/** Whether lines have the shape of a zone and every check digit of their format is right. */
export function digitsPass(lines: readonly string[]): boolean {
  const format = formatOf(lines);
  if (!format) return false;
  const digits = Object.values(judgeCheckDigits(format, lines));
  return digits.length > 0 && digits.every(Boolean);
}

/** The least number of characters to put in, take out or exchange (Levenshtein). */
export function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [column, against] of [...other].entries()) {
      const exchange = (above[column] ?? 0) + (letter === against ? 0 : 1);
      line.push(Math.min(exchange, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
