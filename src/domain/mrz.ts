import { type Details, type FieldName, type ParseResult, parse } from 'mrz';
import { isIsoDate } from './calendar.ts';
import type { CheckDigitName, MrzFieldName, MrzFormat, MrzReading, ReadField } from './reading.ts';

/** What {@link parseMrz} must be told: it has no clock, and it did not see the picture. */
export interface MrzContext {
  /** `YYYY-MM-DD`; decides the century of two-digit years. */
  today: string;
  /** 0 to 1, given to every field; the reader's own measure. */
  confidence?: number;
  /** True where the lines were changed before they came here. */
  corrected?: boolean;
}

const WEIGHTS = [7, 3, 1];

/**
 * The check digit of a text of `0-9`, `A-Z` and `<` (ICAO 9303-3 section 4.9): weights 7, 3, 1 repeated,
 * letters count from 10, fillers as 0, modulo 10.
 */
export function checkDigit(text: string): string {
  let sum = 0;
  for (const [index, character] of [...text].entries()) {
    const value = character === '<' ? 0 : Number.parseInt(character, 36);
    if (!/^[0-9A-Z<]$/.test(character)) throw new RangeError('The text holds a character that no MRZ has.');
    sum += value * (WEIGHTS[index % 3] ?? 0);
  }
  return String(sum % 10);
}

/** Lines and characters a line of each format (ICAO 9303-5, 9303-6 and 9303-4, section 4.2 of each). */
export const MRZ_SHAPES: Record<MrzFormat, { lines: number; length: number }> = {
  TD1: { lines: 3, length: 30 },
  TD2: { lines: 2, length: 36 },
  TD3: { lines: 2, length: 44 },
};

const NAME_PLACES: Record<MrzFormat, { line: number; start: number }> = {
  TD1: { line: 2, start: 0 },
  TD2: { line: 0, start: 5 },
  TD3: { line: 0, start: 5 },
};

const CHECK_DIGITS: Partial<Record<FieldName, CheckDigitName>> = {
  documentNumberCheckDigit: 'documentNumber',
  birthDateCheckDigit: 'birthDate',
  expirationDateCheckDigit: 'expiryDate',
  personalNumberCheckDigit: 'personalNumber',
  compositeCheckDigit: 'composite',
};

/**
 * Reads the lines of a TD1, TD2 or TD3 zone; undefined where they are none of these (visas and the old French card
 * are not).
 *
 * Each check digit is judged on its own; whether the state is known is not (specimens are issued by `UTO`).
 * A field that breaks its alphabet, or a date that does not exist, is left out. Where a check digit is wrong,
 * letters in number fields and digits in letter fields are exchanged for their look-alikes: kept only if every
 * check digit is right then, and marked as `corrected`.
 */
export function parseMrz(lines: readonly string[], context: MrzContext): MrzReading | undefined {
  const asRead = readZone([...lines], false);
  if (!asRead) return undefined;
  const reading = toReading(asRead, context, context.corrected ?? false);
  if (mrzChecksPass(reading)) return reading;
  const mended = readZone([...lines], true);
  if (!mended || mended.lines.join() === asRead.lines.join()) return reading;
  const second = toReading(mended, context, true);
  return mrzChecksPass(second) ? second : reading;
}

/** Whether every check digit of the zone is right. Says nothing about the name, which has none. */
export function mrzChecksPass(reading: MrzReading): boolean {
  const digits = Object.values(reading.checkDigits);
  return digits.length >= 4 && digits.every(Boolean);
}

interface Zone {
  format: MrzFormat;
  lines: string[];
  details: Details[];
}

function readZone(lines: string[], autocorrect: boolean): Zone | undefined {
  const format = formatOf(lines);
  if (!format) return undefined;
  const result = parse(lines, { autocorrect });
  const code = result.details.find((detail) => detail.field === 'documentCode');
  if (result.format !== format || !code?.valid) return undefined;
  return { format, lines: withCorrections(lines, result), details: result.details };
}

