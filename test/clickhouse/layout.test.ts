import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Node, openNode } from "../../src/engines/clickhouse/node.ts";
import { openEngine } from "../../src/engines/duckdb/engine.ts";
import { copyOut } from "../../src/store/clickhouse/copy-out.ts";
import { type Ran, runSmac } from "../run-smac.ts";
import { type ClickHouseServer, noClickHouse, startServer, users } from "./server.ts";

const without = noClickHouse();
const folder = mkdtempSync(join(tmpdir(), "smac-layout-"));
const files = join(folder, "files");
const served = join(folder, "served");
const env = { FILLER_PASSWORD: users.filler, READER_PASSWORD: users.reader };
let server: ClickHouseServer;

beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  for (const name of ["smac", "blocks"]) await onServer("default", `create database ${name}`);
  const copied = { recursive: true, filter: (path: string) => !path.includes(".smac") };
  for (const at of [files, served]) cpSync(join(import.meta.dirname, "../../examples/saas"), at, copied);
  const store = `clickhouse://reader:\${env:READER_PASSWORD}@${server.http}/smac`;
  writeFileSync(join(served, "smac.yml"), `store: "${store}"\n${readFileSync(join(files, "smac.yml"), "utf8")}`);
  for (const ran of [await runSmac(["import"], { cwd: files, env }), await copy()])
    if (ran.code !== 0) throw new Error(ran.stderr);
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function nodeOf(database: string): Node {
  return openNode({ url: `http://${server.http}`, database, user: "smac", password: users.smac });
}

async function onServer(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const node = nodeOf(database);
  try {
    if (sql.startsWith("select")) return await node.rows({ sql, params: {} }, null);
    await node.run({ sql, params: {} }, null);
    return [];
  } finally {
    await node.close();
  }
}

function copy(options: { readonly signal?: AbortSignal; onStderr?(text: string): void } = {}): Promise<Ran> {
  const to = `clickhouse://filler:\${env:FILLER_PASSWORD}@${server.http}/smac`;
  return runSmac(["copy", "--to", to], { cwd: files, env, tty: options.onStderr !== undefined, ...options });
}

const ask = (cwd: string): Promise<Ran> => runSmac(["report", "--format", "csv"], { cwd, env });

/** An event that was not there, in the store in the file. */
async function importOneMore(id: string): Promise<void> {
  writeFileSync(join(files, "events.csv"), `${id},2026-02-24T09:30:00Z,harbor,${id},login,\n`, { flag: "a" });
  expect(await runSmac(["import"], { cwd: files, env })).toMatchObject({ code: 0 });
}

const stopped = "smac: stopped; nothing half-done is left behind\n";

