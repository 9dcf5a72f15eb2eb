import { expect, test } from "vitest";
import { niceTop, wholeTicks } from "./frame.ts";

test("few counted ones have whole ticks, each once", () => {
  expect(wholeTicks([0, 0.5, 1, 1.5, 2])).toEqual([0, 1, 2]);
  expect(wholeTicks([0, 20, 40])).toEqual([0, 20, 40]);
  expect(wholeTicks([72.2, 72.4])).toEqual([72.2, 72.4]);
  expect(niceTop([2])).toBe(2);
});