/** The parser throws on lengths that it does not know, so they are judged here first. */
function formatOf(lines: string[]): MrzFormat | undefined {
  if (!lines.every((line) => /^[0-9A-Z<]+$/.test(line))) return undefined;
  const formats = Object.keys(MRZ_SHAPES) as MrzFormat[];
  return formats.find((format) => {
    const shape = MRZ_SHAPES[format];
    return lines.length === shape.lines && lines.every((line) => line.length === shape.length);
  });
}

function withCorrections(lines: string[], result: ParseResult): string[] {
  const characters = lines.map((line) => [...line]);
  for (const { line, column, corrected } of result.details.flatMap((detail) => detail.autocorrect)) {
    const row = characters[line];
    if (row) row[column] = corrected;
  }
  return characters.map((row) => row.join(''));
}

function toReading(zone: Zone, context: MrzContext, corrected: boolean): MrzReading {
  const confidence = context.confidence ?? 1;
  const fields: Partial<Record<MrzFieldName, ReadField>> = {};
  for (const [name, value] of Object.entries(readValues(zone, context.today))) {
    if (value) fields[name as MrzFieldName] = { value, confidence };
  }
  return { format: zone.format, lines: zone.lines, fields, checkDigits: judgeDigits(zone), corrected };
}

function judgeDigits(zone: Zone): Partial<Record<CheckDigitName, boolean>> {
  const digits: Partial<Record<CheckDigitName, boolean>> = {};
  for (const detail of zone.details) {
    const name = detail.field && CHECK_DIGITS[detail.field];
    if (name) digits[name] = detail.valid;
  }
  return digits;
}

function readValues(zone: Zone, today: string): Partial<Record<MrzFieldName, string | undefined>> {
  const text = (field: FieldName) => textOf(zone, field);
  const number = zone.details.find((detail) => detail.field === 'documentNumber')?.value ?? '';
  return {
    ...readNames(zone),
    documentNumber: squeeze(number),
    birthDate: birthDateFromMrz(text('birthDate'), today),
    expiryDate: expiryDateFromMrz(text('expirationDate'), today),
    sex: { M: 'M', F: 'F', X: 'X', '<': 'X' }[text('sex')],
    nationality: stateCode(text('nationality')),
    issuingState: stateCode(text('issuingState')),
    personalNumber: squeeze(text('personalNumber')),
  };
}

/** The characters of a field as they stand in the zone, whether or not the parser liked them. */
function textOf(zone: Zone, field: FieldName): string {
  const range = zone.details.find((detail) => detail.field === field)?.ranges[0];
  return range ? (zone.lines[range.line]?.slice(range.start, range.end) ?? '') : '';
}

function readNames(zone: Zone): { surname?: string; givenNames?: string } {
  const { line, start } = NAME_PLACES[zone.format];
  const text = zone.lines[line]?.slice(start) ?? '';
  if (!/^[A-Z][A-Z<]*$/.test(text)) return {};
  const [surname = '', ...given] = text.split('<<');
  return { surname: squeeze(surname), givenNames: squeeze(given.join('<')) };
}

function stateCode(text: string): string | undefined {
  return /^[A-Z]{1,3}<*$/.test(text) ? squeeze(text) : undefined;
}

const squeeze = (text: string) => text.replace(/<+/g, ' ').trim();

/** `YYMMDD` of a birth to ISO: the latest such day that is not after `today`. Undefined where there is none. */
export function birthDateFromMrz(text: string, today: string): string | undefined {
  return datesOf(text, today)
    .filter((date) => date <= today)
    .at(-1);
}

const EXPIRY_WINDOW_YEARS = 25;

/**
 * `YYMMDD` of an expiry to ISO: the day within 25 years of `today`, before or after. Undefined outside of it:
 * such a date (`990101` on cards that never expire) is for a person to judge.
 */
export function expiryDateFromMrz(text: string, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  return datesOf(text, today).find(
    (date) => Math.abs(Number(date.slice(0, 4)) - year) <= EXPIRY_WINDOW_YEARS,
  );
}

/** The days that `YYMMDD` may mean in the centuries around today, oldest first. */
function datesOf(text: string, today: string): string[] {
  if (!/^\d{6}$/.test(text)) return [];
  const century = Number(today.slice(0, 2));
  return [century - 1, century, century + 1]
    .map((head) => `${head}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`)
    .filter(isIsoDate);
}
