import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Node, openNode } from "../../src/engines/clickhouse/node.ts";
import { type Engine, openEngine } from "../../src/engines/duckdb/engine.ts";
import { copyOut } from "../../src/store/clickhouse/copy-out.ts";
import { expiryAt } from "../../src/store/clickhouse/expiry.ts";
import { readCopy, writeCopy } from "../../src/store/clickhouse/state.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { runSmac } from "../run-smac.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "./server.ts";

const without = noClickHouse();
const seed = propertySeed();
const folder = mkdtempSync(join(tmpdir(), "smac-expiry-"));
const files = join(folder, "files");
const served = join(folder, "served");
const back = join(folder, "back");
const env = { FILLER_PASSWORD: users.filler, READER_PASSWORD: users.reader };
let servers: readonly ClickHouseServer[] = [];

const example = join(import.meta.dirname, "../../examples/saas");
const copiedFiles = { recursive: true, filter: (path: string) => !path.includes(".smac") };

beforeAll(async () => {
  if (without !== null) return;
  servers = await startShards(2);
  await asked("create database smac", "default");
  for (const at of servers.keys())
    await onServer("default", (node) => node.run({ sql: "create database drawn", params: {} }, null), at);
  cpSync(example, files, copiedFiles);
  cpSync(example, back, copiedFiles);
  cpSync(example, served, copiedFiles);
  const project = readFileSync(join(files, "smac.yml"), "utf8");
  const store = `clickhouse://reader:\${env:READER_PASSWORD}@${servers[0]?.http}/smac`;
  writeFileSync(join(served, "smac.yml"), `store: "${store}"\n${project}`);
});
afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function address(options = ""): string {
  return `clickhouse://filler:\${env:FILLER_PASSWORD}@${servers[0]?.http}/smac${options}`;
}

async function onServer<T>(database: string, work: (node: Node) => Promise<T>, at = 0): Promise<T> {
  const node = openNode({ url: `http://${servers[at]?.http}`, database, user: "smac", password: users.smac });
  try {
    return await work(node);
  } finally {
    await node.close();
  }
}

function asked(sql: string, database = "smac"): Promise<readonly Record<string, unknown>[]> {
  return onServer(database, async (node) => {
    if (/^select/i.test(sql)) return node.rows({ sql, params: {} }, null);
    await node.run({ sql, params: {} }, null);
    return [];
  });
}

/** Rows as received of the example's events: how many there are, and since when they came. */
async function rowsThere(): Promise<{ readonly rows: number; readonly first: string }> {
  const [row] = await asked(
    "select toInt64(count()) as n, toString(min(fromUnixTimestamp64Micro(_learned, 'UTC'))) as first from raw_events",
  );
  return { rows: Number(row?.["n"]), first: String(row?.["first"]).slice(0, 10) };
}

const days = {
  first: "2026-03-01T12:00:00Z",
  second: "2026-09-01T12:00:00Z",
  copied: "2026-11-22T12:00:00Z",
} as const;

const questions = [
  ["report"],
  ["report", "--definition", "customers", "--period", "trailing:30d", "--from", "2026-02-01", "--to", "2026-03-31"],
  ["clusters", "--status", "all"],
  ["explain", "--from", "2026-02", "--to", "2026-03"],
  ["report", "--as-of", "2026-05-01T12:00:00Z"],
  ["ledger"],
  ["check"],
];

async function everyAnswer(cwd: string): Promise<readonly unknown[]> {
  const answers = [];
  for (const command of questions) answers.push(await runSmac(command, { cwd, env }));
  return answers;
}

