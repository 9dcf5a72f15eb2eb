import fc from "fast-check";
import type { PeriodRule } from "../../src/time/calendar.ts";
import { type DaySpan, periodAfter, periodBefore, periodOfDay, quartersOfYear, yearNamed } from "./oracle-calendar.ts";
import { DAY, dateOf, dayNumber, printDay, SECOND, startOfDay } from "./oracle-time.ts";

/** Where and when a random question is asked: the instants worth a fact, and a range. */
export interface Setting {
  readonly zone: string;
  readonly rule: PeriodRule;
  /** Instants on and beside the boundaries of periods and days, and around changes of the clock. */
  readonly pool: readonly number[];
  readonly from: string | null;
  readonly to: string | null;
  readonly range: "expand" | "clip";
}

/** Zones with days around which something happens: changes of the clock and turns of the year. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  UTC: ["2026-01-01", "2024-02-29", "2026-03-02"],
  "Europe/Paris": ["2026-03-29", "2025-10-26", "2026-01-01"],
  "America/New_York": ["2026-03-08", "2025-11-02", "2026-01-01"],
  "Australia/Lord_Howe": ["2026-04-05", "2025-10-05", "2026-01-01"],
  "Africa/Cairo": ["2024-04-26", "2025-10-30", "2024-10-31"],
  "Pacific/Auckland": ["2026-04-05", "2025-09-28", "2026-01-01"],
  "Asia/Kolkata": ["2026-01-01", "2026-04-01", "2026-07-06"],
};

const MOST_PERIODS = { day: 8, week: 8, month: 6, quarter: 4, year: 3, trailing: 12 } as const;

const calendarRule: fc.Arbitrary<PeriodRule> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant("month" as const) },
    { weight: 4, arbitrary: fc.constantFrom("day" as const, "week" as const, "quarter" as const) },
    { weight: 1, arbitrary: fc.constant("year" as const) },
  ),
  weekStart: fc.constantFrom("monday" as const, "sunday" as const),
  fiscalStart: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 12 })),
  calendar: fc.oneof(
    { weight: 4, arbitrary: fc.constant("gregorian" as const) },
    { weight: 1, arbitrary: fc.constant("4-4-5" as const) },
  ),
});

const trailingRule: fc.Arbitrary<PeriodRule> = fc
  .oneof(fc.integer({ min: 1, max: 8 }), fc.constantFrom(28, 30), fc.integer({ min: 1, max: 60 }))
  .map((days) => ({ kind: "trailing", days }));

function firstDayFor(rule: PeriodRule, centre: number, lead: number): DaySpan {
  let first = periodOfDay(centre, rule);
  for (let i = 0; i < lead; i++) first = periodBefore(first, rule);
  return first;
}

function spansFrom(first: DaySpan, count: number, rule: PeriodRule): DaySpan[] {
  const spans = [first];
  while (spans.length < count) spans.push(periodAfter(spans.at(-1)!, rule));
  return spans;
}

/** Days at which something may begin or end: of the range, and of the periods around it. */
function boundaryDays(spans: readonly DaySpan[], rule: PeriodRule): number[] {
  const before = periodBefore(spans[0]!, rule);
  const all = [periodBefore(before, rule), before, ...spans];
  return [...new Set(all.flatMap((span) => [span.first, span.end]))];
}

function poolOf(spans: readonly DaySpan[], centre: number, rule: PeriodRule, zone: string): number[] {
  const atBoundaries = boundaryDays(spans, rule).flatMap((day) => {
    const start = startOfDay(zone, day);
    const next = startOfDay(zone, day + 1);
    return [start - SECOND, start, start + SECOND, start + DAY / 2, next - SECOND, next];
  });
  const start = startOfDay(zone, centre);
  const atClockChange = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((half) => start + half * 1800 * SECOND);
  const middle = spans.map((span) => startOfDay(zone, Math.floor((span.first + span.end) / 2)) + 37_000 * SECOND);
  return [...new Set([...atBoundaries, ...atClockChange, start - SECOND, ...middle])].sort((a, b) => a - b);
}

function isoWeek(monday: number): string {
  const year = dateOf(monday + 3).year;
  const week = Math.floor((monday + 3 - dayNumber(year, 1, 1)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function dayInside(span: DaySpan, part: number): number {
  return span.first + Math.floor(part * (span.end - span.first));
}

/** The name of a period as written in `--from` or `--to`; a day of it where it has no plain one. */
function nameOf(span: DaySpan, rule: PeriodRule, day: number): string {
  const { year } = dateOf(span.first);
  if (rule.kind === "trailing") return printDay(span.end - 1);
  if (rule.kind === "week") return isoWeek(rule.weekStart === "monday" ? span.first : span.first + 1);
  if (rule.calendar === "4-4-5" || rule.kind === "day") return printDay(day);
  if (rule.kind === "month") return printDay(span.first).slice(0, 7);
  for (const name of [year, year + 1]) {
    const named = yearNamed(name, rule);
    if (rule.kind === "year" && named.first === span.first) return String(name);
    const quarter = quartersOfYear(named, rule).findIndex((q) => q.first === span.first);
    if (rule.kind === "quarter" && quarter >= 0) return `${name}-Q${quarter + 1}`;
  }
  return printDay(span.first);
}

/** How a bound of the range is written: a name, a day inside, or not at all. */
type Bound = "name" | "day" | "none";
const bound: fc.Arbitrary<Bound> = fc.oneof(
  { weight: 5, arbitrary: fc.constant("name" as const) },
  { weight: 4, arbitrary: fc.constant("day" as const) },
  { weight: 1, arbitrary: fc.constant("none" as const) },
);

function boundText(
  how: Bound,
  span: DaySpan,
  rule: PeriodRule,
  days: { readonly outer: number; readonly inner: number },
): string | null {
  if (how === "none") return null;
  return how === "name" || rule.kind === "trailing" ? nameOf(span, rule, days.outer) : printDay(days.inner);
}

/** A random place, time, calendar and range. */
export const settings: fc.Arbitrary<Setting> = fc
  .record({
    zone: fc.constantFrom(...Object.keys(PLACES)),
    rule: fc.oneof({ weight: 3, arbitrary: calendarRule }, { weight: 2, arbitrary: trailingRule }),
    place: fc.nat({ max: 2 }),
    lead: fc.nat({ max: 3 }),
    count: fc.integer({ min: 1, max: 12 }),
    from: bound,
    to: bound,
    parts: fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: 99 })),
    range: fc.constantFrom("expand" as const, "clip" as const),
  })
  .map(({ zone, rule, place, lead, count, from, to, parts, range }) => {
    const [year, month, date] = PLACES[zone]![place]!.split("-").map(Number);
    const centre = dayNumber(year!, month!, date!);
    const spans = spansFrom(firstDayFor(rule, centre, lead), Math.min(count, MOST_PERIODS[rule.kind]), rule);
    const [first, last] = [spans[0]!, spans.at(-1)!];
    const low = Math.min(...parts) / 100;
    const high = Math.max(...parts) / 100;
    return {
      zone,
      rule,
      pool: poolOf(spans, centre, rule, zone),
      from: boundText(from, first, rule, { outer: first.first, inner: dayInside(first, low) }),
      to: boundText(to, last, rule, { outer: last.end - 1, inner: dayInside(last, high) }),
      range: rule.kind === "trailing" ? "expand" : range,
    };
  });
