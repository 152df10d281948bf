import { type ComparedField, compareFields, type MachineFields } from './field-comparison.ts';
import type { IdentityPage } from './identity-page.ts';
import type { ReadField } from './reading.ts';
import { around, type Box, heightOf, overlap, type TextLine, type TextWord, textOf } from './text-lines.ts';
import { valuesFor } from './value-places.ts';

type Fields = Partial<Record<ComparedField | 'issueDate', ReadField>>;
type ReadAs = (name: ComparedField, words: readonly TextWord[]) => ReadField | undefined;

/** At most this for what stands under no label; below what counts as surely read. */
const UNLABELLED_CONFIDENCE = 0.75;
/** Fields that must be known before a form alone tells a field: their print shows what values look like. */
const ENOUGH = 2;
/** Values are alike in height by this, and begin at most so many heights from where other values or labels do. */
const ALIKE = 1.35;
const ASIDE = 1.2;
/** The same for a line that the zone shows, which proves more: it must not be the zone, nor a heading. */
const ALIKE_TO_ZONE = 2.2;
/** Characters of a number, at least: shorter ones are codes and years. */
const SHORTEST_NUMBER = 6;

/** Fields that a zone can show on the page. A whole name is not among them: it would be found in its parts. */
const SHOWN_BY_ZONE = [
  'surname',
  'givenNames',
  'documentNumber',
  'birthDate',
  'expiryDate',
  'nationality',
] as const satisfies readonly ComparedField[];

/**
 * Fields whose labels are lost, to a lamp or a fold, among the lines that are printed and placed as the other values
 * are and stand under no label: by their form, where one line only has it (a lone F, M or X; a number), and by the
 * zone, where the line says just what the zone says of the field. The zone shows which line it is, and never what it
 * says: what differs from the zone stays absent.
 */
export function unlabelledFields(
  page: IdentityPage,
  known: Fields,
  readAs: ReadAs,
  zone: MachineFields | undefined,
): Fields {
  const free = freeLines(page, known, ALIKE_TO_ZONE);
  const lines = inColumns(free, page, known);
  const fields: Fields = { ...known };
  const tell = (name: ComparedField, found: readonly ReadField[]) => {
    const [only, ...others] = found;
    if (fields[name] || !only || others.length > 0) return;
    fields[name] = { ...only, confidence: Math.min(only.confidence, UNLABELLED_CONFIDENCE) };
  };
  const named = fields.fullName && !fields.surname && !fields.givenNames;
  for (const name of zone ? SHOWN_BY_ZONE : []) {
    if (named && (name === 'surname' || name === 'givenNames')) continue;
    // The state in the heading has the name of its citizens.
    const among = name === 'nationality' ? lines : free;
    tell(name, zone ? sayingTheSame(name, among, readAs, zone) : []);
  }
  if (Object.keys(known).length < ENOUGH) return fields;
  tell('sex', readEach('sex', lines.filter(isLoneSex), readAs));
  tell('documentNumber', readEach('documentNumber', lines.filter(isNumber), readAs));
  return fields;
}

function sayingTheSame(
  name: ComparedField,
  lines: readonly TextLine[],
  readAs: ReadAs,
  zone: MachineFields,
): ReadField[] {
  return readEach(name, lines, readAs).filter((field) =>
    compareFields({ [name]: field }, zone).some((one) => one.field === name && one.comparison === 'match'),
  );
}

const readEach = (name: ComparedField, lines: readonly TextLine[], readAs: ReadAs) =>
  lines.flatMap(({ words }) => readAs(name, words) ?? []);

const isLoneSex = ({ words }: TextLine) => /^[FMX]$/.test(textOf(words));
const isNumber = ({ words }: TextLine) => {
  const text = textOf(words).replaceAll(' ', '');
  return text.length >= SHORTEST_NUMBER && /^(?=.*\d.*\d.*\d)[A-Z\d]+$/.test(text);
};

/** Lines as large as the values that are known, at most so many times larger or smaller, that no label and no field has. */
function freeLines(page: IdentityPage, known: Fields, alike: number): TextLine[] {
  const taken = placesOf(known);
  const announced = page.labels.flatMap((label) =>
    valuesFor(label, page).filter((words) => words.length > 0),
  );
  const used = [...taken, ...announced.map(around)];
  // Where no field is known, every line shows how large print is.
  const sizes = taken.length > 0 ? taken : page.values.map(({ box }) => box);
  const height = middleOf(sizes.map(heightOf));
  return page.values.filter(
    ({ box }) => isAlike(heightOf(box), height, alike) && !used.some((other) => overlap(other, box)),
  );
}

/** Of those the ones that are just so large, and begin where values or labels do. */
function inColumns(free: readonly TextLine[], page: IdentityPage, known: Fields): TextLine[] {
  const taken = placesOf(known);
  const edges = [...taken, ...page.labels.map(({ box }) => box)].map(({ left }) => left);
  const height = middleOf(taken.map(heightOf));
  return free.filter(
    ({ box }) =>
      isAlike(heightOf(box), height, ALIKE) &&
      edges.some((left) => Math.abs(left - box.left) < ASIDE * height),
  );
}

const placesOf = (fields: Fields): Box[] => Object.values(fields).flatMap(({ box }) => box ?? []);
const isAlike = (one: number, other: number, most: number) => one < most * other && other < most * one;

const middleOf = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
