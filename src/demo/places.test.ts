import { expect, test } from "vitest";
import { offsetOn } from "./places.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

test.each([
  ["EMEA", "2026-03-28", "+01:00"],
  ["EMEA", "2026-03-29", "+02:00"],
  ["EMEA", "2026-10-24", "+02:00"],
  ["EMEA", "2026-10-25", "+01:00"],
  ["EMEA", "2025-10-26", "+01:00"],
  ["Americas", "2026-03-07", "-05:00"],
  ["Americas", "2026-03-08", "-04:00"],
  ["Americas", "2026-10-31", "-04:00"],
  ["Americas", "2026-11-01", "-05:00"],
  ["Americas", "2025-11-02", "-05:00"],
  ["APAC", "2026-07-01", "+08:00"],
] as const)("clocks in %s on %s show %s", (region, date, offset) => {
  expect(offsetOn(region, day(date))).toBe(offset);
});
