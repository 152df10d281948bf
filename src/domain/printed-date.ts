import { type IsoDate, isIsoDate } from './calendar.ts';
import { birthDateFromMrz, expiryDateFromMrz } from './mrz-date.ts';
import { plain } from './plain-text.ts';

/** Decides the century of a year of two digits: what is past, or what may lie on either side of today. */
export type DateRole = 'past' | 'expiry';

/** In numbers, which of day and month stands first where both could be either. */
export type DayOrder = 'day-first' | 'month-first';

/** The first three letters of the months in the languages of western Europe and in Polish, marks left out. */
const MONTHS = [
  ['JAN', 'ENE', 'GEN', 'STY'],
  ['FEB', 'FEV', 'LUT'],
  ['MAR', 'MRZ', 'MRT', 'MAA'],
  ['APR', 'AVR', 'ABR', 'KWI'],
  ['MAY', 'MAI', 'MAG', 'MEI', 'MAJ'],
  ['JUN', 'GIU', 'CZE'],
  ['JUL', 'LUG', 'LIP'],
  ['AUG', 'AOU', 'AGO', 'SIE'],
  ['SEP', 'SET', 'WRZ'],
  ['OCT', 'OKT', 'OTT', 'OUT', 'PAZ'],
  ['NOV', 'LIS'],
  ['DEC', 'DEZ', 'DIC', 'DES', 'GRU'],
];

/**
 * The one date that a text is, as `YYYY-MM-DD`. Undefined for ranges, days that do not exist, anything beside the
 * date, and numbers that are one day in Europe and another in America (03/04/2026) unless `order` says which is meant: nothing is guessed.
 */
export function readPrintedDate(
  text: string,
  role: DateRole,
  today: IsoDate,
  order?: DayOrder,
): IsoDate | undefined {
  const clean = text.trim().replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, '');
  const parts = inWords(clean) ?? inNumbers(clean, order);
  if (!parts) return undefined;
  const [year, month, day] = parts;
  const monthAndDay = `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year.length === 2) return inCentury(`${year}${monthAndDay.replace('-', '')}`, role, today);
  const date = `${year}-${monthAndDay}`;
  return isIsoDate(date) ? date : undefined;
}

const inCentury = (digits: string, role: DateRole, today: IsoDate) =>
  role === 'past' ? birthDateFromMrz(digits, today) : expiryDateFromMrz(digits, today);

type Parts = [year: string, month: string, day: string];

const DAY_FIRST =
  /^(\d{1,2})(?: ?ST| ?ND| ?RD| ?TH| ?ER)?(?: DE| OF)? ([A-Z]{3,12})(?: DE| DEL| [A-Z]{3,12})? (\d{4}|\d{2})$/;
const MONTH_FIRST = /^([A-Z]{3,12}) (\d{1,2})(?:ST|ND|RD|TH)? (\d{4})$/;

/** `14 September 2026`, `14 SEP/SEPT 26`, `September 14, 2026`, `14 de septiembre de 2026`, `14SEP2026`. */
function inWords(text: string): Parts | undefined {
  const words = plain(text)
    .replace(/^(\d{1,2})([A-Z]{3,})/, '$1 $2')
    .replace(/([A-Z]{3,})(\d{4})$/, '$1 $2');
  const [, day, name, year] = DAY_FIRST.exec(words) ?? [];
  if (day && name && year) return withMonth(year, name, day);
  const [, month, dayAfter, yearAfter] = MONTH_FIRST.exec(words) ?? [];
  return month && dayAfter && yearAfter ? withMonth(yearAfter, month, dayAfter) : undefined;
}

function withMonth(year: string, name: string, day: string): Parts | undefined {
  const month = monthOf(name);
  return month ? [year, String(month), day] : undefined;
}

/** JUI alone could be June or July in French, so the fourth letter decides. */
function monthOf(name: string): number | undefined {
  if (/^JUI/.test(name)) return { N: 6, L: 7 }[name.charAt(3)];
  const index = MONTHS.findIndex((heads) => heads.includes(name.slice(0, 3)));
  return index < 0 ? undefined : index + 1;
}

/** `2026-09-14`, `14.09.2026`, `14.09.26`; `14/09/2026` only where the day cannot be a month, or the order is known. */
function inNumbers(text: string, order?: DayOrder): Parts | undefined {
  const iso = /^(\d{4})[-./](\d{2})[-./](\d{2})$/.exec(text);
  if (iso?.[1] && iso[2] && iso[3]) return [iso[1], iso[2], iso[3]];
  const [, first, separator, second, year] = NUMBERS.exec(text) ?? [];
  if (!first || !second || !year || (year.length === 2 && !/[./]/.test(separator ?? ''))) return undefined;
  if (separator?.startsWith('.') || first === second || Number(first) > 12) return [year, second, first];
  if (Number(second) > 12) return [year, first, second];
  if (!order) return undefined;
  return order === 'day-first' ? [year, second, first] : [year, first, second];
}

const NUMBERS = /^(\d{1,2})(\. ?|[/ -])(\d{1,2})\2(\d{4}|\d{2})$/;

/** What the other dates of a page say about the order of day and month in its numbers; undefined where nothing does. */
export function dayOrderOf(texts: readonly string[]): DayOrder | undefined {
  const pairs = texts.flatMap((text) => [
    ...text.matchAll(/(?<!\d)(\d{1,2})([/-])(\d{1,2})\2\d{2,4}(?!\d)/g),
  ]);
  const dayFirst = pairs.some(([, first, , second]) => Number(first) > 12 && Number(second) <= 12);
  const monthFirst = pairs.some(([, first, , second]) => Number(second) > 12 && Number(first) <= 12);
  if (dayFirst === monthFirst) return undefined;
  return dayFirst ? 'day-first' : 'month-first';
}
