import { isIsoDate } from './calendar.ts';

/** `YYMMDD` of a birth to ISO: the latest such day that is not after `today`. Undefined where there is none. */
export function birthDateFromMrz(text: string, today: string): string | undefined {
  return datesOf(text, today)
    .filter((date) => date <= today)
    .at(-1);
}

const EXPIRY_WINDOW_YEARS = 25;

/**
 * `YYMMDD` of an expiry to ISO: the day within 25 years of `today`, before or after. Undefined outside of it:
 * such a date (`990101` on cards that never expire) is for a person to judge.
 */
export function expiryDateFromMrz(text: string, today: string): string | undefined {
  const year = Number(today.slice(0, 4));
  return datesOf(text, today).find(
    (date) => Math.abs(Number(date.slice(0, 4)) - year) <= EXPIRY_WINDOW_YEARS,
  );
}

/** The days that `YYMMDD` may mean in the centuries around today, oldest first. */
function datesOf(text: string, today: string): string[] {
  if (!/^\d{6}$/.test(text)) return [];
  const century = Number(today.slice(0, 2));
  return [century - 1, century, century + 1]
    .map((head) => `${head}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`)
    .filter(isIsoDate);
}
