import { expect, test } from "vitest";
import { tabbed } from "./table-text.ts";

test("cells that would be formulas are made harmless, numbers stay numbers", () => {
  expect(
    tabbed([
      ["=1+1", "+Granitewater", "@SUM(A1)", "-cmd", " =x"],
      ["-3", "+4", "a\tb", "two\r\nlines", ""],
    ]),
  ).toBe("'=1+1\t'+Granitewater\t'@SUM(A1)\t'-cmd\t' =x\n-3\t+4\ta b\ttwo lines\t");
});
