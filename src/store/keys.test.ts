import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { at, projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import { rebuildActiveDays } from "./active-days.ts";
import { rootsOf } from "./key-map.ts";
import type { Store } from "./store.ts";

const yaml = `
sources:
  events: { files: events.csv }
  accounts: { files: accounts.csv }
  seats: { files: seats.csv }
clusters:
  customer: { from: accounts, key: id, name: name, created: created }
memberships:
  team: { from: seats, member: member, cluster: team, valid_from: since }
activities:
  use: { from: events, at: at, member: member, clusters: { customer: customer } }
`;
const files = {
  "events.csv": ["at,member,customer", "2026-01-05,m1,a", "2026-01-06,m2,b", "2026-01-07,m2,c", "2026-01-08,,b"],
  "accounts.csv": ["id,name,created", "a,Acme,2026-01-03", "b,Bell,2026-01-01", "c,,2026-01-02"],
  "seats.csv": ["member,team,since", "m1,t1,2026-01-01", "m2,t1,2026-01-01", "m2,t2,2026-01-02"],
};
const customer = { kind: "customer" };
const team = { kind: "team" };

let folder: ProjectFolder;
afterEach(() => folder?.remove());

async function inStore(work: (store: Store) => Promise<void>): Promise<void> {
  folder = projectFolder(yaml, files);
  await folder.store(async (store) => {
    await store.import();
    await work(store);
    const kept = await days(store);
    await rebuildActiveDays(store.engine, folder.model(), folder.effects.signal);
    expect(await days(store)).toEqual(kept);
  });
}

const days = (store: Store) =>
  store.engine.rows(
    "SELECT cluster_kind, cluster, day, member, parts, is_primary, events FROM active_days ORDER BY ALL",
  );
const clusters = async (store: Store, kind: string, asOf: number | null = null): Promise<unknown> => {
  const { activity } = await store.facts(kind, { asOf });
  const rows = await store.engine.rows<{ who: string }>(
    `SELECT coalesce(member, '-') || '@' || coalesce(cluster, '-') AS who FROM (${activity?.sql}) ORDER BY "at"`,
    activity?.params,
  );
  return rows.map((row) => row.who).join(" ");
};
const records = async (store: Store): Promise<unknown> => {
  const { record } = await store.facts("customer", { asOf: null });
  return store.engine.rows(`SELECT cluster, name, created, deleted FROM (${record?.sql}) ORDER BY ALL`, record?.params);
};

test("chains of merges end at one root", () => {
  expect([
    ...rootsOf([
      { from: "b", into: "a" },
      { from: "c", into: "b" },
      { from: "y", into: "x" },
    ]),
  ]).toEqual([
    ["b", "a"],
    ["c", "a"],
    ["y", "x"],
  ]);
});

describe("merging", () => {
  test("counts two clusters as one, with the name of the one that stays and the first creation; as known before, they are two", () =>
    inStore(async (store) => {
      const before = folder.now;
      await store.merge(customer, { from: "b", into: "c" });
      await store.merge(customer, { from: "c", into: "a" });
      expect(await clusters(store, "customer")).toBe("m1@a m2@a m2@a -@a");
      expect(await clusters(store, "customer", before)).toBe("m1@a m2@b m2@c -@b");
      expect(await records(store)).toEqual([
        { cluster: "a", name: "Acme", created: at("2026-01-01T00:00:00Z"), deleted: null },
      ]);
      expect((await store.facts("customer", { asOf: before })).activeDays).toBeNull();
      expect(await store.restore(customer, "c")).toEqual(["merge"]);
      expect(await clusters(store, "customer")).toBe("m1@a m2@c m2@c -@c");
      expect(await records(store)).toEqual([
        { cluster: "a", name: "Acme", created: at("2026-01-03T00:00:00Z"), deleted: null },
        { cluster: "c", name: "Bell", created: at("2026-01-01T00:00:00Z"), deleted: null },
      ]);
    }));

  test("counts two members as one, in activities and memberships", () =>
    inStore(async (store) => {
      await store.merge("member", { from: "m2", into: "m1" });
      expect(await clusters(store, "customer")).toBe("m1@a m1@b m1@c -@b");
      const [row] = await store.engine.rows(
        "SELECT count(*) AS n FROM active_days WHERE cluster_kind = 'team' AND member = 'm1' AND parts = 2",
      );
      expect(row).toEqual({ n: 6 });
    }));

  test("two teams of a member into one leaves it one team", () =>
    inStore(async (store) => {
      await store.merge(team, { from: "t2", into: "t1" });
      expect(
        await store.engine.rows(
          "SELECT DISTINCT cluster, parts FROM active_days WHERE cluster_kind = 'team' AND member = 'm2'",
        ),
      ).toEqual([{ cluster: "t1", parts: 1 }]);
      await store.restore(team, "t2");
      expect(
        await store.engine.rows(
          "SELECT DISTINCT cluster, parts FROM active_days WHERE cluster_kind = 'team' AND member = 'm2' ORDER BY ALL",
        ),
      ).toEqual([
        { cluster: "t1", parts: 2 },
        { cluster: "t2", parts: 2 },
      ]);
    }));

  test("circles, doubles, itself and unknown keys are refused", () =>
    inStore(async (store) => {
      await store.merge(customer, { from: "b", into: "a" });
      const refused = (from: string, into: string) =>
        store.merge(customer, { from, into }).catch((error: unknown) => error);
      expect(await refused("a", "b")).toMatchObject({ code: "STORE_MERGE_CYCLE" });
      expect(await refused("b", "c")).toMatchObject({ code: "STORE_MERGE_TWICE" });
      expect(await refused("a", "a")).toMatchObject({ code: "STORE_MERGE_SELF" });
      expect(await refused("a", "dd")).toMatchObject({
        code: "STORE_UNKNOWN_KEY",
        message: "there is no customer “dd” in the store",
      });
      expect(await store.merge("member", { from: "m3", into: "m1" }).catch((e: unknown) => e)).toMatchObject({
        hint: "did you mean “m1”?",
      });
      await expect(store.restore(customer, "c")).rejects.toMatchObject({ code: "STORE_NOTHING_TO_RESTORE" });
    }));
});

describe("deleting", () => {
  test("a cluster gives its record the instant; one that never was ends before all facts", () =>
    inStore(async (store) => {
      await store.remove(customer, "a", { at: at("2026-02-01T00:00:00Z") });
      await store.remove(customer, "b", { at: null });
      expect(await records(store)).toEqual([
        { cluster: "a", name: "Acme", created: at("2026-01-03T00:00:00Z"), deleted: at("2026-02-01T00:00:00Z") },
        { cluster: "b", name: "Bell", created: at("2026-01-01T00:00:00Z"), deleted: at("1900-01-01T00:00:00Z") },
        { cluster: "c", name: null, created: at("2026-01-02T00:00:00Z"), deleted: null },
      ]);
      expect(await store.restore(customer, "a")).toEqual(["delete"]);
      expect((await records(store)) as unknown[]).toContainEqual({
        cluster: "a",
        name: "Acme",
        created: at("2026-01-03T00:00:00Z"),
        deleted: null,
      });
    }));

  test("a merged cluster is deleted when all of it is", () =>
    inStore(async (store) => {
      await store.remove(customer, "b", { at: at("2026-02-01T00:00:00Z") });
      await store.merge(customer, { from: "b", into: "a" });
      expect(await records(store)).toContainEqual({
        cluster: "a",
        name: "Acme",
        created: at("2026-01-01T00:00:00Z"),
        deleted: null,
      });
      await store.remove(customer, "a", { at: at("2026-03-01T00:00:00Z") });
      expect(await records(store)).toContainEqual({
        cluster: "a",
        name: "Acme",
        created: at("2026-01-01T00:00:00Z"),
        deleted: at("2026-03-01T00:00:00Z"),
      });
    }));

  test("a member ends its activities and memberships from then on; never: all of them", () =>
    inStore(async (store) => {
      await store.remove("member", "m2", { at: at("2026-01-07T00:00:00Z") });
      expect(await clusters(store, "customer")).toBe("m1@a m2@b -@b");
      const { membership } = await store.facts("team", { asOf: null });
      expect(
        await store.engine.rows(
          `SELECT member, cluster, valid_to FROM (${membership?.sql}) ORDER BY ALL`,
          membership?.params,
        ),
      ).toEqual([
        { member: "m1", cluster: "t1", valid_to: null },
        { member: "m2", cluster: "t1", valid_to: at("2026-01-07T00:00:00Z") },
        { member: "m2", cluster: "t2", valid_to: at("2026-01-07T00:00:00Z") },
      ]);
      await store.remove("member", "m2", { at: null });
      expect(await clusters(store, "customer")).toBe("m1@a -@b");
    }));

  test("with erase really removes the rows, and leaves them out when a file brings them again", () =>
    inStore(async (store) => {
      await store.engine.run("PRAGMA force_compression = 'uncompressed'");
      await store.engine.run("UPDATE raw_seats SET since = since || ' very-secret' WHERE member = 'm2'; CHECKPOINT");
      expect(readFileSync(folder.model().store).includes("very-secret")).toBe(true);
      await store.merge("member", { from: "m1", into: "m2" });
      expect(await store.remove("member", "m2", { erase: true })).toEqual({ rawRows: 6, factRows: 6 });
      expect(readFileSync(folder.model().store).includes("very-secret")).toBe(false);
      folder.write("events.csv", [...files["events.csv"], "2026-01-09, m2 ,a", "2026-01-09,m9,a"]);
      expect((await store.import())[0]).toMatchObject({ inserted: 1, forgotten: 0 });
      expect(await clusters(store, "customer")).toBe("-@b m9@a");
      const tables = await store.engine.rows<{ name: string }>(
        "SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary",
      );
      for (const { name } of tables) {
        const left = `SELECT * FROM "${name}" t WHERE t::VARCHAR LIKE '%m2%' OR t::VARCHAR LIKE '%m1%'`;
        expect([name, await store.engine.rows(left)]).toEqual([name, []]);
      }
      expect(await store.engine.rows("SELECT count(*) AS n, max(rows) AS rows FROM erasures")).toEqual([
        { n: 2, rows: 6 },
      ]);
    }));
});
