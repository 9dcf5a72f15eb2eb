import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { buildStore } from "./built-store.ts";
import type { BuiltStore, Running } from "./built-store.ts";
import { projectFolder } from "./project-folder.ts";
import type { ProjectFolder } from "./project-folder.ts";

const yaml = `
sources:
  events: { files: "events/*.csv" }
activities:
  use: { from: events, at: at, member: user, cluster: customer }
`;
const files = 4;
const rowsPerFile = 60_000;
const largeFile = 1_000_000;

let built: BuiltStore;
beforeAll(() => {
  built = buildStore();
}, 120_000);
afterAll(() => built.remove());

const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function start(count = files, rows = rowsPerFile): ProjectFolder {
  const folder = projectFolder(yaml);
  folders.push(folder);
  for (let file = 1; file <= count; file += 1) folder.write(`events/${file}.csv`, csv(file, rows));
  return folder;
}

function csv(file: number, rows: number): string[] {
  const lines = ["at,user,customer,note"];
  for (let row = 0; row < rows; row += 1)
    lines.push(`2026-0${file}-0${1 + (row % 9)} 12:00:00,u${row % 997},c${row % 101},file ${file} row ${row}`);
  return lines;
}

const stopped = "smac: stopped; nothing half-done is left behind\n";

/** Starts `smac import` and waits until it has the store. */
async function importing(folder: ProjectFolder): Promise<Running> {
  const child = built.smac(folder.directory, "import");
  let ended = false;
  void child.end.then(() => (ended = true));
  while (!ended && !existsSync(join(folder.directory, ".smac/warehouse.lock"))) await sleep(5);
  return child;
}

describe("an import that is killed", () => {
  test("leaves whole files only, and the next run goes on", async () => {
    const folder = start();
    const delays = [0, 30, 150, 400, 800, 1200, 1700];
    for (const delay of delays) {
      const child = await importing(folder);
      await sleep(delay);
      child.kill("SIGKILL");
      await child.end;
      await openStore(folder.model(), { mode: "read", effects: folder.effects }).then(
        (reader) => reader.close(),
        (error: unknown) => expect(error).toMatchObject({ code: expect.stringMatching(/^STORE_(MISSING|OLD)$/) }),
      );
      await folder.store(async (store) => {
        const loads = await store.engine.rows<{ state: string; n: number }>(
          "SELECT state, count(*) AS n FROM loads GROUP BY state",
        );
        expect(loads.filter((load) => load.state !== "done")).toEqual([]);
        const [raw] = await store.engine.rows<{ n: number }>(
          "SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'raw_events'",
        );
        const perLoad =
          raw?.n === 0
            ? []
            : await store.engine.rows<{ n: number }>("SELECT count(*) AS n FROM raw_events GROUP BY _load");
        expect(perLoad.length).toBe(loads[0]?.n ?? 0);
        expect(perLoad.filter(({ n }) => n !== rowsPerFile)).toEqual([]);
        const [facts] = await store.engine.rows<{ n: number }>(
          "SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'activities'",
        );
        const activities =
          facts?.n === 0 ? [] : await store.engine.rows<{ n: number }>("SELECT count(*) AS n FROM activities");
        expect([undefined, 0, files * rowsPerFile]).toContain(activities[0]?.n);
      });
    }
    await folder.store(async (store) => {
      await store.import();
      expect(
        await store.engine.rows(
          "SELECT count(*) AS n, count(DISTINCT note) AS notes FROM raw_events WHERE _forgotten IS NULL",
        ),
      ).toEqual([{ n: files * rowsPerFile, notes: files * rowsPerFile }]);
      expect(
        await store.engine.rows("SELECT sum(events)::BIGINT AS n FROM active_days WHERE cluster_kind = 'customer'"),
      ).toEqual([{ n: files * rowsPerFile }]);
      expect((await store.import()).map(({ inserted }) => inserted)).toEqual([0]);
    });
  });

  test("by Ctrl-C or the system while it reads a large file: the store is as before the file, the next run completes", async () => {
    const folder = start(1, 10);
    await folder.import();
    folder.write("events/2.csv", csv(2, largeFile));
    for (const { signal, delay } of [
      { signal: "SIGINT", delay: 50 },
      { signal: "SIGINT", delay: 700 },
      { signal: "SIGKILL", delay: 700 },
    ] as const) {
      const child = await importing(folder);
      await sleep(delay);
      child.kill(signal);
      const { code, out, error } = await child.end;
      expect({ code, out, error }).toEqual(
        signal === "SIGINT" ? { code: 130, out: "", error: stopped } : { code: null, out: "", error: "" },
      );
      expect(existsSync(join(folder.directory, ".smac/warehouse.lock"))).toBe(signal === "SIGKILL");
      await folder.store(async (store) => {
        expect((await store.status()).sources[0]).toMatchObject({ files: 1, rows: 10, forgotten: 0 });
        expect(await store.isCurrent()).toBe(true);
        expect(await store.engine.rows("SELECT sum(events)::BIGINT AS n FROM active_days")).toEqual([{ n: 10 }]);
      });
    }
    const { code, out } = await built.smac(folder.directory, "import").end;
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^events: 1,000,000 new rows \([\d,]+ rows\/s\)\n$/),
    });
    await folder.store(async (store) => {
      expect((await store.status()).sources[0]).toMatchObject({ files: 2, rows: largeFile + 10 });
      expect(await store.engine.rows("SELECT count(*) AS n FROM activities")).toEqual([{ n: largeFile + 10 }]);
    });
  });
});

