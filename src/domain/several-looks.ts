import { sameName } from './person-name.ts';
import type { PrintedFieldName, ReadField } from './reading.ts';
import { overlap } from './text-lines.ts';

type Fields = Partial<Record<PrintedFieldName, ReadField>>;

/** A later look counts for more, unless it is this much less sure. */
const LESS_SURE = 0.1;

/**
 * The fields of one page that was looked at several times, boxes all in pixels of the same picture: each field once, as
 * two looks agree on it, else from the later look unless it is clearly less sure. Words that two looks took for
 * different parts of a name are told once.
 */
export function settledFields(looks: readonly Fields[]): Fields {
  const fields = looks.reduce(combine, {});
  const entries = entriesOf(fields).map(([name, field]) => [name, agreedOn(name, looks) ?? field] as const);
  return withoutWhole(withoutRivals(Object.fromEntries(entries), looks));
}

/** A look that finds one label for a name, and no other, takes a part of it for the whole. */
function withoutWhole({ fullName, ...fields }: Fields): Fields {
  return fullName && !(fields.surname && fields.givenNames) ? { ...fields, fullName } : fields;
}

const entriesOf = (fields: Fields) => Object.entries(fields) as [PrintedFieldName, ReadField][];

function combine(first: Fields, second: Fields): Fields {
  const kept = entriesOf(first).filter(([name, field]) => {
    const other = second[name];
    return !other || field.confidence > other.confidence + LESS_SURE;
  });
  return { ...second, ...Object.fromEntries(kept) };
}

/** The surest of the readings that more than one look has. */
function agreedOn(name: PrintedFieldName, looks: readonly Fields[]): ReadField | undefined {
  const readings = looks.flatMap((look) => look[name] ?? []);
  const agreed = readings.filter((one) => readings.filter(({ value }) => value === one.value).length > 1);
  return agreed.toSorted((a, b) => b.confidence - a.confidence)[0];
}

/**
 * A look that loses the label of the given names takes them for the surname, whose label stands over it: of one place
 * the part is told that more looks tell, then that of the look that found more.
 */
function withoutRivals(fields: Fields, looks: readonly Fields[]): Fields {
  const { surname, givenNames } = fields;
  if (!surname?.box || !givenNames?.box || !overlap(surname.box, givenNames.box)) return fields;
  if (!sameName(surname.value, givenNames.value)) return fields;
  const weight = (name: PrintedFieldName) => {
    const telling = looks.filter((look) => look[name]?.value === fields[name]?.value);
    const most = Math.max(0, ...telling.map((look) => Object.keys(look).length));
    return telling.length * Object.keys(fields).length * 2 + most;
  };
  const less = weight('surname') > weight('givenNames') ? 'givenNames' : 'surname';
  return Object.fromEntries(entriesOf(fields).filter(([name]) => name !== less));
}
