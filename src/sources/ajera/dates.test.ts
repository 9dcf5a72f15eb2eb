import { expect, test } from "vitest";
import { dayText, momentText, weekdayName, weekdayNamed } from "./dates.ts";

test.each([
  ["2015-03-11", "2015-03-11", "2015-03-11"],
  ["2015-03-11 16:22:54.229 GMT-0700", "2015-03-11", "2015-03-11T16:22:54.229-0700"],
  ["2015-03-11T16:22:54.229Z", "2015-03-11", "2015-03-11T16:22:54.229Z"],
  ["2015-03-11T16:22:54", "2015-03-11", "2015-03-11T16:22:54"],
  ["2015-03-11T00:00:00", "2015-03-11", "2015-03-11"],
  ["3/11/2015", "2015-03-11", "2015-03-11"],
  ["3/11/2015 12:00:00 AM", "2015-03-11", "2015-03-11"],
  ["12/1/2015 1:05:00 PM", "2015-12-01", "2015-12-01T13:05:00"],
  ["11-Mar-2015", "2015-03-11", "2015-03-11"],
])("%s", (written, day, moment) => {
  expect([dayText(written), momentText(written)]).toEqual([day, moment]);
});

test.each([
  null,
  undefined,
  "",
  "soon",
  42,
  "2015-02-30",
  "13/1/2015",
  "1/1/1900 12:00:00 AM",
  "0001-01-01T00:00:00",
  "2015-03-11 noon",
])("%s is no date", (written) => {
  expect([dayText(written), momentText(written)]).toEqual([null, null]);
});

test("days of the week by name", () => {
  expect([
    weekdayNamed("Monday"),
    weekdayNamed("sun"),
    weekdayNamed(" SATURDAY "),
    weekdayNamed("S"),
    weekdayNamed(1),
  ]).toEqual([0, 6, 5, null, null]);
  expect(weekdayName(5)).toBe("Saturday");
});
