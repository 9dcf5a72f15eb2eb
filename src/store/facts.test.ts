import { afterEach, describe, expect, test } from "vitest";
import { at, projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import type { Store } from "./store.ts";

const folders: ProjectFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const open = (yaml: string, files: Parameters<typeof projectFolder>[1]): ProjectFolder => {
  const folder = projectFolder(yaml, files);
  folders.push(folder);
  return folder;
};
const stages = async (store: Store, asOf: number | null = null): Promise<unknown> => {
  const { stage } = await store.facts("customer", { asOf });
  return store.engine.rows(
    `SELECT cluster, stage, strftime("at", '%m-%d') AS day FROM (${stage?.sql}) ORDER BY cluster, "at" NULLS FIRST`,
    stage?.params,
  );
};

describe("stages by rules", () => {
  const yaml = `
sources:
  estimates: { files: estimates.csv }
  invoices: { files: invoices.csv, id: number }
stages:
  cluster: customer
  order: [opportunity, customer]
  rules:
    - { enter: opportunity, from: estimates, cluster: who, at: date }
    - { enter: customer, from: invoices, cluster: who, at: date, where: "status <> 'void'" }
activities:
  pay: { from: invoices, at: date, member: who }
`;
  const estimates = ["who,date", "a,2026-01-10", "a,2026-01-05", "b,2026-03-01", "c,"];
  const invoices = [
    "number,who,date,status",
    "1,a,2026-02-01,paid",
    "2,a,2026-01-20,void",
    "3,b,2026-02-01,paid",
    "4,a,2026-04-01,paid",
  ];

  test("are the first match of each, forward only, by what stands", async () => {
    const folder = open(yaml, { "estimates.csv": estimates, "invoices.csv": invoices });
    await folder.import();
    const before = folder.now;
    await folder.store(async (store) => {
      expect(await stages(store)).toEqual([
        { cluster: "a", stage: "opportunity", day: "01-05" },
        { cluster: "a", stage: "customer", day: "02-01" },
        { cluster: "b", stage: "customer", day: "02-01" },
        { cluster: "c", stage: "opportunity", day: null },
      ]);
      folder.write("invoices.csv", [
        "number,who,date,status",
        "1,a,2026-02-01,void",
        "3,b,2026-03-02,paid",
        "4,a,2026-04-01,paid",
      ]);
      await store.import();
      const after = [
        { cluster: "a", stage: "opportunity", day: "01-05" },
        { cluster: "a", stage: "customer", day: "04-01" },
        { cluster: "b", stage: "opportunity", day: "03-01" },
        { cluster: "b", stage: "customer", day: "03-02" },
        { cluster: "c", stage: "opportunity", day: null },
      ];
      expect(await stages(store)).toEqual(after);
      expect(((await stages(store, before)) as unknown[])[1]).toEqual({
        cluster: "a",
        stage: "customer",
        day: "02-01",
      });
    });
  });

  test("are of the version that counts, once a later file brings another of an id", async () => {
    const folder = open(yaml.replace("invoices.csv, id", '"invoices*.csv", learned: seen, id'), {
      "estimates.csv": ["who,date"],
      "invoices1.csv": [
        "number,who,date,status,seen",
        "1,a,2026-02-01,paid,2026-02-01",
        "2,b,2026-02-03,paid,2026-02-03",
      ],
    });
    await folder.import();
    await folder.store(async (store) => {
      const before = [
        { cluster: "a", stage: "customer", day: "02-01" },
        { cluster: "b", stage: "customer", day: "02-03" },
      ];
      expect(await stages(store)).toEqual(before);
      folder.write("invoices2.csv", ["number,who,date,status,seen", "1,a,2026-03-05,paid,2026-03-01"]);
      await store.import();
      expect(await stages(store)).toEqual([{ cluster: "a", stage: "customer", day: "03-05" }, before[1]]);
      folder.write("invoices3.csv", ["number,who,date,status,seen", "3,c,2026-03-06,paid,2026-03-06"]);
      await store.import();
      expect(((await stages(store)) as unknown[]).slice(0, 1)).toEqual([
        { cluster: "a", stage: "customer", day: "03-05" },
      ]);
    });
  });
});

describe("what a source says about itself", () => {
  const yaml = `
sources:
  events: { files: "events/*.csv", id: id, learned: seen }
activities:
  use: { from: events, at: at, member: member, cluster: customer, where: "kind = 'use'" }
  end: { from: events, at: end, member: member, cluster: customer }
`;
  const rows = async (store: Store, asOf: number | null, now: number | null = null): Promise<unknown> => {
    const { activity, activityHas } = await store.facts("customer", { asOf, now });
    const dedupe = activityHas.id
      ? "QUALIFY id IS NULL OR row_number() OVER (PARTITION BY source, id ORDER BY learned DESC NULLS LAST, version DESC) = 1"
      : "";
    const found = await store.engine.rows<{ what: string }>(
      `SELECT kind || ' ' || cluster || ' ' || coalesce(strftime("at", '%m-%d'), '-') AS what FROM (SELECT * FROM (${activity?.sql}) ${dedupe}) ORDER BY ALL`,
      activity?.params,
    );
    return found.map(({ what }) => what);
  };

  test("chooses the version of an id that was learned last, then the greater text; one row may be two activities", async () => {
    const folder = open(yaml, {
      "events/1.csv": [
        "id,at,end,member,customer,kind,seen",
        "1,2026-01-01,2026-01-02,m,a,use,2026-01-05",
        "2,2026-01-03,,m,b,view,2026-01-05",
        ",2026-01-04,2026-01-04,m,c,use,2026-01-05",
        ",2026-01-04,2026-01-04,m,c,use,2026-01-05",
      ],
      "events/2.csv": ["id,at,end,member,customer,kind,seen", "1,2026-01-11,2026-01-12,m,a,use,2026-01-15"],
    });
    await folder.store(async (store) => {
      await store.import();
      const now = ["end a 01-12", "end b -", "end c 01-04", "end c 01-04", "use a 01-11", "use c 01-04", "use c 01-04"];
      expect(await rows(store, null)).toEqual(now);
      expect(await rows(store, at("2026-01-14T00:00:00Z"))).toEqual([
        "end a 01-02",
        "end b -",
        "end c 01-04",
        "end c 01-04",
        "use a 01-01",
        "use c 01-04",
        "use c 01-04",
      ]);
      expect(await rows(store, null, at("2026-01-14T00:00:00Z"))).toEqual(
        await rows(store, at("2026-01-14T00:00:00Z")),
      );
      expect(await rows(store, null, at("2026-01-15T00:00:00Z"))).toEqual(now);
      expect(await rows(store, at("2026-01-16T00:00:00Z"))).toEqual(now);
      expect(await rows(store, at("2026-01-04T00:00:00Z"))).toEqual([]);
      folder.write("events/2.csv", [
        "id,at,end,member,customer,kind,seen",
        "9,2026-01-20,2026-01-20,m,a,use,2026-01-20",
      ]);
      await store.import();
      expect(await rows(store, null)).toEqual([
        "end a 01-02",
        "end a 01-20",
        "end b -",
        "end c 01-04",
        "end c 01-04",
        "use a 01-01",
        "use a 01-20",
        "use c 01-04",
        "use c 01-04",
      ]);
      expect((await store.facts("customer", { asOf: null })).activityHas.undated).toBe(true);
    });
  });
});

test("a store without facts, and a kind nobody mapped", async () => {
  const folder = open(
    `
sources: { events: { files: "*.csv" } }
activities: { use: { from: events, at: at, member: member } }
`,
    { "e.csv": ["at,member", "2026-01-01,m"] },
  );
  await folder.store(async (store) => {
    await expect(store.facts("customer", { asOf: null })).rejects.toMatchObject({ code: "STORE_EMPTY" });
    await store.import();
    const facts = await store.facts("customer", { asOf: null });
    expect(facts).toMatchObject({
      membership: null,
      stage: null,
      attribute: null,
      record: null,
      stageSource: null,
      activityHas: { cluster: false, member: true },
    });
    expect(await store.status()).toMatchObject({
      pendingLoads: 0,
      outdated: false,
      rowsSince: null,
      sources: [{ source: "events", files: 1, rows: 1, forgotten: 0, rejected: 0, missing: [], through: null }],
    });
  });
});
