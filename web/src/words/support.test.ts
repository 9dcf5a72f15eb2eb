import { expect, test } from "vitest";
import { fallText } from "./support.ts";

test.each([
  [{ days: 0, days_before: 4, reasons: ["no active day, 4 in 2026-10"] }, "No active day, was 4"],
  [{ days: 4, days_before: 11, reasons: ["falling: 4 active days, 11 in 2026-10"] }, "Active days 11 → 4"],
  [{ days: 9, days_before: 13, reasons: ["fewer activities: 12, 40 in 2026-10"] }, "Activities 40 → 12"],
  [{ days: 9, days_before: 9, reasons: ["fewer activities: 12, 40 in 2026-10"] }, "Activities 40 → 12"],
  [{ days: 5, days_before: 5, reasons: [] }, null],
])("%j is told as %s", (cluster, told) => {
  expect(fallText(cluster)).toBe(told);
});
