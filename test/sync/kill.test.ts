import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelFrom } from "../../src/model/load.ts";
import type { System } from "../../src/model/connection.ts";
import { sourceTypes } from "../../src/sources/source-types.ts";
import { openStore } from "../../src/store/store.ts";
import { propertyRuns, propertySeed } from "../property/runs.ts";
import { inOneFile } from "../one-file.ts";
import { killedSystems } from "./killed-systems.ts";
import type { KilledSystem, SystemState } from "./killed-systems.ts";
// @ts-expect-error plain JavaScript, which the killed process runs too
import { system } from "./loopback-books.mjs";

// A sync that is killed at random moments, again and again, and then left alone
// ends with exactly the tables of one that nobody disturbed: a first sync, later
// ones, and `--full`, of each system.

let killed = "";
const seed = propertySeed();
const kills = propertyRuns(200);
/** Kills before a store is left alone. */
const most = 10;

const root = mkdtempSync(join(tmpdir(), "smac-killed-"));
let folders = 0;

beforeAll(async () => {
  symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  killed = await inOneFile(join(import.meta.dirname, "killed-sync.mjs"), root);
}, 120_000);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function folderFrom(base: string): string {
  const folder = join(root, String(folders++));
  cpSync(base, folder, { recursive: true });
  return folder;
}

function projectOf(system: KilledSystem): string {
  const folder = mkdtempSync(join(root, `${system.name}-`));
  const yaml = `timezone: Europe/Berlin\nsources:\n  books: ${JSON.stringify(system.connection)}\n`;
  writeFileSync(join(folder, "smac.yml"), yaml);
  return folder;
}

function sync(folder: string, system: KilledSystem, state: SystemState) {
  const { epoch, full, now } = state;
  const tokens = join(root, `${system.name}.tokens`);
  const job = { folder, epoch, full, now, tokens, ...system.job };
  const child = spawn(process.execPath, [killed, JSON.stringify(job)], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let error = "";
  let opened: () => void = () => undefined;
  let began = Number.NaN;
  let lasted = Number.NaN;
  const opening = new Promise<void>((yes) => {
    opened = yes;
  });
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (Number.isNaN(began)) began = performance.now();
    if (out.includes("done")) lasted = performance.now() - began;
    opened();
  });
  child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()));
  const end = once(child, "close").then(() => {
    opened();
    return { out, error, lasted };
  });
  return { child, end, opening };
}

/** A sync that comes to its end; gives its milliseconds. */
async function undisturbed(folder: string, system: KilledSystem, state: SystemState): Promise<number> {
  const { out, error, lasted } = await sync(folder, system, state).end;
  expect([out, error]).toEqual([expect.stringContaining("done complete"), ""]);
  return lasted;
}

// What tells which run brought a row, and how many calls that took.
const ofRuns = ["_load", "_row", "_gone_load", "load_id", "change_id", "budget"];
// Moments of the facts; all others are those of runs.
const moments = ["at", "first_at", "last_at", "valid_from", "valid_to", "created"];

/** Everything a store holds but which load brought it, and when. */
async function contents(folder: string, { connection }: KilledSystem): Promise<Record<string, string>> {
  const yaml = `sources:\n  books: ${JSON.stringify(connection)}\n`;
  const silent = { write: () => undefined, isTTY: false, columns: 80 };
  const systems = [system as System, ...sourceTypes];
  const model = modelFrom(yaml, { file: "smac.yml", directory: folder, systems });
  const { signal } = new AbortController();
  const effects = { now: () => 0, env: {}, cwd: folder, stdin: process.stdin, stdout: silent, stderr: silent, signal };
  const store = await openStore(model, { mode: "read", effects });
  try {
    const columns = await store.engine.rows<{ table: string; column: string; type: string }>(
      `SELECT table_name AS "table", column_name AS "column", data_type AS type FROM duckdb_columns()
WHERE NOT internal AND table_name NOT IN ('loads', 'meta', 'files', 'smac_schema') ORDER BY table_name, column_index`,
    );
    const all: Record<string, string> = {};
    for (const name of new Set(columns.map(({ table }) => table))) {
      const own = columns.filter(({ table }) => table === name);
      const told = own.map(({ column, type }, i) => `${toldOf(column, type)} AS c${i}`).join(", ");
      const rows = await store.engine.rows(`SELECT ${told} FROM "${name}" ORDER BY ALL`);
      all[name] = rows.map((row) => inspectRow(row)).join("\n");
    }
    return all;
  } finally {
    await store.close();
  }
}

