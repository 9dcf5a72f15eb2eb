import { expect, test } from "vitest";
import { wilson } from "./wilson.ts";

test("80 of 100: 71.1 % to 86.7 %", () => {
  const interval = wilson(80, 100);
  expect(interval?.low).toBeCloseTo(0.71117, 5);
  expect(interval?.high).toBeCloseTo(0.86663, 5);
});

test("none and all of ten reach the end, not beyond", () => {
  expect(wilson(0, 10)?.low).toBe(0);
  expect(wilson(0, 10)?.high).toBeCloseTo(0.27753, 5);
  expect(wilson(10, 10)?.low).toBeCloseTo(0.72247, 5);
  expect(wilson(10, 10)?.high).toBe(1);
});

test.each([
  [1, 0],
  [1, null],
  [0.5, 10],
  [1, 1.5],
  [11, 10],
  [-1, 10],
])("%s of %s has no interval", (active, population) => {
  expect(wilson(active, population)).toBeNull();
});
