import { expect, test } from "vitest";
import { dayOf, isoDay, localDay } from "../calendar/days.ts";
import { dayOfKey, keyAt, keyOf, shifted } from "../calendar/periods.ts";
import * as dates from "./dates.ts";

const day = (text: string): number => dayOf(text) ?? Number.NaN;
const today = day("2026-11-22");

test("days, ranges and weeks as they are read", () => {
  expect(dates.dayText(day("2026-11-21"), today)).toBe("21 Nov");
  expect(dates.dayText(day("2025-11-30"), today)).toBe("30 Nov 2025");
  expect(dates.weekdayText(day("2026-11-12"), today)).toBe("Thu 12 Nov");
  expect(dates.rangeText(day("2026-11-01"), day("2026-11-21"), today)).toBe("1\u201321 Nov");
  expect(dates.rangeText(day("2026-10-28"), day("2026-11-03"), today)).toBe("28 Oct\u20133 Nov");
  expect(dates.rangeText(day("2025-12-30"), day("2026-01-02"), today)).toBe("30 Dec 2025\u20132 Jan");
});

test("periods have the names of the command line, and ones to read", () => {
  const week = { kind: "week", start: "2026-11-16", end: "2026-11-23" };
  expect(keyOf(week)).toBe("2026-W47");
  expect(dates.periodName(week, today)).toBe("W47, 16\u201322 Nov");
  expect(keyOf({ kind: "month", start: "2026-11-01", end: "2026-12-01" })).toBe("2026-11");
  expect(keyOf({ kind: "quarter", start: "2026-10-01", end: "2027-01-01" })).toBe("2026-Q4");
  expect(dates.periodName({ kind: "trailing:30d", start: "2026-10-23", end: "2026-11-22" }, today)).toBe(
    "30 days to 21 Nov",
  );
});

test("the week of a year's first days is the one its Thursday is in", () => {
  expect(keyAt("week", day("2027-01-01"))).toBe("2026-W53");
  expect(isoDay(dayOfKey("2026-W01") ?? 0)).toBe("2025-12-29");
  expect(isoDay(shifted("month", day("2026-01-31"), -1))).toBe("2025-12-01");
});

test("what names no period is none", () => {
  for (const text of ["2026-13", "2026-02-30", "soon", ""]) expect(dayOfKey(text)).toBeNull();
});

test("an instant falls on the day of the zone", () => {
  const instant = Date.parse("2026-11-15T23:59:59Z");
  expect(isoDay(localDay(instant, "Europe/Berlin"))).toBe("2026-11-16");
  expect(isoDay(localDay(instant, "UTC"))).toBe("2026-11-15");
  expect(dates.instantText("2026-11-22T05:00:00Z", "UTC", today)).toBe("22 Nov, 05:00 UTC");
});
