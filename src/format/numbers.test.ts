import { expect, test } from "vitest";
import { changeText, countText, percentText } from "./numbers.ts";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1,000"],
  [1234567, "1,234,567"],
  [124.5, "124.5"],
  [1234.567, "1,234.57"],
  [-12, "−12"],
  [-0.001, "0"],
  [null, "—"],
])("%s clusters are shown as %s", (value, text) => {
  expect(countText(value)).toBe(text);
});

test.each([
  [0.762, 1, "76.2%"],
  [0.762, 0, "76%"],
  [0, 1, "0.0%"],
  [1, 0, "100%"],
  [0.9996, 1, ">99.9%"],
  [0.996, 0, ">99%"],
  [0.0004, 1, "<0.1%"],
  [0.004, 0, "<1%"],
  [null, 1, "—"],
])("a rate of %s with %i decimals is shown as %s", (rate, decimals, text) => {
  expect(percentText(rate, decimals)).toBe(text);
});

test.each([
  [3, null, "+3"],
  [-1200, null, "−1,200"],
  [0, null, "0"],
  [-6.94, 1, "−6.9"],
  [-0.04, 1, "0.0"],
  [null, null, "—"],
])("a change of %s (%s decimals) is shown as %s", (value, decimals, text) => {
  expect(changeText(value, decimals)).toBe(text);
});
