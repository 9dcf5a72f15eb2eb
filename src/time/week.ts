import type { Day } from "./day.ts";
import { civilOf, dayOf, formatYear, twoDigits, weekdayOf } from "./day.ts";

/** The day that begins a week. */
export type WeekStart = "monday" | "sunday";

/** The first day of the week that a day is in. */
export function weekStartOn(day: Day, weekStart: WeekStart): Day {
  const weekday = weekdayOf(day);
  return day - (weekStart === "monday" ? weekday : (weekday + 1) % 7);
}

/** The first day of the week that begins nearest to a day: at most three days away. */
export function nearestWeekStart(day: Day, weekStart: WeekStart): Day {
  return weekStartOn(day + 3, weekStart);
}

/** The name of the week that begins on a day, such as `2026-W05`: the ISO week of the Thursday in it. */
export function weekName(start: Day, weekStart: WeekStart): string {
  const thursday = start + daysToThursday(weekStart);
  const { year } = civilOf(thursday);
  const week = Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1;
  return `${formatYear(year)}-W${twoDigits(week)}`;
}

/** The first day of a named week; null when the year has no such week. */
export function weekNamed(year: number, week: number, weekStart: WeekStart): Day | null {
  // 4 January is always in week 1.
  const thursday = weekStartOn(dayOf(year, 1, 4), "monday") + 3 + 7 * (week - 1);
  if (week < 1 || civilOf(thursday).year !== year) return null;
  return thursday - daysToThursday(weekStart);
}

function daysToThursday(weekStart: WeekStart): number {
  return weekStart === "monday" ? 3 : 4;
}
