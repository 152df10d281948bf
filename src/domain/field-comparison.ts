import { elementText } from './mrz-layout.ts';
import { nationalityCode } from './nationality.ts';
import { foldName, sameName, truncatesName } from './person-name.ts';
import type { BarcodeReading, MrzReading, PrintedFieldName, ReadField } from './reading.ts';

/** Fields that a document says twice: for people, and for machines. */
export const COMPARED_FIELDS = [
  'surname',
  'givenNames',
  'fullName',
  'documentNumber',
  'birthDate',
  'expiryDate',
  'sex',
  'nationality',
] as const satisfies readonly PrintedFieldName[];
export type ComparedField = (typeof COMPARED_FIELDS)[number];

/** `absent`: one of the two does not have the field, or has it in words that no code is known for. */
export type Comparison = 'match' | 'mismatch' | 'absent';

export interface FieldComparison {
  field: ComparedField;
  comparison: Comparison;
  /**
   * True where a mismatch may come from reading rather than from the document: letters and digits that look alike, one
   * character of many, or print that was hardly read.
   */
  doubtful: boolean;
}

/** What a machine-readable part says, in one shape for zones and barcodes. */
export interface MachineFields {
  fields: Partial<Record<ComparedField, ReadField>>;
  /** True where a name may have been cut to its place (ICAO 9303-4 section 4.2.3, AAMVA DDE to DDG). */
  truncated: boolean;
}

type Printed = Partial<Record<PrintedFieldName, ReadField>>;

/** Print that the engine was less sure of is no evidence of a difference. */
const SURELY_READ = 0.8;
/** Below this length one character is too large a part to be called a slip. */
const LONG = 4;
/** Characters that print and lenses confuse, each written as the last of its group. */
const LOOK_ALIKES: readonly [RegExp, string][] = [
  [/[OQD]/g, '0'],
  [/[IL|]/g, '1'],
  [/Z/g, '2'],
  [/S/g, '5'],
  [/G/g, '6'],
  [/B/g, '8'],
];

/** A zone as the side that print is compared with. Its name may be cut where it fills its place. */
export function machineFieldsOf(zone: MrzReading): MachineFields {
  const names = (['names', 'surname', 'givenNames'] as const).map((part) =>
    elementText(zone.format, zone.lines, part),
  );
  return { fields: zone.fields, truncated: names.some((text) => text !== '' && !text.endsWith('<')) };
}

/** A barcode as the side that print is compared with. */
export const barcodeFieldsOf = ({ fields, truncated }: BarcodeReading): MachineFields => ({
  fields,
  truncated: truncated ?? false,
});

/**
 * Compares print with a machine-readable part, field by field, in the order of {@link COMPARED_FIELDS}. Names are the
 * same in any of the spellings of ICAO 9303-3 section 6 (Müller, MUELLER, MULLER).
 */
export function compareFields(printed: Printed, machine: MachineFields): FieldComparison[] {
  return COMPARED_FIELDS.map((field) => {
    const print = printed[field];
    const [first, ...others] = counterparts(field, machine);
    if (!print || first === undefined) return { field, comparison: 'absent', doubtful: false };
    const same = (text: string) => agrees(field, print.value, text, machine.truncated);
    const outcomes = [first, ...others].map(same);
    if (outcomes.includes('match')) return { field, comparison: 'match', doubtful: false };
    if (outcomes.every((outcome) => outcome === 'absent')) {
      return { field, comparison: 'absent', doubtful: false };
    }
    const doubtful =
      print.confidence < SURELY_READ || [first, ...others].some((text) => isSlip(field, print.value, text));
    return { field, comparison: 'mismatch', doubtful };
  });
}

/**
 * What comparisons come to: `fail` where one differs, `unknown` where one differs and may have been misread, `pass`
 * where one is the same; undefined where there was nothing to compare.
 */
export function outcomeOf(compared: readonly FieldComparison[]): 'pass' | 'fail' | 'unknown' | undefined {
  const differing = compared.filter(({ comparison }) => comparison === 'mismatch');
  if (differing.length > 0) return differing.every(({ doubtful }) => doubtful) ? 'unknown' : 'fail';
  return compared.some(({ comparison }) => comparison === 'match') ? 'pass' : undefined;
}

/** The same for a name, which is known to be the same only where both of its parts are, or the whole. */
export function namesOutcome(compared: readonly FieldComparison[]): 'pass' | 'fail' | 'unknown' {
  const names = compared.filter(({ field }) => isName(field));
  const outcome = outcomeOf(names) ?? 'unknown';
  const same = (field: ComparedField) =>
    names.some((one) => one.field === field && one.comparison === 'match');
  const whole = same('fullName') || (same('surname') && same('givenNames'));
  return outcome === 'pass' && !whole ? 'unknown' : outcome;
}

/** What a printed field may be the same as; a full name is printed in either order. */
function counterparts(field: ComparedField, { fields, truncated }: MachineFields): string[] {
  if (field !== 'fullName') return fields[field] ? [fields[field].value] : [];
  const { surname, givenNames } = fields;
  // Who has one name only has it in the first part of the zone (ICAO 9303-3 section 4.6).
  if (!surname || !givenNames) return surname && !truncated ? [surname.value] : [];
  return [`${surname.value} ${givenNames.value}`, `${givenNames.value} ${surname.value}`];
}

function agrees(field: ComparedField, print: string, machine: string, truncated: boolean): Comparison {
  if (isName(field)) {
    return sameName(print, machine) || (truncated && truncatesName(print, machine)) ? 'match' : 'mismatch';
  }
  if (field === 'documentNumber') return characters(print) === characters(machine) ? 'match' : 'mismatch';
  if (field !== 'nationality') return print === machine ? 'match' : 'mismatch';
  const codes = [nationalityCode(print), nationalityCode(machine)];
  if (codes.includes(undefined)) return 'absent';
  return codes[0] === codes[1] ? 'match' : 'mismatch';
}

const isName = (field: ComparedField) => ['surname', 'givenNames', 'fullName'].includes(field);

const characters = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, '');

/** Dates, sexes and nationalities have no such likeness: a digit that differs makes another day of it. */
function isSlip(field: ComparedField, print: string, machine: string): boolean {
  if (field !== 'documentNumber' && !isName(field)) return false;
  const [one, other] = isName(field)
    ? [foldName(print), foldName(machine)]
    : [characters(print), characters(machine)];
  if (Math.min(one.length, other.length) < LONG) return false;
  return lookAlike(one) === lookAlike(other) || isOneEditApart(one, other);
}

const lookAlike = (text: string) =>
  LOOK_ALIKES.reduce((changed, [alike, as]) => changed.replace(alike, as), text);

/** Whether one character was added, dropped or exchanged. */
function isOneEditApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let head = 0;
  while (head < Math.min(one.length, other.length) && one[head] === other[head]) head++;
  const rests = [
    [one.slice(head + 1), other.slice(head + 1)],
    [one.slice(head), other.slice(head + 1)],
    [one.slice(head + 1), other.slice(head)],
  ];
  return rests.some(([a, b]) => a === b);
}
