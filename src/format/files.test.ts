import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { Report } from "../query/report.ts";
import { flatRows } from "./flat.ts";
import type { FlatTable } from "./flat.ts";
import { writeParquet } from "../project/parquet.ts";
import { reportXlsx, tableXlsx } from "./xlsx.ts";

const period = { kind: "month", start: "2026-10-01", end: "2026-11-01", complete: true } as const;
const counts = { active: 1, population: 3, rate: 1 / 3, new: 0, retained: 1, resurrected: 0, dormant: 2 };
const report: Report = {
  definition: { name: "stage-rate", version: 2, sentence: "customers of each stage" },
  rows: [{ period, stage: "=1+1", by: { region: "Łąka\u0000 & <Söhne>" }, product: null, ...counts }],
  totals: [{ period, ...counts, active: 1.5, left: 4 }],
  unattributed: { activities: 7, clusters_without_stage: 0 },
  freshness: [],
};

describe("XLSX", () => {
  test("numbers are numbers, dates dates, texts texts; the sentence and the totals have sheets of their own", async () => {
    const { sheets } = await readXlsx(await reportXlsx(report), { readStyles: true });
    expect(sheets.map((s) => s.name)).toEqual(["Rows", "Definition", "Totals"]);
    const [rows, definition, totals] = sheets.map((s) => s.rows);
    expect(rows?.[0]?.slice(0, 9)).toEqual([
      "period_kind",
      "period_start",
      "period_end",
      "complete",
      "stage",
      "product",
      "by.region",
      "active",
      "population",
    ]);
    expect(rows?.[1]?.slice(0, 4)).toEqual([
      "month",
      new Date("2026-10-01T00:00:00Z"),
      new Date("2026-11-01T00:00:00Z"),
      true,
    ]);
    expect(rows?.[1]?.slice(4, 10)).toEqual(["=1+1", null, "Łąka� & <Söhne>", 1, 3, 1 / 3]);
    expect(definition).toEqual([
      ["definition", "stage-rate"],
      ["version", 2],
      ["sentence", "customers of each stage"],
      ["note", "not counted: 7 activities that found no cluster"],
    ]);
    expect(totals?.[1]?.slice(4)).toEqual([1.5, 3, 1 / 3, 0, 1, 0, 2, 4, false, null]);
    const cells = [...(sheets[0]?.cells?.values() ?? [])];
    expect(cells.filter((c) => c.formula !== undefined)).toEqual([]);
  });

  test("more rows than a sheet holds is one clear line", async () => {
    const rows = Array<readonly [number]>(1_048_576).fill([1]);
    await expect(tableXlsx({ columns: [{ name: "n", type: "number" }], rows }, "list")).rejects.toMatchObject({
      code: "OUTPUT_TOO_MANY_ROWS",
      message: "1048576 rows do not fit into an XLSX sheet, which holds 1048575",
    });
  });
});

describe("Parquet", () => {
  let engine: Engine;
  let dir = "";
  beforeAll(async () => {
    engine = await openEngine({ path: null });
    dir = await mkdtemp(join(tmpdir(), "smac-parquet-"));
  });
  afterAll(async () => {
    await engine.close();
    await rm(dir, { recursive: true, force: true });
  });

  const readBack = async (table: FlatTable, name: string) => {
    const path = join(dir, name);
    await writeParquet(engine, path, table);
    return engine.rows("SELECT * FROM read_parquet(?)", [{ type: "text", value: path }]);
  };

  test("a report comes back as it was, with its types", async () => {
    const rows = await readBack(flatRows(report), "it's a report.parquet");
    const day = Date.parse("2026-10-01") / 86_400_000;
    expect(rows[0]).toMatchObject({
      scope: "row",
      period_start: day,
      complete: true,
      stage: "=1+1",
      rate: 1 / 3,
      left: null,
      clipped: false,
    });
    expect(rows[1]).toMatchObject({ scope: "total", active: 1.5, stage: null, left: 4 });
    expect(rows.length).toBe(2);
  });

  test("columns that differ in case only keep apart; no rows is a file too", async () => {
    const columns = ["by.A", "by.a", 'x"; DROP'].map((name) => ({ name, type: "text" as const }));
    expect(await readBack({ columns, rows: [["1", "2", "3"]] }, "case.parquet")).toEqual([
      { "by.A": "1", "by.a_2": "2", 'x"; DROP': "3" },
    ]);
    expect(await readBack({ columns, rows: [] }, "none.parquet")).toEqual([]);
  });
});
