import { expect, test } from "vitest";
import { besides, daysAt, daysIn, keyed, marksAround, placeOf } from "./days-slider.tsx";

test("every number of days has a place that means it again, or its neighbour", () => {
  for (let days = 1; days <= 400; days += 1) expect(Math.abs(daysAt(placeOf(days)) - days)).toBeLessThanOrEqual(1);
  expect([daysAt(0), daysAt(1000)]).toEqual([1, 400]);
});

test("arrows go one day, pages to the next mark, and nothing goes beyond the ends", () => {
  expect(keyed("ArrowRight", 30)).toBe(31);
  expect(keyed("PageUp", 30)).toBe(60);
  expect(keyed("PageDown", 30)).toBe(28);
  expect(keyed("ArrowLeft", 1)).toBe(1);
  expect(keyed("End", 5)).toBe(400);
  expect(keyed("x", 5)).toBeNull();
});

test("the marks around are the next on both sides", () => {
  expect(marksAround(30)).toEqual([28, 60, 14, 90]);
  expect(marksAround(400, 2)).toEqual([365, 180]);
});

test("a step on and a step back are the days beside, but none beyond the ends", () => {
  expect(besides(30, 1)).toEqual([31, 29]);
  expect(besides(30, -1)).toEqual([29, 31]);
  expect(besides(400, 1)).toEqual([399]);
  expect(besides(1, -1)).toEqual([2]);
});

test("a typed number means days where there are so many", () => {
  expect(["45", " 7 ", "400", "1"].map(daysIn)).toEqual([45, 7, 400, 1]);
  expect(["", " ", "0", "401", "-3", "4x", "NaN", "Infinity"].map(daysIn)).toEqual(
    Array.from({ length: 8 }, () => null),
  );
});
