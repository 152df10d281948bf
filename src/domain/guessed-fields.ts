import type { IsoDate } from './calendar.ts';
import type { IdentityPage } from './identity-page.ts';
import type { IdentityLabel } from './identity-wordings.ts';
import { nationalityCode } from './nationality.ts';
import type { PlacedLabel } from './placed-labels.ts';
import type { ReadField } from './reading.ts';
import { around, type Box, heightOf, overlap, type TextWord } from './text-lines.ts';
import { valuesFor } from './value-places.ts';

type Field = Exclude<IdentityLabel, 'name' | 'other'>;
type Fields = Partial<Record<Field, ReadField>>;
/** The value of words as that of a field; undefined where they cannot be one. */
type ReadAs = (name: Field, words: readonly TextWord[]) => ReadField | undefined;

/** At most this for what a label that was hardly read announces; below what counts as surely read. */
const GUESSED_CONFIDENCE = 0.75;
/** Any word may be a name: it counts under a guessed label only where it is this much larger than the label. */
const LARGER = 1.2;
/** And where it is no single letter, which is a sex. */
const SHORTEST_NAME = 2;

/**
 * Fields whose labels were too badly read to be sure of, by what stands there: a date under what is most like the
 * label of a date, one letter under what is like `Sex`. Nothing that has a field already is used again.
 */
export function guessedFields(
  page: IdentityPage,
  known: Fields,
  nameOf: (label: PlacedLabel) => Field | undefined,
  readAs: ReadAs,
): Fields {
  const fields: Fields = { ...known };
  for (const label of page.guesses) {
    const name = nameOf(label);
    if (!name || fields[name]) continue;
    const found = valuesFor(label, page)
      .filter((words) => words.length > 0 && isFree(around(words), fields) && fits(name, label, words))
      .map((words) => readAs(name, words))
      .find((field) => field !== undefined);
    if (found) fields[name] = { ...found, confidence: Math.min(found.confidence, GUESSED_CONFIDENCE) };
  }
  return fields;
}

/** Heights of the print between a name and the label under it, at most; and how alike in size two names are. */
const CLOSE_ABOVE = 1.6;
const ALIKE = 1.3;
/** The box of a name may hold the lost label as well. */
const WITH_LABEL = 2.2;

/**
 * The surname where its label is lost, which is short in most languages: the line over the label of the given names,
 * if it begins where they do and is as large.
 */
export function surnameAbove(page: IdentityPage, known: Fields, readAs: ReadAs): Fields {
  const given = known.givenNames?.box;
  const label = page.labels.find((one) => one.label === 'givenNames');
  if (known.surname || known.fullName || !given || !label || page.labels.some(isOfSurname)) return known;
  const size = heightOf(given);
  const line = page.values.findLast(({ box }) => {
    const gap = label.box.top - box.bottom;
    const alike = heightOf(box) < WITH_LABEL * size && size < ALIKE * heightOf(box);
    return alike && gap > -0.3 * size && gap < CLOSE_ABOVE * size && Math.abs(box.left - given.left) < size;
  });
  const found = line && readAs('surname', line.words);
  return found
    ? { ...known, surname: { ...found, confidence: Math.min(found.confidence, GUESSED_CONFIDENCE) } }
    : known;
}

const isOfSurname = ({ label }: PlacedLabel) => label === 'surname' || label === 'name';

function fits(name: Field, label: PlacedLabel, words: readonly TextWord[]): boolean {
  if (name === 'nationality') return nationalityCode(words.map(({ text }) => text).join(' ')) !== undefined;
  if (name !== 'surname' && name !== 'givenNames' && name !== 'fullName') return true;
  const letters = words.reduce((sum, { text }) => sum + text.replace(/[^\p{L}]/gu, '').length, 0);
  return letters >= SHORTEST_NAME && heightOf(around(words)) > LARGER * heightOf(label.box);
}

function isFree(place: Box, fields: Fields): boolean {
  return Object.values(fields).every(({ box }) => !box || !overlap(box, place));
}

/** The dates of a document in the order in which they come to pass. */
const IN_ORDER = ['birthDate', 'issueDate', 'expiryDate'] as const;

/**
 * Dates whose labels are lost, by their order: where a page has three dates and no more, the first is that of birth
 * and the last that of expiry. Only where a label says so of one of them, and none says otherwise.
 *
 * @param dates every date on the page, with where it stands
 */
export function datesInOrder(dates: readonly ReadField[], known: Fields, today: IsoDate): Fields {
  const sorted = [...dates].sort((a, b) => (a.value < b.value ? -1 : 1));
  const days = new Set(sorted.map(({ value }) => value));
  const [, issued, expires] = sorted;
  const labelled = IN_ORDER.filter((name) => known[name]);
  if (days.size !== 3 || sorted.length !== 3 || labelled.length === 0 || !issued || !expires) return known;
  if (issued.value > today || expires.value <= issued.value) return known;
  const fields: Fields = { ...known };
  for (const [at, name] of IN_ORDER.entries()) {
    const date = sorted[at];
    if (known[name] && known[name].value !== date?.value) return known;
    if (date) fields[name] ??= { ...date, confidence: Math.min(date.confidence, GUESSED_CONFIDENCE) };
  }
  return fields;
}
