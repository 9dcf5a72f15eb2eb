import { SmacError } from "../errors.ts";
import type { CalendarRule, Period, PeriodRule } from "./calendar.ts";
import { fiscalPeriod } from "./calendar.ts";
import { dayOf, parseDay } from "./day.ts";
import { weekNamed } from "./week.ts";

const FORMS = "write a year 2026, a quarter 2026-Q1, a month 2026-01, a week 2026-W05 or a day 2026-01-31";

/** What names mean under a trailing rule, which says nothing about weeks and fiscal years. */
const PLAIN: CalendarRule = { kind: "day", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" };

/**
 * The days that a `--from` or `--to` text names, whatever the rule's own kind:
 * `2026`, `2026-Q1`, `2026-01`, `2026-W05` or `2026-01-31`. Years and quarters
 * are fiscal ones under the rule (4-4-5 ones under 4-4-5), weeks begin where
 * its weeks begin; a month is always the plain calendar month.
 *
 * @throws SmacError `QUERY_BAD_PERIOD_NAME` when the text names no period.
 */
export function parsePeriodName(text: string, rule: PeriodRule): Period {
  const period = periodNamed(text.trim(), rule.kind === "trailing" ? PLAIN : rule);
  if (period === null) {
    throw new SmacError("QUERY_BAD_PERIOD_NAME", `“${text}” names no period: ${reasonFor(text.trim())}`, {
      hint: FORMS,
    });
  }
  return period;
}

function periodNamed(name: string, rule: CalendarRule): Period | null {
  const day = parseDay(name);
  if (day !== null) return { start: day, end: day + 1 };
  const parts = /^(?!0000)(\d{4})(?:-([QW]?)(\d{1,2}))?$/i.exec(name);
  if (parts === null) return null;
  const year = Number(parts[1]);
  const digits = parts[3];
  if (digits === undefined) return fiscalPeriod(rule, year);
  const count = Number(digits);
  const letter = parts[2]?.toUpperCase();
  if (letter === "Q") return /^[1-4]$/.test(digits) ? fiscalPeriod(rule, year, count) : null;
  if (digits.length !== 2) return null;
  if (letter !== "W")
    return count >= 1 && count <= 12 ? { start: dayOf(year, count, 1), end: dayOf(year, count + 1, 1) } : null;
  const start = weekNamed(year, count, rule.weekStart);
  return start === null ? null : { start, end: start + 7 };
}

function reasonFor(name: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(name)) return "there is no such date";
  if (/^\d{4}-W\d{2}$/i.test(name)) return "the year has no such week";
  if (/^\d{4}-Q\d+$/i.test(name)) return "a year has quarters Q1 to Q4";
  if (/^\d{4}-\d{2}$/.test(name)) return "months go from 01 to 12";
  return "the form is not known";
}
