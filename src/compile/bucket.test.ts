import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "../engines/duckdb/engine.ts";
import type { Needs } from "../query/question.ts";
import { openZone } from "../time/zone.ts";
import { type Clock, slotOf } from "./bucket.ts";
import { futureBucket, undatedBucket } from "./names.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());

const clock = (zone: string, weekStart: Clock["weekStart"] = "monday"): Clock => ({
  zone: openZone(zone),
  first: 0,
  last: 2e15,
  weekStart,
});
const now = Date.UTC(2026, 10, 22, 12) * 1000;

async function bucket(
  at: string | null,
  grain: Needs["grain"],
  options: { readonly clock?: Clock; readonly last?: number } = {},
): Promise<number> {
  const { slot, bucket } = slotOf(grain, options.clock ?? clock("UTC"), { now, last: options.last ?? null });
  const value = at === null ? "cast(null as timestamp)" : `timestamp '${at}'`;
  const [row] = await engine.rows<{ bucket: number }>(
    `select ${bucket} as bucket from (select ${slot.sql} as slot from (select ${value} as "at"))`,
    slot.params,
  );
  return row!.bucket;
}

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

test.each([
  ["2026-03-04 23:59:59.999999", "2026-03-04", "2026-03-02", "2026-03-01", "2026-03-01"],
  ["2024-02-29 00:00:00", "2024-02-29", "2024-02-26", "2024-02-25", "2024-02-01"],
  ["2026-03-01 00:00:00", "2026-03-01", "2026-02-23", "2026-03-01", "2026-03-01"],
  ["1970-01-01 00:00:00", "1970-01-01", "1969-12-29", "1969-12-28", "1970-01-01"],
  ["1969-12-31 23:59:59", "1969-12-31", "1969-12-29", "1969-12-28", "1969-12-01"],
  ["1600-02-29 01:00:00", "1600-02-29", "1600-02-28", "1600-02-27", "1600-02-01"],
  ["0001-01-01 00:00:00", "0001-01-01", "0001-01-01", "0000-12-31", "0001-01-01"],
])("%s lies in its day, its week and its month", async (at, ...firsts) => {
  const [own, monday, sunday, month] = firsts;
  expect(await bucket(at, "day")).toBe(day(own));
  expect(await bucket(at, "week")).toBe(day(monday));
  expect(await bucket(at, "week", { clock: clock("UTC", "sunday") })).toBe(day(sunday));
  expect(await bucket(at, "month")).toBe(day(month));
});

test("years before the first count on without a gap", async () => {
  expect(await bucket("0001-12-31 (BC) 12:00:00", "day")).toBe(day("0001-01-01") - 1);
  expect(await bucket("0001-12-31 (BC) 12:00:00", "week")).toBe(day("0001-01-01") - 7);
  expect(await bucket("0001-12-31 (BC) 12:00:00", "month")).toBe(day("0001-01-01") - 31);
});

test("the wall clock of the zone decides", async () => {
  const paris = { clock: clock("Europe/Paris") };
  expect(await bucket("2026-02-28 23:30:00", "month", paris)).toBe(day("2026-03-01"));
  expect(await bucket("2026-07-31 22:00:00", "month", paris)).toBe(day("2026-08-01"));
  expect(await bucket("2026-07-31 21:59:59", "day", paris)).toBe(day("2026-07-31"));
});

test.each(["day", "week", "month"] as const)(
  "by %s, undated and future activities have buckets of their own",
  async (grain) => {
    expect(await bucket(null, grain)).toBe(undatedBucket);
    expect(await bucket(null, grain, { last: now })).toBe(undatedBucket);
    expect(await bucket("2026-11-22 12:00:00.000001", grain)).toBe(futureBucket);
    expect(await bucket("2026-11-22 12:00:00", grain)).not.toBe(futureBucket);
    expect(await bucket("infinity", grain)).toBe(futureBucket);
  },
);
