import fc from "fast-check";
import { expect, test } from "vitest";
import { add, divide, leastCommonMultiple, rational, subtract, toNumber } from "./rational.ts";

test("fractions are in lowest terms with a positive denominator", () => {
  expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
  expect(rational(0n, 7n)).toEqual({ numerator: 0n, denominator: 1n });
});

test("a third three times is one", () => {
  const third = rational(1n, 3n);
  expect(add(add(third, third), third)).toEqual({ numerator: 1n, denominator: 1n });
});

test("a denominator of 0 is refused", () => {
  expect(() => divide(rational(1n, 1n), rational(0n, 1n))).toThrow("denominator 0");
});

test("what is added can be taken away again", () => {
  const fractions = fc.tuple(fc.bigInt(-50n, 50n), fc.bigInt(1n, 50n)).map(([n, d]) => rational(n, d));
  fc.assert(
    fc.property(fractions, fractions, (a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a);
    }),
  );
});

test.each([
  [8n, 7n, 8 / 7],
  [-1n, 3n, -1 / 3],
  [10n ** 40n, 3n * 10n ** 39n, 10 / 3],
  [5n, 1n, 5],
])("%d/%d as a number", (numerator, denominator, expected) => {
  expect(toNumber(rational(numerator, denominator))).toBeCloseTo(expected, 14);
});

test("the least common multiple of month lengths", () => {
  expect([28n, 30n, 31n].reduce(leastCommonMultiple, 1n)).toBe(13020n);
});
