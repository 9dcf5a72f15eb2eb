import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Node, openNode } from "../../src/engines/clickhouse/node.ts";
import { type Engine, openEngine } from "../../src/engines/duckdb/engine.ts";
import {
  clickHouseFingerprints,
  differing,
  duckdbFingerprints,
  fingerprintsOf,
} from "../../src/store/clickhouse/columns.ts";
import { copyOut } from "../../src/store/clickhouse/copy-out.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { type ClickHouseServer, noClickHouse, startServer, users } from "./server.ts";

const without = noClickHouse();
const named = without === null ? "" : ` (${without})`;
const folder = mkdtempSync(join(tmpdir(), "smac-checksum-"));
const columns = [{ name: "value", type: "DOUBLE" }] as const;
let server: ClickHouseServer;
let node: Node;
let engine: Engine;

beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  node = openNode({ url: `http://${server.http}`, database: "default", user: "smac", password: users.smac });
  engine = await openEngine({ path: join(folder, "given.duckdb") });
  await engine.run(
    "create table meta (name varchar, value varchar); create table recorded_cells (cell varchar, value double)",
  );
});
afterAll(async () => {
  await engine?.close();
  await node?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const asked = { where: "true", part: "''" };
const bits = (value: number): string =>
  `reinterpretAsFloat64(reinterpret(toUInt64('${bitsOf(value)}'), 'FixedString(8)'))`;
const bitsOf = (value: number): bigint => new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;

/** What each engine makes of the same number, null where they do not agree. */
async function digestOf(value: number | null): Promise<string> {
  const given = `select ${value === null ? "null::double" : `'${value}'::double`} as value`;
  const ours = fingerprintsOf(await engine.rows(duckdbFingerprints(columns, { ...asked, from: `(${given})` })));
  const held = `(select cast(${value === null ? "null" : bits(value)} as Nullable(Float64)) as value)`;
  const sql = clickHouseFingerprints(columns, { where: "1", part: "''", from: held });
  const theirs = fingerprintsOf(await node.rows({ sql, params: {} }, null));
  expect(differing(ours, theirs), String(value)).toEqual([]);
  return [...ours.values()].map(({ digest }) => String(digest)).join();
}

/** Shares, weights, counts with parts: what numbers of reports are. */
const numbers = fc.oneof(
  fc.double({ min: 2 ** -9, max: 1, noNaN: true }),
  fc.double({ min: -1e6, max: 1e9, noNaN: true }).filter((value) => Math.abs(value) >= 2 ** -9),
  fc.integer().map((value) => value / 3 + 0.25),
);

test.skipIf(without !== null)(
  `both engines tell numbers with parts apart, to the last bit, alike${named}`,
  async () => {
    expect(await digestOf(1.25)).not.toBe(await digestOf(1.75));
    expect(await digestOf(null)).not.toBe(await digestOf(0));
    await fc.assert(
      fc.asyncProperty(numbers, async (value) => {
        const next = new Float64Array(new BigUint64Array([bitsOf(value) + 1n]).buffer)[0] ?? 0;
        expect(await digestOf(value), `${value} and ${next}`).not.toBe(await digestOf(next));
      }),
      { seed: propertySeed(), numRuns: propertyRuns(40) },
    );
  },
);

test.skipIf(without !== null)(`a number that changed behind its point travels${named}`, async () => {
  const around = { signal: new AbortController().signal, expiry: null };
  await engine.run("insert into recorded_cells values ('a', 1.25)");
  await copyOut(engine, [[node]], { ...around, data: "one" });
  await engine.run("update recorded_cells set value = 1.75");
  expect(await copyOut(engine, [[node]], { ...around, data: "two" })).toMatchObject({ changed: true, rows: 1 });
  expect(await node.rows({ sql: "select value from recorded_cells", params: {} }, null)).toEqual([{ value: 1.75 }]);
});