test("numbers that a stopped import did not record are recorded by the next one, which has nothing to read", async () => {
  const folder = start(1, 10);
  await folder.import();
  const recorded = () =>
    folder.store((store) => store.engine.rows<{ n: number }>("SELECT count(*) AS n FROM recorded_cells"));
  expect(await recorded()).toEqual([{ n: 0 }]);
  expect((await built.smac(folder.directory, "import").end).out).toBe("events: nothing new\n");
  expect((await recorded())[0]?.n).toBeGreaterThan(0);
});

describe("a second process", () => {
  const holding = (mode: string): string => `
const store = await openStore(model, { mode: "${mode}", effects, command: "smac import --all" });
say("holding");
setTimeout(async () => { await store.close(); }, 1500);`;

  test("that cannot have the store is told who holds it, and for how long to wait", async () => {
    const folder = start(1, 10);
    await folder.import();
    const child = built.start(folder.directory, holding("write"));
    await child.said("holding");
    const open = (mode: "read" | "write", waitSeconds: number) =>
      openStore(folder.model(), { mode, effects: folder.effects, waitSeconds });
    for (const mode of ["read", "write"] as const) {
      const error = await open(mode, 0.2).catch((e: unknown) => e);
      expect(error).toMatchObject({
        code: "STORE_LOCKED",
        recovery: "retry",
        hint: expect.stringContaining("--wait 60"),
      });
      expect((error as Error).message).toMatch(
        new RegExp(`in use by “smac import --all” \\(process ${child.pid} on .+\\) since 20.+Z; waited 0.2 s`),
      );
    }
    const patient = await open("read", 20);
    expect((await patient.status()).sources[0]?.rows).toBe(10);
    await patient.close();
    await child.end;
  });

  test("reads beside another that reads; one that writes waits for both", async () => {
    const folder = start(1, 10);
    await folder.import();
    const child = built.start(folder.directory, holding("read"));
    await child.said("holding");
    const beside = await openStore(folder.model(), { mode: "read", effects: folder.effects });
    expect((await beside.status()).sources[0]?.rows).toBe(10);
    await beside.close();
    const refused = await openStore(folder.model(), { mode: "write", effects: folder.effects, waitSeconds: 0.2 }).catch(
      (e: unknown) => e,
    );
    expect(refused).toMatchObject({ code: "STORE_LOCKED", message: expect.stringContaining(`process ${child.pid}`) });
    const patient = await openStore(folder.model(), { mode: "write", effects: folder.effects, waitSeconds: 20 });
    await patient.close();
    await child.end;
  });

  test("takes over a lock whose process is gone, or that was cut off", async () => {
    const folder = start(1, 10);
    await folder.import();
    const lock = join(folder.directory, ".smac/warehouse.lock");
    const child = built.start(folder.directory, `say("pid");`);
    await child.end;
    const { hostname } = await import("node:os");
    writeFileSync(
      lock,
      JSON.stringify({ pid: child.pid, host: hostname(), command: "smac import", since: "2026-01-01T00:00:00Z" }),
    );
    await folder.import();
    expect(existsSync(lock)).toBe(false);
    await folder.store(async () =>
      expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid, command: "smac" }),
    );
    writeFileSync(
      lock,
      JSON.stringify({ pid: process.pid, host: hostname(), command: "smac import", since: "2026-01-01T00:00:00Z" }),
    );
    await folder.import();
  });
});
