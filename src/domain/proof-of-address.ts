import type { IsoDate } from './calendar.ts';
import { blockBelow, type FoundLabel, findLabels, type LabelledPage } from './labelled-lines.ts';
import { readPrintedDate } from './printed-date.ts';
import { type FieldRule, nameText, readFields, wordingsOf } from './printed-fields.ts';
import type { ReadField } from './reading.ts';
import { confidenceOf, type TextLine, textOf } from './text-lines.ts';

export type AddressField = 'fullName' | 'address' | 'issuer' | 'issueDate';

/** The issue date is what its label says: a due date or a billing period has another label and is never taken. */
const RULES = {
  fullName: {
    wordings: [
      'ACCOUNT HOLDER',
      'ACCOUNT NAME',
      'CUSTOMER',
      'CUSTOMER NAME',
      'NAME',
      'FULL NAME',
      'NAME OF CUSTOMER',
    ],
    parse: nameText,
    typed: false,
  },
  issueDate: {
    wordings: [
      'BILL DATE',
      'DATE OF BILL',
      'DATE OF ISSUE',
      'ISSUE DATE',
      'ISSUED ON',
      'INVOICE DATE',
      'DATE OF INVOICE',
      'STATEMENT DATE',
      'DATE OF STATEMENT',
      'LETTER DATE',
      'DATE',
    ],
    parse: (text, today) => readPrintedDate(text, 'past', today),
    typed: true,
  },
  issuer: { wordings: ['ISSUED BY', 'ISSUER', 'SUPPLIER', 'PROVIDER'], parse: companyText, typed: false },
} satisfies Record<string, FieldRule>;

const ADDRESS = [
  'SUPPLY ADDRESS',
  'SERVICE ADDRESS',
  'PROPERTY ADDRESS',
  'BILLING ADDRESS',
  'HOME ADDRESS',
  'ADDRESS OF SUPPLY',
  'ADDRESS',
];
/** Labels of a block that holds the name and the address under it. */
const ADDRESSEE = ['BILL TO', 'BILLED TO', 'INVOICE TO', 'TO'];
const OTHERS = [
  'ACCOUNT NUMBER',
  'ACCOUNT NO',
  'CUSTOMER NUMBER',
  'CUSTOMER NO',
  'INVOICE NUMBER',
  'BILL NUMBER',
  'BILLING PERIOD',
  'PERIOD',
  'PAYMENT DUE',
  'PAYMENT DUE BY',
  'DUE DATE',
  'DUE BY',
  'PAY BY',
  'TOTAL TO PAY',
  'AMOUNT DUE',
  'METER NUMBER',
  'NEXT READING',
  'SPECIMEN',
];

const MAX_ADDRESS_LINES = 6;
/** Endings that only companies have. */
const LEGAL_FORM =
  /(?:^|\s)(?:Ltd|Limited|PLC|plc|Inc|LLC|GmbH|AG|SE|KG|SA|S\.A|SAS|SARL|SpA|S\.p\.A|BV|B\.V|NV|N\.V|AB|AS|ASA|Oy|ApS)\.?$/;

/** Reads a bill or statement by its labels. What is not there, or not clear, is absent. */
export function readProofOfAddress(
  lines: readonly TextLine[],
  today: IsoDate,
): Partial<Record<AddressField, ReadField>> {
  const page = findLabels(lines, {
    ...wordingsOf(RULES),
    address: ADDRESS,
    addressee: ADDRESSEE,
    other: OTHERS,
  });
  const { labels, values } = page;
  const own = labels.filter((label) => label.name in RULES) as LabelledPage<keyof typeof RULES>['labels'];
  const fields: Partial<Record<AddressField, ReadField>> = {
    ...addressee(
      labels.find((label) => label.name === 'addressee'),
      values,
    ),
    ...readFields({ labels: own, values }, RULES, today),
  };
  const address = addressUnder(
    labels.find((label) => label.name === 'address'),
    values,
  );
  const issuer = fields.issuer ?? letterhead(lines);
  return { ...fields, ...(address && { address }), ...(issuer && { issuer }) };
}

/** A block whose first line is the name and whose other lines are the address. */
function addressee(
  label: FoundLabel<string> | undefined,
  values: readonly TextLine[],
): Partial<Record<AddressField, ReadField>> {
  const [first, ...rest] = label ? blockBelow(label.line.box, values) : [];
  const name = first && nameText(textOf(first.words));
  if (!first || !name) return {};
  const address = addressOf(rest);
  return {
    fullName: { value: name, confidence: confidenceOf(first.words) },
    ...(address && { address }),
  };
}

function addressUnder(
  label: FoundLabel<string> | undefined,
  values: readonly TextLine[],
): ReadField | undefined {
  if (!label) return undefined;
  const behind = label.colon && label.rest.length > 0 ? [{ ...label.line, words: label.rest }] : [];
  return addressOf([...behind, ...blockBelow(label.line.box, values)]);
}

/** An address has a number somewhere: of the house, or of the post. */
function addressOf(lines: readonly TextLine[]): ReadField | undefined {
  const kept = lines.slice(0, MAX_ADDRESS_LINES);
  const value = kept.map((line) => textOf(line.words)).join('\n');
  const confidence = confidenceOf(kept.flatMap((line) => line.words));
  return /\d/.test(value) && /\p{L}{2}/u.test(value) && confidence >= 0.5 ? { value, confidence } : undefined;
}

/** The company in the head of the page, told by its legal form. */
function letterhead(lines: readonly TextLine[]): ReadField | undefined {
  const bottom = Math.max(...lines.map((line) => line.box.bottom), 0);
  const head = lines.filter((line) => line.box.top < bottom / 3);
  const line = head.find(({ words }) => companyText(textOf(words)) && LEGAL_FORM.test(textOf(words).trim()));
  return line && { value: textOf(line.words), confidence: confidenceOf(line.words) };
}

function companyText(text: string): string | undefined {
  const clean = text.trim();
  return /\p{L}{2}/u.test(clean) && clean.length <= 100 ? clean : undefined;
}
