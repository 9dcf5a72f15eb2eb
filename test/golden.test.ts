import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openEngine } from "../src/engines/duckdb/engine.ts";
import type { Report, ReportRow, TotalRow } from "../src/query/report.ts";
import { runSmac } from "./run-smac.ts";

// A case is a folder: command.txt (the arguments, a flag and its value on a line), the files it names,
// check.sql (the same numbers, written by hand, over the raw files), and what is pinned: statements.sql
// (what `smac sql` prints) and expected.csv (the report, in the columns that check.sql answers).
// The pinned files are written on purpose: SMAC_WRITE_GOLDEN=1 npx vitest run test/golden.test.ts
const writes = process.env["SMAC_WRITE_GOLDEN"] === "1";
const folders = join(import.meta.dirname, "golden");
const cases = readdirSync(folders, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

type Line = readonly string[];

/** `--where a = 'b'` is two arguments; a line without flag is a file. */
function argumentsOf(folder: string): string[] {
  const lines = readFileSync(join(folder, "command.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return lines.flatMap((line) => {
    const space = line.startsWith("--") ? line.indexOf(" ") : -1;
    return space < 0 ? [line] : [line.slice(0, space), line.slice(space + 1)];
  });
}

async function printed(folder: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runSmac(args, { cwd: folder, now: "2026-12-31T00:00:00Z" });
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** A number to twelve places, nothing for null, all else as text. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(12)));
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a column is called in expected.csv and check.sql, and where the report holds it. */
function valueOf(row: ReportRow | TotalRow, column: string): unknown {
  if (column === "scope") return "stage" in row ? "row" : "total";
  if (column.startsWith("period_")) return row.period[column.slice("period_".length) as "start"];
  if (column.startsWith("by.")) return "by" in row ? row.by[column.slice("by.".length)] : null;
  return row[column as "active"];
}

function reported({ rows, totals }: Report, columns: Line): Line[] {
  const asked = columns.includes("scope") ? [...rows, ...totals] : rows;
  return asked.map((row) => columns.map((column) => cell(valueOf(row, column))));
}

/** The rows of check.sql over the raw files, every cell of which is text to it. */
async function checked(folder: string): Promise<{ columns: Line; rows: Line[] }> {
  const engine = await openEngine({ path: null });
  try {
    await engine.run(`set file_search_path = '${folder.replaceAll("'", "''")}'`);
    const found = await engine.rows(readFileSync(join(folder, "check.sql"), "utf8"));
    const columns = Object.keys(found[0] ?? {});
    return { columns, rows: found.map((row) => columns.map((column) => cell(row[column]))) };
  } finally {
    await engine.close();
  }
}

function readLines(path: string): Line[] {
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
}

function pin(path: string, content: string): void {
  if (process.env["CI"]) throw new Error(`expectations are not written in CI: ${path}`);
  writeFileSync(path, content);
}

test("there are enough cases, and each is whole", () => {
  expect(cases.length).toBeGreaterThanOrEqual(12);
  const needed = ["command.txt", "check.sql", "statements.sql", "expected.csv"];
  const missing = cases.flatMap((name) =>
    needed.filter((file) => !existsSync(join(folders, name, file))).map((file) => `${name}/${file}`),
  );
  expect(writes ? [] : missing).toEqual([]);
});

describe.each(cases)("golden case %s", (name) => {
  const folder = join(folders, name);
  const args = argumentsOf(folder);

  test("the statements are the pinned ones, and they run", async () => {
    const statements = await printed(folder, ["sql", ...args]);
    const path = join(folder, "statements.sql");
    if (writes) pin(path, statements);
    expect(statements).toBe(readFileSync(path, "utf8"));
  });

  test("the report has the expected rows, and so has the check query", async () => {
    const report = JSON.parse(await printed(folder, ["report", ...args, "--format", "json"])) as Report;
    const check = await checked(folder);
    expect(check.rows.length).toBeGreaterThan(0);
    const rows = reported(report, check.columns);
    const path = join(folder, "expected.csv");
    if (writes) pin(path, `${[check.columns, ...rows].map((line) => line.join(",")).join("\n")}\n`);
    const [columns, ...expected] = readLines(path);
    expect(check.columns).toEqual(columns);
    expect(rows).toEqual(expected);
    expect(sorted(check.rows)).toEqual(sorted(expected));
  });
});

function sorted(lines: readonly Line[]): string[] {
  return lines.map((line) => line.join(",")).toSorted();
}
