import { expect, test } from "vitest";
import { shownParts } from "./explained-parts.ts";

test("the parts are those of the command line, and who came and who left are told apart", () => {
  const count = { behaviour: -14.86, mix: 8.86, entry: 1, exit: -3, restated: 0, definition: 0, change: -8 };
  const rate = { behaviour: -0.0686, mix: 0.0412, entry: -0.0182, exit: 0.0161, restated: 0, definition: 0 };
  const parts = shownParts({ count, rate: { ...rate, change: -0.0295 } }, -3);
  expect(parts.map((each) => each.points)).toEqual([-6.9, 4.1, -0.2, 0, 0]);
  expect(parts.map((each) => each.clusters)).toEqual([-15, 9, -2, 0, 0]);
  expect(parts[2]?.note).toBe("\u22121.8 came, +1.6 left");
  expect(shownParts({ count, rate: null }, null)[2]?.note).toBe("+1 came, \u22123 left");
});
