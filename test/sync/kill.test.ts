import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelFrom } from "../../src/model/load.ts";
import type { System } from "../../src/model/connection.ts";
import { openStore } from "../../src/store/store.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { buildStore } from "../store/built-store.ts";
import type { BuiltStore } from "../store/built-store.ts";
// @ts-expect-error plain JavaScript, which the killed process runs too
import { serve, system } from "./loopback-books.mjs";

// A sync that is killed at random moments, again and again, and then left alone
// ends with exactly the tables of one that nobody disturbed. `SMAC_PROPERTY_RUNS=10`: 200 moments.

const killed = join(import.meta.dirname, "killed-sync.mjs");
const seed = propertySeed();
const kills = propertyRuns(20);
const killsInOneStore = 10;

let built: BuiltStore;
let server: { readonly url: string; close(): void };
const folders: string[] = [];

beforeAll(async () => {
  built = buildStore();
  server = await serve(tables, { delay: 2 });
}, 120_000);
afterAll(() => {
  server.close();
  built.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Two states of the system: between them rows change, vanish, come, and are merged; columns come and go. */
function tables(epoch: number) {
  const invoices = Array.from({ length: 400 }, (_, i) => ({
    id: i,
    customer: `c${i % 23}`,
    date: `2026-0${1 + (i % 6)}-1${i % 10}`,
    status: i % 7 === 0 ? "void" : "sent",
    total: i,
  }));
  const contacts = Array.from({ length: 100 }, (_, i) => ({ id: `c${i}`, name: `Name ${i}`, changed: 1 }));
  if (epoch === 1) return { invoices, contacts, gone: [], merged: [] };
  const later = invoices
    .filter(({ id }) => id % 11 !== 0)
    .map((row) => (row.id % 5 === 0 ? { ...row, total: `${row.total}.50`, status: "paid", fresh: true } : row));
  const more = Array.from({ length: 60 }, (_, i) => ({
    id: 1000 + i,
    customer: `c${i}`,
    date: "2026-07-01",
    status: "sent",
  }));
  return {
    invoices: [...later, ...more],
    contacts: contacts.map((row, i) => (i % 4 === 0 ? { ...row, name: `New ${i}`, changed: 2 } : row)),
    gone: [{ id: "c7" }, { id: "c99" }],
    merged: [{ kind: "customer", from: "c3", into: "c4" }],
  };
}

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "smac-killed-"));
  folders.push(folder);
  writeFileSync(join(folder, "smac.yml"), `sources:\n  books: { type: loopback, url: "${server.url}" }\n`);
  return folder;
}

function sync(folder: string, epoch: number) {
  const dist = resolve(dirname(built.program), "..");
  const child = spawn(process.execPath, [killed, dist, folder, server.url, String(epoch)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let error = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const end = once(child, "close").then(() => ({ out, error }));
  const syncing = async (): Promise<void> => {
    while (!out.includes("syncing") && child.exitCode === null && child.signalCode === null) await sleep(3);
  };
  return { child, end, syncing };
}

async function undisturbed(folder: string, epoch: number): Promise<number> {
  const { end, syncing } = sync(folder, epoch);
  await syncing();
  const began = performance.now();
  expect(await end).toEqual({ out: expect.stringContaining("done complete"), error: "" });
  return performance.now() - began;
}

/** Everything a store holds but which load brought it, and when. */
async function contents(folder: string): Promise<unknown> {
  const yaml = `sources:\n  books: { type: loopback, url: x }\n`;
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const model = modelFrom(yaml, { file: "smac.yml", directory: folder, systems: [system as System] });
  const effects = {
    now: () => 0,
    env: {},
    cwd: folder,
    stdin: process.stdin,
    stdout: silent,
    stderr: silent,
    signal: new AbortController().signal,
  };
  const store = await openStore(model, { mode: "read", effects });
  try {
    const names = await store.engine.rows<{ name: string }>(
      "SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary ORDER BY 1",
    );
    const all: Record<string, unknown> = {};
    for (const { name } of names.filter(({ name: one }) => !["loads", "meta", "files"].includes(one))) {
      const columns = await store.engine.rows<{ column: string; type: string }>(
        `SELECT column_name AS "column", data_type AS type FROM duckdb_columns() WHERE table_name = '${name}' ORDER BY column_index`,
      );
      const told = columns.map(({ column, type }) => {
        const quoted = `"${column.replaceAll('"', '""')}"`;
        const isRun = ["_load", "_row", "_gone_load", "load_id", "change_id"].includes(column);
        const isMoment =
          type === "TIMESTAMP" && !["at", "first_at", "last_at", "valid_from", "valid_to", "created"].includes(column);
        return isRun ? "NULL" : isMoment ? `${quoted} IS NULL` : quoted;
      });
      all[name] = await store.engine.rows(
        `SELECT ${told.map((sql, i) => `${sql} AS c${i}`).join(", ")} FROM "${name}" ORDER BY ALL`,
      );
    }
    return all;
  } finally {
    await store.close();
  }
}

test(`seed ${seed}: a sync killed at ${kills} random moments ends as one that nobody disturbed`, async () => {
  let state = seed;
  const random = (): number => (state = (state * 48_271 + 11) % 2_147_483_647) / 2_147_483_647;
  const calm = project();
  const took = [await undisturbed(calm, 1), await undisturbed(calm, 2)];
  const expected = await contents(calm);
  let inTheMiddle = 0;
  for (let done = 0; done < kills;) {
    const folder = project();
    for (const epoch of [1, 2]) {
      for (let i = 0; i < killsInOneStore / 2 && done < kills; i += 1, done += 1) {
        const { child, end, syncing } = sync(folder, epoch);
        await syncing();
        await sleep(random() * (took[epoch - 1] ?? 0));
        child.kill("SIGKILL");
        const { out, error } = await end;
        expect(error).toBe("");
        if (!out.includes("done")) inTheMiddle += 1;
      }
      await undisturbed(folder, epoch);
    }
    expect(await contents(folder)).toEqual(expected);
  }
  // Moments after the end would prove nothing; how many there are depends on what else the machine does.
  expect(inTheMiddle).toBeGreaterThan(kills / 10);
}, 1_800_000);
