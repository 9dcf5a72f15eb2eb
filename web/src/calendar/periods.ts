import { type Day, dayOf, firstOfMonth, isoDay, partsOf, weekdayOf } from "./days.ts";

/** A stretch of days with the name of its kind, as the API sends it: the end is not in it. */
export interface Span {
  readonly kind: string;
  readonly start: string;
  readonly end: string;
}

/** How many days a trailing kind looks back; null for calendar kinds. */
export function trailingDays(kind: string): number | null {
  const match = /^trailing:(\d+)d$/.exec(kind);
  return match === null ? null : Number(match[1]);
}

/** Whether a text names a kind of period. */
export function isKind(text: string): boolean {
  const days = trailingDays(text);
  return ["day", "week", "month", "quarter", "year"].includes(text) || (days !== null && days >= 1 && days <= 400);
}

/** The name of a period as the command line takes it: 2026-11, 2026-W47, 2026-Q4, 2026, a day for the others. */
export function keyOf(span: Span): string {
  const start = dayOf(span.start) ?? 0;
  const { year, month, date } = partsOf(start);
  const trailing = trailingDays(span.kind);
  if (trailing !== null) return isoDay((dayOf(span.end) ?? start + trailing) - 1);
  if (span.kind === "week" && weekdayOf(start) === 1) return weekKey(start);
  if (date !== 1) return span.start;
  if (span.kind === "month") return `${year}-${two(month)}`;
  if (span.kind === "quarter" && month % 3 === 1) return `${year}-Q${(month + 2) / 3}`;
  if (span.kind === "year" && month === 1) return String(year);
  return span.start;
}

/** The first day of the calendar period that a day is in. */
export function startOf(kind: string, day: Day): Day {
  const { year, month } = partsOf(day);
  if (kind === "month") return firstOfMonth(year, month);
  if (kind === "quarter") return firstOfMonth(year, month - ((month - 1) % 3));
  if (kind === "year") return firstOfMonth(year, 1);
  if (kind === "week") return day - weekdayOf(day) + 1;
  return day;
}

/** The first day of the period so many after (or, below zero, before) the one that a day is in. */
export function shifted(kind: string, day: Day, by: number): Day {
  const start = startOf(kind, day);
  const { year, month } = partsOf(start);
  const months = { month: 1, quarter: 3, year: 12 }[kind];
  if (months !== undefined) return firstOfMonth(year, month + months * by);
  return start + (kind === "week" ? 7 : 1) * by;
}

/** The first day that a period's name means; null where it names none. */
export function dayOfKey(key: string): Day | null {
  const week = /^(\d{4})-W(\d{2})$/.exec(key);
  if (week !== null) return startOf("week", firstOfMonth(Number(week[1]), 1) + 3) + (Number(week[2]) - 1) * 7;
  const quarter = /^(\d{4})-Q([1-4])$/.exec(key);
  if (quarter !== null) return firstOfMonth(Number(quarter[1]), Number(quarter[2]) * 3 - 2);
  const month = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(key);
  if (month !== null) return firstOfMonth(Number(month[1]), Number(month[2]));
  if (/^\d{4}$/.test(key)) return firstOfMonth(Number(key), 1);
  return /^\d{4}-\d{2}-\d{2}$/.test(key) ? dayOf(key) : null;
}

/** The name of the period of a kind that a day is in. */
export function keyAt(kind: string, day: Day): string {
  if (trailingDays(kind) !== null) return isoDay(day);
  return keyOf({ kind, start: isoDay(startOf(kind, day)), end: isoDay(shifted(kind, day, 1)) });
}

function weekKey(monday: Day): string {
  const { year } = partsOf(monday + 3);
  const first = startOf("week", firstOfMonth(year, 1) + 3);
  return `${year}-W${two((monday - first) / 7 + 1)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
