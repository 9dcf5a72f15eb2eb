import type { PrintedPeriod } from "../query/report.ts";

const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const dayMilliseconds = 86_400_000;

/**
 * A period as people say it: `Oct 2026`, `2026-W43`, `Jul–Sep 2026`, `2026`,
 * `2026-10-31`; one that does not begin with its month by its first day, a
 * trailing one by its last; several in one, or one that was cut, by the first
 * and the last day where months do not say it.
 */
export function periodLabel(period: PrintedPeriod): string {
  const { kind, start, end } = period;
  const last = dayBefore(end);
  const wholeMonths = start.endsWith("-01") && end.endsWith("-01");
  if (kind.startsWith("range:") || period.clipped === true) {
    return /month|quarter|year/.test(kind) && wholeMonths ? monthSpan(start, last, kind) : spanOf(start, last);
  }
  if (kind.startsWith("trailing:")) return last;
  if (kind === "week") return isoWeek(start);
  if (kind === "day") return start;
  return wholeMonths ? monthSpan(start, last, kind) : `${start} on`;
}

/** What the column of the labels is called: `month`, or `30 days to`; `period` for several in one. */
export function periodHeading({ kind }: PrintedPeriod): string {
  const days = /^trailing:(\d+)d$/.exec(kind)?.[1];
  if (days !== undefined) return `${days} days to`;
  return kind.startsWith("range:") ? "period" : kind;
}

function spanOf(start: string, last: string): string {
  return start === last ? start : `${start} to ${last}`;
}

function monthSpan(start: string, last: string, kind: string): string {
  if (kind === "year" && start.endsWith("-01-01") && last === `${start.slice(0, 4)}-12-31`) return start.slice(0, 4);
  const [from, to] = [monthName(start), monthName(last)];
  const [fromYear, toYear] = [start.slice(0, 4), last.slice(0, 4)];
  if (fromYear !== toYear) return `${from} ${fromYear}–${to} ${toYear}`;
  return from === to ? `${from} ${toYear}` : `${from}–${to} ${toYear}`;
}

function monthName(date: string): string {
  return monthNames[Number(date.slice(5, 7)) - 1] ?? date;
}

/** The ISO week that holds the Thursday of the week beginning here; day 0 was a Thursday. */
function isoWeek(start: string): string {
  const first = Date.parse(`${start}T00:00:00Z`) / dayMilliseconds;
  const thursday = Math.ceil(first / 7) * 7;
  const year = dateOf(thursday).slice(0, 4);
  const newYear = Date.parse(`${year}-01-01T00:00:00Z`) / dayMilliseconds;
  return `${year}-W${String(Math.floor((thursday - newYear) / 7) + 1).padStart(2, "0")}`;
}

function dayBefore(date: string): string {
  return dateOf(Date.parse(`${date}T00:00:00Z`) / dayMilliseconds - 1);
}

function dateOf(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}