describe.skipIf(without !== null)(
  `rows as received are kept for a time${without === null ? "" : ` (${without})`}`,
  () => {
    test("those that came before are not there, and every answer is that of the file", async () => {
      expect((await runSmac(["import"], { cwd: files, now: days.first, env })).code).toBe(0);
      writeFileSync(join(files, "events.csv"), "late1,2026-02-24T09:30:00Z,harbor,harbor-1,login,\n", { flag: "a" });
      expect((await runSmac(["import"], { cwd: files, now: days.second, env })).code).toBe(0);
      const copied = await runSmac(["copy", "--to", address("?raw_days=100")], { cwd: files, now: days.copied, env });
      expect(copied).toMatchObject({ code: 0, stderr: "" });
      expect(copied.stdout).toMatch(/verified\nrows as received are kept there since 2026-08-14\n$/);
      expect(await rowsThere()).toEqual({ rows: 1, first: "2026-09-01" });
      const answers = await everyAnswer(served);
      expect(answers).toEqual(await everyAnswer(files));
      expect(answers.every((ran) => (ran as { readonly code: number }).code === 0)).toBe(true);
    });

    test("smac status says since when rows are told of, from ClickHouse alone", async () => {
      const told = "rows are those that came since 2026-08-14: older ones are kept here no longer";
      expect((await runSmac(["status"], { cwd: served, env })).stdout).toContain(told);
      expect((await runSmac(["status"], { cwd: files, env })).stdout).not.toContain(told);
    });

    test("the same again is nothing new; a day later the same rows are there", async () => {
      const to = address("?raw_days=100");
      const again = await runSmac(["copy", "--to", to], { cwd: files, now: days.copied, env });
      expect(again.stdout).toBe(
        "nothing new: the same is there already\nrows as received are kept there since 2026-08-14\n",
      );
      const later = await runSmac(["copy", "--to", to], { cwd: files, now: "2026-11-23T12:00:00Z", env });
      expect(later.stdout).toMatch(/^copied 0 rows .*\nrows as received are kept there since 2026-08-15\n$/);
      expect((await rowsThere()).rows).toBe(1);
    });

    test("what expires in a part that is taken over is gone with the copy, and nothing after it", async () => {
      const copied = await runSmac(["copy", "--to", address("?raw_days=10000")], { cwd: files, now: days.copied, env });
      expect(copied).toMatchObject({ code: 0 });
      const all = await rowsThere();
      expect(all.rows).toBeGreaterThan(50);
      // Both loads are in one part; no row travels.
      const expired = await runSmac(["copy", "--to", address("?raw_days=101")], { cwd: files, now: days.copied, env });
      expect(expired.stdout).toMatch(/^copied 0 rows /);
      expect(await rowsThere()).toEqual({ rows: 1, first: "2026-09-01" });
      const [table] = await asked(
        "select create_table_query as sql from system.tables where database = 'smac' and name = 'raw_events'",
      );
      expect(table?.["sql"]).toMatch(/TTL .* WHERE/);
      await asked("optimize table raw_events final");
      expect((await rowsThere()).rows).toBe(1);
      const command = ["clusters", "--status", "all"];
      expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
    });

    test("a file that would lack rows is not made; without raw_days they come back, and so does the file", async () => {
      const refused = await runSmac(["copy", "--from", address()], { cwd: back, env });
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("STORE_EXPIRED");
      expect(refused.stderr).toContain("came before 2026-08-13");
      expect((await runSmac(["copy", "--to", address()], { cwd: files, env })).code).toBe(0);
      expect((await rowsThere()).first).toBe("2026-03-01");
      expect((await runSmac(["status"], { cwd: served, env })).stdout).not.toContain("older ones are kept");
      expect((await runSmac(["copy", "--from", address()], { cwd: back, env })).code).toBe(0);
    });

    test("where none are kept, nothing else is thought of the store", async () => {
      expect(
        (await runSmac(["copy", "--to", address("?raw_days=1")], { cwd: files, now: days.copied, env })).code,
      ).toBe(0);
      expect((await asked("select toInt64(count()) as n from raw_events"))[0]).toEqual({ n: 0 });
      for (const command of [["check"], ["report"]])
        expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
    });

    test("shards that keep rows for another time are of different copies", async () => {
      for (const at of servers.keys())
        await onServer("default", (node) => node.run({ sql: "create database halves", params: {} }, null), at);
      const hosts = servers.map(({ http }) => http).join(",");
      const halves = (user: string): string => `clickhouse://${user}@${hosts}/halves?topology=sharded`;
      const to = halves("smac:${env:SMAC_PASSWORD}");
      const own = { ...env, SMAC_PASSWORD: users.smac };
      expect(await runSmac(["copy", "--to", to], { cwd: files, now: days.copied, env: own })).toMatchObject({
        code: 0,
      });
      const at = join(folder, "halves");
      cpSync(served, at, { recursive: true });
      const project = readFileSync(join(files, "smac.yml"), "utf8");
      writeFileSync(join(at, "smac.yml"), `store: "${to}"\n${project}`);
      expect((await runSmac(["status"], { cwd: at, env: own })).code).toBe(0);
      await onServer(
        "halves",
        async (node) => {
          const state = await readCopy(node);
          if (state === null) throw new Error("nothing was copied");
          await writeCopy(node, { ...state, expired: { days: 100, before: 0, rows: 1 } });
        },
        1,
      );
      expect((await runSmac(["status"], { cwd: at, env: own })).stderr).toContain("STORE_HALF_COPIED");
    });

    test("raw_days is a whole number of days", async () => {
      const { code, stderr } = await runSmac(["copy", "--to", address("?raw_days=soon")], { cwd: files, env });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining("raw_days is a whole number of days") as string,
      });
    });

    test(
      `after any copies, one after the other, the rows there are those of the last days (SMAC_PROPERTY_SEED=${seed})`,
      { timeout: 300_000 },
      async () => {
        const engine = await openEngine({ path: join(folder, "drawn.duckdb") });
        try {
          await engine.run(
            "create table meta (name varchar, value varchar); create table raw_a (_load integer, _learned timestamp, a varchar)",
          );
          await fc.assert(
            fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => holds(engine, steps)),
            { seed, numRuns: propertyRuns(3) },
          );
        } finally {
          await engine.close();
        }
      },
    );
  },
);

