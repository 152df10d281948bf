import { BILL_WORDINGS, type BillLanguage, type BillWording } from './bill-wording.ts';
import { addDays, type SpecimenPerson } from './person.ts';
import type { Random } from './random.ts';
import { A4, type Sheet, type SheetText } from './sheet.ts';

export interface Bill {
  sheet: Sheet;
  /** What a reader should find: names as printed, the date as `YYYY-MM-DD`, lines of the address parted by line ends. */
  printed: { fullName: string; address: string; issuer: string; issueDate: string };
}

/** Where name and address stand: each under its label, together under one, or in the window without any. */
const ARRANGEMENTS = ['labels', 'addressee', 'window', 'window'] as const;
type Arrangement = (typeof ARRANGEMENTS)[number];

interface Contents {
  words: BillWording;
  person: SpecimenPerson;
  issuer: string;
  address: string[];
  shortDates: boolean;
  accent: string;
}

const GREY = '#4a5b66';

/** A bill for somebody, in one of five languages and three arrangements, dated on the person's `billIssueDate`. */
export function billSheet(person: SpecimenPerson, random: Random): Bill {
  const language = random.pick<BillLanguage>(['en', 'en', 'de', 'fr', 'es', 'it']);
  const words = BILL_WORDINGS[language];
  const contents: Contents = {
    words,
    person,
    issuer: random.pick(words.issuers),
    address: addressOf(words, random),
    shortDates: random.chance(0.4),
    accent: random.pick(['#1d5b79', '#7a2b3c', '#2c5f3a', '#3a3a55']),
  };
  const arrangement = random.pick(ARRANGEMENTS);
  const sheet: Sheet = {
    texts: [
      ...head(contents),
      ...customer(contents, arrangement),
      ...particulars(contents, random),
      ...charges(contents, random),
    ],
    areas: [
      { x: 0, y: 0, width: A4.width, height: 26, fill: contents.accent },
      { x: 150, y: 1230, width: 1800, height: 6, fill: contents.accent },
    ],
  };
  const printed = {
    fullName: person.billFullName,
    address: contents.address.join('\n'),
    issuer: contents.issuer,
    issueDate: person.billIssueDate,
  };
  return { sheet, printed };
}

function addressOf({ streets, towns, numberFirst, codeFirst }: BillWording, random: Random): string[] {
  const number = random.whole(1, 199);
  const street = random.pick(streets);
  const [first = '', second = ''] = random.pick(towns).split('|');
  const line = numberFirst ? `${number} ${street}` : `${street} ${number}`;
  return codeFirst ? [line, `${first} ${second}`] : [line, first, second];
}

function head({ issuer, accent }: Contents): SheetText[] {
  return [
    { text: issuer, x: 150, y: 220, size: 62, bold: true, fill: accent },
    { text: 'www.utopia-power.example   0800 000 0000', x: 150, y: 280, size: 32, fill: GREY },
    { text: 'SPECIMEN', x: 1950, y: 220, size: 54, bold: true, anchor: 'end', fill: '#b3261e' },
  ];
}

function customer({ words, person, address }: Contents, arrangement: Arrangement): SheetText[] {
  const block = (lines: string[], top: number): SheetText[] =>
    lines.map((text, index) => ({ text, x: 150, y: top + index * 56, size: 42 }));
  const label = (text: string, y: number): SheetText => ({ text, x: 150, y, size: 32, fill: GREY });
  if (arrangement === 'window') return block([person.billFullName, ...address], 560);
  if (arrangement === 'addressee') {
    return [label(words.billTo, 520), ...block([person.billFullName, ...address], 580)];
  }
  return [
    label(words.holder, 480),
    ...block([person.billFullName], 535),
    label(words.address, 640),
    ...block(address, 695),
  ];
}

function particulars({ words, person, shortDates }: Contents, random: Random): SheetText[] {
  const issued = person.billIssueDate;
  const date = (day: string) => billDate(day, words.locale, shortDates);
  const rows = [
    [words.account, String(random.whole(1e9, 9e9))],
    [words.billDate, date(issued)],
    [words.period, `${date(addDays(issued, -95))} ${words.until} ${date(addDays(issued, -5))}`],
    [words.due, date(addDays(issued, 21))],
  ] as const;
  return rows.flatMap(([label, value], index): SheetText[] => {
    const y = 480 + index * 112;
    return [
      { text: label, x: 1100, y, size: 32, fill: GREY },
      { text: value, x: 1100, y: y + 46, size: 38, bold: true },
    ];
  });
}

/** `2026-09-14` as a bill of that place prints it. */
function billDate(day: string, locale: string, short: boolean): string {
  const parts = {
    year: 'numeric',
    month: short ? '2-digit' : 'long',
    day: short ? '2-digit' : 'numeric',
  } as const;
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function charges({ words, person, accent, shortDates }: Contents, random: Random): SheetText[] {
  const money = (amount: number) =>
    new Intl.NumberFormat(words.locale, { style: 'currency', currency: words.currency })
      .format(amount)
      .replace(/[\u00a0\u202f]/g, ' ');
  const amounts = words.charges.map((name) => ({ name, amount: random.whole(900, 9900) / 100 }));
  const total = amounts.reduce((sum, { amount }) => sum + amount, 0);
  const due = billDate(addDays(person.billIssueDate, 21), words.locale, shortDates);
  return [
    { text: words.title, x: 150, y: 1180, size: 60, bold: true, fill: accent },
    ...amounts.flatMap(({ name, amount }, index): SheetText[] => [
      { text: name, x: 150, y: 1320 + index * 80, size: 38 },
      { text: money(amount), x: 1950, y: 1320 + index * 80, size: 38, anchor: 'end' },
    ]),
    { text: words.total, x: 150, y: 1760, size: 54, bold: true },
    { text: `${words.due} ${due}`, x: 850, y: 1760, size: 38 },
    { text: money(total), x: 1950, y: 1760, size: 62, bold: true, anchor: 'end' },
    ...words.smallPrint.map((text, index) => ({ text, x: 150, y: 1980 + index * 60, size: 36 })),
  ];
}
