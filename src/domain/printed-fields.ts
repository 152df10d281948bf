import type { IsoDate } from './calendar.ts';
import { candidatesFor, findLabels, type LabelledPage, plain } from './labelled-lines.ts';
import { readPrintedDate } from './printed-date.ts';
import type { PrintedFieldName, ReadField } from './reading.ts';
import { confidenceOf, type TextLine, textOf } from './text-lines.ts';

/** Turns the text at a label into a value; undefined where it cannot be one. */
export type FieldParser = (text: string, today: IsoDate) => string | undefined;

export interface FieldRule {
  wordings: readonly string[];
  parse: FieldParser;
  /** True where a value can be told from prose by its form. */
  typed: boolean;
}

/** Wordings of labels in English, with those in French and German that stand beside them most often. */
const FIELDS = {
  surname: names(['SURNAME', 'LAST NAME', 'FAMILY NAME', 'NOM', 'NACHNAME', 'FAMILIENNAME']),
  givenNames: names([
    'GIVEN NAMES',
    'GIVEN NAME',
    'FIRST NAMES',
    'FIRST NAME',
    'FORENAMES',
    'FORENAME',
    'PRENOMS',
    'PRENOM',
    'VORNAMEN',
    'VORNAME',
  ]),
  fullName: names(['NAME', 'FULL NAME', 'HOLDER', 'NAME OF HOLDER']),
  documentNumber: typed(
    [
      'PASSPORT NO',
      'PASSPORT NUMBER',
      'DOCUMENT NO',
      'DOCUMENT NUMBER',
      'CARD NO',
      'CARD NUMBER',
      'IDENTITY CARD NO',
      'ID NO',
      'ID NUMBER',
    ],
    documentNumber,
  ),
  birthDate: typed(
    ['DATE OF BIRTH', 'BIRTH DATE', 'BORN', 'DATE DE NAISSANCE', 'GEBURTSDATUM', 'GEBURTSTAG'],
    past,
  ),
  expiryDate: typed(
    [
      'DATE OF EXPIRY',
      'EXPIRY DATE',
      'DATE OF EXPIRATION',
      'EXPIRATION DATE',
      'EXPIRES',
      'VALID UNTIL',
      'DATE D EXPIRATION',
      'GULTIG BIS',
    ],
    (text, today) => readPrintedDate(text, 'expiry', today),
  ),
  issueDate: typed(['DATE OF ISSUE', 'ISSUE DATE', 'ISSUED', 'ISSUED ON', 'DATE DE DELIVRANCE'], past),
  sex: typed(['SEX', 'GENDER', 'SEXE', 'GESCHLECHT'], sex),
  nationality: names(['NATIONALITY', 'NATIONALITE', 'CITIZENSHIP', 'STAATSANGEHORIGKEIT']),
} satisfies Partial<Record<PrintedFieldName, FieldRule>>;

/** Labels whose values are not asked for; known so that they are never taken for one. */
const OTHERS = [
  'TYPE',
  'CODE',
  'CODE OF STATE',
  'PLACE OF BIRTH',
  'AUTHORITY',
  'ISSUING AUTHORITY',
  'PERSONAL NO',
  'PERSONAL NUMBER',
  'ADDRESS',
  'HEIGHT',
  'SIGNATURE',
  'SPECIMEN',
];

function names(wordings: readonly string[]): FieldRule {
  return { wordings, parse: nameText, typed: false };
}

function typed(wordings: readonly string[], parse: FieldParser): FieldRule {
  return { wordings, parse, typed: true };
}

/** Reads what passports and cards print beside their labels. Fields that are not there, or not clear, are absent. */
export function readPrintedFields(
  lines: readonly TextLine[],
  today: IsoDate,
): Partial<Record<PrintedFieldName, ReadField>> {
  const wordings = { ...wordingsOf(FIELDS), other: OTHERS };
  const page = findLabels(lines, wordings);
  return readFields(page, FIELDS, today);
}

/** The wordings of each rule, as {@link findLabels} wants them. */
export function wordingsOf<Name extends string>(
  rules: Record<Name, FieldRule>,
): Record<Name, readonly string[]> {
  const entries = (Object.entries(rules) as [Name, FieldRule][]).map(([name, rule]) => [name, rule.wordings]);
  return Object.fromEntries(entries);
}

/** The first clear value of each field. */
export function readFields<Name extends string>(
  page: LabelledPage<Name | 'other'>,
  rules: Record<Name, FieldRule>,
  today: IsoDate,
): Partial<Record<Name, ReadField>> {
  const fields: Partial<Record<Name, ReadField>> = {};
  for (const label of page.labels) {
    if (label.name === 'other' || fields[label.name]) continue;
    const rule = rules[label.name];
    for (const words of candidatesFor(label, page.values, rule.typed)) {
      const value = rule.parse(textOf(words), today);
      if (value === undefined) continue;
      fields[label.name] = { value, confidence: confidenceOf(words) };
      break;
    }
  }
  return fields;
}

/** A name as it is printed; undefined where something in it is no part of a name. */
export function nameText(text: string): string | undefined {
  const clean = text.replace(/^[^\p{L}]+|[^\p{L}.]+$/gu, '').replace(/\s+/g, ' ');
  return /^\p{L}[\p{L}\p{M}'’. -]{0,99}$/u.test(clean) ? clean : undefined;
}

function documentNumber(text: string): string | undefined {
  const clean = text.replace(/[\s.-]/g, '').toUpperCase();
  return /^(?=.*\d)[A-Z0-9]{5,20}$/.test(clean) ? clean : undefined;
}

function sex(text: string): string | undefined {
  const words: Record<string, string> = { F: 'F', FEMALE: 'F', M: 'M', MALE: 'M', X: 'X' };
  return words[plain(text).split(' ')[0] ?? ''];
}

function past(text: string, today: IsoDate): string | undefined {
  const date = readPrintedDate(text, 'past', today);
  return date !== undefined && date <= today ? date : undefined;
}
