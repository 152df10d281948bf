import type { IsoDate } from './calendar.ts';
import { orderOfDates } from './date-order.ts';
import type { MachineFields } from './field-comparison.ts';
import { datesInOrder, guessedFields, surnameAbove } from './guessed-fields.ts';
import { hasWholeYear, readIdentityDate } from './identity-date.ts';
import { type IdentityPage, identityPage } from './identity-page.ts';
import type { IdentityLabel } from './identity-wordings.ts';
import { numberedValues } from './licence-numbers.ts';
import { nationalityCode } from './nationality.ts';
import type { PlacedLabel } from './placed-labels.ts';
import { plain } from './plain-text.ts';
import type { PrintedFieldName, ReadField } from './reading.ts';
import {
  around,
  type Box,
  confidenceOf,
  heightOf,
  overlap,
  type TextLine,
  type TextWord,
  textOf,
} from './text-lines.ts';
import { unlabelledFields } from './unlabelled-fields.ts';
import { placesUnder, valuesFor } from './value-places.ts';

/** What is known beside the print. */
export interface PrintContext {
  today: IsoDate;
  /** Dates of the zone of the same picture: they tell which of two meanings a date in numbers has. */
  zone?: Partial<Record<'birthDate' | 'expiryDate', IsoDate>> | undefined;
  /** All that the zone says: it shows where fields stand whose labels are lost. */
  machine?: MachineFields | undefined;
}

type IdentityField = Exclude<IdentityLabel, 'name' | 'other'>;
type Value = { value: string; mended: boolean; lookAlikes?: boolean };
type Reader = (text: string, label: PlacedLabel) => Value | undefined;

/** Below this the words are guesses of the engine and are not told as values. */
const MIN_CONFIDENCE = 0.5;
/** At most this for a value that was mended, or is in words that no state uses; below what counts as surely read. */
const MENDED_CONFIDENCE = 0.75;
/** At most this for a number with letters or digits that many faces print alike, however sure the engine is. */
const ALIKE_CONFIDENCE = 0.89;
const LOOK_ALIKES = /[O0I1]/;

/**
 * Reads what passports, cards and licences print beside their labels, in eight languages and in any two of them
 * together, or beside the numbers of European licences. Fields that are not there, or not clear, are absent; boxes are
 * in the pixels of the lines.
 */
export function readPrintedFields(
  lines: readonly TextLine[],
  context: PrintContext,
): Partial<Record<PrintedFieldName, ReadField>> {
  return readPrintedPage(lines, context).fields;
}

/** The fields of a page, and the places under labels where a field should stand and none was read. */
export interface PrintedPage {
  fields: Partial<Record<PrintedFieldName, ReadField>>;
  open: OpenPlace[];
}

/** Where a label announces a field that was not read, in pixels of the lines. */
export interface OpenPlace {
  name: PrintedFieldName;
  box: Box;
  /** True where the label was read letter for letter. */
  announced: boolean;
  /** True where digits were read that are no date and no number, or letters that are no name: some may have been misread. */
  misread: boolean;
}

/** The same as {@link readPrintedFields}, with the places to look at once more. */
export function readPrintedPage(lines: readonly TextLine[], context: PrintContext): PrintedPage {
  const page = identityPage(lines);
  const readers = readersFor(lines, context);
  const nameOf = (label: PlacedLabel) => fieldOf(label.label, page);
  const fields = labelledFields(page, readers, nameOf);
  for (const { name, words } of numberedValues(lines)) {
    const found = fields[name] ? undefined : fieldFrom(words, (text) => readers[name](text, NUMBERED));
    if (found) fields[name] = found;
  }
  const readAs = (name: IdentityField, words: readonly TextWord[]) =>
    fieldFrom(words, (text) => readers[name](text, NUMBERED));
  const guessed = guessedFields(page, fields, nameOf, readAs);
  const named = surnameAbove(page, guessed, readAs);
  const dated = datesInOrder(datesOf(page, readAs), named, context.today);
  const all = { ...dated, ...unlabelledFields(page, dated, readAs, context.machine) };
  return { fields: all, open: openPlaces(page, all, nameOf) };
}

/** The values of labels that were read. */
function labelledFields(
  page: IdentityPage,
  readers: Record<IdentityField, Reader>,
  nameOf: (label: PlacedLabel) => IdentityField | undefined,
): Partial<Record<IdentityField, ReadField>> {
  const fields: Partial<Record<IdentityField, ReadField>> = {};
  const announcedBy = new Map<IdentityField, PlacedLabel>();
  for (const label of page.labels) {
    const name = nameOf(label);
    const found = name && !fields[name] ? firstValue(label, page, readers[name]) : undefined;
    if (!name || !found) continue;
    const rival = rivalFor(found, fields);
    if (rival && !isNearer(label, announcedBy.get(rival), found)) continue;
    if (rival) delete fields[rival];
    fields[name] = found;
    announcedBy.set(name, label);
  }
  return fields;
}

