import { expect, test } from "vitest";
import { dayOf, isoDay } from "../calendar/days.ts";
import { comparedWith, focusOf, neighbour, nowAt, nowOf, rangeTo } from "./windows.ts";

const cut = dayOf("2026-11-22") ?? 0;
const november = focusOf("month", null, cut);

test("the current period is the one of the last whole day", () => {
  expect(november).toMatchObject({ key: "2026-11", complete: false, until: cut });
  expect(focusOf("month", null, dayOf("2026-12-01") ?? 0)).toMatchObject({ key: "2026-11", complete: true });
  expect(focusOf("month", "2027-03", cut).key).toBe("2026-11");
  expect(focusOf("month", "2026-09", cut)).toMatchObject({ key: "2026-09", complete: true });
});

test("like for like is the same part of the period before", () => {
  const october = comparedWith(november, "like", cut);
  expect(october?.key).toBe("2026-10");
  expect(isoDay(october?.until ?? 0)).toBe("2026-10-22");
  expect(october?.complete).toBe(false);
  expect(comparedWith(november, "previous", cut)).toMatchObject({ key: "2026-10", complete: true });
  expect(isoDay(comparedWith(november, "year", cut)?.until ?? 0)).toBe("2025-11-22");
  expect(comparedWith(november, "2026-03", cut)).toMatchObject({ key: "2026-03", complete: true });
  expect(comparedWith(november, "none", cut)).toBeNull();
});

test("what happens as the first day that does not count begins does not count, unless a period ends there", () => {
  const october = comparedWith(november, "like", cut);
  expect(october === null ? null : nowOf(october)).toBe("2026-10-21T23:59:59.999999");
  expect(nowAt("month", cut)).toBe("2026-11-21T23:59:59.999999");
  expect(nowAt("month", dayOf("2026-12-01") ?? 0)).toBe("2026-12-01");
  expect(nowAt("quarter", dayOf("2026-12-01") ?? 0)).toBe("2026-11-30T23:59:59.999999");
  expect(nowAt("week", dayOf("2026-11-23") ?? 0)).toBe("2026-11-23");
  expect(nowAt("day", cut)).toBe("2026-11-22");
  expect(nowAt("trailing:30d", cut)).toBe("2026-11-22");
});

test("a shorter period before ends where it ends", () => {
  const march = focusOf("month", null, dayOf("2026-03-31") ?? 0);
  expect(comparedWith(march, "like", dayOf("2026-03-31") ?? 0)).toMatchObject({ key: "2026-02", complete: true });
});

test("trailing windows are compared with the days before them", () => {
  const trailing = focusOf("trailing:30d", null, cut);
  expect(trailing.key).toBe("2026-11-21");
  expect(comparedWith(trailing, "like", cut)?.key).toBe("2026-10-22");
  expect(neighbour(trailing, 1, cut).key).toBe("2026-11-22");
  expect(rangeTo(trailing, 180).from).toBe("2026-05-26");
});

test("twelve periods end with the one in focus", () => {
  expect(rangeTo(november, 12)).toEqual({ from: "2025-12", to: "2026-11" });
});
