import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { at, projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import type { Store } from "./store.ts";

const yaml = `
timezone: Europe/Paris
sources:
  events: { files: "events/*.csv" }
  accounts: { files: accounts.csv }
  moves: { files: moves.csv }
clusters:
  customer: { from: accounts, key: id, name: name, created: created, attributes: [region] }
stages:
  order: [lead, customer]
  history: { from: moves, cluster: customer, stage: stage, at: since }
activities:
  use: { from: events, at: at, member: user, cluster: customer, properties: [screen] }
`;
const folders: ProjectFolder[] = [];
const start = (text = yaml, files: Parameters<typeof projectFolder>[1] = data): ProjectFolder => {
  const folder = projectFolder(text, files);
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const data = {
  "events/1.csv": [
    "at,user,customer,screen",
    "2026-01-05 12:00:00,u1,a,home",
    "2026-01-31 23:30:00,u2,b,",
    "2026-01-31 23:30:00,u2,b,",
  ],
  "accounts.csv": ["id,name,created,region", "a,Acme,2026-01-01,EMEA", " b ,Bell,2026-01-02,"],
  "moves.csv": ["customer,stage,since", "a,lead,2026-01-01", "a,customer,2026-02-01"],
};

describe("the facts of an import", () => {
  test("are the files' rows, in UTC, with the project's clusters, stages and attributes", async () => {
    const folder = start();
    await folder.store(async (store) => {
      const receipts = await store.import();
      expect(
        receipts.map(({ source, inserted, forgotten, rowsRead }) => [source, inserted, forgotten, rowsRead]),
      ).toEqual([
        ["events", 3, 0, 3],
        ["accounts", 2, 0, 2],
        ["moves", 2, 0, 2],
      ]);
      const facts = await store.facts("customer", { asOf: null });
      const rows = (relation: { sql: string; params: readonly never[] } | null) =>
        store.engine.rows(`SELECT * FROM (${relation?.sql}) ORDER BY ALL`, relation?.params);
      expect(await rows(facts.activity as never)).toEqual([
        expect.objectContaining({
          source: "events",
          at: at("2026-01-05T11:00:00Z"),
          cluster: "a",
          member: "u1",
          kind: "use",
          product: null,
          screen: "home",
        }),
        expect.objectContaining({ at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2", screen: null }),
        expect.objectContaining({ at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2" }),
      ]);
      expect(await rows(facts.stage as never)).toEqual([
        expect.objectContaining({ cluster: "a", stage: "customer", at: at("2026-01-31T23:00:00Z") }),
        expect.objectContaining({ cluster: "a", stage: "lead", at: at("2025-12-31T23:00:00Z") }),
      ]);
      expect(await rows(facts.attribute as never)).toEqual([
        expect.objectContaining({ cluster: "a", name: "region", value: "EMEA", at: null }),
      ]);
      expect(await rows(facts.record as never)).toEqual([
        expect.objectContaining({ cluster: "a", name: "Acme" }),
        expect.objectContaining({ cluster: "b", name: "Bell", deleted: null }),
      ]);
      expect(facts.span).toEqual({ first: at("2026-01-05T11:00:00Z"), last: at("2026-01-31T22:30:00Z") });
      expect(facts.activityHas).toMatchObject({
        id: false,
        cluster: true,
        member: true,
        product: false,
        undated: false,
      });
      expect(await rows(facts.activeDays?.relation as never)).toEqual([
        expect.objectContaining({ cluster: "a", day: 20458, member: "u1", parts: 1, events: 1 }),
        expect.objectContaining({ cluster: "b", day: 20484, member: "u2", parts: 1, events: 2 }),
      ]);
    });
  });
});

const counts = (store: Store, sql: string) => store.engine.rows(sql);
const activityKeys = async (store: Store, asOf: number | null): Promise<unknown[]> => {
  const { activity } = await store.facts("customer", { asOf });
  return store.engine.rows(`SELECT "at", cluster, member FROM (${activity?.sql}) ORDER BY ALL`, activity?.params);
};

describe("importing again", () => {
  test("changes nothing when the files did not change, whatever their times", async () => {
    const folder = start();
    await folder.import();
    folder.write("events/1.csv", data["events/1.csv"]);
    const [receipt] = await folder.store((store) => store.import());
    expect(receipt).toMatchObject({ inserted: 0, forgotten: 0, rowsRead: 0, files: [{ state: "unchanged" }] });
  });

  test("takes the difference of an edited file of the same size, doubled rows by their number", async () => {
    const folder = start();
    await folder.import();
    const before = folder.now;
    folder.write("events/1.csv", [
      "at,user,customer,screen",
      "2026-01-31 23:30:00,u2,b,",
      "2026-01-05 12:00:00,u1,a,home",
      "2026-01-31 23:30:00,u2,c,",
    ]);
    await folder.store(async (store) => {
      const [receipt] = await store.import();
      expect(receipt).toMatchObject({ inserted: 1, forgotten: 1, rowsRead: 3 });
      const then = [
        { at: at("2026-01-05T11:00:00Z"), cluster: "a", member: "u1" },
        { at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2" },
        { at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2" },
      ];
      expect(await activityKeys(store, null)).toEqual([then[0], then[1], { ...then[1], cluster: "c" }]);
      expect(await activityKeys(store, before)).toEqual(then);
      expect(await activityKeys(store, at("2026-10-31T00:00:00Z"))).toEqual([]);
      expect((await store.facts("customer", { asOf: before })).activeDays).toBeNull();
    });
  });

  test("adds new columns, and says so; a column that is gone is empty", async () => {
    const folder = start();
    await folder.import();
    folder.write("events/2.csv", ["AT,user,customer,Browser", "2026-03-01,u3,c,fox"]);
    await folder.store(async (store) => {
      const [receipt] = await store.import();
      expect(receipt?.files.at(-1)?.notes).toEqual([
        "“events/2.csv” has no column “screen”; it is empty there",
        "“events/2.csv” has new columns: “Browser”",
      ]);
      expect(
        await counts(
          store,
          `SELECT "at", "user", screen, "Browser" FROM raw_events WHERE _load = (SELECT max(load_id) FROM loads)`,
        ),
      ).toEqual([{ at: "2026-03-01", user: "u3", screen: null, Browser: "fox" }]);
    });
  });

  test("follows a file that was moved, keeps the rows of one that is gone, and says so", async () => {
    const folder = start();
    folder.write("events/2.csv", ["at,user,customer,screen", "2026-03-01,u3,c,x"]);
    await folder.import();
    rmSync(join(folder.directory, "events/1.csv"));
    folder.write("events/9.csv", data["events/1.csv"]);
    rmSync(join(folder.directory, "events/2.csv"));
    await folder.store(async (store) => {
      const [receipt] = await store.import();
      expect(receipt).toMatchObject({
        inserted: 0,
        forgotten: 0,
        missing: ["events/2.csv"],
        files: [{ path: "events/9.csv", state: "moved" }],
      });
      expect((await store.status()).sources[0]).toMatchObject({
        files: 2,
        rows: 4,
        forgotten: 0,
        missing: ["events/2.csv"],
      });
      expect((await store.import({ forgetMissing: true }))[0]).toMatchObject({ forgotten: 1, missing: [] });
      expect((await store.status()).sources[0]).toMatchObject({ files: 1, rows: 3, forgotten: 1 });
    });
  });

  test("keeps the rows of files that smac.yml does not name any more, says so, and forgets them when told to", async () => {
    const folder = start();
    await folder.import();
    folder.write("new.csv", ["at,user,customer,screen", "2026-03-01,u3,c,x"]);
    folder.yaml(yaml.replace("events/*.csv", "new.csv"));
    await folder.store(async (store) => {
      expect((await store.import())[0]).toMatchObject({ inserted: 1, forgotten: 0, missing: ["events/1.csv"] });
      expect((await store.status()).sources[0]).toMatchObject({ rows: 4, missing: ["events/1.csv"] });
      expect((await store.import({ forgetMissing: true }))[0]).toMatchObject({ inserted: 0, forgotten: 3 });
      expect(await activityKeys(store, null)).toEqual([{ at: at("2026-02-28T23:00:00Z"), cluster: "c", member: "u3" }]);
    });
  });

  test("derives again when smac.yml changed, without reading the files", async () => {
    const folder = start();
    await folder.import();
    rmSync(join(folder.directory, "events/1.csv"));
    folder.yaml(
      yaml.replace("Europe/Paris", "UTC").replace("cluster: customer, properties", "cluster: user, properties"),
    );
    await folder.store(async (store) => {
      expect(await store.isCurrent()).toBe(false);
      await expect(store.facts("customer", { asOf: null })).rejects.toMatchObject({ code: "STORE_OUTDATED" });
      await store.refresh();
      expect(await store.isCurrent()).toBe(true);
      expect(await activityKeys(store, null)).toEqual([
        { at: at("2026-01-05T12:00:00Z"), cluster: "u1", member: "u1" },
        { at: at("2026-01-31T23:30:00Z"), cluster: "u2", member: "u2" },
        { at: at("2026-01-31T23:30:00Z"), cluster: "u2", member: "u2" },
      ]);
      expect(await counts(store, "SELECT DISTINCT day FROM active_days ORDER BY day")).toEqual([
        { day: 20458 },
        { day: 20484 },
      ]);
    });
  });

  test("decides the order of day and month from all files together", async () => {
    const folder = start(yaml, { ...data, "events/1.csv": ["at,user,customer,screen", "13/02/2026,u1,a,x"] });
    await folder.import();
    folder.write("events/2.csv", ["at,user,customer,screen", "03/02/2026,u1,a,x"]);
    await folder.store(async (store) => {
      await store.import();
      expect((await activityKeys(store, null)).map((row) => (row as { at: number }).at)).toEqual([
        at("2026-02-02T23:00:00Z"),
        at("2026-02-12T23:00:00Z"),
      ]);
    });
  });
});

describe("input that cannot be imported", () => {
  const refused = async (files: Parameters<typeof projectFolder>[1], text = yaml): Promise<unknown> => {
    const folder = start(text, { ...data, ...files });
    return folder.store(async (store) => {
      const error = await store.import().catch((e: unknown) => e);
      const rows = await counts(store, "SELECT count(*) AS n FROM loads");
      return { error, loads: (rows[0] as { n: number }).n };
    });
  };

  test("without a column of the mapping points at its place and names the nearest, before anything is written", async () => {
    expect(await refused({ "events/1.csv": ["at,usr,customer,screen", "2026-01-05,u1,a,x"] })).toMatchObject({
      loads: 0,
      error: {
        code: "INPUT_MISSING_COLUMN",
        message: "activities.use.member: source “events” has no column “user”",
        hint: "did you mean “usr”?",
        at: { line: 13, column: 40 },
      },
    });
  });

  test("with dates that are none, or that are ambiguous, leaves the store as it was", async () => {
    expect(await refused({ "events/1.csv": ["at,user,customer,screen", "2026-02-31,u1,a,x"] })).toMatchObject({
      loads: 0,
      error: { code: "INPUT_BAD_DATE" },
    });
    expect(await refused({ "events/1.csv": ["at,user,customer,screen", "03/02/2026,u1,a,x"] })).toMatchObject({
      loads: 0,
      error: { code: "INPUT_AMBIGUOUS_DATE" },
    });
  });

  test("leaves bad rows out when told to, and counts them", async () => {
    const folder = start(yaml.replace(`"events/*.csv"`, `"events/*.csv", bad_rows: skip`), {
      ...data,
      "events/1.csv": ["at,user,customer,screen", "2026-02-31,u1,a,x", "2026-02-01,u1,a,x", "2026-02-01,u1,a,x,y,z"],
    });
    await folder.store(async (store) => {
      expect((await store.import())[0]).toMatchObject({ inserted: 1, rejected: 2 });
      expect((await store.status()).sources[0]).toMatchObject({ rows: 1, rejected: 2 });
    });
  });

  test("names that try to be SQL are names", async () => {
    const name = `a"b'; DROP TABLE loads; --`;
    const folder = start(
      `
sources: { Select: { files: "*.csv" } }
activities:
  use: { from: Select, at: _load, member: ROWID, cluster: ${JSON.stringify(name)}, properties: [h, d, n, rid, "kind"] }
`,
      { "x'; y.csv": [`_load,ROWID,"a""b'; DROP TABLE loads; --",h,d,n,rid,kind`, `2026-01-01,m,"c'); --",1,2,3,4,5`] },
    );
    await folder.import();
    folder.write("x'; y.csv", [
      `_load,ROWID,"a""b'; DROP TABLE loads; --",h,d,n,rid,kind`,
      `2026-01-01,m,"c'); --",1,2,3,4,5`,
      `2026-01-02,m,"c'); --",1,2,3,4,5`,
    ]);
    await folder.store(async (store) => {
      expect((await store.import())[0]).toMatchObject({ inserted: 1, forgotten: 0 });
      expect(await activityKeys(store, null)).toEqual([
        { at: at("2026-01-01T00:00:00Z"), cluster: "c'); --", member: "m" },
        { at: at("2026-01-02T00:00:00Z"), cluster: "c'); --", member: "m" },
      ]);
    });
  });
});
