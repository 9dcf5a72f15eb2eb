import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CalendarRule, Period, PeriodRule } from "./calendar.ts";
import { parsePeriodRule } from "./parse-period-rule.ts";
import { nextPeriod, periodContaining, periodKind, periodName, periodsTouching, previousPeriod } from "./calendar.ts";
import { formatDay, parseDay } from "./day.ts";

const PLAIN: CalendarRule = { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" };

function rule(changes: Partial<CalendarRule>): PeriodRule {
  return { ...PLAIN, ...changes };
}

function day(text: string): number {
  const found = parseDay(text);
  if (found === null) throw new Error(text);
  return found;
}

function shown(period: Period): string {
  return `${formatDay(period.start)}..${formatDay(period.end)}`;
}

function named(by: PeriodRule, date: string): string {
  const period = periodContaining(by, day(date));
  return `${periodName(by, period)} ${shown(period)}`;
}

describe("gregorian periods", () => {
  test.each<[Partial<CalendarRule>, string, string]>([
    [{ kind: "day" }, "2026-01-31", "2026-01-31 2026-01-31..2026-02-01"],
    [{ kind: "month" }, "2024-02-29", "2024-02 2024-02-01..2024-03-01"],
    [{ kind: "month" }, "2026-12-31", "2026-12 2026-12-01..2027-01-01"],
    [{ kind: "quarter" }, "2026-03-31", "2026-Q1 2026-01-01..2026-04-01"],
    [{ kind: "quarter" }, "2026-12-01", "2026-Q4 2026-10-01..2027-01-01"],
    [{ kind: "year" }, "2026-07-01", "2026 2026-01-01..2027-01-01"],
    // A fiscal start moves quarters and years, not months.
    [{ kind: "month", fiscalStart: 7 }, "2026-01-15", "2026-01 2026-01-01..2026-02-01"],
    [{ kind: "quarter", fiscalStart: 7 }, "2025-07-01", "2026-Q1 2025-07-01..2025-10-01"],
    [{ kind: "quarter", fiscalStart: 7 }, "2026-06-30", "2026-Q4 2026-04-01..2026-07-01"],
    [{ kind: "year", fiscalStart: 7 }, "2026-06-30", "2026 2025-07-01..2026-07-01"],
    [{ kind: "year", fiscalStart: 7 }, "2026-07-01", "2027 2026-07-01..2027-07-01"],
    [{ kind: "quarter", fiscalStart: 2 }, "2026-01-31", "2026-Q4 2025-11-01..2026-02-01"],
    [{ kind: "quarter", fiscalStart: 12 }, "2025-12-01", "2026-Q1 2025-12-01..2026-03-01"],
    [{ kind: "quarter", fiscalStart: 12 }, "2026-02-28", "2026-Q1 2025-12-01..2026-03-01"],
    [{ kind: "year", fiscalStart: 12 }, "2026-11-30", "2026 2025-12-01..2026-12-01"],
  ])("%j holding %s is %s", (changes, date, expected) => {
    expect(named(rule(changes), date)).toBe(expected);
  });
});

describe("weeks", () => {
  test.each<["monday" | "sunday", string, string]>([
    ["monday", "2026-01-01", "2026-W01 2025-12-29..2026-01-05"],
    ["monday", "2027-01-03", "2026-W53 2026-12-28..2027-01-04"],
    ["monday", "2021-01-01", "2020-W53 2020-12-28..2021-01-04"],
    ["monday", "2024-12-30", "2025-W01 2024-12-30..2025-01-06"],
    ["monday", "1969-12-31", "1970-W01 1969-12-29..1970-01-05"],
    ["sunday", "2026-01-03", "2026-W01 2025-12-28..2026-01-04"],
    ["sunday", "2026-01-04", "2026-W02 2026-01-04..2026-01-11"],
    // 1 January 2027 is a Friday: its Sunday week holds Thursday 31 December.
    ["sunday", "2027-01-02", "2026-W53 2026-12-27..2027-01-03"],
  ])("from %s, holding %s: %s", (weekStart, date, expected) => {
    expect(named(rule({ kind: "week", weekStart }), date)).toBe(expected);
  });
});

describe("4-4-5", () => {
  const july = { calendar: "4-4-5", fiscalStart: 7 } as const;
  test("months of a fiscal year from July", () => {
    const months = periodsTouching(rule(july), day("2025-12-01"), day("2026-03-31"));
    expect(months.map(shown)).toEqual([
      "2025-11-24..2025-12-29",
      "2025-12-29..2026-01-26",
      "2026-01-26..2026-02-23",
      "2026-02-23..2026-03-30",
      "2026-03-30..2026-04-27",
    ]);
    expect(months.map((month) => periodName(rule(july), month))).toEqual([
      "2025-12",
      "2026-01",
      "2026-02",
      "2026-03",
      "2026-04",
    ]);
  });

  test.each<[Partial<CalendarRule>, string, string]>([
    // 1 July 2025 is a Tuesday; 1 July 2026 a Wednesday.
    [{ ...july, kind: "year" }, "2025-06-30", "2026 2025-06-30..2026-06-29"],
    [{ ...july, kind: "quarter" }, "2026-06-28", "2026-Q4 2026-03-30..2026-06-29"],
    [{ ...july, kind: "quarter" }, "2026-06-29", "2027-Q1 2026-06-29..2026-09-28"],
    // 1 January 2026 is a Thursday (back to 29 December), 2027 a Friday (on to 4 January): 53 weeks.
    [{ calendar: "4-4-5", kind: "year" }, "2026-06-01", "2026 2025-12-29..2027-01-04"],
    [{ calendar: "4-4-5", kind: "month" }, "2027-01-03", "2026-12 2026-11-23..2027-01-04"],
    [{ calendar: "4-4-5", kind: "quarter" }, "2027-01-03", "2026-Q4 2026-09-28..2027-01-04"],
    [{ calendar: "4-4-5", kind: "month" }, "2025-12-29", "2026-01 2025-12-29..2026-01-26"],
    // Sunday weeks: 28 December is four days before Thursday 1 January 2026, 4 January three after.
    [{ calendar: "4-4-5", kind: "year", weekStart: "sunday" }, "2026-06-01", "2026 2026-01-04..2027-01-03"],
    [{ calendar: "4-4-5", kind: "week" }, "2026-01-01", "2026-W01 2025-12-29..2026-01-05"],
    [{ calendar: "4-4-5", kind: "day" }, "2026-01-01", "2026-01-01 2026-01-01..2026-01-02"],
  ])("%j holding %s is %s", (changes, date, expected) => {
    expect(named(rule(changes), date)).toBe(expected);
  });
});

describe("trailing", () => {
  const week: PeriodRule = { kind: "trailing", days: 7 };
  test("a window ends with its day", () => {
    const window = periodContaining(week, day("2026-01-31"));
    expect(shown(window)).toBe("2026-01-25..2026-02-01");
    expect(periodName(week, window)).toBe("2026-01-31");
    expect(periodKind(week)).toBe("trailing:7d");
    expect(shown(nextPeriod(week, window))).toBe("2026-01-26..2026-02-02");
    expect(shown(previousPeriod(week, window))).toBe("2026-01-24..2026-01-31");
  });

  test("one window for each day of a range", () => {
    expect(periodsTouching(week, day("2026-01-30"), day("2026-02-01")).map(shown)).toEqual([
      "2026-01-24..2026-01-31",
      "2026-01-25..2026-02-01",
      "2026-01-26..2026-02-02",
    ]);
  });
});

test("a range that ends before it begins touches nothing", () => {
  expect(periodsTouching(PLAIN, 1, 0)).toEqual([]);
});

describe("period rules", () => {
  const options = { weekStart: "sunday", fiscalStart: 4, calendar: "4-4-5" } as const;
  test("are read", () => {
    expect(parsePeriodRule("quarter", options)).toEqual({ kind: "quarter", ...options });
    expect(parsePeriodRule("trailing:30d", options)).toEqual({ kind: "trailing", days: 30 });
    expect(parsePeriodRule("trailing:400d", options)).toEqual({ kind: "trailing", days: 400 });
  });

  test.each([
    ["trailing:30", "write trailing:30d"],
    ["trailing 28 days", "write trailing:28d"],
    ["trailing", "write trailing:30d for the 30 days that end with each day"],
    ["trailing:-1d", "write trailing:30d for the 30 days that end with each day"],
    ["trailing:0d", "a trailing period has 1 to 400 days, such as trailing:30d"],
    ["trailing:401d", "a trailing period has 1 to 400 days, such as trailing:30d"],
    ["trailing:401", "a trailing period has 1 to 400 days, such as trailing:30d"],
    ["months", "did you mean “month”?"],
    ["fortnight", "write day, week, month, quarter, year or trailing:Nd with N from 1 to 400, such as trailing:30d"],
  ])("“%s” is refused", (text, hint) => {
    expect(() => parsePeriodRule(text, options)).toThrow(expect.objectContaining({ code: "QUERY_BAD_PERIOD", hint }));
  });
});

test("periods tile the days without gap or overlap", () => {
  const anyRule = fc.record({
    kind: fc.constantFrom("day", "week", "month", "quarter", "year"),
    weekStart: fc.constantFrom("monday", "sunday"),
    fiscalStart: fc.integer({ min: 1, max: 12 }),
    calendar: fc.constantFrom("gregorian", "4-4-5"),
  }) satisfies fc.Arbitrary<CalendarRule>;
  fc.assert(
    fc.property(anyRule, fc.integer({ min: -40_000, max: 60_000 }), (by, date) => {
      const period = periodContaining(by, date);
      expect(period.start).toBeLessThanOrEqual(date);
      expect(period.end).toBeGreaterThan(date);
      expect(periodContaining(by, period.start)).toEqual(period);
      expect(periodContaining(by, period.end - 1)).toEqual(period);
      const next = nextPeriod(by, period);
      expect(next.start).toBe(period.end);
      expect(previousPeriod(by, next)).toEqual(period);
      expect(periodName(by, next) > periodName(by, period)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test("a 4-4-5 year is 52 or 53 weeks, made of its months, and begins within three days of its start month", () => {
  const weekStart = fc.constantFrom<"monday" | "sunday">("monday", "sunday");
  fc.assert(
    fc.property(
      weekStart,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: -40_000, max: 60_000 }),
      (from, fiscalStart, date) => {
        const by = { weekStart: from, fiscalStart, calendar: "4-4-5" } as const;
        const year = periodContaining({ kind: "year", ...by }, date);
        const months = periodsTouching({ kind: "month", ...by }, year.start, year.end - 1);
        const weeks = months.map((month) => (month.end - month.start) / 7);
        expect(weeks.slice(0, 11)).toEqual([4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4]);
        expect([5, 6]).toContain(weeks[11]);
        const nominal = day(`${periodName({ kind: "month", ...by }, months[0] ?? year)}-01`);
        expect(Math.abs(nominal - year.start)).toBeLessThanOrEqual(3);
      },
    ),
    { numRuns: 500 },
  );
});
