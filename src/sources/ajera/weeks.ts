import { SmacError } from "../../errors.ts";
import { formatDay, weekdayOf } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Content } from "./answer.ts";
import { isObject } from "./answer.ts";
import { weekdayName, weekdayNamed } from "./dates.ts";
import type { AjeraReader } from "./reader.ts";

/** How the firm's weeks run, and which of their days a timesheet's date is. */
export interface Weeks {
  /** The first day of a week, 0 is Monday. */
  readonly first: number;
  /** The first day of the week of a timesheet with this date. */
  readonly firstDayOf: (date: Day) => Day;
}

/**
 * The weeks of the firm, by the settings and by what signing in told.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER` from `firstDayOf` when it cannot be told which day of the week a timesheet's date is.
 */
export function weeksOf(reader: AjeraReader, firm: Content): Weeks {
  const { settings, name, note } = reader;
  const told = isObject(firm["Timesheets"]) ? firm["Timesheets"]["TimeStartOfWeek"] : null;
  const first = weekdayNamed(settings.week_start ?? told ?? null);
  if (first === null) {
    note(
      `${name}: Ajera does not say with which day a week begins; weeks are taken to begin on Monday: set “week_start” otherwise`,
    );
    return { first: 0, firstDayOf: (date) => (settings.timesheet_date === "end" ? date - 6 : date) };
  }
  const last = (first + 6) % 7;
  const firstDayOf = (date: Day): Day => {
    const weekday = weekdayOf(date);
    const isStart = weekday === first;
    const isEnd = weekday === last;
    if (settings.timesheet_date === "auto") {
      if (isStart || isEnd) return isStart ? date : date - 6;
      throw undecided(name, { date, first });
    }
    if (settings.timesheet_date === "start" ? !isStart : !isEnd)
      note(mismatch(name, { date, first, set: settings.timesheet_date }));
    return settings.timesheet_date === "start" ? date : date - 6;
  };
  return { first, firstDayOf };
}

function undecided(name: string, { date, first }: { readonly date: Day; readonly first: number }): SmacError {
  const message = `${name}: a timesheet is dated ${formatDay(date)}, a ${weekdayName(weekdayOf(date))}, but weeks begin on ${weekdayName(first)}: it is neither the first nor the last day of a week`;
  return new SmacError("SOURCE_BAD_ANSWER", message, {
    hint: "look at that timesheet in Ajera, and set “timesheet_date: start” or “timesheet_date: end” for this source in smac.yml, or “week_start”",
  });
}

function mismatch(name: string, about: { readonly date: Day; readonly first: number; readonly set: string }): string {
  const { date, first, set } = about;
  return `${name}: timesheets are dated by a ${weekdayName(weekdayOf(date))}, but weeks begin on ${weekdayName(first)}: is “timesheet_date: ${set}” right?`;
}
