import type { Day } from "./day.ts";
import { civilOf, dayOf, formatDay, formatYear } from "./day.ts";
import type { FiscalMonth } from "./week-months.ts";
import { weekMonthOf, weekMonthStart } from "./week-months.ts";
import { weekName, weekStartOn } from "./week.ts";

/** How the calendar is cut into periods (spec section 3). Days are whole days since 1970-01-01. */
export type PeriodRule =
  | {
      readonly kind: "day" | "week" | "month" | "quarter" | "year";
      readonly weekStart: "monday" | "sunday";
      /** 1 to 12: the month a fiscal year begins with; moves quarters and years only (and 4-4-5 months). */
      readonly fiscalStart: number;
      readonly calendar: "gregorian" | "4-4-5";
    }
  | { readonly kind: "trailing"; readonly days: number };

/** Whole local days from `start` (inclusive) to `end` (exclusive). */
export interface Period {
  readonly start: Day;
  readonly end: Day;
}

/** A rule that cuts the calendar without overlap, unlike a trailing one. */
export type CalendarRule = Exclude<PeriodRule, { readonly kind: "trailing" }>;

/**
 * The period of the rule that contains a day; for a trailing rule of N days
 * the window of N days that ends with that day.
 *
 * @example
 * ```ts
 * const rule = parsePeriodRule("month", { weekStart: "monday", fiscalStart: 1, calendar: "gregorian" });
 * periodContaining(rule, dayOf(2026, 2, 14)); // February 2026
 * ```
 */
export function periodContaining(rule: PeriodRule, day: Day): Period {
  switch (rule.kind) {
    case "trailing":
      return { start: day - rule.days + 1, end: day + 1 };
    case "day":
      return { start: day, end: day + 1 };
    case "week": {
      const start = weekStartOn(day, rule.weekStart);
      return { start, end: start + 7 };
    }
    default:
      return rule.calendar === "4-4-5" ? weekMonthsContaining(rule, day) : monthsContaining(rule, day);
  }
}

/** The period after one: the next calendar period, or the trailing window one day later. */
export function nextPeriod(rule: PeriodRule, period: Period): Period {
  return periodContaining(rule, period.end);
}

/** The period before one: the previous calendar period, or the trailing window one day earlier. */
export function previousPeriod(rule: PeriodRule, period: Period): Period {
  return periodContaining(rule, rule.kind === "trailing" ? period.end - 2 : period.start - 1);
}

/**
 * Every period that holds a day of the range, in order; both ends of the
 * range are included. For a trailing rule: one window for each day, ending with
 * it. Empty when `from` is after `to`.
 */
export function periodsTouching(rule: PeriodRule, from: Day, to: Day): Period[] {
  const periods: Period[] = [];
  if (from > to) return periods;
  const last = periodContaining(rule, to);
  let period = periodContaining(rule, from);
  while (period.end < last.end) {
    periods.push(period);
    period = nextPeriod(rule, period);
  }
  periods.push(last);
  return periods;
}

/** The kind of the rule's periods as it is printed: `month`, or `trailing:30d`. */
export function periodKind(rule: PeriodRule): string {
  return rule.kind === "trailing" ? `trailing:${rule.days}d` : rule.kind;
}

/**
 * The name of a period of the rule: `2026-01-31`, `2026-W05`, `2026-01`,
 * `2026-Q1` or `2026`. Weeks are named by ISO, Sunday weeks by the week that
 * holds the ISO Thursday; a fiscal year is named by its last day; a 4-4-5 month
 * by the calendar month it stands for; a trailing window by its last day.
 */
export function periodName(rule: PeriodRule, period: Period): string {
  switch (rule.kind) {
    case "trailing":
      return formatDay(period.end - 1);
    case "day":
      return formatDay(period.start);
    case "week":
      return weekName(period.start, rule.weekStart);
    case "month":
      return monthName(rule, period);
    default: {
      const { year, month } = fiscalMonthOf(rule, period.start);
      const name = formatYear(rule.fiscalStart === 1 ? year : year + 1);
      return rule.kind === "year" ? name : `${name}-Q${Math.floor(month / 3) + 1}`;
    }
  }
}

/** The quarter (1 to 4) of a fiscal year by its name, or the whole year when the quarter is left out. */
export function fiscalPeriod(rule: CalendarRule, year: number, quarter?: number): Period {
  const startYear = rule.fiscalStart === 1 ? year : year - 1;
  const first = quarter === undefined ? 0 : (quarter - 1) * 3;
  const months = quarter === undefined ? 12 : 3;
  return {
    start: fiscalMonthStart(rule, startYear, first),
    end: fiscalMonthStart(rule, startYear, first + months),
  };
}

function monthsContaining(rule: CalendarRule, day: Day): Period {
  const { year, month } = civilOf(day);
  if (rule.kind === "month") return { start: dayOf(year, month, 1), end: dayOf(year, month + 1, 1) };
  const length = rule.kind === "quarter" ? 3 : 12;
  const intoPeriod = (month - rule.fiscalStart + 12) % length;
  const first = month - intoPeriod;
  return { start: dayOf(year, first, 1), end: dayOf(year, first + length, 1) };
}

function weekMonthsContaining(rule: CalendarRule, day: Day): Period {
  const { year, month } = fiscalMonthOf(rule, day);
  const length = rule.kind === "month" ? 1 : rule.kind === "quarter" ? 3 : 12;
  const first = month - (month % length);
  return { start: fiscalMonthStart(rule, year, first), end: fiscalMonthStart(rule, year, first + length) };
}

function monthName(rule: CalendarRule, period: Period): string {
  if (rule.calendar === "gregorian") return formatDay(period.start).slice(0, -3);
  const { year, month } = fiscalMonthOf(rule, period.start);
  return formatDay(dayOf(year, rule.fiscalStart + month, 1)).slice(0, -3);
}

/** The first day of a fiscal month, counted from 0 in the fiscal year that begins in `year`; 12 is the next year's. */
function fiscalMonthStart(rule: CalendarRule, year: number, month: number): Day {
  return rule.calendar === "4-4-5" ? weekMonthStart(rule, year, month) : dayOf(year, rule.fiscalStart + month, 1);
}

function fiscalMonthOf(rule: CalendarRule, day: Day): FiscalMonth {
  if (rule.calendar === "4-4-5") return weekMonthOf(rule, day);
  const { year, month } = civilOf(day);
  const intoYear = (month - rule.fiscalStart + 12) % 12;
  return { year: month < rule.fiscalStart ? year - 1 : year, month: intoYear };
}
