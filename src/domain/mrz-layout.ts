import type { IdentityDocument } from './document.ts';
import type { MrzFormat } from './mrz-format.ts';

/** The data elements of a zone that are read or judged; what is left out is optional data. */
export type MrzElement =
  | 'documentCode'
  | 'issuingState'
  | 'names'
  | 'surname'
  | 'givenNames'
  | 'documentNumber'
  | 'documentNumberDigit'
  | 'nationality'
  | 'birthDate'
  | 'birthDateDigit'
  | 'sex'
  | 'expiryDate'
  | 'expiryDateDigit'
  | 'personalNumber'
  | 'personalNumberDigit'
  | 'optional'
  | 'compositeDigit';

/**
 * What may stand at a place: `a` letters, `d` digits, `D` a digit and no filler, `s` the sex, `x` anything; `I`, `P`
 * and `V` begin the code of a card, a passport or a visa.
 */
type Places = string;

export interface Element {
  name: MrzElement;
  line: number;
  start: number;
  end: number;
}

const letters = (count: number): Places => 'a'.repeat(count);
const digits = (count: number): Places => 'd'.repeat(count);
const anything = (count: number): Places => 'x'.repeat(count);

type Line = readonly (readonly [MrzElement, Places])[];

/** The second line of all formats of two lines begins alike (ICAO 9303-4, 9303-6 and 9303-7, section 4.2.2). */
const numberAndDates = (numberDigit: Places): Line => [
  ['documentNumber', anything(9)],
  ['documentNumberDigit', numberDigit],
  ['nationality', letters(3)],
  ['birthDate', digits(6)],
  ['birthDateDigit', 'D'],
  ['sex', 's'],
  ['expiryDate', digits(6)],
  ['expiryDateDigit', 'D'],
];

const codeAndNames = (code: Places, names: number): Line => [
  ['documentCode', code],
  ['issuingState', letters(3)],
  ['names', letters(names)],
];

/**
 * Lines of each format: ICAO 9303-5 (TD1), 9303-6 (TD2), 9303-4 (TD3) and 9303-7 (MRV-A, MRV-B), section 4.2.2 of each.
 * `FRA` is the French card of 1988 to 2021, which is of no part of the standard.
 */
const LINES: Record<MrzFormat, readonly Line[]> = {
  TD1: [
    [
      ['documentCode', 'Ia'],
      ['issuingState', letters(3)],
      ['documentNumber', anything(9)],
      ['documentNumberDigit', 'd'],
      ['optional', anything(15)],
    ],
    [
      ['birthDate', digits(6)],
      ['birthDateDigit', 'D'],
      ['sex', 's'],
      ['expiryDate', digits(6)],
      ['expiryDateDigit', 'D'],
      ['nationality', letters(3)],
      ['optional', anything(11)],
      ['compositeDigit', 'D'],
    ],
    [['names', letters(30)]],
  ],
  TD2: [codeAndNames('Ia', 31), [...numberAndDates('d'), ['optional', anything(7)], ['compositeDigit', 'D']]],
  TD3: [
    codeAndNames('Pa', 39),
    [
      ...numberAndDates('D'),
      ['personalNumber', anything(14)],
      ['personalNumberDigit', 'd'],
      ['compositeDigit', 'D'],
    ],
  ],
  'MRV-A': [codeAndNames('Va', 39), [...numberAndDates('D'), ['optional', anything(16)]]],
  'MRV-B': [codeAndNames('Va', 31), [...numberAndDates('D'), ['optional', anything(8)]]],
  FRA: [
    [
      ['documentCode', 'Ia'],
      ['issuingState', letters(3)],
      ['surname', letters(25)],
      ['optional', anything(6)],
    ],
    [
      ['documentNumber', anything(12)],
      ['documentNumberDigit', 'D'],
      ['givenNames', letters(14)],
      ['birthDate', digits(6)],
      ['birthDateDigit', 'D'],
      ['sex', 's'],
      ['compositeDigit', 'D'],
    ],
  ],
};

/** Lines of a zone, and characters of each line. */
export const MRZ_SHAPES: Record<MrzFormat, { lines: number; length: number }> = {
  TD1: { lines: 3, length: 30 },
  TD2: { lines: 2, length: 36 },
  TD3: { lines: 2, length: 44 },
  'MRV-A': { lines: 2, length: 44 },
  'MRV-B': { lines: 2, length: 36 },
  FRA: { lines: 2, length: 36 },
};

export const MRZ_FORMATS = Object.keys(MRZ_SHAPES) as MrzFormat[];

/** The kind of place of every character, line by line. */
export function placesOf(format: MrzFormat): Places[] {
  return LINES[format].map((line) => line.map(([, places]) => places).join(''));
}

/** Where an element stands; undefined where the format has none of the name. `optional` is the first of them. */
export function elementOf(format: MrzFormat, name: MrzElement): Element | undefined {
  for (const [line, elements] of LINES[format].entries()) {
    let start = 0;
    for (const [element, places] of elements) {
      const end = start + places.length;
      if (element === name) return { name, line, start, end };
      start = end;
    }
  }
  return undefined;
}

/** The text of an element; empty where the format has none of the name. */
export function elementText(format: MrzFormat, lines: readonly string[], name: MrzElement): string {
  const element = elementOf(format, name);
  return element ? (lines[element.line]?.slice(element.start, element.end) ?? '') : '';
}

/** The parts of a zone that its last check digit covers: line, from, to. */
const COMPOSITE: Partial<Record<MrzFormat, readonly (readonly [number, number, number])[]>> = {
  TD1: [
    [0, 5, 30],
    [1, 0, 7],
    [1, 8, 15],
    [1, 18, 29],
  ],
  TD2: [
    [1, 0, 10],
    [1, 13, 20],
    [1, 21, 35],
  ],
  TD3: [
    [1, 0, 10],
    [1, 13, 20],
    [1, 21, 43],
  ],
  FRA: [
    [0, 0, 36],
    [1, 0, 35],
  ],
};

/** What the composite check digit is made of; undefined for visas, which have none (ICAO 9303-7). */
export function compositeText(format: MrzFormat, lines: readonly string[]): string | undefined {
  return COMPOSITE[format]?.map(([line, from, to]) => lines[line]?.slice(from, to) ?? '').join('');
}

/** The lines that some check digit covers; what is misread on the others, no digit betrays. */
export function checkedLines(format: MrzFormat): number[] {
  const digits: MrzElement[] = ['documentNumberDigit', 'birthDateDigit', 'expiryDateDigit', 'compositeDigit'];
  const own = digits.map((name) => elementOf(format, name)?.line);
  const covered = COMPOSITE[format]?.map(([line]) => line) ?? [];
  return [...new Set([...own, ...covered])].filter((line) => line !== undefined).sort();
}

const KINDS: Record<MrzFormat, IdentityDocument | undefined> = {
  TD1: 'id_card',
  TD2: 'id_card',
  TD3: 'passport',
  'MRV-A': undefined,
  'MRV-B': undefined,
  FRA: 'id_card',
};

/** What a zone of the format may prove an identity as; undefined for visas, which never do. */
export const identityDocumentOf = (format: MrzFormat) => KINDS[format];
