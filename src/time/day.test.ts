import fc from "fast-check";
import { expect, test } from "vitest";
import { civilOf, dayOf, formatDay, parseDay, weekdayOf } from "./day.ts";

test.each([
  ["1970-01-01", 0, 3],
  ["1969-12-31", -1, 2],
  ["2000-02-29", 11_016, 1],
  ["2026-01-31", 20_484, 5],
  ["2026-11-22", 20_779, 6],
  ["0001-01-01", -719_162, 0],
  ["9999-12-31", 2_932_896, 4],
])("%s is day %i and weekday %i", (text, day, weekday) => {
  expect(parseDay(text)).toBe(day);
  expect(formatDay(day)).toBe(text);
  expect(weekdayOf(day)).toBe(weekday);
});

test.each(["2026-02-31", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "0000-01-01"])(
  "%s is no date",
  (text) => {
    expect(parseDay(text)).toBeNull();
  },
);

test.each([
  "2026-1-31",
  "26-01-31",
  "2026/01/31",
  "2026-01-31 ",
  "2026-01-31T00:00",
  "+02026-01-31",
  "２０２６-01-31",
  "",
])("“%s” is not written as a date", (text) => {
  expect(parseDay(text)).toBeNull();
});

test("months carry over", () => {
  expect(dayOf(2026, 13, 1)).toBe(dayOf(2027, 1, 1));
  expect(dayOf(2026, 0, 1)).toBe(dayOf(2025, 12, 1));
  expect(civilOf(dayOf(99, 3, 1))).toEqual({ year: 99, month: 3, day: 1 });
});

test("years outside 0 to 9999 carry a sign", () => {
  expect(formatDay(dayOf(10_000, 1, 1))).toBe("+010000-01-01");
  expect(formatDay(dayOf(-1, 1, 1))).toBe("-000001-01-01");
});

test("a day's date reads back, and the next day has the next weekday", () => {
  fc.assert(
    fc.property(fc.integer({ min: -719_162, max: 2_932_896 }), (day) => {
      const { year, month, day: dayOfMonth } = civilOf(day);
      expect(dayOf(year, month, dayOfMonth)).toBe(day);
      expect(parseDay(formatDay(day))).toBe(day);
      expect(weekdayOf(day + 1)).toBe((weekdayOf(day) + 1) % 7);
    }),
  );
});
