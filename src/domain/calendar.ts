/** A day of the Gregorian calendar as `YYYY-MM-DD`; such strings sort and compare by time. */
export type IsoDate = string;

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether the text is a day that exists (no 31 June). */
export function isIsoDate(text: string): boolean {
  const parts = PATTERN.exec(text);
  if (!parts) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day in UTC of a point in time. */
export function dayOf(time: Date): IsoDate {
  return time.toISOString().slice(0, 10);
}

/** Whole years between a birth date and a day. A birthday on 29 February is reached on 1 March of other years. */
export function ageOn(birthDate: IsoDate, day: IsoDate): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Days from one day to another; negative where `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
