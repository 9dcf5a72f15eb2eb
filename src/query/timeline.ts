import type { Instant } from "../time/instant.ts";
import type { Zone } from "../time/zone.ts";
import { type Period, type PeriodRule, nextPeriod, periodContaining, previousPeriod } from "../time/calendar.ts";
import type { Day } from "../time/day.ts";
import { resolveRange } from "../time/range.ts";
import type { Question } from "./question.ts";
import { leastCommonMultiple } from "./rational.ts";

/** A period with its place in the order and what is true of it. Days are local days of the reporting zone. */
export interface TimelinePeriod extends Period {
  /** Consecutive; for trailing windows the last day of the window. */
  readonly index: number;
  /** The whole period, when `start` and `end` were cut to the range. */
  readonly whole: Period;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly wholeStartAt: Instant;
  readonly wholeEndAt: Instant;
  readonly wholeDaysSoFar: number;
  readonly reported: boolean;
  readonly complete: boolean;
  readonly clipped: boolean;
  /** Days of the period that have begun by now. */
  readonly daysSoFar: number;
  /** Whether the period before begins before the first known activity, so that “new” is not known. */
  readonly historyCut: boolean;
}

/** What the facts say about time: the first and last day with qualifying activity, and the very first instant. */
export interface KnownSpan {
  readonly first: Day | null;
  readonly last: Day | null;
  readonly firstAt: Instant | null;
  /** From which day on periods before the range are looked at one by one; null: none is. */
  readonly history: Day | null;
}

/**
 * Every period that matters to a question, in order: those of the report, the
 * one before the first, and for a calendar all that hold earlier or later
 * activity in between.
 */
export function timeline(question: Question, zone: Zone, known: KnownSpan): readonly TimelinePeriod[] {
  const rule = question.definition.period;
  const { periods } = resolveRange(rule, {
    ...(question.from === null ? {} : { from: question.from }),
    ...(question.to === null ? {} : { to: question.to }),
    ...(known.first === null ? {} : { first: known.first }),
    ...(known.last === null ? {} : { last: known.last }),
    mode: question.range,
  });
  const first = periods[0];
  if (first === undefined) return [];
  const wholeFirst = rule.kind === "trailing" ? first : periodContaining(rule, first.start);
  const earlier = earlierPeriods(rule, wholeFirst, known.history);
  const all = [
    ...earlier.map((p) => ({ ...p, clipped: false, reported: false })),
    ...periods.map((p) => ({ ...p, reported: true })),
  ];
  const origin = rule.kind === "trailing" ? (all[0]?.end ?? 0) - 1 : 0;
  return all.map((period, position) => describe(period, origin + position, { question, zone, known }));
}

/** The calendar periods after those of a question, as far as there is activity. */
export function laterPeriods(
  question: Question,
  zone: Zone,
  { periods, known }: { readonly periods: readonly TimelinePeriod[]; readonly known: KnownSpan },
): readonly TimelinePeriod[] {
  const rule = question.definition.period;
  const last = periods.at(-1);
  if (last === undefined || known.last === null || rule.kind === "trailing") return [];
  const later: TimelinePeriod[] = [];
  for (let p = nextPeriod(rule, last.whole); p.start <= known.last; p = nextPeriod(rule, p))
    later.push(
      describe({ ...p, clipped: false, reported: false }, last.index + 1 + later.length, { question, zone, known }),
    );
  return later;
}

function earlierPeriods(rule: PeriodRule, first: Period, firstDay: Day | null): readonly Period[] {
  const before = previousPeriod(rule, first);
  const latest = rule.kind === "trailing" ? before.end - 1 : before.start;
  const start = firstDay === null || firstDay >= latest ? before : periodContaining(rule, firstDay);
  const periods: Period[] = [];
  for (let p = start; p.start < first.start; p = nextPeriod(rule, p)) periods.push(p);
  return periods;
}

function describe(
  period: Period & { readonly clipped: boolean; readonly reported: boolean },
  index: number,
  { question, zone, known }: { readonly question: Question; readonly zone: Zone; readonly known: KnownSpan },
): TimelinePeriod {
  const rule = question.definition.period;
  const whole = period.clipped ? periodContaining(rule, period.start) : { start: period.start, end: period.end };
  const endAt = zone.dayStart(period.end);
  const limit = Math.min(question.now, question.asOf, question.through ?? Number.POSITIVE_INFINITY);
  const today = zone.localDay(question.now);
  const before = previousPeriod(rule, whole);
  return {
    index,
    start: period.start,
    end: period.end,
    whole,
    startAt: zone.dayStart(period.start),
    endAt,
    wholeStartAt: zone.dayStart(whole.start),
    wholeEndAt: zone.dayStart(whole.end),
    wholeDaysSoFar: Math.max(0, Math.min(whole.end, today + 1) - whole.start),
    reported: period.reported,
    complete: endAt <= limit,
    clipped: period.clipped,
    daysSoFar: Math.max(0, Math.min(period.end, today + 1) - period.start),
    historyCut: known.firstAt !== null && zone.dayStart(before.start) < known.firstAt,
  };
}

/** The periods that `over` takes together: the complete ones, or all when none is. */
export function overPeriods(periods: readonly TimelinePeriod[]): readonly TimelinePeriod[] {
  const complete = periods.filter((p) => p.complete);
  return complete.length > 0 ? complete : periods;
}

/** The period number under which the union over several periods is counted. */
export const distinctIndex = -2_000_000_000;

/** The least common multiple of the periods' days so far: in it, weights of different periods compare as whole numbers. */
export function commonDays(periods: readonly TimelinePeriod[]): bigint {
  return periods.map((p) => BigInt(Math.max(p.daysSoFar, 1))).reduce(leastCommonMultiple, 1n);
}
