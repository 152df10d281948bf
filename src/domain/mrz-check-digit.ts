import { compositeText, elementText } from './mrz-layout.ts';
import type { CheckDigitName, MrzFormat } from './reading.ts';

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

/** A document's number with its check digit, wherever they stand. */
export interface NumberedText {
  number: string;
  right: boolean;
}

/**
 * The document's number. Where it is too long for its place, a card has a filler in place of the check digit, and
 * number and digit go on in the optional data (ICAO 9303-5 section 4.2.2.1 note j, 9303-6 section 4.2.2.1 note j). The
 * standard leaves open whether that filler counts; both are in use.
 */
export function documentNumberOf(format: MrzFormat, lines: readonly string[]): NumberedText {
  const number = elementText(format, lines, 'documentNumber');
  const digit = elementText(format, lines, 'documentNumberDigit');
  const rest = elementText(format, lines, 'optional').split('<')[0] ?? '';
  if (digit !== '<' || rest.length < 2 || (format !== 'TD1' && format !== 'TD2')) {
    return { number, right: digit === checkDigit(number) };
  }
  const tail = rest.slice(0, -1);
  const right = [`${number}<${tail}`, number + tail].some((text) => checkDigit(text) === rest.at(-1));
  return { number: number + tail, right };
}

/** Judges each check digit that the format has. An empty personal number may have a filler for its digit. */
export function judgeCheckDigits(
  format: MrzFormat,
  lines: readonly string[],
): Partial<Record<CheckDigitName, boolean>> {
  const text = (name: Parameters<typeof elementText>[2]) => elementText(format, lines, name);
  const judged: Partial<Record<CheckDigitName, boolean>> = {
    documentNumber: documentNumberOf(format, lines).right,
    birthDate: checkDigit(text('birthDate')) === text('birthDateDigit'),
  };
  if (text('expiryDate')) judged.expiryDate = checkDigit(text('expiryDate')) === text('expiryDateDigit');
  const personal = text('personalNumber');
  if (personal) {
    const digit = text('personalNumberDigit');
    judged.personalNumber = digit === checkDigit(personal) || (digit === '<' && /^<+$/.test(personal));
  }
  const composite = compositeText(format, lines);
  if (composite !== undefined) judged.composite = checkDigit(composite) === text('compositeDigit');
  return judged;
}
