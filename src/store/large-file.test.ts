import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import { filesReader } from "./files-reader.ts";
import { openStore } from "./store.ts";
import type { Store } from "./store.ts";

const yaml = `
sources:
  events: { files: "events/*.csv" }
activities:
  use: { from: events, at: at, member: user, cluster: customer }
`;
const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function start(lines: readonly string[]): ProjectFolder {
  const folder = projectFolder(yaml, { "events/1.csv": lines });
  folders.push(folder);
  return folder;
}

/** Opens the store with every text file taken for a large one, or for none. */
async function opened<T>(folder: ProjectFolder, large: boolean, work: (store: Store) => Promise<T>): Promise<T> {
  const reader = filesReader(folder.directory, folder.effects, large ? 0 : Infinity);
  const store = await openStore(folder.model(), { mode: "create", effects: folder.effects, reader });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** The raw rows that stand, in the order of the file. */
function standing(store: Store): Promise<unknown[]> {
  return store.engine.rows(
    `SELECT _row, "at", "user", customer FROM raw_events WHERE _forgotten IS NULL ORDER BY _load, _row`,
  );
}

const header = "at,user,customer";
const row = (n: number): string => `2026-01-${String(1 + (n % 28)).padStart(2, "0")}T10:00:00Z,u${n},c${n % 7}`;
const rows = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => row(from + i));

describe("a file too large to copy", () => {
  test("gives the same rows, numbered as in the file, and the same facts, also when it grew and shrank", async () => {
    const contents = [rows(0, 5000), rows(0, 6000), [...rows(0, 10), ...rows(20, 4000), row(5)]];
    const answers = [];
    for (const large of [true, false]) {
      const folder = start([header]);
      const seen: unknown[] = [];
      for (const content of contents) {
        folder.write("events/1.csv", [header, ...content]);
        await opened(folder, large, async (store) => {
          const [receipt] = await store.import();
          seen.push([receipt?.rowsRead, receipt?.inserted, receipt?.forgotten], await standing(store));
          seen.push(await store.engine.rows("SELECT * FROM active_days ORDER BY ALL"));
        });
      }
      answers.push(seen);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect([answers[0]?.[0], answers[0]?.[3], answers[0]?.[6]]).toEqual([
      [5000, 5000, 0],
      [6000, 1000, 0],
      [3991, 1, 2010],
    ]);
  });

  test("keeps the order of the file over several of the engine's buffers", async () => {
    const count = 70_000;
    const wide = "x".repeat(1000);
    const folder = start([]);
    const lines = Array.from({ length: count }, (_, n) => `2026-01-05,u${n + 1},${wide}`);
    folder.write("events/1.csv", [header, ...lines]);
    await opened(folder, true, async (store) => {
      await store.import();
      const [wrong] = await store.engine.rows(
        `SELECT count(*) AS n, count(*) FILTER ("user" <> 'u' || _row) AS moved FROM raw_events`,
      );
      expect(wrong).toEqual({ n: count, moved: 0 });
    });
  });

  test("with rows that cannot be read: the others are taken when told to, none otherwise", async () => {
    const lines = [header, row(0), "ragged", row(1), `no date,u2,c2`, row(3)];
    const folder = start(lines);
    await opened(folder, true, async (store) => {
      await expect(store.import()).rejects.toThrow(/1\.csv:3:1: expected 3 columns, found 1/);
      expect(await store.isEmpty()).toBe(true);
      const [receipt] = await store.import({ badRows: "skip" });
      expect([receipt?.rowsRead, receipt?.rejected]).toEqual([3, 2]);
      expect(await standing(store)).toMatchObject([{ user: "u0" }, { user: "u1" }, { user: "u3" }]);
    });
  });

  test("with a time that is none says on which line, and leaves the store as it was", async () => {
    const folder = start([header, ...rows(0, 300), "no date,u,c"]);
    await opened(folder, true, async (store) => {
      await expect(store.import()).rejects.toMatchObject({ code: "INPUT_BAD_DATE" });
      await expect(store.import()).rejects.toThrow(/events\/1\.csv:302: “no date”/);
      expect(await store.isEmpty()).toBe(true);
    });
  });

  test("that is written to while it is read is refused", async () => {
    const folder = start([header, ...rows(0, 300)]);
    const file = join(folder.directory, "events/1.csv");
    await opened(folder, true, async (store) => {
      const onEvent = ({ step }: { step: string }): void => {
        if (step === "writing") writeFileSync(file, [header, ...rows(0, 299), ""].join("\n"));
      };
      await expect(store.import({ onEvent })).rejects.toMatchObject({ code: "INPUT_CHANGING" });
      expect(await store.isEmpty()).toBe(true);
      const [receipt] = await store.import();
      expect(receipt?.inserted).toBe(299);
    });
  });
});

test("what a writer that was killed left beside the store goes with the next one", async () => {
  const folder = start([header, row(0)]);
  const spill = join(folder.directory, ".smac/warehouse.duckdb.tmp");
  mkdirSync(spill, { recursive: true });
  writeFileSync(join(spill, "duckdb_temp_storage-0.tmp"), "left");
  await folder.store(async (store) => {
    expect(existsSync(spill)).toBe(false);
    const [limit] = await store.engine.rows(
      "SELECT current_setting('temp_directory') AS spill, current_setting('memory_limit') <> '' AS limited",
    );
    expect(limit).toEqual({ spill, limited: true });
  });
  expect(existsSync(spill)).toBe(false);
});
