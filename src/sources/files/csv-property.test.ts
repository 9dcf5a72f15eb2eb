import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "../../engines/duckdb/engine.ts";
import type { Engine } from "../../engines/duckdb/engine.ts";
import { openTable } from "./table.ts";

let engine: Engine;
let dir: string;
beforeAll(async () => {
  engine = await openEngine({ path: null });
  dir = mkdtempSync(join(tmpdir(), "smac-test-"));
});
afterAll(async () => {
  await engine.close();
  rmSync(dir, { recursive: true, force: true });
});

const cell = fc.constantFrom(
  "",
  "a",
  "0017",
  " sp ",
  "é🙂",
  'q"q',
  "d,d",
  "d;d",
  "n\nn",
  'x""y',
  "\n",
  "'",
  "a\tb",
  "NULL",
  "|",
);
const line = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(cell, cell, cell) },
  { weight: 1, arbitrary: fc.constant("blank" as const) },
  { weight: 1, arbitrary: fc.constantFrom("short" as const, "long" as const) },
);
const style = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|", "::"),
  end: fc.constantFrom("\n", "\r\n"),
  mark: fc.boolean(),
  quoteAll: fc.boolean(),
  lastEnd: fc.boolean(),
  gzip: fc.boolean(),
  lead: fc.nat(2),
});

/** The text of a file, and by hand: its rows, the line each begins on, and the lines that are no rows. */
function written(
  lines: readonly (readonly string[] | "blank" | "short" | "long")[],
  how: { delimiter: string; end: string; mark: boolean; quoteAll: boolean; lead: number },
) {
  const { delimiter, end } = how;
  const parts = [...Array.from({ length: how.lead }, () => ""), ["name", "x", "note"].join(delimiter)];
  const rows: (string | null)[][] = [];
  const at: number[] = [];
  const bad: number[] = [];
  let number = parts.length + 1;
  for (const one of lines) {
    if (typeof one === "string") {
      if (one !== "blank") bad.push(number);
      parts.push({ blank: "", short: ["a", "b"].join(delimiter), long: ["a", "b", "c", "d"].join(delimiter) }[one]);
      number += 1;
      continue;
    }
    const quoted = one.map((v) =>
      how.quoteAll || /["\r\n]/.test(v) || v.includes(delimiter) ? `"${v.replaceAll('"', '""')}"` : v,
    );
    parts.push(quoted.join(delimiter));
    rows.push(one.map((v) => (v === "" ? null : v)));
    at.push(number);
    number += one.join("").split("\n").length;
  }
  return { text: (how.mark ? "\ufeff" : "") + parts.join(end), rows, at, bad };
}

test("whatever is in a file, every line is a row, blank, or a bad row that is found again by its line", async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), style, async (lines, how) => {
      const { text, rows, at, bad } = written(lines, how);
      const bytes = Buffer.from(text + (how.lastEnd ? how.end : ""));
      const name = `f${(count += 1)}.csv${how.gzip ? ".gz" : ""}`;
      writeFileSync(join(dir, name), how.gzip ? gzipSync(bytes) : bytes);
      const table = await openTable(engine, {
        paths: [name],
        delimiter: how.delimiter,
        badRows: "skip",
        rejectsFile: "rejects.csv",
        cwd: dir,
        stdin: Readable.from([]),
        name: "events",
        onNote: () => undefined,
      });
      const got = await engine.rows<{ name: string; x: string; note: string }>(
        `SELECT * FROM ${table.relation} ORDER BY _row`,
      );
      expect(got.map((row) => [row.name, row.x, row.note])).toEqual(rows);
      expect(table.badRows()).toBe(bad.length);
      const rejected = await engine.rows<{ line: number }>(
        "SELECT line FROM smac_rejects WHERE owner = ? ORDER BY rowid",
        [{ type: "text", value: table.relation }],
      );
      expect(rejected.map((row) => row.line)).toEqual(bad);
      for (const [i, expected] of at.entries()) expect((await table.locate(name, i + 1)).line).toBe(expected);
    }),
    { numRuns: 120 },
  );
}, 60_000);
