import type { PeriodRule } from "../../src/time/calendar.ts";
import { dateOf, dayNumber } from "./oracle-time.ts";

/** Days from `first` until before `end`. */
export interface DaySpan {
  readonly first: number;
  readonly end: number;
}

type CalendarRule = Exclude<PeriodRule, { kind: "trailing" }>;

/** The first day of the week that holds the day. */
export function weekStart(day: number, weekday: "monday" | "sunday"): number {
  const sinceMonday = (((day + 3) % 7) + 7) % 7;
  return day - (weekday === "monday" ? sinceMonday : (sinceMonday + 1) % 7);
}

/** The week start nearest to day 1 of the fiscal start month of that calendar year. */
function nearestWeekStart(year: number, rule: CalendarRule): number {
  const first = dayNumber(year, rule.fiscalStart, 1);
  const before = weekStart(first, rule.weekStart);
  return first - before <= 3 ? before : before + 7;
}

/** The year that begins in (or, for 4-4-5, next to) the fiscal start month of that calendar year. */
function yearThatBegins(year: number, rule: CalendarRule): DaySpan {
  if (rule.calendar === "4-4-5") return { first: nearestWeekStart(year, rule), end: nearestWeekStart(year + 1, rule) };
  return { first: dayNumber(year, rule.fiscalStart, 1), end: dayNumber(year + 1, rule.fiscalStart, 1) };
}

/** The year of that name: a fiscal year is named by its last day, which for 4-4-5 is that of the months it stands for. */
export function yearNamed(name: number, rule: CalendarRule): DaySpan {
  return yearThatBegins(rule.fiscalStart === 1 ? name : name - 1, rule);
}

/** The twelve months of a year that `yearNamed` gave. */
function monthsOfYear(year: DaySpan, rule: CalendarRule): DaySpan[] {
  const months: DaySpan[] = [];
  let first = year.first;
  for (let m = 0; m < 12; m++) {
    const end = m === 11 ? year.end : rule.calendar === "4-4-5" ? first + 7 * (m % 3 === 2 ? 5 : 4) : monthAfter(first);
    months.push({ first, end });
    first = end;
  }
  return months;
}

function monthAfter(firstDay: number): number {
  const { year, month } = dateOf(firstDay);
  return dayNumber(year, month + 1, 1);
}

/** The four quarters of a year that `yearNamed` gave. */
export function quartersOfYear(year: DaySpan, rule: CalendarRule): DaySpan[] {
  const months = monthsOfYear(year, rule);
  return [0, 3, 6, 9].map((m) => ({ first: months[m]!.first, end: months[m + 2]!.end }));
}

function yearOfDay(day: number, rule: CalendarRule): DaySpan {
  const around = dateOf(day).year;
  for (const year of [around - 1, around, around + 1]) {
    const span = yearThatBegins(year, rule);
    if (span.first <= day && day < span.end) return span;
  }
  throw new Error(`no year holds day ${day}`);
}

/** The period that holds the day; for trailing, the window that ends with it. */
export function periodOfDay(day: number, rule: PeriodRule): DaySpan {
  if (rule.kind === "trailing") return { first: day - rule.days + 1, end: day + 1 };
  if (rule.kind === "day") return { first: day, end: day + 1 };
  if (rule.kind === "week") {
    const first = weekStart(day, rule.weekStart);
    return { first, end: first + 7 };
  }
  const year = yearOfDay(day, rule);
  if (rule.kind === "year") return year;
  const { year: y, month } = dateOf(day);
  if (rule.kind === "month" && rule.calendar === "gregorian")
    return { first: dayNumber(y, month, 1), end: dayNumber(y, month + 1, 1) };
  const parts = rule.kind === "month" ? monthsOfYear(year, rule) : quartersOfYear(year, rule);
  return parts.find((part) => part.first <= day && day < part.end)!;
}

/** The period before; for trailing, the window one day earlier. */
export function periodBefore(span: DaySpan, rule: PeriodRule): DaySpan {
  return rule.kind === "trailing" ? periodOfDay(span.end - 2, rule) : periodOfDay(span.first - 1, rule);
}

/** The period after; for trailing, the window one day later. */
export function periodAfter(span: DaySpan, rule: PeriodRule): DaySpan {
  return periodOfDay(span.end, rule);
}