describe.skipIf(without !== null)(`a copy in ClickHouse${without === null ? "" : ` (${without})`}`, () => {
  test("a block that is sent twice is there once, and blocks of the same rows are all there", async () => {
    const engine = await openEngine({ path: null });
    const node = nodeOf("blocks");
    const unanswered = answersLost(node);
    const around = { signal: new AbortController().signal, data: "one", expiry: null, blockRows: 1000 };
    try {
      await engine.run(`create table meta as select 'data_version' as name, 'one' as value;
create table active_days as select 'customer' as cluster_kind, 'c' || range % 100 as cluster, cast(20000 + range // 100 as integer) as day from range(4000);
create table raw_same as select 1 as _load, 'the same' as a from range(3000)`);
      const before = await duplicates(node);
      let copies = 0;
      let receipt: unknown = null;
      while (receipt === null) {
        copies += 1;
        receipt = await copyOut(engine, [[unanswered.node]], around).catch((error: unknown) => {
          if (error instanceof LostAnswer) return null;
          throw error;
        });
      }
      expect(receipt).toMatchObject({ changed: true, tables: 3, rows: 7001 });
      // Of each block the first answer was lost, so that the next copy sent it again.
      expect([unanswered.lost(), copies]).toEqual([8, 9]);
      expect((await duplicates(node)) - before).toBeGreaterThanOrEqual(8);
      const counts = "select toInt64(count()) as n, toInt64(uniqExact(cluster, day)) as different from active_days";
      expect(await onServer("blocks", counts)).toEqual([{ n: 4000, different: 4000 }]);
      expect(await onServer("blocks", "select toInt64(count()) as n from raw_same")).toEqual([{ n: 3000 }]);
    } finally {
      await node.close();
      await engine.close();
    }
  });

  test("of a newer version it is neither read nor written over", async () => {
    const [row] = await onServer("smac", "select max(value) as version from smac_store where name = 'version'");
    await onServer("smac", "insert into smac_store (name, value) values ('version', '99')");
    const tables = "select name, toString(uuid) as id from system.tables where database = 'smac' order by name";
    const before = await onServer("smac", tables);
    for (const ran of [await ask(served), await copy()]) {
      expect(ran).toMatchObject({ code: 2, stdout: "" });
      expect(ran.stderr).toContain("was laid out by a newer version of this program");
      expect(ran.stderr).toContain("install the newer version");
      expect(ran.stderr).toContain("STORE_NEWER");
    }
    expect(await onServer("smac", tables)).toEqual(before);
    await onServer("smac", `insert into smac_store (name, value) values ('version', '${String(row?.["version"])}')`);
    expect(await ask(served)).toEqual(await ask(files));
  });

  test("of an older version it is refused with what to do, and the next copy brings it up to date", async () => {
    const held = await onServer("smac", "select name, comment from system.tables where database = 'smac'");
    const laidOut = held.filter(({ comment }) => String(comment).startsWith("smac layout "));
    expect(laidOut.length).toBeGreaterThan(10);
    for (const { name, comment } of laidOut) {
      const older = String(comment).replace(/^smac layout \d+/, "smac layout 2");
      await onServer("smac", `alter table \`${String(name)}\` modify comment '${older}'`);
    }
    await onServer("smac", "insert into smac_store (name, value) values ('version', '2')");
    const refused = await ask(served);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain("was copied by an older version of this program");
    expect(refused.stderr).toContain("run `smac copy` once more");
    expect(refused.stderr).toContain("STORE_OLD");
    expect((await copy()).stdout).toMatch(/^copied [1-9][\d,]* rows/);
    expect(await ask(served)).toEqual(await ask(files));
  });

  test("one that is stopped in the middle says so, leaves what is in use, and the next goes on", async () => {
    const before = await ask(served);
    await importOneMore("late1");
    const stop = new AbortController();
    const first = await copy({
      signal: stop.signal,
      onStderr: (text) => {
        if (text.includes("smac: activities: ")) stop.abort();
      },
    });
    expect(first).toMatchObject({ code: 130, stdout: "" });
    expect(first.stderr.endsWith(stopped)).toBe(true);
    expect(first.stderr).toContain("smac: active_days: ");
    expect(await ask(served)).toEqual(before);
    const second = await copy({ onStderr: () => undefined });
    expect(second).toMatchObject({ code: 0 });
    expect(second.stderr).toContain("smac: raw_events: ");
    expect(second.stderr).not.toMatch(/smac: (active_days|activities): /);
    const after = await ask(served);
    expect(after).not.toEqual(before);
    expect(after).toEqual(await ask(files));
  });

  test("nor is there anything half-done when it is stopped at any other moment", async () => {
    const before = await ask(served);
    await importOneMore("late2");
    let stops = 0;
    for (let wait = 20; ; wait *= 4) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), wait);
      const ran = await copy({ signal: stop.signal });
      clearTimeout(timer);
      if (ran.code === 0) break;
      expect(ran).toEqual({ code: 130, stdout: "", stderr: stopped });
      expect(await ask(served)).toEqual(before);
      stops += 1;
    }
    expect(stops).toBeGreaterThanOrEqual(2);
    expect(await ask(served)).toEqual(await ask(files));
  });
});

class LostAnswer extends Error {}

/** The same server, whose answer to each block is lost on the way the first time. */
function answersLost(node: Node): { readonly node: Node; lost(): number } {
  const known = new Set<string>();
  return {
    lost: () => known.size,
    node: {
      ...node,
      async insertFile(block, signal) {
        await node.insertFile(block, signal);
        if (known.has(block.token)) return;
        known.add(block.token);
        throw new LostAnswer("the connection broke before the answer came");
      },
    },
  };
}

/** Blocks that the server has left out until now, since they were there. */
async function duplicates(node: Node): Promise<number> {
  const sql = "select toInt64(sum(value)) as n from system.events where event = 'DuplicatedInsertedBlocks'";
  const [row] = await node.rows({ sql, params: {} }, null);
  return Number(row?.["n"] ?? 0);
}
