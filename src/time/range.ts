import { SmacError } from "../errors.ts";
import type { Period, PeriodRule } from "./calendar.ts";
import { nextPeriod, periodContaining } from "./calendar.ts";
import type { Day } from "./day.ts";
import { formatDay } from "./day.ts";

/** What decides which periods a report has. */
export interface RangeRequest {
  /** The first and last that were asked for; both are included whole. */
  readonly from?: Period;
  readonly to?: Period;
  /** The days of the first and last qualifying activity, where they are known: they stand in for what was not asked. */
  readonly first?: Day;
  readonly last?: Day;
  /** Whether a period that sticks out of what was asked for is taken whole or cut. */
  readonly mode: "expand" | "clip";
}

/** A period of a report; `clipped` when the range cut something off it. */
export interface RangePeriod extends Period {
  readonly clipped: boolean;
}

const MOST_PERIODS = 20_000;

/**
 * The periods of a report, in order, empty ones between included. What was not
 * asked for runs from, or to, the whole period of the first or last qualifying
 * activity, or no further than the asked-for period when there is none beyond
 * it. Empty when nothing was asked and nothing happened.
 *
 * @throws SmacError `QUERY_RANGE_BACKWARDS` when the range ends before it begins.
 * @throws SmacError `QUERY_RANGE_TOO_LONG` above 20,000 periods.
 */
export function resolveRange(rule: PeriodRule, request: RangeRequest): { periods: RangePeriod[] } {
  const range = rangeOfDays(request);
  if (range === null) return { periods: [] };
  const cutsFrom = request.mode === "clip" && request.from !== undefined && rule.kind !== "trailing";
  const cutsTo = request.mode === "clip" && request.to !== undefined && rule.kind !== "trailing";
  const periods = touching(rule, range).map((period) => {
    const start = cutsFrom ? Math.max(period.start, range.start) : period.start;
    const end = cutsTo ? Math.min(period.end, range.end) : period.end;
    return { start, end, clipped: start !== period.start || end !== period.end };
  });
  return { periods };
}

function rangeOfDays(request: RangeRequest): Period | null {
  const { from, to, first, last } = request;
  if (from !== undefined && to !== undefined) {
    if (from.start >= to.end) throw backwards(from, to);
    return { start: from.start, end: to.end };
  }
  if (from !== undefined)
    return { start: from.start, end: last !== undefined && last >= from.start ? last + 1 : from.end };
  if (to !== undefined) return { start: first !== undefined && first < to.end ? first : to.start, end: to.end };
  if (first === undefined || last === undefined || first > last) return null;
  return { start: first, end: last + 1 };
}

function touching(rule: PeriodRule, range: Period): Period[] {
  const last = periodContaining(rule, range.end - 1);
  const periods: Period[] = [];
  let period = periodContaining(rule, range.start);
  while (period.end <= last.end) {
    if (periods.length === MOST_PERIODS) throw tooLong(range);
    periods.push(period);
    period = nextPeriod(rule, period);
  }
  return periods;
}

function backwards(from: Period, to: Period): SmacError {
  const message = `the range begins on ${formatDay(from.start)} and ends before it, on ${formatDay(to.end - 1)}`;
  return new SmacError("QUERY_RANGE_BACKWARDS", message, { hint: "swap --from and --to" });
}

function tooLong(range: Period): SmacError {
  const message = `${formatDay(range.start)} to ${formatDay(range.end - 1)} is more than 20,000 periods`;
  return new SmacError("QUERY_RANGE_TOO_LONG", message, {
    hint: "give a shorter range with --from and --to, or a longer --period",
  });
}