/** The field that has the same words already. */
function rivalFor({ box }: ReadField, fields: Partial<Record<IdentityField, ReadField>>) {
  const names = Object.keys(fields) as IdentityField[];
  return names.find((name) => {
    const other = fields[name]?.box;
    return box && other && overlap(box, other);
  });
}

/** Words that two labels announce belong to the one that stands closer over them. */
function isNearer(label: PlacedLabel, other: PlacedLabel | undefined, { box }: ReadField): boolean {
  if (!other || !box) return false;
  const away = (one: PlacedLabel) => Math.abs(box.top - one.box.bottom) + Math.abs(box.left - one.box.left);
  return away(label) < away(other);
}

function openPlaces(
  page: IdentityPage,
  fields: Partial<Record<IdentityField, ReadField>>,
  nameOf: (label: PlacedLabel) => IdentityField | undefined,
): OpenPlace[] {
  const taken = Object.values(fields).flatMap(({ box }) => box ?? []);
  const isFree = (words: readonly TextWord[]) => !taken.some((box) => overlap(box, around(words)));
  return [...page.labels, ...page.guesses].flatMap((label) => {
    const name = nameOf(label);
    if (!name || fields[name]) return [];
    const sense = OF_DIGITS.includes(name)
      ? SOME_DIGITS
      : label.exact && OF_NAMES.includes(name) && SOME_LETTERS;
    const misread =
      sense && valuesFor(label, page).some((words) => isFree(words) && sense.test(textOf(words)));
    return placesUnder(label, page, taken).map((box) => ({ name, box, announced: label.exact, misread }));
  });
}

const OF_DIGITS: readonly IdentityField[] = ['documentNumber', 'birthDate', 'issueDate', 'expiryDate'];
const SOME_DIGITS = /\d.*\d.*\d/;
const OF_NAMES: readonly IdentityField[] = ['surname', 'givenNames', 'fullName'];
const SOME_LETTERS = /\p{L}.*\p{L}/u;

/** Every date that stands alone on a line. One that lies ahead can be none but that of expiry. */
function datesOf(
  page: IdentityPage,
  readAs: (name: IdentityField, words: readonly TextWord[]) => ReadField | undefined,
): ReadField[] {
  const lines = [...page.values.map(({ words }) => words), ...page.labels.map(({ rest }) => rest)];
  return lines.flatMap((words) => readAs('expiryDate', words) ?? []);
}

/** `Name` is the part of the name that has no label of its own. */
function fieldOf(label: IdentityLabel, { labels, guesses }: IdentityPage): IdentityField | undefined {
  if (label === 'other') return undefined;
  if (label !== 'name') return label;
  // The word for surnames is short: much that was hardly read is like it.
  const surname = labels.some((one) => one.label === 'surname');
  const givenNames = [...labels, ...guesses].some((one) => one.label === 'givenNames');
  if (surname) return givenNames ? undefined : 'givenNames';
  return givenNames ? 'surname' : 'fullName';
}

function firstValue(label: PlacedLabel, page: IdentityPage, read: Reader): ReadField | undefined {
  for (const words of valuesFor(label, page)) {
    const behind = words === label.rest;
    const asked: PlacedLabel = behind ? label : { ...label, inline: true };
    const found = fieldFrom(words, (text) => read(text, asked));
    if (found) return found;
  }
  return undefined;
}

/** The value of words that are sure enough; specks at either end are left out first. */
function fieldFrom(
  words: readonly TextWord[],
  read: (text: string) => Value | undefined,
): ReadField | undefined {
  const clear = withoutSpecks(words);
  const found = clear.length > 0 && confidenceOf(clear) >= MIN_CONFIDENCE ? read(textOf(clear)) : undefined;
  if (!found) return undefined;
  const most = found.mended ? MENDED_CONFIDENCE : found.lookAlikes ? ALIKE_CONFIDENCE : 1;
  return {
    value: found.value,
    confidence: Math.min(confidenceOf(clear), most),
    box: around(clear),
  };
}

function withoutSpecks(words: readonly TextWord[]): TextWord[] {
  const isSpeck = ({ text, confidence }: TextWord) =>
    !/[\p{L}\d]/u.test(text) || (confidence < 0.35 && text.length <= 2);
  let first = words.findIndex((word) => !isSpeck(word));
  let last = words.findLastIndex((word) => !isSpeck(word));
  if (first < 0) return [];
  while (isBeginning(words[first - 1], words[first])) first--;
  while (isBeginning(words[last], words[last + 1])) last++;
  return words.slice(first, last + 1);
}

/** White between two words at least, in heights of their print. */
const WORD_SPACE = 0.4;

/** Whether two words are of one number that was read in pieces, however badly the one was read. */
function isBeginning(word: TextWord | undefined, next: TextWord | undefined): boolean {
  if (!word || !next) return false;
  const gap = next.box.left - word.box.right;
  const signs = [word, next].every(({ text }) => /[\p{L}\d]/u.test(text));
  return signs && /\d/.test(word.text + next.text) && gap < WORD_SPACE * heightOf(next.box);
}

