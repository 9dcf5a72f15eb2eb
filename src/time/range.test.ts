import { describe, expect, test } from "vitest";
import type { CalendarRule, PeriodRule } from "./calendar.ts";
import { formatDay, parseDay } from "./day.ts";
import { parsePeriodName } from "./period-name.ts";
import { resolveRange } from "./range.ts";

const MONTH: CalendarRule = { kind: "month", weekStart: "monday", fiscalStart: 1, calendar: "gregorian" };
const DAY: PeriodRule = { ...MONTH, kind: "day" };
const TRAILING: PeriodRule = { kind: "trailing", days: 7 };

interface Asked {
  readonly from?: string;
  readonly to?: string;
  readonly first?: string;
  readonly last?: string;
  readonly mode?: "expand" | "clip";
}

function range(rule: PeriodRule, asked: Asked): string[] {
  const request = {
    mode: asked.mode ?? "expand",
    ...(asked.from === undefined ? {} : { from: parsePeriodName(asked.from, rule) }),
    ...(asked.to === undefined ? {} : { to: parsePeriodName(asked.to, rule) }),
    ...(asked.first === undefined ? {} : { first: parseDay(asked.first) ?? NaN }),
    ...(asked.last === undefined ? {} : { last: parseDay(asked.last) ?? NaN }),
  };
  return resolveRange(rule, request).periods.map(
    (period) => `${formatDay(period.start)}..${formatDay(period.end)}${period.clipped ? " clipped" : ""}`,
  );
}

const JANUARY = "2026-01-01..2026-02-01";
const FEBRUARY = "2026-02-01..2026-03-01";
const MARCH = "2026-03-01..2026-04-01";

describe("expand", () => {
  test("takes every period that touches what was asked for", () => {
    expect(range(MONTH, { from: "2026-01-31", to: "2026-03-01" })).toEqual([JANUARY, FEBRUARY, MARCH]);
    expect(range(MONTH, { from: "2026-W05", to: "2026-W05" })).toEqual([JANUARY, FEBRUARY]);
    expect(range(MONTH, { from: "2026-Q1", to: "2026-Q1" })).toEqual([JANUARY, FEBRUARY, MARCH]);
  });

  test("asked-for periods come also when nothing happened", () => {
    expect(range(MONTH, { from: "2026-01", to: "2026-02", first: "2020-01-01", last: "2020-02-01" })).toEqual([
      JANUARY,
      FEBRUARY,
    ]);
  });

  test("without a range: from the first activity's period to the last's, empty ones between", () => {
    expect(range(MONTH, { first: "2026-01-20", last: "2026-03-02" })).toEqual([JANUARY, FEBRUARY, MARCH]);
    expect(range(MONTH, { first: "2026-01-20", last: "2026-01-20" })).toEqual([JANUARY]);
    expect(range(MONTH, {})).toEqual([]);
  });

  test("one side asked for, the other from the activities", () => {
    expect(range(MONTH, { from: "2026-02", first: "2020-01-05", last: "2026-03-02" })).toEqual([FEBRUARY, MARCH]);
    expect(range(MONTH, { to: "2026-02", first: "2026-01-05", last: "2026-03-02" })).toEqual([JANUARY, FEBRUARY]);
  });

  test("one side asked for, nothing beyond it: the asked-for period alone", () => {
    expect(range(MONTH, { from: "2026-02", first: "2020-01-05", last: "2026-01-02" })).toEqual([FEBRUARY]);
    expect(range(MONTH, { from: "2026-02" })).toEqual([FEBRUARY]);
    expect(range(MONTH, { to: "2026-02", first: "2026-05-05", last: "2026-06-02" })).toEqual([FEBRUARY]);
    expect(range(DAY, { from: "2026-W05" })).toHaveLength(7);
  });
});

describe("clip", () => {
  test("cuts the first and last, and marks only what was cut", () => {
    expect(range(MONTH, { from: "2026-01-31", to: "2026-03", mode: "clip" })).toEqual([
      "2026-01-31..2026-02-01 clipped",
      FEBRUARY,
      MARCH,
    ]);
    expect(range(MONTH, { from: "2026-01", to: "2026-03-01", mode: "clip" })).toEqual([
      JANUARY,
      FEBRUARY,
      "2026-03-01..2026-03-02 clipped",
    ]);
    expect(range(MONTH, { from: "2026-01-10", to: "2026-01-12", mode: "clip" })).toEqual([
      "2026-01-10..2026-01-13 clipped",
    ]);
  });

  test("the side that was not asked for is not cut", () => {
    expect(range(MONTH, { from: "2026-01-31", last: "2026-02-10", mode: "clip" })).toEqual([
      "2026-01-31..2026-02-01 clipped",
      FEBRUARY,
    ]);
    expect(range(MONTH, { first: "2026-01-20", last: "2026-02-10", mode: "clip" })).toEqual([JANUARY, FEBRUARY]);
  });
});

describe("trailing", () => {
  test.each(["expand", "clip"] as const)("the range gives the days, never cut (%s)", (mode) => {
    expect(range(TRAILING, { from: "2026-01-31", to: "2026-02-01", mode })).toEqual([
      "2026-01-25..2026-02-01",
      "2026-01-26..2026-02-02",
    ]);
  });

  test("a month asked for gives each of its days", () => {
    expect(range(TRAILING, { from: "2026-02", to: "2026-02" })).toHaveLength(28);
  });
});

describe("refused", () => {
  test("a range that ends before it begins", () => {
    expect(() => range(MONTH, { from: "2026-03", to: "2026-02" })).toThrow(
      expect.objectContaining({
        code: "QUERY_RANGE_BACKWARDS",
        message: "the range begins on 2026-03-01 and ends before it, on 2026-02-28",
      }),
    );
  });

  test("a range that ends inside the period it begins with is none of these", () => {
    expect(range(MONTH, { from: "2026-03", to: "2026-03-05" })).toEqual([MARCH]);
    expect(range(MONTH, { from: "2026-03-05", to: "2026-03" })).toEqual([MARCH]);
  });

  test("more than 20,000 periods", () => {
    // 20,000 days from 1970-01-01 end with 2024-10-03.
    expect(range(DAY, { from: "1970-01-01", to: "2024-10-03" })).toHaveLength(20_000);
    expect(() => range(DAY, { from: "1970-01-01", to: "2024-10-04" })).toThrow(
      expect.objectContaining({ code: "QUERY_RANGE_TOO_LONG" }),
    );
  });
});
