import type { TextLine, TextWord } from './text-lines.ts';

/** Fields of a European licence by their numbers (Directive 2006/126/EC, annex I, page 1 of the licence). */
const FIELDS = {
  1: 'surname',
  2: 'givenNames',
  3: 'birthDate',
  '4a': 'issueDate',
  '4b': 'expiryDate',
  5: 'documentNumber',
} as const;
type Numbered = (typeof FIELDS)[keyof typeof FIELDS];

export interface NumberedValue {
  name: Numbered;
  words: TextWord[];
}

/** Fewer numbers than this may be anything. */
const ENOUGH = 4;
/** `1.`, `4a.`, `4b`, `(5)`; other numbers (4c, 4d, 6 to 14) end a value and are not asked for. */
const NUMBER = /^\(?(1[0-4]?|[2-9])([a-d])?[.,)]+$|^(4)([a-d])$/;

/** What stands behind the numbers of a licence, which has no labels; nothing where the page is no such licence. */
export function numberedValues(lines: readonly TextLine[]): NumberedValue[] {
  const values = lines.flatMap(({ words }) => valuesOf(words));
  return new Set(values.map(({ name }) => name)).size >= ENOUGH ? values : [];
}

function valuesOf(words: readonly TextWord[]): NumberedValue[] {
  const marks = words.flatMap(({ text }, at) => {
    const [, number, letter = '', four, part = ''] = NUMBER.exec(text) ?? [];
    return number || four ? [{ at, number: `${number ?? four}${letter || part}` }] : [];
  });
  if (marks[0]?.at !== 0) return [];
  return marks.flatMap(({ at, number }, index) => {
    const name = FIELDS[number as keyof typeof FIELDS];
    const own = words.slice(at + 1, marks[index + 1]?.at ?? words.length);
    return name && own.length > 0 ? [{ name, words: own }] : [];
  });
}
