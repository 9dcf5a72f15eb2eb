import { expect, test } from "vitest";
import { periodHeading, periodLabel } from "./period-label.ts";

const period = (kind: string, start: string, end: string) => ({ kind, start, end, complete: true });

test.each([
  ["month", "2026-10-01", "2026-11-01", "Oct 2026", "month"],
  ["month", "2025-12-28", "2026-01-25", "2025-12-28 on", "month"],
  ["quarter", "2026-07-01", "2026-10-01", "Jul–Sep 2026", "quarter"],
  ["quarter", "2026-12-01", "2027-03-01", "Dec 2026–Feb 2027", "quarter"],
  ["year", "2026-01-01", "2027-01-01", "2026", "year"],
  ["year", "2025-04-01", "2026-04-01", "Apr 2025–Mar 2026", "year"],
  ["week", "2026-01-26", "2026-02-02", "2026-W05", "week"],
  ["week", "2026-01-25", "2026-02-01", "2026-W05", "week"],
  ["week", "2025-12-29", "2026-01-05", "2026-W01", "week"],
  ["week", "2020-12-28", "2021-01-04", "2020-W53", "week"],
  ["week", "1969-12-29", "1970-01-05", "1970-W01", "week"],
  ["day", "2026-10-31", "2026-11-01", "2026-10-31", "day"],
  ["trailing:30d", "2026-10-02", "2026-11-01", "2026-10-31", "30 days to"],
  ["range:month", "2026-01-01", "2026-11-01", "Jan–Oct 2026", "period"],
  ["range:month", "2025-12-28", "2026-02-22", "2025-12-28 to 2026-02-21", "period"],
  ["range:week", "2026-01-26", "2026-02-09", "2026-01-26 to 2026-02-08", "period"],
  ["range:day", "2026-01-26", "2026-01-27", "2026-01-26", "period"],
  ["range:trailing:30d", "2026-01-01", "2026-03-01", "2026-01-01 to 2026-02-28", "period"],
])("%s from %s to %s is “%s” under “%s”", (...[kind, start, end, label, heading]) => {
  expect(periodLabel(period(kind, start, end))).toBe(label);
  expect(periodHeading(period(kind, start, end))).toBe(heading);
});

test("a period that was cut to the range is named by its days", () => {
  const cut = { ...period("month", "2026-10-05", "2026-11-01"), clipped: true } as const;
  expect(periodLabel(cut)).toBe("2026-10-05 to 2026-10-31");
});
