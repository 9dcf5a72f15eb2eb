import { afterEach, describe, expect, test } from "vitest";
import { at, projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";

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
  "events/1.csv": ["at,user,customer,screen", "2026-01-05 12:00:00,u1,a,home", "2026-01-31 23:30:00,u2,b,", "2026-01-31 23:30:00,u2,b,"],
  "accounts.csv": ["id,name,created,region", "a,Acme,2026-01-01,EMEA", " b ,Bell,2026-01-02,"],
  "moves.csv": ["customer,stage,since", "a,lead,2026-01-01", "a,customer,2026-02-01"],
};

describe("the facts of an import", () => {
  test("are the files' rows, in UTC, with the project's clusters, stages and attributes", async () => {
    const folder = start();
    await folder.store(async (store) => {
      const receipts = await store.import();
      expect(receipts.map(({ source, inserted, forgotten, rowsRead }) => [source, inserted, forgotten, rowsRead])).toEqual([
        ["events", 3, 0, 3],
        ["accounts", 2, 0, 2],
        ["moves", 2, 0, 2],
      ]);
      const facts = await store.facts("customer", { asOf: null });
      const rows = (relation: { sql: string; params: readonly never[] } | null) => store.engine.rows(`SELECT * FROM (${relation?.sql}) ORDER BY ALL`, relation?.params);
      expect(await rows(facts.activity as never)).toEqual([
        expect.objectContaining({ source: "events", at: at("2026-01-05T11:00:00Z"), cluster: "a", member: "u1", kind: "use", product: null, screen: "home" }),
        expect.objectContaining({ at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2", screen: null }),
        expect.objectContaining({ at: at("2026-01-31T22:30:00Z"), cluster: "b", member: "u2" }),
      ]);
      expect(await rows(facts.stage as never)).toEqual([
        expect.objectContaining({ cluster: "a", stage: "customer", at: at("2026-01-31T23:00:00Z") }),
        expect.objectContaining({ cluster: "a", stage: "lead", at: at("2025-12-31T23:00:00Z") }),
      ]);
      expect(await rows(facts.attribute as never)).toEqual([expect.objectContaining({ cluster: "a", name: "region", value: "EMEA", at: null })]);
      expect(await rows(facts.record as never)).toEqual([
        expect.objectContaining({ cluster: "a", name: "Acme" }),
        expect.objectContaining({ cluster: "b", name: "Bell", deleted: null }),
      ]);
      expect(facts.span).toEqual({ first: at("2026-01-05T11:00:00Z"), last: at("2026-01-31T22:30:00Z") });
      expect(facts.activityHas).toMatchObject({ id: false, cluster: true, member: true, product: false, undated: false });
      expect(await rows(facts.activeDays?.relation as never)).toEqual([
        expect.objectContaining({ cluster: "a", day: 20458, member: "u1", parts: 1, events: 1 }),
        expect.objectContaining({ cluster: "b", day: 20484, member: "u2", parts: 1, events: 2 }),
      ]);
    });
  });
});
