import { cpSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { projectFolder } from "./project-folder.ts";
import type { ProjectFolder } from "./project-folder.ts";

// A program that was killed, or stopped while it closed, leaves what it wrote in a log beside the database file.

const yaml = `
sources:
  events: { files: events.csv }
activities:
  use: { from: events, at: at, cluster: customer }
`;
let folder: ProjectFolder;
let killed: ProjectFolder;
beforeEach(async () => {
  const files = { "events.csv": ["at,customer", "2026-01-05,a", "2026-01-06,b"] };
  [folder, killed] = [projectFolder(yaml, files), projectFolder(yaml, files)];
  await folder.store(async (store) => {
    await store.import();
    cpSync(join(folder.directory, ".smac"), join(killed.directory, ".smac"), { recursive: true });
  });
  rmSync(join(killed.directory, ".smac", "warehouse.lock"));
});
afterEach(() => {
  folder.remove();
  killed.remove();
});

const inStore = (): string[] => readdirSync(join(killed.directory, ".smac"));

test("readers, also several at once, see it and leave it as it is; the next one that writes puts it in its place", async () => {
  const log = join(killed.directory, ".smac", "warehouse.duckdb.wal");
  const before = readFileSync(log);
  const read = () => openStore(killed.model(), { mode: "read", effects: killed.effects });
  const readers = [await read(), await read()];
  for (const reader of readers) {
    expect(await reader.isCurrent()).toBe(true);
    expect((await reader.status()).sources[0]?.rows).toBe(2);
  }
  for (const reader of readers) await reader.close();
  expect(readFileSync(log)).toEqual(before);
  await killed.store(async (store) => expect((await store.import())[0]).toMatchObject({ inserted: 0 }));
  expect(inStore()).toEqual(["warehouse.duckdb"]);
  const reader = await read();
  expect((await reader.status()).sources[0]?.rows).toBe(2);
  await reader.close();
});

test("a log whose database file is gone belongs to nothing: the next import makes the store anew", async () => {
  rmSync(join(killed.directory, ".smac", "warehouse.duckdb"));
  await killed.store(async (store) => expect((await store.import())[0]).toMatchObject({ inserted: 2 }));
  expect(inStore()).toEqual(["warehouse.duckdb"]);
  await killed.store(async (store) =>
    expect(await store.engine.rows("SELECT count(*) AS n FROM raw_events")).toEqual([{ n: 2 }]),
  );
});
