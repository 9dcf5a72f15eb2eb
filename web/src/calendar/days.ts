/** A day: how many since 1 January 1970. */
export type Day = number;

const dayMillis = 86_400_000;

/** The day of “2026-11-21”; null where it is none. */
export function dayOf(text: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text);
  if (match === null) return null;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(time).toISOString().slice(0, 10) === match[0] ? time / dayMillis : null;
}

/** “2026-11-21”. */
export function isoDay(day: Day): string {
  return new Date(day * dayMillis).toISOString().slice(0, 10);
}

/** Year, month from 1 and day of the month. */
export function partsOf(day: Day): { readonly year: number; readonly month: number; readonly date: number } {
  const date = new Date(day * dayMillis);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Making one takes longer than using it a hundred times.
function formatIn(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(zone, format);
  }
  return format;
}

/** The day that an instant falls on in a zone. */
export function localDay(instant: number, zone: string): Day {
  const parts = formatIn(zone).format(new Date(instant));
  return dayOf(parts) ?? Math.floor(instant / dayMillis);
}

/** The day on which a year and month begin. */
export function firstOfMonth(year: number, month: number): Day {
  return Date.UTC(year, month - 1, 1) / dayMillis;
}

/** 1 (Monday) to 7. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
