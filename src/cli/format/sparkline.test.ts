import { expect, test } from "vitest";
import { sparkline } from "./sparkline.ts";

test("goes from the lowest to the highest, with a gap for no value", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([1, 2, null, 8])).toBe("▁▂ █");
});

test("draws small noise small", () => {
  expect(sparkline([0.9, 0.91, 0.9])).toBe("▁█▁");
  expect(sparkline([0.9, 0.91, 0.9], { span: 0.25 })).toBe("▄▅▄");
});

test("draws a flat line for one value, nothing for none", () => {
  expect(sparkline([5, 5])).toBe("▄▄");
  expect(sparkline([null, null])).toBe("  ");
  expect(sparkline([])).toBe("");
});

test("has an ASCII form", () => {
  expect(sparkline([0, 7, null, 3], { unicode: false })).toBe(".@ =");
});
