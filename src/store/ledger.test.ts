import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectFolder } from "../../test/store/project-folder.ts";
import type { ProjectFolder } from "../../test/store/project-folder.ts";
import type { Counts, Report } from "../query/report.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import { openStore } from "./store.ts";

let folder: ProjectFolder;
beforeEach(() => {
  folder = projectFolder(`
sources: { events: { files: "*.csv" } }
activities: { use: { from: events, at: at, member: member } }
`);
});
afterEach(() => folder.remove());

const counts = (active: number, population: number | null): Counts => ({
  active,
  population,
  rate: population === null ? null : active / population,
  new: null,
  retained: null,
  resurrected: null,
  dormant: null,
});

/** Rows as month, stage, active, population. */
function report(rows: readonly (readonly [string, string, number, number])[], total = 9): Report {
  const period = (start: string) => ({
    kind: "month",
    start,
    end: start.slice(0, 8) + "28",
    complete: start !== "2026-03-01",
  });
  return {
    definition: { name: "smac", version: 2, sentence: "" },
    rows: rows.map(([start, stage, active, population]) => ({
      period: period(start),
      stage,
      by: { region: null },
      product: null,
      ...counts(active, population),
    })),
    totals: [{ period: period("2026-01-01"), ...counts(total, null) }],
    unattributed: { activities: 0, clusters_without_stage: 0 },
    freshness: [],
  };
}

describe("the ledger", () => {
  test("begins with a baseline and writes down what changed in complete periods", async () => {
    await folder.store(async (store) => {
      const about = { definitionHash: "h", loadId: 7 };
      const first = report([
        ["2026-01-01", "lead", 3, 4],
        ["2026-02-01", "lead", 1, 4],
        ["2026-03-01", "lead", 1, 4],
      ]);
      expect(await store.recordReport(first, about)).toEqual({ baseline: true, restated: 0 });
      expect(await store.recordReport(first, about)).toEqual({ baseline: false, restated: 0 });
      const second = report(
        [
          ["2026-01-01", "lead", 4, 4],
          ["2026-01-01", "customer", 1, 1],
          ["2026-02-01", "lead", 1, 4],
          ["2026-03-01", "lead", 9, 9],
        ],
        10,
      );
      const now = folder.now + 1;
      expect(await store.recordReport(second, { ...about, loadId: 8 })).toEqual({ baseline: false, restated: 6 });
      const cell = {
        recordedAt: now,
        loadId: 8,
        definition: "smac",
        definitionVersion: 2,
        periodKind: "month",
        periodStart: "2026-01-01",
        product: null,
      };
      expect(await store.ledger()).toEqual([
        { ...cell, stage: null, by: {}, measure: "total.active", was: 9, is: 10 },
        { ...cell, stage: "customer", by: { region: null }, measure: "active", was: null, is: 1 },
        { ...cell, stage: "customer", by: { region: null }, measure: "population", was: null, is: 1 },
        { ...cell, stage: "customer", by: { region: null }, measure: "rate", was: null, is: 1 },
        { ...cell, stage: "lead", by: { region: null }, measure: "active", was: 3, is: 4 },
        { ...cell, stage: "lead", by: { region: null }, measure: "rate", was: 0.75, is: 1 },
      ]);
      expect(await store.ledger({ loadId: 9 })).toEqual([]);
      expect(await store.ledger({ definition: "smac", limit: 2 })).toHaveLength(2);
    });
  });

  test("a new period is no change, nor is another definition of the same name", async () => {
    await folder.store(async (store) => {
      await store.recordReport(report([["2026-01-01", "lead", 3, 4]]), { definitionHash: "h", loadId: 1 });
      const longer = report([
        ["2026-01-01", "lead", 3, 4],
        ["2026-02-01", "lead", 1, 4],
      ]);
      expect(await store.recordReport(longer, { definitionHash: "h", loadId: 2 })).toEqual({
        baseline: false,
        restated: 0,
      });
      expect(
        await store.recordReport(report([["2026-01-01", "lead", 1, 1]]), { definitionHash: "other", loadId: 3 }),
      ).toEqual({ baseline: true, restated: 0 });
    });
  });
});

describe("opening", () => {
  const open = (mode: "read" | "write" | "create") =>
    openStore(folder.model(), { mode, effects: folder.effects }).catch((error: unknown) => error);

  test("says what is wrong with a store that is not there, newer, or something else", async () => {
    expect(await open("read")).toMatchObject({ code: "STORE_MISSING", hint: expect.stringContaining("smac import") });
    expect(await open("write")).toMatchObject({ code: "STORE_MISSING" });
    await folder.store(async (store) => store.engine.run("UPDATE smac_schema SET version = 99"));
    expect(await open("read")).toMatchObject({ code: "STORE_NEWER" });
    expect(await open("create")).toMatchObject({ code: "STORE_NEWER" });
    const other = folder.model().store.replace("warehouse", "other");
    const engine = await openEngine({ path: other });
    await engine.run("CREATE TABLE mine (n INTEGER)");
    await engine.close();
    folder.yaml(
      `store: .smac/other.duckdb\nsources: { events: { files: "*.csv" } }\nactivities: { use: { from: events, at: at, member: member } }\n`,
    );
    expect(await open("create")).toMatchObject({ code: "STORE_FOREIGN" });
  });
});
