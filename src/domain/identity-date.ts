import { type IsoDate, isIsoDate } from './calendar.ts';
import { birthDateFromMrz, expiryDateFromMrz } from './mrz-date.ts';
import { plain } from './plain-text.ts';

/** Whether the day or the month of a date in numbers comes first. */
export type DateOrder = 'day' | 'month';

export interface DateContext {
  /** Decides the century of a year of two digits: a day that is past, or one on either side of today. */
  role: 'past' | 'expiry';
  today: IsoDate;
  /** What the other dates of the document show; where they do not, a date of two meanings is none. */
  order?: DateOrder | undefined;
  /** The date of this field in the zone: it says which of two meanings is right, and nothing else. */
  expected?: IsoDate | undefined;
}

/** Beginnings of the months in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish. */
const MONTHS: readonly (readonly string[])[] = [
  ['JAN', 'ENE', 'GEN', 'STY', 'JAE', 'JNR'],
  ['FEB', 'FEV', 'FBR', 'LUT'],
  ['MAR', 'MRZ', 'MAE', 'MRT', 'MAA'],
  ['APR', 'AVR', 'ABR', 'KWI'],
  ['MAY', 'MAI', 'MAG', 'MEI', 'MAJ'],
  ['JUN', 'JUIN', 'GIU', 'CZE', 'JNI'],
  ['JUL', 'JUIL', 'LUG', 'LIP', 'JLI'],
  ['AUG', 'AOU', 'AGO', 'SIE'],
  ['SEP', 'SET', 'WRZ'],
  ['OCT', 'OKT', 'OTT', 'OUT', 'PAZ'],
  ['NOV', 'LIS'],
  ['DEC', 'DEZ', 'DIC', 'GRU'],
];

type Parts = { year: string; month: number; day: number };

/** In capitals, marks left out: 12 AUG 1974, 12 AUG/AOUT 74, AUG 12 1974. */
const IN_WORDS = /\b([\dOIL]{1,2})(?:ST|ND|RD|TH)? ([A-Z]{3,9})(?: ([A-Z]{3,9}))? ([\dOIL]{4}|[\dOIL]{2})\b/g;
const MONTH_FIRST = /\b([A-Z]{3,9}) (\d{1,2})(?:ST|ND|RD|TH)? (\d{4})\b/g;
const YEAR_FIRST = /(?<!\d)(\d{4}) ?([-./ ]) ?(\d{2}) ?\2 ?(\d{2})(?!\d)/g;
const IN_NUMBERS = /(?<!\d)(\d{1,2}) ?([-./ ]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)/g;

/**
 * The one date in a text, which may hold a place as well (`ROMA 03.04.1990`). Undefined where there are several, where
 * the day does not exist, or where numbers have two meanings (03/04/2026) and nothing tells which. With dots or spaces
 * the day comes first (ICAO 9303-3 section 3.8 has no other order of numbers).
 */
export function readIdentityDate(text: string, context: DateContext): IsoDate | undefined {
  const found = datesIn(text, context).flatMap((parts) => {
    const date = toIso(parts, context);
    return date ? [date] : [];
  });
  const dates = [...new Set(found)];
  if (dates.length <= 1) return dates[0];
  return dates.find((date) => date === context.expected && sameNumbers(dates));
}

/** Whether two dates are the two meanings of the same numbers. */
function sameNumbers(dates: readonly IsoDate[]): boolean {
  return new Set(dates.map((date) => date.split('-').sort().join())).size === 1;
}

/** The dates in numbers of a text that may begin with the day or with the month (`03/04/2031`, `03-04-31`). */
export function datesInNumbers(text: string): { first: number; second: number; year: string }[] {
  return [...text.matchAll(IN_NUMBERS)].flatMap(([, first, separator = '', second, year = '']) =>
    '/-'.includes(separator) ? [{ first: Number(first), second: Number(second), year }] : [],
  );
}

/** Whether a text holds a date whose year has four digits. */
export function hasWholeYear(text: string): boolean {
  const spaced = plain(text).replace(/[OIL](?=\d)|(?<=\d)[OIL]/g, '1');
  return /\b(?:\d{1,2} (?:\d{1,2}|[A-Z]{3,9}(?: [A-Z]{3,9})?) \d{4}|\d{4} \d{2} \d{2}|[A-Z]{3,9} \d{1,2}(?:ST|ND|RD|TH)? \d{4})\b/.test(
    spaced,
  );
}

function datesIn(text: string, context: DateContext): Parts[] {
  const worded = inWords(plain(text));
  return worded.length > 0 ? worded : [...yearFirst(text), ...inNumbers(text, context)];
}

function inWords(text: string): Parts[] {
  const dayFirst = [...text.matchAll(IN_WORDS)].flatMap(([, day = '', name = '', second = '', year = '']) => {
    const month = monthOf(name) ?? monthOf(second);
    return month ? [{ year: digits(year), month, day: Number(digits(day)) }] : [];
  });
  if (dayFirst.length > 0) return dayFirst;
  return [...text.matchAll(MONTH_FIRST)].flatMap(([, name = '', day = '', year = '']) => {
    const month = monthOf(name);
    return month ? [{ year, month, day: Number(day) }] : [];
  });
}

const yearFirst = (text: string): Parts[] =>
  [...text.matchAll(YEAR_FIRST)].map(([, year = '', , month = '', day = '']) => ({
    year,
    month: Number(month),
    day: Number(day),
  }));

/** Both meanings only where the zone can tell which is right. */
function inNumbers(text: string, { order, expected }: DateContext): Parts[] {
  return [...text.matchAll(IN_NUMBERS)].flatMap(
    ([, first = '', separator = '', second = '', year = '']): Parts[] => {
      const [a, b] = [Number(first), Number(second)];
      const dayFirst = { year, month: b, day: a };
      const monthFirst = { year, month: a, day: b };
      if (separator === '.' || separator === ' ' || a === b || a > 12) return [dayFirst];
      if (b > 12) return [monthFirst];
      if (order) return [order === 'day' ? dayFirst : monthFirst];
      return expected ? [dayFirst, monthFirst] : [];
    },
  );
}

/** Letters that a digit was read as. */
const digits = (text: string) => text.replace(/O/g, '0').replace(/[IL]/g, '1');

function monthOf(name: string): number | undefined {
  const longest = MONTHS.findIndex((heads) => heads.some((head) => head.length > 3 && name.startsWith(head)));
  const index = longest >= 0 ? longest : MONTHS.findIndex((heads) => heads.includes(name.slice(0, 3)));
  return index < 0 ? undefined : index + 1;
}

function toIso({ year, month, day }: Parts, { role, today, expected }: DateContext): IsoDate | undefined {
  const monthAndDay = [month, day].map((part) => String(part).padStart(2, '0'));
  const digitsOf = `${year}${monthAndDay.join('')}`;
  if (year.length === 2) {
    return role === 'past' ? birthDateFromMrz(digitsOf, today) : expiryDateFromMrz(digitsOf, today);
  }
  const date = [year, ...monthAndDay].join('-');
  if (!isIsoDate(date)) return undefined;
  return role === 'past' && date > today && date !== expected ? undefined : date;
}
