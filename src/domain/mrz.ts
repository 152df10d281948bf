import { mrzAlphabets } from './mrz-alphabet.ts';
import { documentNumberOf, judgeCheckDigits } from './mrz-check-digit.ts';
import { birthDateFromMrz, expiryDateFromMrz } from './mrz-date.ts';
import { elementText, MRZ_FORMATS, MRZ_SHAPES, type MrzElement } from './mrz-layout.ts';
import type { Agreement, MrzFieldName, MrzFormat, MrzReading, ReadField, StateField } from './reading.ts';
import { isStateCode } from './state-codes.ts';

/** What {@link parseMrz} must be told: it has no clock, and it did not see the picture. */
export interface MrzContext {
  /** `YYYY-MM-DD`; decides the century of two-digit years. */
  today: string;
  /** 0 to 1, given to the zone and every field. 0 by default: lines alone say nothing of how they were read. */
  confidence?: number;
  /** True where the lines were changed before they came here. */
  corrected?: boolean;
  /** True where the print holds what its place may not hold. */
  breaksStandard?: boolean;
  /** What a second reader said of each line; `unconfirmed` where there was none. */
  lineAgreement?: readonly Agreement[];
}

/**
 * Reads the lines of a zone; undefined where they are of no format.
 *
 * Each check digit is judged on its own. A field that breaks its alphabet, or a date that does not exist, is left out.
 * Where a check digit is wrong, letters in number fields and digits in letter fields are exchanged for their
 * look-alikes: kept only if every check digit is right then, and marked as `corrected`. States that ICAO 9303-3 does
 * not list are marked, not left out.
 */
export function parseMrz(lines: readonly string[], context: MrzContext): MrzReading | undefined {
  const format = formatOf(lines);
  if (!format) return undefined;
  const reading = toReading(format, lines, context, context.corrected ?? false);
  if (mrzChecksPass(reading)) return reading;
  const mended = exchangeLookAlikes(format, lines);
  if (mended.join() === lines.join()) return reading;
  const second = toReading(format, mended, context, true);
  return mrzChecksPass(second) ? second : reading;
}

/** Whether every check digit of the zone is right. Says nothing about the name, which has none. */
export function mrzChecksPass(reading: MrzReading): boolean {
  return Object.values(reading.checkDigits).every(Boolean);
}

/** The format by the shape of the lines and the code they begin with; undefined where they are none. */
export function formatOf(lines: readonly string[]): MrzFormat | undefined {
  if (!lines.every((line) => /^[0-9A-Z<]+$/.test(line))) return undefined;
  return MRZ_FORMATS.find((format) => {
    const shape = MRZ_SHAPES[format];
    const fits = lines.length === shape.lines && lines.every((line) => line.length === shape.length);
    return fits && beginsLike(format, lines[0] ?? '');
  });
}

/** Whether a first line begins as those of a format do: formats of one size differ in their document code alone. */
export function beginsLike(format: MrzFormat, first: string): boolean {
  if (format === 'FRA') return first.startsWith('IDFRA');
  if (format === 'TD3') return first.startsWith('P');
  if (format.startsWith('MRV')) return first.startsWith('V');
  return /^[ACI]/.test(first) && !(format === 'TD2' && first.startsWith('IDFRA'));
}

function toReading(
  format: MrzFormat,
  lines: readonly string[],
  context: MrzContext,
  corrected: boolean,
): MrzReading {
  const confidence = context.confidence ?? 0;
  const fields: Partial<Record<MrzFieldName, ReadField>> = {};
  for (const [name, value] of Object.entries(readValues(format, lines, context.today))) {
    if (value) fields[name as MrzFieldName] = { value, confidence };
  }
  const lineAgreement = lines.map((_, line) => context.lineAgreement?.[line] ?? 'unconfirmed');
  return {
    format,
    lines: [...lines],
    fields,
    checkDigits: judgeCheckDigits(format, lines),
    confidence,
    corrected,
    breaksStandard: context.breaksStandard ?? false,
    unknownStates: unknownStates(format, lines),
    agreement: overall(lineAgreement),
    lineAgreement,
  };
}

/** One line that differs makes the zone differ; one that nobody confirmed leaves it unconfirmed. */
function overall(lines: readonly Agreement[]): Agreement {
  if (lines.includes('disagreed')) return 'disagreed';
  return lines.every((line) => line === 'agreed') ? 'agreed' : 'unconfirmed';
}

function readValues(
  format: MrzFormat,
  lines: readonly string[],
  today: string,
): Partial<Record<MrzFieldName, string | undefined>> {
  const text = (name: MrzElement) => elementText(format, lines, name);
  return {
    ...readNames(format, text),
    documentNumber: squeeze(documentNumberOf(format, lines).number),
    birthDate: birthDateFromMrz(text('birthDate'), today),
    expiryDate: expiryDateFromMrz(text('expiryDate'), today),
    sex: { M: 'M', F: 'F', X: 'X', '<': 'X' }[text('sex')],
    nationality: stateCode(text('nationality')),
    issuingState: stateCode(text('issuingState')),
    personalNumber: squeeze(text('personalNumber')),
  };
}

function readNames(
  format: MrzFormat,
  text: (name: MrzElement) => string,
): { surname?: string; givenNames?: string } {
  const joined = format === 'FRA' ? `${text('surname')}<<${text('givenNames')}` : text('names');
  if (!/^[A-Z][A-Z<]*$/.test(joined)) return {};
  const [surname = '', ...given] = joined.split('<<');
  return { surname: squeeze(surname), givenNames: squeeze(given.join('<')) };
}

/** The fields of a state whose code is on no list. A field that the format lacks is not unknown. */
function unknownStates(format: MrzFormat, lines: readonly string[]): StateField[] {
  return (['issuingState', 'nationality'] as const).filter((name) => {
    const text = elementText(format, lines, name);
    return text !== '' && !isStateCode(stateCode(text) ?? '');
  });
}

function stateCode(text: string): string | undefined {
  return /^[A-Z]{1,3}<*$/.test(text) ? squeeze(text) : undefined;
}

const squeeze = (text: string) => text.replace(/<+/g, ' ').trim();

const DIGIT_FOR: Record<string, string> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};
const LETTER_FOR: Record<string, string> = { 0: 'O', 1: 'I', 2: 'Z', 5: 'S', 6: 'G', 8: 'B' };

/** Gives each place that holds what it may not the character that looks most like it, if there is one. */
function exchangeLookAlikes(format: MrzFormat, lines: readonly string[]): string[] {
  const alphabets = mrzAlphabets(format);
  return lines.map((line, row) =>
    [...line]
      .map((character, column) => {
        const allowed = alphabets[row]?.[column] ?? '';
        if (allowed.includes(character)) return character;
        const likely = DIGIT_FOR[character] ?? LETTER_FOR[character];
        return likely && allowed.includes(likely) ? likely : character;
      })
      .join(''),
  );
}
