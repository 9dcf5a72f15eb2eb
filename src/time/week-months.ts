import type { Day } from "./day.ts";
import { civilOf, dayOf } from "./day.ts";
import type { WeekStart } from "./week.ts";
import { nearestWeekStart } from "./week.ts";

/** A month by its place in the fiscal year: `year` is the one the fiscal year begins in, `month` counts from 0. */
export interface FiscalMonth {
  readonly year: number;
  readonly month: number;
}

/** What a 4-4-5 calendar depends on. */
interface WeekMonthRule {
  readonly weekStart: WeekStart;
  readonly fiscalStart: number;
}

/** The weeks before each month of a 4-4-5 year; a 53rd week belongs to the last month. */
const WEEKS_BEFORE = [0, 4, 8, 13, 17, 21, 26, 30, 34, 39, 43, 47];

/**
 * The first day of a month of the 4-4-5 year that begins near day 1 of the
 * fiscal start month of `year`; month 12 is the first of the next year.
 */
export function weekMonthStart(rule: WeekMonthRule, year: number, month: number): Day {
  const weeks = WEEKS_BEFORE[month];
  if (weeks === undefined) return yearStart(rule, year + 1);
  return yearStart(rule, year) + 7 * weeks;
}

/** The 4-4-5 month that a day is in. */
export function weekMonthOf(rule: WeekMonthRule, day: Day): FiscalMonth {
  // A year begins at most three days before or after day 1 of its start month.
  let year = civilOf(day).year + 1;
  while (yearStart(rule, year) > day) year -= 1;
  const week = Math.floor((day - yearStart(rule, year)) / 7);
  return { year, month: WEEKS_BEFORE.findLastIndex((before) => before <= week) };
}

function yearStart(rule: WeekMonthRule, year: number): Day {
  return nearestWeekStart(dayOf(year, rule.fiscalStart, 1), rule.weekStart);
}
