import { describe, expect, test } from "vitest";
import { dayOrder } from "./date-order.ts";
import { formOf } from "./date-shapes.ts";

const shape = (value: string): string => value.replace(/[0-8]/g, "9");

describe("a value's shape tells how it is read", () => {
  test.each([
    ["2026-01-05", "iso", null, "none"],
    ["2026-01-05T10:00", "iso", null, "none"],
    ["2026-01-05 10:00:00.123456789", "iso", null, "none"],
    ["2026-01-05T10:00:00Z", "iso", null, "offset"],
    ["2026-01-05T10:00:00+02:00", "iso", null, "offset"],
    ["2026-01-05 10:00:00 -0530", "iso", null, "offset"],
    ["2026-01-05T10:00+02", "iso", null, "offset"],
    ["2026-01-05 10:00:00 UTC", "iso", null, "offset"],
    ["2026/1/5", "year/month/day", "%Y/%m/%d", "none"],
    ["2026/01/05 10:00", "year/month/day", "%Y/%m/%d %H:%M", "none"],
    ["05.01.2026", "two.9999", "%1.%2.%Y", "none"],
    ["5/1/26 3:04 PM", "two/99", "%1/%2/%y %I:%M %p", "none"],
    ["05/01/2026, 10:00:00", "two/9999", "%1/%2/%Y, %H:%M:%S", "none"],
    ["05-01-2026T10:00:00Z", "two-9999", "%1-%2-%YT%H:%M:%SZ", "utc"],
    ["Mon, 5 Jan 2026 10:00:00 +0200", "day month-name year", "%a, %d %b %Y %H:%M:%S %z", "offset"],
    ["5 Jan 2026 10:00:00 GMT", "day month-name year", "%d %b %Y %H:%M:%S GMT", "utc"],
    ["05-JAN-26", "day month-name year", "%d-%b-%y", "none"],
    ["Jan 5, 2026", "month-name day year", "%b %d, %Y", "none"],
    ["January 5 2026 9:05am", "month-name day year", "%B %d %Y %I:%M%p", "none"],
    ["Mon Jan  5 10:00:00 2026 +0200", "month-name day year", "%a %b %d %H:%M:%S %Y", "offset"],
    ["20260105T100000Z", "compact", "%Y%m%dT%H%M%S", "utc"],
  ])("%s", (value, family, format, zone) => {
    const form = formOf(shape(value));
    expect(form).toMatchObject({ family, zone });
    if (form !== null && form !== "digits" && !value.includes("  ") && !value.startsWith("20260105T"))
      expect(form.format).toBe(format);
  });

  test.each(["20260105", "1735689600", "1735689600.25", "-5"])("%s is a number", (value) => {
    expect(formOf(shape(value))).toBe("digits");
  });

  test.each([
    "",
    "x",
    "infinity",
    "2026-01-05 (BC)",
    "2026-01-05+02:00",
    "10:00",
    "2026-01",
    "Smarch 5, 2026",
    "1/2/3/4",
    "2026-01-05 10:00 Europe/Paris",
    "5 Jan",
  ])("“%s” is none", (value) => {
    expect(formOf(shape(value))).toBe(null);
  });
});

describe("the order of day and month", () => {
  const none = { firstAbove12: 0, secondAbove12: 0, thirdAbove31: 0, example: null, firstExample: null };
  test("is told by a number above 12", () => {
    expect(dayOrder({ ...none, firstAbove12: 3, example: "01/02/2026" }, 4)).toEqual({
      order: "day-first",
      because: 3,
    });
    expect(dayOrder({ ...none, secondAbove12: 1 }, 4)).toEqual({ order: "month-first", because: 1 });
  });
  test("is open when no number is", () => {
    expect(dayOrder({ ...none, example: "01/02/2026" }, 4)).toEqual({ order: "ambiguous", example: "01/02/2026" });
    expect(dayOrder(none, 4)).toEqual({ order: "either" });
  });
  test("contradicts itself when both are", () => {
    expect(dayOrder({ ...none, firstAbove12: 1, secondAbove12: 1 }, 4)).toEqual({ order: "contradiction" });
  });
  test("with two-digit years a first number above 12 may be a year", () => {
    const facts = { ...none, firstAbove12: 3, firstExample: "25/01/26" };
    expect(dayOrder(facts, 2)).toEqual({ order: "day or year first", example: "25/01/26" });
    expect(dayOrder({ ...facts, thirdAbove31: 1 }, 2)).toEqual({ order: "day-first", because: 3 });
  });
});