function inspectRow(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(row, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

function toldOf(column: string, type: string): string {
  const quoted = `"${column.replaceAll('"', '""')}"`;
  if (ofRuns.includes(column)) return "NULL";
  if (type === "TIMESTAMP" && !moments.includes(column)) return `${quoted} IS NULL`;
  // How many rows the last reading gave is only told by one that was not broken off: an estimate of calls.
  return column === "cursor" ? `regexp_replace(${quoted}, '"(rows|recent)":(\\d+|null)', '', 'g')` : quoted;
}

interface Told {
  killed: number;
  tooLate: number;
}

/** Kills syncs of one state of a system until `wanted` were in their middle; each store is left alone in the end. */
async function killOften(
  system: KilledSystem,
  state: SystemState,
  about: { base: string; expected: Record<string, string>; took: number; wanted: number; random: () => number },
): Promise<Told> {
  const { base, expected, wanted, random } = about;
  const told = { killed: 0, tooLate: 0 };
  let { took } = about;
  while (told.killed < wanted) {
    const folder = folderFrom(base);
    const before = told.killed;
    let window = took;
    for (let left = 1 + Math.floor(random() * most); left > 0 && told.killed < wanted; left -= 1) {
      const { child, end, opening } = sync(folder, system, state);
      await opening;
      await sleep(random() * window);
      child.kill("SIGKILL");
      const { out, error, lasted } = await end;
      expect(error).toBe("");
      // Moments after the end prove nothing. The machine may have been slower when the time was taken.
      const isOver = out.includes("done");
      told[isOver ? "tooLate" : "killed"] += 1;
      if (isOver && told.killed === before) took = Math.min(took, lasted);
      if (isOver) break;
      // What was kept is not read again, but for `--full`.
      if (!state.full) window *= 0.85;
    }
    expect(told.tooLate, "kills that came too late").toBeLessThan(20 + 10 * wanted);
    if (told.killed > before) {
      await undisturbed(folder, system, state);
      expect(await contents(folder, system)).toEqual(expected);
    }
    rmSync(folder, { recursive: true });
  }
  return told;
}

function randomOf(start: number): () => number {
  let state = (start % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Goes through the states of a system, killing syncs in each; tells what it did, a line for each. */
async function killThrough(
  start: () => Promise<KilledSystem>,
  share: { readonly kills: number; readonly seed: number },
): Promise<readonly string[]> {
  const system = await start();
  const random = randomOf(share.seed);
  const upTo = (i: number): number => Math.round((share.kills * i) / system.states.length);
  const lines: string[] = [];
  try {
    const calm = projectOf(system);
    for (const [i, state] of system.states.entries()) {
      state.begin();
      const base = folderFrom(calm);
      const took = await undisturbed(calm, system, state);
      const expected = await contents(calm, system);
      const wanted = upTo(i + 1) - upTo(i);
      const told = await killOften(system, state, { base, expected, took, wanted, random });
      lines.push(
        `state ${state.epoch}${state.full ? ", --full" : ""}: ${told.killed} in the middle, ${told.tooLate} too late`,
      );
      rmSync(base, { recursive: true });
    }
  } finally {
    await system.close();
  }
  return lines;
}

test.concurrent.each(Object.keys(killedSystems))(
  `seed ${seed}, %s: killed at ${kills / 4} random moments, a sync ends as one that nobody disturbed`,
  async (name) => {
    const start = killedSystems[name];
    if (start === undefined) throw new Error(name);
    const own = seed + Object.keys(killedSystems).indexOf(name);
    const lines = await killThrough(start, { kills: Math.round(kills / 4), seed: own });
    process.stdout.write(`${lines.map((line) => `${name}, ${line}`).join("\n")}\n`);
  },
  1_800_000,
);
