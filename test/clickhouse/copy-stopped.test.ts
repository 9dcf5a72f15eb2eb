import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { engineOn } from "../../src/engines/clickhouse/engine.ts";
import { type Node, openNode } from "../../src/engines/clickhouse/node.ts";
import { type Engine, openEngine } from "../../src/engines/duckdb/engine.ts";
import { copyIn } from "../../src/store/clickhouse/copy-in.ts";
import { copyOut } from "../../src/store/clickhouse/copy-out.ts";
import type { CopyProgress } from "../../src/store/clickhouse/copying.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "./server.ts";

const without = noClickHouse();
const folder = mkdtempSync(join(tmpdir(), "smac-copy-"));
let servers: readonly ClickHouseServer[] = [];
let engine: Engine;

beforeAll(async () => {
  if (without !== null) return;
  servers = await startShards(3);
  engine = await openEngine({ path: join(folder, "store.duckdb") });
  await engine.run(`create table active_days as select 'customer' as cluster_kind, 'c' || (range % 1000) as cluster, cast(20000 + range // 1000 as integer) as day, timestamp '2026-01-01' + interval (range) second as first_at from range(30000);
create table activities as select range as _row, case when range % 7 = 0 then null else timestamp '2026-01-01' + interval (range) minute end as "at", range % 2 = 0 as _current, 'events' as source, null::varchar as id, 'm' || (range % 500) as member from range(20000);
create table memberships (cluster_kind varchar, member varchar, cluster varchar);
create table key_map (kind varchar, key varchar, into_key varchar);
create table stage_rows as select 'customer' as cluster_kind, 'c' || range as cluster, case when range % 3 = 0 then timestamp '-infinity' else timestamp 'infinity' end as "at" from range(1000)`);
});
afterAll(async () => {
  await engine?.close();
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function withShards<T>(work: (shards: readonly Node[]) => Promise<T>): Promise<T> {
  const nodes = servers.map(({ http }) =>
    openNode({ url: `http://${http}`, database: "default", user: "smac", password: users.smac }),
  );
  try {
    return await work(nodes);
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
  }
}

function eachByItself(shards: readonly Node[]): readonly (readonly Node[])[] {
  return shards.map((node) => [node]);
}

async function counts(table: string): Promise<readonly number[]> {
  return withShards((shards) =>
    Promise.all(
      shards.map(async (node) => {
        const rows = await node.rows({ sql: `select toInt64(count()) as n from ${table}`, params: {} }, null);
        return Number(rows[0]?.["n"]);
      }),
    ),
  );
}

test.skipIf(without !== null)(
  `a shard that is lost in the middle of a copy is told, and the next copy goes on: every row is there once${without === null ? "" : ` (${without})`}`,
  async () => {
    const blocks: CopyProgress[] = [];
    let lost: Promise<void> | undefined;
    const around = { signal: new AbortController().signal, data: "one", expiry: null, blockRows: 5_000 };
    const first = withShards((shards) =>
      copyOut(engine, eachByItself(shards), {
        ...around,
        onProgress(progress) {
          blocks.push(progress);
          if (blocks.length === 3) lost = servers[1]?.kill();
        },
      }),
    );
    await expect(first).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    await lost;
    await servers[1]?.start();
    const before = blocks.length;
    const receipt = await withShards((shards) =>
      copyOut(engine, eachByItself(shards), { ...around, onProgress: (progress) => blocks.push(progress) }),
    );
    expect(receipt).toMatchObject({ changed: true, tables: 5 });
    // Of 6, 4 and 1 blocks on each of 3 shards, those that had arrived are not sent again.
    expect(blocks.length - before).toBe(33 - before);
    const active = await counts("active_days");
    expect(active.reduce((sum, n) => sum + n, 0)).toBe(30_000);
    expect(active.every((n) => n > 9_000 && n < 11_000)).toBe(true);
    expect((await counts("activities")).reduce((sum, n) => sum + n, 0)).toBe(20_000);
    expect(await counts("stage_rows")).toEqual([1000, 1000, 1000]);
    expect(await withShards((shards) => copyOut(engine, eachByItself(shards), around))).toMatchObject({
      changed: false,
    });
  },
);

test.skipIf(without !== null).each(["is stopped", "loses a shard"])(
  "a copy back that %s in its middle leaves no store; the next goes on with the tables that are not there yet",
  async (what) => {
    const path = join(folder, `${what}.duckdb`);
    const stop = new AbortController();
    const first: string[] = [];
    let lost: Promise<void> | undefined;
    const stopped = withShards((shards) =>
      copyIn(shards, path, {
        signal: stop.signal,
        onProgress({ table }) {
          first.push(table);
          if (first.length > 1) return;
          if (what === "is stopped") stop.abort();
          else lost = servers[1]?.kill();
        },
      }),
    );
    const code = what === "is stopped" ? { name: "AbortError" } : { code: "ENGINE_UNREACHABLE" };
    await expect(stopped).rejects.toMatchObject(code);
    await lost;
    await (lost === undefined ? undefined : servers[1]?.start());
    expect(existsSync(path)).toBe(false);
    const next: string[] = [];
    const around = { signal: new AbortController().signal, onProgress: (one: CopyProgress) => next.push(one.table) };
    const receipt = await withShards((shards) => copyIn(shards, path, around));
    expect(receipt.tables).toBe(5);
    expect(first.length + next.length).toBe(5);
    expect(new Set([...first, ...next]).size).toBe(5);
    const back = await openEngine({ path });
    for (const table of ["active_days", "activities", "memberships", "key_map", "stage_rows"]) {
      const rows = (one: Engine) => one.rows(`select * from ${table} order by all`);
      expect(await rows(back), table).toEqual(await rows(engine));
    }
    await back.close();
  },
);

test.skipIf(without !== null)("a block that is sent twice is there once", async () => {
  await withShards(async ([node]) => {
    if (node === undefined) throw new Error("no shard");
    const create =
      "create table twice (a Int64) engine = MergeTree order by a settings non_replicated_deduplication_window = 100";
    await node.run({ sql: create, params: {} }, null);
    const block = { table: "twice", columns: ["a"], rows: [[1], [2]], token: "block 1" };
    await node.insert(block, null);
    await node.insert(block, null);
    expect(await node.rows({ sql: "select a from twice order by a", params: {} }, null)).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

test.skipIf(without !== null)("a statement that is stopped ends on the server", async () => {
  await withShards(async ([node, other]) => {
    if (node === undefined || other === undefined) throw new Error("no shard");
    const stop = new AbortController();
    const sql = "select count() as n from numbers(100000000000) where cityHash64(number) = 1";
    const asked = node.rows({ sql, params: {} }, stop.signal);
    setTimeout(() => stop.abort(), 700);
    await expect(asked).rejects.toMatchObject({ code: "ENGINE_CANCELLED" });
    const running =
      "select query from system.processes where query like '%cityHash64(number) = 1%' and query not like '%processes%'";
    for (let tries = 0; tries < 50; tries += 1) {
      if ((await node.rows({ sql: running, params: {} }, null)).length === 0) return;
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
    }
    throw new Error("it runs on");
  });
});

test.skipIf(without !== null)("stretches of active days are those that counting day by day finds", async () => {
  const histories = fc.sample(
    fc.record({
      days: fc.array(fc.integer({ min: -40, max: 60 }), { maxLength: 25 }),
      window: fc.integer({ min: 1, max: 30 }),
      least: fc.integer({ min: 1, max: 4 }),
    }),
    { seed: 7, numRuns: 60 },
  );
  await withShards(async ([node]) => {
    if (node === undefined) throw new Error("no shard");
    const engine = engineOn(node);
    for (const { days, window, least } of histories) {
      const list = `cast([${days.join(", ")}] as bigint[])`;
      const found = await engine.rows<{ a: number; b: number }>(
        `select begin_of(s) as a, end_of(s) as b from (select unnest(stretches_of(${list}, ${window}, ${least})) as s)`,
      );
      expect(found, JSON.stringify({ days, window, least })).toEqual(byCounting(days, window, least));
    }
  });
});

function byCounting(days: readonly number[], window: number, least: number): readonly { a: number; b: number }[] {
  const found: { a: number; b: number }[] = [];
  for (let day = -50; day < 120; day += 1) {
    const met = new Set(days.filter((one) => one <= day && one > day - window)).size >= least;
    const last = found.at(-1);
    if (met && last?.b === day) last.b = day + 1;
    else if (met) found.push({ a: day, b: day + 1 });
  }
  return found;
}
