import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { openZone } from "../time/zone.ts";
import { localToUtcSql, utcToLocalSql } from "./zone-shift.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());

const first = Date.UTC(2023, 0, 1) * 1000;
const step = 17 * 60 * 1_000_000;
const count = 65_000;

async function shifted(sql: (expression: string) => string): Promise<number[]> {
  const rows = await engine.rows<{ t: number }>(
    `SELECT ${sql("x")} AS t FROM (SELECT make_timestamp(${first} + range * ${step}) AS x FROM range(${count})) ORDER BY x`,
  );
  return rows.map((row) => row.t);
}

describe.each([
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Havana",
  "Asia/Kolkata",
  "Africa/Casablanca",
])("in %s", (name) => {
  const zone = openZone(name);
  const inputs = Array.from({ length: count }, (_, i) => first + i * step);
  const last = inputs.at(-1) ?? first;

  test("the wall clock of every instant over two years is the zone's", async () => {
    expect(await shifted((x) => utcToLocalSql(x, zone, first, last))).toEqual(inputs.map((at) => zone.localMicros(at)));
  });

  test("the instant of every wall-clock time is the zone's", async () => {
    expect(await shifted((x) => localToUtcSql(x, zone, first, last))).toEqual(
      inputs.map((local) => zone.toInstant(local)),
    );
  });
});

test("UTC changes nothing", () => {
  expect(utcToLocalSql("x", openZone("UTC"), 0, 1)).toBe("(x)");
  expect(localToUtcSql("x", openZone("UTC"), 0, 1)).toBe("(x)");
});

test("a null stays null", async () => {
  const sql = localToUtcSql("CAST(NULL AS TIMESTAMP)", openZone("Europe/Paris"), first, first);
  expect(await engine.rows(`SELECT ${sql} AS t`)).toEqual([{ t: null }]);
});
