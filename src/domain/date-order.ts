import type { IsoDate } from './calendar.ts';
import { type DateOrder, datesInNumbers } from './identity-date.ts';

/**
 * Whether the day or the month comes first in the dates of a document, all of which it writes alike: as a day above
 * twelve shows, or as a date of the zone that is one of them, or as two of them lie whole years apart, to the day or
 * to the day before. Undefined where nothing shows it, or two of the same kind differ.
 *
 * @param texts lines of the document
 * @param known days that are on it for sure
 */
export function orderOfDates(texts: readonly string[], known: readonly IsoDate[]): DateOrder | undefined {
  const dates = texts.flatMap(datesInNumbers);
  const shown = dates.flatMap(({ first, second }): DateOrder[] => {
    if (first > 12 && second <= 12) return ['day'];
    return second > 12 && first <= 12 ? ['month'] : [];
  });
  if (shown.length > 0) return onlyOne(shown);
  const unclear = dates.filter(({ first, second }) => first !== second && first <= 12 && second <= 12);
  const byKnown = unclear.flatMap((date) =>
    ORDERS.filter((order) => known.some((day) => day.endsWith(dayOf(date, order)))),
  );
  return byKnown.length > 0 ? onlyOne(byKnown) : orderByValidity(unclear);
}

type DateInNumbers = ReturnType<typeof datesInNumbers>[number];
const ORDERS = ['day', 'month'] as const;

function onlyOne(orders: readonly DateOrder[]): DateOrder | undefined {
  return new Set(orders).size === 1 ? orders[0] : undefined;
}

/** With as many digits of the year as are printed. */
function dayOf({ year, first, second }: DateInNumbers, order: DateOrder): string {
  const [month, day] = order === 'day' ? [second, first] : [first, second];
  return [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Papers end on the anniversary of their issue or the day before: in the other order the two would be months apart. */
function orderByValidity(dates: readonly DateInNumbers[]): DateOrder | undefined {
  const fitting = ORDERS.filter((order) => {
    const days = dates.filter(({ year }) => year.length === 4).map((date) => dayOf(date, order));
    return days.some((issued) => days.some((expires) => isValidFor(issued, expires)));
  });
  return onlyOne(fitting);
}

function isValidFor(issued: IsoDate, expires: IsoDate): boolean {
  if (expires.slice(0, 4) <= issued.slice(0, 4)) return false;
  const [month, day] = expires.slice(5).split('-').map(Number);
  return issued.slice(5) === expires.slice(5) || issued.slice(5) === monthAndDayAfter(month ?? 0, day ?? 0);
}

function monthAndDayAfter(month: number, day: number): string {
  return new Date(Date.UTC(2001, month - 1, day + 1)).toISOString().slice(5, 10);
}
