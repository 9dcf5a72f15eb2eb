import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { tableFromIPC } from "@uwdata/flechette";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { csv } from "../../src/format/csv.ts";
import { tableArrow } from "../../src/format/arrow.ts";
import type { FlatTable } from "../../src/query/flat-table.ts";
import { runSmac } from "../run-smac.ts";
import { copyOf, now, type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

type Row = Record<string, unknown>;

function read(bytes: Uint8Array): { readonly types: Record<string, string>; readonly rows: readonly Row[] } {
  const table = tableFromIPC(bytes, { useBigInt: true });
  const types = Object.fromEntries(table.schema.fields.map(({ name, type }) => [name, typeName(type)]));
  return { types, rows: table.toArray() };
}

/** As Arrow's own documents number types. */
function typeName({ typeId, ...about }: { readonly typeId: number; readonly bitWidth?: number }): string {
  const names: Record<number, string> = { 2: "int", 3: "float", 5: "utf8", 6: "bool", 8: "date" };
  return `${names[typeId] ?? typeId}${[2, 3].includes(typeId) ? (about.bitWidth ?? 64) : ""}`;
}

describe("a report as an Arrow stream", () => {
  test("has the numbers of the JSON, with dates as dates, counts as integers, rates as doubles, null where there is none", async () => {
    const question = "/api/v1/report?definition=stage-rate&from=2025-09&to=2026-04";
    const response = await api.ask(question, { headers: { accept: "application/vnd.apache.arrow.stream" } });
    expect([
      response.status,
      response.headers.get("content-type"),
      response.headers.get("content-disposition"),
    ]).toEqual([200, "application/vnd.apache.arrow.stream", 'attachment; filename="report.arrows"']);
    const { types, rows } = read(new Uint8Array(await response.arrayBuffer()));
    expect(types).toMatchObject({
      scope: "utf8",
      period_start: "date",
      stage: "utf8",
      active: "int64",
      population: "int64",
      rate: "float64",
      new: "int64",
      complete: "bool",
    });
    const json = await api.json<{ rows: Row[] }>(question);
    const told = rows.filter(({ scope }) => scope === "row");
    expect(told.length).toBe(json.rows.length);
    told.forEach((row, index) => {
      const { period, stage, active, population, rate, dormant } = json.rows[index] as Row & {
        period: { start: string; complete: boolean };
      };
      expect(new Date(Number(row["period_start"])).toISOString().slice(0, 10)).toBe(period.start);
      expect([row["stage"], row["rate"], row["complete"]]).toEqual([stage, rate, period.complete]);
      expect([row["active"], row["population"], row["dormant"]].map(Number)).toEqual([active, population, dormant]);
      expect(typeof row["active"]).toBe("bigint");
    });
    expect(rows.some((row) => row["rate"] === null)).toBe(true);
  });

  test("every table there is comes as Arrow with the lines and columns of its CSV, page by page too", async () => {
    for (const what of [
      "levels?in=2026-04",
      "matrix?in=2026-04&definition=smac",
      "table?in=2026-04",
      "clusters?in=2026-04",
    ]) {
      const arrow = await api.ask(`/api/v1/${what}&format=arrow`);
      const { types, rows } = read(new Uint8Array(await arrow.arrayBuffer()));
      const lines = (await (await api.ask(`/api/v1/${what}&format=csv`)).text()).trimEnd().split(/\r?\n/);
      expect([Object.keys(types).length, rows.length], what).toEqual([lines[0]?.split(",").length, lines.length - 1]);
      expect(rows.length, what).toBeGreaterThan(1);
    }
    const page = await api.ask("/api/v1/clusters?in=2026-04&limit=2&format=arrow");
    expect(page.headers.get("link")).toContain('rel="next"');
    expect(read(new Uint8Array(await page.arrayBuffer())).rows.length).toBe(2);
  });

  test("a part has the types of the whole; odd texts and names come through", () => {
    const table: FlatTable = {
      columns: [
        { name: "n", type: "number" },
        { name: "N", type: "number" },
        { name: "text", type: "text" },
        { name: "none", type: "number" },
        { name: "day", type: "date" },
      ],
      rows: [
        [1, 1, "=1+1", null, "1969-12-31"],
        [2.5, Number.MAX_SAFE_INTEGER, "🙂\u0000\n", null, null],
      ],
    };
    const part = read(tableArrow({ ...table, rows: table.rows.slice(0, 1) }, "stream", table));
    expect(part.types).toEqual({ n: "float64", N_2: "int64", text: "utf8", none: "float64", day: "date" });
    const whole = read(tableArrow(table, "file")).rows;
    expect(whole.map((row) => [row["n"], row["N_2"], row["text"], row["none"], row["day"] === null])).toEqual([
      [1, 1n, "=1+1", null, false],
      [2.5, 9_007_199_254_740_991n, "🙂\u0000\n", null, true],
    ]);
    // A file is not run by a spreadsheet: only what is made for one is made harmless.
    expect(csv(table)).toContain("'=1+1");
  });
});

test("smac report writes an Arrow file by the ending of its name", async () => {
  const folder = copyOf("saas");
  const ran = await runSmac(["report", "--output", "report.arrow"], { cwd: folder, now });
  expect([ran.code, ran.stderr.includes("[")]).toEqual([0, false]);
  const bytes = readFileSync(path.join(folder, "report.arrow"));
  expect(bytes.subarray(0, 6).toString()).toBe("ARROW1");
  const flat = await runSmac(["report", "--format", "csv"], { cwd: folder, now });
  expect(read(bytes).rows.length).toBe(flat.stdout.trimEnd().split(/\r?\n/).length - 1);
  const shown = await runSmac(["report", "--format", "arrow"], { cwd: folder, now, tty: true });
  expect(shown.stderr).toContain("[USAGE_BINARY_TO_TERMINAL]");
  rmSync(folder, { recursive: true, force: true });
});