/** Loads on a day, then a copy that keeps rows for some days; null: all. */
const step = fc.record({
  loads: fc.array(fc.record({ load: fc.integer({ min: 1, max: 60 }), day: fc.integer({ min: 0, max: 40 }) }), {
    maxLength: 4,
  }),
  kept: fc.option(fc.integer({ min: 1, max: 45 })),
  today: fc.integer({ min: 41, max: 50 }),
  /** Whether it is stopped at its first block, and gone on with two days later. */
  isStopped: fc.boolean(),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const dayMicros = 86_400_000_000;
let version = 0;

async function holds(engine: Engine, steps: readonly Step[]): Promise<void> {
  await engine.run("delete from raw_a");
  const rows: { readonly text: string; readonly day: number }[] = [];
  for (const { loads, kept, today, isStopped } of steps) {
    for (const { load, day } of loads) {
      const text = `row ${rows.length}`;
      rows.push({ text, day });
      await engine.run(`insert into raw_a values (${load}, make_timestamp(${day * dayMicros + 5}), '${text}')`);
    }
    version += 1;
    const data = `version ${version}`;
    await engine.run(`delete from meta; insert into meta values ('data_version', '${data}')`);
    const copied = (day: number, onProgress: () => void): Promise<unknown> => {
      const expiry = expiryAt(kept, day * dayMicros + 7);
      return onBoth((shards) =>
        copyOut(engine, shards, { signal: new AbortController().signal, data, expiry, onProgress }),
      );
    };
    let stopped = false;
    const stop = (): void => {
      stopped = true;
      throw new Error("stopped");
    };
    await copied(today, isStopped ? stop : () => undefined).catch((error: unknown) => {
      if (!stopped) throw error;
    });
    if (isStopped) await copied(today + 2, () => undefined);
    // A copy that goes on lets go what it said when it began.
    const from = kept === null ? 0 : (isStopped && !stopped ? today + 2 : today) - kept;
    const expected = rows.filter(({ day }) => day >= from).map(({ text }) => text);
    expect(await rowsOnBoth()).toEqual(expected.toSorted());
  }
}

/** A store on two shards, filled by itself. */
function onBoth<T>(work: (shards: readonly (readonly Node[])[]) => Promise<T>): Promise<T> {
  return onServer("drawn", (one) => onServer("drawn", (other) => work([[one], [other]]), 1));
}

function rowsOnBoth(): Promise<readonly string[]> {
  return onBoth(async (shards) => {
    const all = shards.flat().map((node) => node.rows({ sql: "select a from raw_a", params: {} }, null));
    return (await Promise.all(all))
      .flat()
      .map((row) => String(row["a"]))
      .toSorted();
  });
}
