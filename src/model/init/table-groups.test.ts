import { describe, expect, test } from "vitest";
import { proposeModel } from "../init.ts";
import { modelFrom } from "../load.ts";
import type { ExaminedTable } from "./examined-table.ts";
import { globOf, groupTables } from "./table-groups.ts";

/** A table of activities; with one more column where it is told. */
function table(path: string, ...more: readonly string[]): ExaminedTable {
  const names = ["ts", "account", ...more];
  const row = (day: string) => ({ ts: day, account: "a" });
  return {
    path,
    columns: names.map((name) => ({ name, type: "text" })),
    sample: [row("2026-01-01"), row("2026-01-02")],
    distinct: { ts: 2, account: 1 },
    rowCount: 2,
  };
}

function sources(...tables: readonly ExaminedTable[]): [string, readonly string[]][] {
  const { yaml } = proposeModel(tables);
  const model = modelFrom(yaml, { file: "smac.yml", directory: "/p" });
  return model.sources.map(({ name, files }) => [name, files ?? []]);
}

describe("files of one kind that differ in digits alone become a glob", () => {
  test("months, with files of other kinds beside them", () => {
    const months = ["08", "09", "10"].map((month) => table(`leistungen-2026-${month}.csv`));
    expect(sources(...months, table("kunden.csv", "x"))).toEqual([
      ["leistungen", ["leistungen-*.csv"]],
      ["kunden", ["kunden.csv"]],
    ]);
  });

  test.each([
    [["data/work_20260801.csv", "data/work_20260901.csv"], "data/work_*.csv", "work"],
    [["in/2025/work-1.csv", "in/2026/work-12.csv"], "in/[0-9]*/work-*.csv", "work"],
    [["export7/work-2026-08.csv", "export7/work-2026-09.csv"], "export7/work-*.csv", "work"],
    [["2026-08_work_eu.csv", "2026-09_work_eu.csv"], "[0-9]*_work_eu.csv", "work_eu"],
    [["work_2026_08_eu.csv", "work_2026_09_eu.csv"], "work_*_eu.csv", "work_eu"],
    [["work-2026Q1.csv", "work-2026Q2.csv"], "work-*Q*.csv", "workq"],
    [["2026-08.csv", "2026-09.csv"], "[0-9]*.csv", "table"],
    [["v2-work (1).csv.gz", "v2-work (2).csv.gz"], "v2-work (*).csv.gz", "v2_work"],
  ])("%j", (paths, glob, name) => {
    expect(sources(...paths.map((path) => table(path)))).toEqual([[name, [glob]]]);
  });
});

describe("a list stays a list", () => {
  test("where the glob would take a file of another kind that was looked at", () => {
    const paths = ["work-2026-08.csv", "work-2026-09.csv"];
    expect(sources(...paths.map((path) => table(path)), table("work-old.csv", "x"))).toEqual([
      ["work_2026_08", paths],
      ["work_old", ["work-old.csv"]],
    ]);
    expect(globOf(paths, [...paths, "other/work-1.csv", "work-1.csv.gz", "xwork-1.csv"])).toBe("work-*.csv");
  });

  test.each([
    [["work-eu-1.csv", "work-us-1.csv"]],
    [["work-1.csv", "work.csv"]],
    [["a/work-1.csv", "b/work-2.csv"]],
    [["shop.sqlite#Work1", "shop.sqlite#Work2"]],
    [["work[1].csv", "work[2].csv"]],
    [["work-1*.csv", "work-2*.csv"]],
  ])("%j", (paths) => {
    expect(groupTables(paths.map((path) => table(path)))).toMatchObject([{ paths, glob: null }]);
  });

  test("a single file keeps its name", () => {
    expect(sources(table("work-2026-08.csv"))).toEqual([["work_2026_08", ["work-2026-08.csv"]]]);
  });
});
