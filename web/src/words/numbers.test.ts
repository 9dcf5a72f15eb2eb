import { expect, test } from "vitest";
import * as numbers from "./numbers.ts";

test("counts stand in full, and what is not known is a dash", () => {
  expect(numbers.count(1284)).toBe("1,284");
  expect(numbers.count(-22)).toBe("\u221222");
  expect(numbers.count(null)).toBe("\u2013");
});

test("rates have one decimal, none where few are counted", () => {
  expect(numbers.rateText(596 / 1284, 1284)).toBe("46.4%");
  expect(numbers.rateText(26 / 32, 32)).toBe("81%");
  expect(numbers.rateText(null)).toBe("\u2013");
});

test("a change is that of the rates as they are, not of the percents that are shown", () => {
  // 72.3% and 69.4%, 58% and 54%, 30% and 30%.
  expect(numbers.pointsBetween(154 / 222, 162 / 224)).toBe(-3);
  expect(numbers.pointsBetween(7 / 13, 7 / 12)).toBe(-4.5);
  expect(numbers.pointsBetween(9 / 30, 10 / 33)).toBe(-0.3);
  expect(numbers.pointsBetween(0.0005, 0)).toBe(0.1);
  expect(numbers.signedPoints(numbers.pointsBetween(0.30001, 0.3))).toBe("0.0");
  expect(numbers.signedPoints(-1.6)).toBe("\u22121.6");
  expect(numbers.signedPoints(0)).toBe("0.0");
  expect(numbers.signedPoints(0.4)).toBe("+0.4");
});

test("Wilson's interval of 61 of 98", () => {
  expect(numbers.intervalText(numbers.wilson(61, 98))).toBe("52\u201371%");
  expect(numbers.wilson(0, 0)).toEqual([0, 1]);
});

test("parts add up as they are shown", () => {
  const parts = numbers.roundedToSum([-1.74, -0.24, 0.16, 0.14, 0], -1.6, 1);
  expect(parts.reduce((sum, each) => sum + Math.round(each * 10), 0)).toBe(-16);
  expect(numbers.roundedToSum([0.5, 0.5], 1, 0)).toEqual([1, 0]);
});

test("a small population's change is coloured only beyond chance", () => {
  expect(numbers.matters({ active: 61, of: 98 }, { active: 68, of: 97 })).toBe(false);
  expect(numbers.matters({ active: 338, of: 488 }, { active: 351, of: 488 })).toBe(true);
  expect(numbers.matters({ active: 0, of: 0 }, { active: 1, of: 2 })).toBe(false);
});
