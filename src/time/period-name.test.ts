import fc from "fast-check";
import { expect, test } from "vitest";
import type { CalendarRule, PeriodRule } from "./calendar.ts";
import { periodContaining, periodName } from "./calendar.ts";
import { formatDay } from "./day.ts";
import { parsePeriodName } from "./period-name.ts";

const PLAIN: CalendarRule = { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" };

function read(name: string, changes: Partial<CalendarRule> = {}): string {
  const period = parsePeriodName(name, { ...PLAIN, ...changes });
  return `${formatDay(period.start)}..${formatDay(period.end)}`;
}

test.each<[string, Partial<CalendarRule>, string]>([
  ["2026-01-31", {}, "2026-01-31..2026-02-01"],
  ["2026-01", {}, "2026-01-01..2026-02-01"],
  ["2026-12", {}, "2026-12-01..2027-01-01"],
  ["2026-W05", {}, "2026-01-26..2026-02-02"],
  ["2026-W05", { weekStart: "sunday" }, "2026-01-25..2026-02-01"],
  ["2026-W53", {}, "2026-12-28..2027-01-04"],
  ["2026-Q1", {}, "2026-01-01..2026-04-01"],
  ["2026", {}, "2026-01-01..2027-01-01"],
  ["2026-q4", {}, "2026-10-01..2027-01-01"],
  [" 2026 ", {}, "2026-01-01..2027-01-01"],
  ["2026-Q1", { fiscalStart: 7 }, "2025-07-01..2025-10-01"],
  ["2026", { fiscalStart: 7 }, "2025-07-01..2026-07-01"],
  ["2026-01", { fiscalStart: 7 }, "2026-01-01..2026-02-01"],
  ["2026", { fiscalStart: 7, calendar: "4-4-5" }, "2025-06-30..2026-06-29"],
  ["2026-Q4", { fiscalStart: 7, calendar: "4-4-5" }, "2026-03-30..2026-06-29"],
  // A month is the calendar month, also here.
  ["2026-01", { fiscalStart: 7, calendar: "4-4-5" }, "2026-01-01..2026-02-01"],
])("%s under %j is %s", (name, changes, expected) => {
  expect(read(name, changes)).toBe(expected);
});

test("a trailing rule has Monday weeks and plain quarters", () => {
  const trailing: PeriodRule = { kind: "trailing", days: 30 };
  expect(parsePeriodName("2026-W05", trailing)).toEqual(parsePeriodName("2026-W05", PLAIN));
  expect(parsePeriodName("2026-Q1", trailing)).toEqual(parsePeriodName("2026-Q1", PLAIN));
});

test.each([
  ["2025-W53", "the year has no such week"],
  ["2026-W00", "the year has no such week"],
  ["2026-W54", "the year has no such week"],
  ["2026-Q5", "a year has quarters Q1 to Q4"],
  ["2026-Q0", "a year has quarters Q1 to Q4"],
  ["2026-Q01", "a year has quarters Q1 to Q4"],
  ["2026-13", "months go from 01 to 12"],
  ["2026-00", "months go from 01 to 12"],
  ["2026-02-31", "there is no such date"],
  ["2026-1", "the form is not known"],
  ["2026-W5", "the form is not known"],
  ["0000", "the form is not known"],
  ["Jan 2026", "the form is not known"],
  ["", "the form is not known"],
])("“%s” is refused: %s", (name, reason) => {
  expect(() => read(name)).toThrow(
    expect.objectContaining({
      code: "QUERY_BAD_PERIOD_NAME",
      message: `“${name}” names no period: ${reason}`,
      hint: "write a year 2026, a quarter 2026-Q1, a month 2026-01, a week 2026-W05 or a day 2026-01-31",
    }),
  );
});

test("the name of a period reads back as that period, 4-4-5 months apart", () => {
  const anyRule = fc
    .record({
      kind: fc.constantFrom<CalendarRule["kind"]>("day", "week", "month", "quarter", "year"),
      weekStart: fc.constantFrom<CalendarRule["weekStart"]>("monday", "sunday"),
      fiscalStart: fc.integer({ min: 1, max: 12 }),
      calendar: fc.constantFrom<CalendarRule["calendar"]>("gregorian", "4-4-5"),
    })
    .filter((rule) => !(rule.kind === "month" && rule.calendar === "4-4-5"));
  fc.assert(
    fc.property(anyRule, fc.integer({ min: -40_000, max: 60_000 }), (rule, day) => {
      const period = periodContaining(rule, day);
      expect(parsePeriodName(periodName(rule, period), rule)).toEqual(period);
    }),
    { numRuns: 2000 },
  );
});
