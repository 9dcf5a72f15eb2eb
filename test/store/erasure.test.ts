import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";
import { projectFolder } from "./project-folder.ts";
import type { ProjectFolder } from "./project-folder.ts";

// What was erased is in no byte of the store's folder: neither in the file, nor in the log beside it, nor in what was spilled.

const yaml = `
sources:
  events: { files: events.csv }
activities:
  use: { from: events, at: at, cluster: customer }
`;
const erased = "acme-limited-1";
const events = ["at,customer,note", `2026-01-05,${erased},hello`, "2026-01-06,other-limited-2,hello"];

const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function start(): ProjectFolder {
  const folder = projectFolder(yaml, { "events.csv": events });
  folders.push(folder);
  return folder;
}

/** The files of the store in which a text is. */
function filesWith(folder: ProjectFolder, text: string): readonly string[] {
  const store = join(folder.directory, ".smac");
  return readdirSync(store, { recursive: true, encoding: "utf8" }).filter(
    (name) => statSync(join(store, name)).isFile() && readFileSync(join(store, name)).includes(text),
  );
}

async function erase(folder: ProjectFolder): Promise<void> {
  const done = await runSmac(["delete", "customer", erased, "--erase"], { cwd: folder.directory });
  expect(done).toMatchObject({ code: 0 });
}

async function expectErased(folder: ProjectFolder): Promise<void> {
  expect(filesWith(folder, erased)).toEqual([]);
  expect(readdirSync(join(folder.directory, ".smac"))).toEqual(["warehouse.duckdb"]);
  await folder.store(async (store) =>
    expect(await store.engine.rows("SELECT customer FROM raw_events")).toEqual([{ customer: "other-limited-2" }]),
  );
}

test("after a store that was closed", async () => {
  const folder = start();
  await folder.import();
  expect(filesWith(folder, erased)).toEqual(["warehouse.duckdb"]);
  await erase(folder);
  await expectErased(folder);
});

test("what was made of the facts to answer faster goes, too", async () => {
  const folder = start();
  await folder.import();
  folder.write(".smac/sweep/stage-rate.index", `an attribute of ${erased}`);
  await erase(folder);
  await expectErased(folder);
});

test("after a program that was killed: what it wrote is in the log", async () => {
  const folder = start();
  const killed = start();
  await folder.store(async (store) => {
    await store.import();
    cpSync(join(folder.directory, ".smac"), join(killed.directory, ".smac"), { recursive: true });
  });
  rmSync(join(killed.directory, ".smac", "warehouse.lock"));
  expect(filesWith(killed, erased)).toEqual(["warehouse.duckdb.wal"]);
  await erase(killed);
  await expectErased(killed);
});

test("an erasure that was stopped before the database was written anew is finished by the next one that writes", async () => {
  const folder = start();
  await folder.import();
  folder.write(".smac/sweep/stage-rate.index", `an attribute of ${erased}`);
  const inTheWay = join(folder.directory, ".smac", "warehouse.duckdb.fresh");
  mkdirSync(inTheWay);
  const erasing = folder.store((store) => store.remove({ kind: "customer" }, erased, { erase: true }));
  await expect(erasing).rejects.toThrow();
  rmSync(inTheWay, { recursive: true });
  expect(filesWith(folder, erased)).not.toEqual([]);
  await folder.import();
  await expectErased(folder);
});

test("a file that still has it does not bring a byte of it back", async () => {
  const folder = start();
  await folder.import();
  await erase(folder);
  folder.write("events.csv", [...events, "2026-01-07,another-limited-3,hello"]);
  expect((await runSmac(["import"], { cwd: folder.directory })).code).toBe(0);
  expect(filesWith(folder, "another-limited-3")).not.toEqual([]);
  expect(filesWith(folder, erased)).toEqual([]);
});
