import type { PeriodRule } from "../../src/time/calendar.ts";
import type { OracleQuestion } from "./history.ts";
import {
  type DaySpan,
  periodAfter,
  periodBefore,
  periodOfDay,
  quartersOfYear,
  weekStart,
  yearNamed,
} from "./oracle-calendar.ts";
import { dayNumber, printDay, startOfDay } from "./oracle-time.ts";

/** A period with its instants in the reporting zone; `end` is exclusive. */
export interface Period extends DaySpan {
  readonly start: number;
  /** The first instant after it: of the following day, or after a cut. */
  readonly stop: number;
  /** The period of the calendar that it is, or was cut from. */
  readonly whole: DaySpan;
  readonly clipped: boolean;
}

/** The period with its instants. */
export function period(span: DaySpan, whole: DaySpan, zone: string): Period {
  return {
    first: span.first,
    end: span.end,
    start: startOfDay(zone, span.first),
    stop: startOfDay(zone, span.end),
    whole,
    clipped: span.first !== whole.first || span.end !== whole.end,
  };
}

/** The whole period before. */
export function previousPeriod(p: Period, question: OracleQuestion): Period {
  const before = periodBefore(p.whole, question.period);
  return period(before, before, question.timezone);
}

/** Whether everything about the period is in: it is over, and read through. */
export function isComplete(p: Period, question: OracleQuestion): boolean {
  const { now, asOf, through } = question;
  return p.stop <= now && p.stop <= asOf && (through === null || p.stop <= through);
}

function weekNamed(year: number, week: number, rule: PeriodRule): DaySpan {
  const monday = weekStart(dayNumber(year, 1, 4), "monday") + 7 * (week - 1);
  const first = weekStart(monday + 3, rule.kind === "trailing" ? "monday" : rule.weekStart);
  return { first, end: first + 7 };
}

/** The days a written period or day means: `2026`, `2026-Q1`, `2026-01`, `2026-W05`, `2026-01-31`. */
export function daysNamed(text: string, rule: PeriodRule): DaySpan {
  const calendar =
    rule.kind === "trailing"
      ? ({ kind: "day", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" } as const)
      : rule;
  const week = /^(\d{4})-W(\d\d)$/.exec(text);
  if (week !== null) return weekNamed(Number(week[1]), Number(week[2]), rule);
  const quarter = /^(\d{4})-Q([1-4])$/.exec(text);
  if (quarter !== null)
    return quartersOfYear(yearNamed(Number(quarter[1]), calendar), calendar)[Number(quarter[2]) - 1]!;
  const date = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
  if (date === null) throw new Error(`not a period: ${text}`);
  const [year, month, dayOfMonth] = [Number(date[1]), date[2], date[3]];
  if (month === undefined) return yearNamed(year, calendar);
  if (dayOfMonth === undefined)
    return { first: dayNumber(year, Number(month), 1), end: dayNumber(year, Number(month) + 1, 1) };
  const day = dayNumber(year, Number(month), Number(dayOfMonth));
  return { first: day, end: day + 1 };
}

/**
 * The days that are asked for. Without a bound, that of the first or last
 * qualifying activity; null when there is neither.
 */
function askedDays(question: OracleQuestion, seen: DaySpan | null): DaySpan | null {
  const from = question.from === null ? null : daysNamed(question.from, question.period);
  const to = question.to === null ? null : daysNamed(question.to, question.period);
  const first = from?.first ?? seen?.first;
  const end = to?.end ?? seen?.end;
  if (first === undefined && end === undefined) return null;
  if (from !== null && to === null) return { first: from.first, end: Math.max(from.end, seen?.end ?? from.end) };
  if (to !== null && from === null) return { first: Math.min(to.first, seen?.first ?? to.first), end: to.end };
  return { first: first!, end: end! };
}

/** The periods that are reported, in order. `seen`: the days of the first to the last qualifying activity. */
export function reportedPeriods(question: OracleQuestion, seen: DaySpan | null): Period[] {
  const asked = askedDays(question, seen);
  if (asked === null) return [];
  const rule = question.period;
  const periods: Period[] = [];
  let whole = periodOfDay(asked.first, rule);
  for (
    ;
    rule.kind === "trailing" ? whole.end <= asked.end : whole.first < asked.end;
    whole = periodAfter(whole, rule)
  ) {
    const cut =
      question.range === "clip" && rule.kind !== "trailing" && (question.from !== null || question.to !== null);
    const first = cut && question.from !== null ? Math.max(whole.first, asked.first) : whole.first;
    const end = cut && question.to !== null ? Math.min(whole.end, asked.end) : whole.end;
    periods.push(period({ first, end }, whole, question.timezone));
  }
  return periods;
}

/** The name of the period kind, as printed. */
export function kindOf(rule: PeriodRule): string {
  return rule.kind === "trailing" ? `trailing:${rule.days}d` : rule.kind;
}

/** Start and end as printed. */
export function printSpan(span: DaySpan): { readonly start: string; readonly end: string } {
  return { start: printDay(span.first), end: printDay(span.end) };
}