function readersFor(
  lines: readonly TextLine[],
  { today, zone }: PrintContext,
): Record<IdentityField, Reader> {
  const texts = lines.map((line) => textOf(line.words));
  const order = orderOfDates(texts, Object.values(zone ?? {}));
  const wholeYears = texts.some(hasWholeYear);
  // A document writes all its years alike: beside whole ones, one of two digits has lost the others.
  const isCutOff = (text: string) => wholeYears && !hasWholeYear(text);
  const date =
    (role: 'past' | 'expiry', expected?: IsoDate): Reader =>
    (text) =>
      isCutOff(text) ? undefined : asRead(readIdentityDate(text, { role, today, order, expected }));
  // A single letter under what is only like the label of a name is rather a sex.
  const name: Reader = (text, { inline, exact }) =>
    inline && (exact || /\p{L}.*\p{L}/u.test(text)) ? printedName(text) : undefined;
  return {
    surname: name,
    givenNames: name,
    fullName: name,
    nationality: (text, label) => nationality(name(text, label)),
    documentNumber: (text) => (date('expiry')(text, NUMBERED) ? undefined : numberRead(documentNumber(text))),
    sex: (text) => asRead(sex(text)) ?? mendedSex(text),
    birthDate: date('past', zone?.birthDate),
    issueDate: date('past'),
    expiryDate: date('expiry', zone?.expiryDate),
  };
}

/** A piece of a word reads as a name as well, so what is no known state or code is not surely read. */
const nationality = (read: Value | undefined): Value | undefined =>
  read && { value: read.value, mended: read.mended || nationalityCode(read.value) === undefined };

/** What stands behind a number of a licence is surely its value. */
const NUMBERED: PlacedLabel = {
  label: 'other',
  box: { left: 0, top: 0, right: 0, bottom: 0 },
  rest: [],
  inline: true,
  exact: true,
};

const asRead = (value: string | undefined): Value | undefined =>
  value === undefined ? undefined : { value, mended: false };

const numberRead = (value: string | undefined): Value | undefined =>
  value === undefined ? undefined : { value, mended: false, lookAlikes: LOOK_ALIKES.test(value) };

/** Digits that letters are read as; in a name there are none. */
const LETTERS: Record<string, string> = { 0: 'O', 1: 'I', 5: 'S', 8: 'B', '|': 'I', '!': 'I' };

function printedName(text: string): Value | undefined {
  const plainly = nameText(text);
  if (plainly) return { value: plainly, mended: false };
  const letters = text.replace(/[^\p{L}]/gu, '').length;
  const mended = nameText(text.replace(/[0158|!]/g, (digit) => LETTERS[digit] ?? digit));
  return mended && letters >= 0.7 * mended.length ? { value: mended, mended: true } : undefined;
}

/** A name as it is printed; undefined where something in it is no part of a name. */
function nameText(text: string): string | undefined {
  const clean = text.replace(/^[^\p{L}]+|[^\p{L}.]+$/gu, '').replace(/\s+/g, ' ');
  return /^\p{L}[\p{L}\p{M}'’. -]{0,99}$/u.test(clean) ? clean : undefined;
}

/** The number may stand in groups, and behind an abbreviation of its own (`No. L898902C3`). */
function documentNumber(text: string): string | undefined {
  const own = text.replace(/^(?:N[ro°º.]{0,2}|No\.?|№)[\s:]+/i, '');
  const whole = own.replace(/[\s.-]/g, '').toUpperCase();
  if (/^(?=.*\d.*\d)[A-Z0-9]{5,20}$/.test(whole) && !/[a-z]{3}/.test(own)) return whole;
  const words = own
    .toUpperCase()
    .split(/\s+/)
    .filter((word) => /^(?=.*\d.*\d)[A-Z0-9]{6,15}$/.test(word));
  return words.length === 1 ? words[0] : undefined;
}

/** In one language or two: `F`, `Female`, `V/F`, `K / F`; a woman is also V (Dutch) and K (Polish). */
const SEXES: Record<string, string> = {
  ...{
    F: 'F',
    FEMALE: 'F',
    V: 'F',
    K: 'F',
    W: 'F',
    WEIBLICH: 'F',
    FEMININ: 'F',
    FEMENINO: 'F',
    FEMMINA: 'F',
    VROUW: 'F',
  },
  ...{
    M: 'M',
    MALE: 'M',
    MANNLICH: 'M',
    MASCULIN: 'M',
    MASCULINO: 'M',
    MASCHIO: 'M',
    MAN: 'M',
    KOBIETA: 'F',
  },
  ...{ X: 'X', D: 'X', DIVERS: 'X' },
};

/** A lone F is often read with its arms twice, or with one too many; no language here has a sex E. */
const mendedSex = (text: string): Value | undefined =>
  /^(?:E|FE|EF|FF|F[|.:;_-])$/.test(text.trim()) ? { value: 'F', mended: true } : undefined;

function sex(text: string): string | undefined {
  const words = plain(text).split(' ').filter(Boolean);
  if (words.length > 3) return SEXES[words[0] ?? ''];
  const found = [...new Set(words.map((word) => SEXES[word]).filter((one) => one !== undefined))];
  return found.length === 1 ? found[0] : undefined;
}
