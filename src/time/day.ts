/** A local calendar date as whole days since 1970-01-01 (proleptic Gregorian calendar; negative before). */
export type Day = number;

/** A date taken apart: the month counts from 1, the day of the month from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAY_MILLIS = 86_400_000;
const DAY_FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * The day of a year, month (1 to 12) and day of the month. Months and days
 * beyond their ends carry over: month 13 is January of the next year.
 *
 * @example
 * ```ts
 * dayOf(1970, 1, 2); // 1
 * ```
 */
export function dayOf(year: number, month: number, day: number): Day {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY_MILLIS;
}

/** The year, month and day of the month of a day. */
export function civilOf(day: Day): CivilDate {
  const date = new Date(day * DAY_MILLIS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/**
 * The day that a `YYYY-MM-DD` text names; null when the text has another form
 * or names a date that does not exist, such as 2026-02-31 or any of year 0.
 *
 * @example
 * ```ts
 * parseDay("2026-01-31"); // 20484
 * parseDay("2026-02-31"); // null
 * ```
 */
export function parseDay(text: string): Day | null {
  const parts = DAY_FORM.exec(text);
  if (parts === null) return null;
  return existingDay({ year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) });
}

/** The day of a date, or null when the calendar has no such date (years 1 to 9999). */
export function existingDay(date: CivilDate): Day | null {
  if (date.year < 1 || date.year > 9999) return null;
  const day = dayOf(date.year, date.month, date.day);
  const civil = civilOf(day);
  return civil.month === date.month && civil.day === date.day ? day : null;
}

/** The day as `YYYY-MM-DD`; years outside 0 to 9999 carry a sign and six digits, as in ISO 8601. */
export function formatDay(day: Day): string {
  const { year, month, day: dayOfMonth } = civilOf(day);
  return `${formatYear(year)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** The year in four digits; outside 0 to 9999 with a sign and six digits. */
export function formatYear(year: number): string {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
}

/** A number from 0 to 99 in two digits. */
export function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** The day of the week: 0 is Monday, 6 is Sunday. */
export function weekdayOf(day: Day): 0 | 1 | 2 | 3 | 4 | 5 | 6 {
  const sinceMonday = (((day + 3) % 7) + 7) % 7;
  return sinceMonday as 0 | 1 | 2 | 3 | 4 | 5 | 6;
}
