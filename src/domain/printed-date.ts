import { type IsoDate, isIsoDate } from './calendar.ts';
import { plain } from './labelled-lines.ts';
import { birthDateFromMrz, expiryDateFromMrz } from './mrz-date.ts';

/** Decides the century of a year of two digits: what is past, or what may lie on either side of today. */
export type DateRole = 'past' | 'expiry';

/** The first three letters of the months in English, French and German, marks left out. */
const MONTHS = [
  ['JAN'],
  ['FEB', 'FEV'],
  ['MAR'],
  ['APR', 'AVR'],
  ['MAY', 'MAI'],
  ['JUN'],
  ['JUL'],
  ['AUG', 'AOU'],
  ['SEP'],
  ['OCT', 'OKT'],
  ['NOV'],
  ['DEC', 'DEZ'],
];

/**
 * The one date that a text is, as `YYYY-MM-DD`. Undefined for ranges, days that do not exist, anything beside the
 * date, and numbers that are one day in Europe and another in America (03/04/2026): nothing is guessed.
 */
export function readPrintedDate(text: string, role: DateRole, today: IsoDate): IsoDate | undefined {
  const clean = text.trim().replace(/^[^\p{L}\d]+|[^\p{L}\d]+$/gu, '');
  const parts = inWords(clean) ?? inNumbers(clean);
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

const DAY_FIRST = /^(\d{1,2})(?:ST|ND|RD|TH)? ([A-Z]{3,9})(?: [A-Z]{3,9})? (\d{4}|\d{2})$/;
const MONTH_FIRST = /^([A-Z]{3,9}) (\d{1,2})(?:ST|ND|RD|TH)? (\d{4})$/;

/** `14 September 2026`, `14 SEP/SEPT 26`, `September 14, 2026`. */
function inWords(text: string): Parts | undefined {
  const words = plain(text);
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

/** `2026-09-14`, `14.09.2026`; `14/09/2026` only where the day cannot be a month. */
function inNumbers(text: string): Parts | undefined {
  const iso = /^(\d{4})[-./](\d{2})[-./](\d{2})$/.exec(text);
  if (iso?.[1] && iso[2] && iso[3]) return [iso[1], iso[2], iso[3]];
  const [, first, separator, second, year] = /^(\d{1,2})([./ -])(\d{1,2})\2(\d{4})$/.exec(text) ?? [];
  if (!first || !second || !year) return undefined;
  if (separator === '.' || first === second || Number(first) > 12) return [year, second, first];
  return Number(second) > 12 ? [year, first, second] : undefined;
}
