import { closeSync, cpSync, existsSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { type ProjectFolder, projectFolder } from "./project-folder.ts";

// The engine writes blocks of its directory over in place. A program that is killed in the midst of that leaves a block
// of which the beginning is new and the rest is old.

const yaml = `
sources:
  events: { files: events.csv }
activities:
  use: { from: events, at: at, cluster: customer }
`;
const before = ["at,customer", "2026-01-05,a", "2026-01-06,b"];
let folder: ProjectFolder;
let killed: ProjectFolder;
let database: string;

/** A store whose second import was killed while a block of the directory was written. */
beforeEach(async () => {
  const files = { "events.csv": before };
  [folder, killed] = [projectFolder(yaml, files), projectFolder(yaml, files)];
  database = join(killed.directory, ".smac", "warehouse.duckdb");
  await folder.store((store) => store.import());
  for (const each of [folder, killed]) each.write("events.csv", [...before, "2026-01-07,c"]);
  await folder.store(async (store) => {
    await store.import();
    cpSync(join(folder.directory, ".smac"), join(killed.directory, ".smac"), { recursive: true });
  });
  rmSync(join(killed.directory, ".smac", "warehouse.lock"));
  const [old, done] = [readFileSync(database), readFileSync(join(folder.directory, ".smac", "warehouse.duckdb"))];
  const [first, block] = [3 * 4096, 262_144];
  const places = Array.from({ length: (old.length - first) / block }, (_, id) => first + id * block);
  const inPlace = places.filter((at) => !old.subarray(at, at + block).equals(done.subarray(at, at + block)));
  const file = openSync(database, "r+");
  for (const at of inPlace) writeSync(file, done, at, 4096, at);
  closeSync(file);
});
afterEach(() => {
  folder.remove();
  killed.remove();
});

const blocks = (): string => `${database}.blocks`;

test("what a killed program has left half-written is put back by the next that writes", async () => {
  await killed.store(async (store) => {
    expect(await store.engine.rows("SELECT count(*) AS n FROM raw_events")).toEqual([{ n: 3 }]);
    expect((await store.import())[0]).toMatchObject({ inserted: 0 });
  });
  expect(existsSync(blocks())).toBe(false);
});

test("and by the next that reads; then it is there no longer, also for those who read at the same time", async () => {
  const read = () => openStore(killed.model(), { mode: "read", effects: killed.effects });
  const readers = await Promise.all([read(), read()]);
  for (const reader of readers) expect((await reader.status()).sources[0]?.rows).toBe(3);
  for (const reader of readers) await reader.close();
  expect(existsSync(blocks())).toBe(false);
});

test("without the blocks that were kept nobody could open it", async () => {
  rmSync(blocks());
  const opened = openStore(killed.model(), { mode: "read", effects: killed.effects });
  await expect(opened.then((store) => store.status())).rejects.toMatchObject({ code: "ENGINE_CORRUPT_FILE" });
});

test("blocks that are not whole, or of another header, are left alone", async () => {
  cpSync(join(folder.directory, ".smac", "warehouse.duckdb"), database);
  rmSync(`${database}.wal`, { force: true });
  const whole = readFileSync(database);
  const reads = async (): Promise<void> => {
    const reader = await openStore(killed.model(), { mode: "read", effects: killed.effects });
    expect((await reader.status()).sources[0]?.rows).toBe(3);
    await reader.close();
    expect(readFileSync(database).equals(whole)).toBe(true);
    expect(existsSync(blocks())).toBe(false);
  };
  const kept = readFileSync(blocks());
  await reads();
  const file = openSync(blocks(), "w");
  writeSync(file, kept.subarray(0, kept.length - 5000));
  closeSync(file);
  await reads();
});
