import { type IsoDate, isIsoDate } from './calendar.ts';
import type { BarcodeReading, PrintedFieldName } from './reading.ts';

/** Data elements of a card by their identifiers (AAMVA DL/ID Card Design Standard 2020, annex D.12.5). */
type Elements = ReadonlyMap<string, string>;

/** `@`, then control characters that some printers drop, `ANSI ` or `AAMVA`, the issuer and what follows (D.12.3). */
const HEADER = /^@[\p{Cc}\s]*(?:ANSI |AAMVA)\d{8}/u;
/** The subfiles' table, the type of the first subfile once more, and the first element. */
const FIRST_ELEMENT = /(?:DL|ID)((?:D[A-Z]{2}).*)$/;
/** Written where a card has no such name. */
const NO_VALUE = new Set(['', 'NONE', 'N/A', 'UNAVL', 'UNK']);

/**
 * The fields of a North American licence or identity card, from the text of its PDF417; undefined where the text is
 * something else. Elements are looked for at the beginning of their lines only, since `DAQ` may well be part of a
 * name. Confidence is 1: the symbol corrects its own errors, and a symbol that it cannot mend is not read.
 */
export function parseAamva(text: string): Pick<BarcodeReading, 'fields' | 'truncated'> | undefined {
  if (!HEADER.test(text)) return undefined;
  const elements = elementsOf(text);
  const fields: BarcodeReading['fields'] = {};
  for (const [name, value] of Object.entries(valuesOf(elements))) {
    if (value) fields[name as PrintedFieldName] = { value, confidence: 1 };
  }
  if (Object.keys(fields).length === 0) return undefined;
  const truncated = ['DDE', 'DDF', 'DDG'].some((id) => elements.get(id) === 'T');
  return { fields, ...(truncated && { truncated }) };
}

function elementsOf(text: string): Elements {
  const elements = new Map<string, string>();
  for (const line of text.split(/\p{Cc}+/u)) {
    const element = /^(?:ANSI |AAMVA)\d{6}/.test(line.replace(/^@\s*/, ''))
      ? FIRST_ELEMENT.exec(line)?.[1]
      : line.replace(/^(?:DL|ID)(?=D[A-Z]{2})/, '');
    const [, id, value] = /^(D[A-Z]{2})(.*)$/.exec(element ?? '') ?? [];
    if (id && value !== undefined && !elements.has(id)) elements.set(id, value.trim());
  }
  return elements;
}

function valuesOf(elements: Elements): Partial<Record<PrintedFieldName, string | undefined>> {
  const text = (...ids: string[]) => ids.map((id) => clean(elements.get(id))).find(Boolean);
  return {
    ...namesOf(elements),
    documentNumber: text('DAQ', 'DBJ')?.replace(/[\s-]/g, '').toUpperCase(),
    birthDate: dateOf(text('DBB')),
    expiryDate: dateOf(text('DBA')),
    issueDate: dateOf(text('DBD')),
    sex: { 1: 'M', 2: 'F', 9: 'X', M: 'M', F: 'F', X: 'X' }[text('DBC') ?? ''],
    address: addressOf(elements),
  };
}

const clean = (value = '') => {
  const text = value.replace(/\s+/g, ' ').trim();
  return NO_VALUE.has(text.toUpperCase()) ? undefined : text;
};

/** The name in its parts; versions 2 and 3 have the given names in one, version 1 the whole name. */
function namesOf(elements: Elements): { surname?: string; givenNames?: string } {
  const text = (id: string) => clean(elements.get(id));
  const [family, ...given] = (text('DAA') ?? '').split(/[,@]/).map((part) => part.trim());
  const parts = [text('DAC'), text('DAD')].filter(Boolean).join(' ');
  const surname = text('DCS') ?? text('DAB') ?? family;
  const givenNames = parts || text('DCT')?.replace(/[,\s]+/g, ' ') || given.filter(Boolean).join(' ');
  return { ...(surname && { surname }), ...(givenNames && { givenNames }) };
}

/** `MMDDCCYY` in the United States, `CCYYMMDD` in Canada and on the oldest cards: no month is above 12. */
function dateOf(digits = ''): IsoDate | undefined {
  const [, head, tail] = /^(\d{4})(\d{4})$/.exec(digits) ?? [];
  if (!head || !tail) return undefined;
  const [year, day] = Number(head.slice(0, 2)) > 12 ? [head, tail] : [tail, head];
  const date = `${year}-${day.slice(0, 2)}-${day.slice(2)}`;
  return isIsoDate(date) ? date : undefined;
}

function addressOf(elements: Elements): string | undefined {
  const text = (id: string) => clean(elements.get(id));
  const [street, city] = [text('DAG'), text('DAI')];
  if (!street || !city) return undefined;
  // Nine digits are filled with zeros where only five are known.
  const code = text('DAK')?.replace(/^(\d{5})(?:0000)?$/, '$1');
  const place = [city, [text('DAJ'), code].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [street, text('DAH'), place].filter(Boolean).join('\n');
}
