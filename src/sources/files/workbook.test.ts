import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { writeXlsx } from "hucre/xlsx";
import sqlite from "node-sqlite3-wasm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../engines/duckdb/engine.ts";
import type { Engine } from "../../engines/duckdb/engine.ts";
import { openTable } from "./table.ts";
import type { FileTable, TableSpec } from "./table-spec.ts";

let engine: Engine;
let dir: string;
let notes: string[];

beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "smac-test-"));
  notes = [];
  return () => rmSync(dir, { recursive: true, force: true });
});

function open(path: string, more: Partial<TableSpec> = {}): Promise<FileTable> {
  return openTable(engine, {
    paths: [path],
    badRows: "fail",
    cwd: dir,
    stdin: Readable.from([]),
    name: "events",
    onNote: (text) => notes.push(text),
    ...more,
  });
}

async function rowsOf(table: FileTable): Promise<unknown[][]> {
  const rows = await engine.rows(`SELECT * FROM ${table.relation}`);
  return rows.map((row) => table.columns.map((column) => row[column.name]));
}

const error = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error("it did not fail");
    },
    (e: unknown) => e as Error & { code: string; hint: string },
  );

describe("XLSX", () => {
  const day = (text: string): Date => new Date(`${text}Z`);
  async function put(name: string, sheets: Parameters<typeof writeXlsx>[0]["sheets"]): Promise<Buffer> {
    const bytes = Buffer.from(await writeXlsx({ sheets }));
    writeFileSync(join(dir, name), bytes);
    return bytes;
  }

  test("dates become wall-clock text, numbers stay as written, empty rows are none", async () => {
    await put("a.xlsx", [
      {
        name: "Events",
        rows: [
          ["id", "at", "n", "ok"],
          ["0017", day("2026-01-05T10:20:30"), 1.5, true],
          [null, null, null, null],
          [17, day("2026-01-05T00:00:00"), null, false],
          ["é\n🙂"],
        ],
      },
      { name: "Other", rows: [["x"], ["y"]] },
    ]);
    const table = await open("a.xlsx");
    expect(await rowsOf(table)).toEqual([
      ["0017", "2026-01-05T10:20:30", "1.5", "true"],
      ["17", "2026-01-05", null, "false"],
      ["é\n🙂", null, null, null],
    ]);
    expect(await table.locate("a.xlsx", 2)).toMatchObject({ line: 4 });
    expect(await rowsOf(await open("a.xlsx#Other"))).toEqual([["y"]]);
    expect(await rowsOf(await open("a.xlsx#other", { needed: ["x"] }))).toEqual([["y"]]);
    expect(await error(open("a.xlsx#Othr"))).toMatchObject({ code: "INPUT_NO_SHEET", hint: "did you mean “Other”?" });
  });

  test("seconds do not drift", async () => {
    const rows = Array.from({ length: 500 }, (_, i) => [new Date(Date.UTC(2026, 0, 5) + i * 173_000)]);
    await put("a.xlsx", [{ name: "S", rows: [["at"], ...rows] }]);
    const table = await open("a.xlsx");
    const expected = rows.map(([at]) => (at as Date).toISOString().replace(".000Z", "").replace("T00:00:00", ""));
    expect((await rowsOf(table)).flat()).toEqual(expected);
  });

  test("a title above the header is told with the header's line, not as bad rows", async () => {
    await put("a.xlsx", [
      {
        name: "S",
        rows: [["Umsatz 2026"], [], ["Kunde", "Datum", "Betrag"], ["a", "2026-01-05", 3], ["b", "2026-01-06", 4]],
      },
    ]);
    const e = await error(open("a.xlsx"));
    expect([e.code, e.message, e.hint]).toEqual([
      "INPUT_NO_HEADER",
      "“a.xlsx” begins with a title (“Umsatz 2026”); its header is probably in line 3 (Kunde, Datum, Betrag)",
      "delete the 2 lines above it, so that the file begins with the header",
    ]);
  });

  test("cells beyond the header are bad rows", async () => {
    await put("a.xlsx", [
      {
        name: "S",
        rows: [
          ["a", "b"],
          [1, 2],
          [1, 2, 3],
        ],
      },
    ]);
    expect((await error(open("a.xlsx"))).message).toContain("a.xlsx:3:3: expected 2 columns, found 3");
    expect(await rowsOf(await open("a.xlsx", { badRows: "skip" }))).toEqual([["1", "2"]]);
  });

  test("doubled names, no header, an empty sheet", async () => {
    await put("a.xlsx", [{ name: "S", rows: [["a", "A"]] }]);
    expect((await error(open("a.xlsx"))).code).toBe("INPUT_DUPLICATE_COLUMN");
    await put("b.xlsx", [
      {
        name: "S",
        rows: [
          [1, 2],
          [3, 4],
        ],
      },
    ]);
    expect((await error(open("b.xlsx"))).code).toBe("INPUT_NO_HEADER");
    expect(await rowsOf(await open("b.xlsx", { columns: ["x", "y"] }))).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    await put("c.xlsx", [{ name: "S", rows: [] }]);
    expect((await error(open("c.xlsx"))).code).toBe("INPUT_EMPTY_FILE");
  });

  test("cut off, in gzip, or another zip archive", async () => {
    const bytes = await put("a.xlsx", [{ name: "S", rows: [["a"], [1]] }]);
    writeFileSync(join(dir, "cut.xlsx"), bytes.subarray(0, bytes.length - 300));
    expect((await error(open("cut.xlsx"))).code).toBe("INPUT_BAD_XLSX");
    writeFileSync(join(dir, "a.xlsx.gz"), gzipSync(bytes));
    expect(await rowsOf(await open("a.xlsx.gz"))).toEqual([["1"]]);
    const damaged = Buffer.from(bytes);
    damaged.fill(0, 100, 400);
    writeFileSync(join(dir, "damaged.xlsx"), damaged);
    expect((await error(open("damaged.xlsx"))).code).toMatch(/^INPUT_(BAD_XLSX|UNKNOWN_KIND)$/);
  });

  test("a zip that says it unpacks to far too much is refused before it is unpacked", async () => {
    const bytes = await put("a.xlsx", [{ name: "S", rows: [["a"], [1]] }]);
    const entry = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    bytes.writeUInt32LE(0x7fffffff, entry + 24);
    writeFileSync(join(dir, "bomb.xlsx"), bytes);
    expect((await error(open("bomb.xlsx"))).code).toBe("INPUT_TOO_LARGE");
  });
});

describe("SQLite", () => {
  function make(name: string, sql: string): void {
    const database = new sqlite.Database(join(dir, name));
    database.exec(sql);
    database.close();
  }

  test("a table with its types, told by the values", async () => {
    make(
      "a.sqlite",
      `CREATE TABLE t (id INTEGER, odd INTEGER, price REAL, name TEXT, "at" DATETIME, raw BLOB);
      INSERT INTO t VALUES (17, 'x', 1, '0017', '2026-01-05 00:00:00', x'00ff'), (9007199254740993, 5, 0.5, NULL, NULL, NULL);`,
    );
    const table = await open("a.sqlite");
    expect(table.columns.map((c) => c.type)).toEqual(["integer", "text", "float", "text", "text", "text"]);
    expect(await rowsOf(table)).toEqual([
      [17, "x", 1, "0017", "2026-01-05 00:00:00", "00ff"],
      [9007199254740993n, "5", 0.5, null, null, null],
    ]);
    expect(table.sample[0]).toEqual(["17", "x", "1", "0017", "2026-01-05 00:00:00", "00ff"]);
    expect(readdirSync(dir)).toEqual(["a.sqlite"]);
  });

  test("one of several tables, or a view, must be named", async () => {
    make(
      "a.db",
      `CREATE TABLE "Odd; name's" (a); INSERT INTO "Odd; name's" VALUES (1); CREATE TABLE u (b); CREATE VIEW v AS SELECT a + 1 AS c FROM "Odd; name's"`,
    );
    const e = await error(open("a.db"));
    expect(e).toMatchObject({ code: "INPUT_CHOOSE_TABLE", message: "“a.db” has 3 tables: Odd; name's, u, v" });
    expect(await rowsOf(await open("a.db#v"))).toEqual([["2"]]);
    expect(await rowsOf(await open("a.db#odd; name's"))).toEqual([["1"]]);
    expect(await error(open("a.db#w"))).toMatchObject({ code: "INPUT_NO_TABLE", message: "“a.db” has no table “w”" });
  });

  test("no table, and no whole file", async () => {
    make("a.db", "CREATE TABLE t (a); DROP TABLE t");
    expect((await error(open("a.db"))).code).toBe("INPUT_NO_TABLE");
    writeFileSync(join(dir, "b.db"), "SQLite format 3\0" + "x".repeat(5000));
    expect((await error(open("b.db"))).code).toBe("INPUT_BAD_SQLITE");
  });

  test("only what is needed, more rows than a chunk", async () => {
    make(
      "a.db",
      "CREATE TABLE t (a INTEGER, b TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i, 'x' FROM n",
    );
    const table = await open("a.db", { needed: ["a"] });
    expect(await engine.rows(`SELECT count(*) AS n, sum(a)::BIGINT AS s FROM ${table.relation}`)).toEqual([
      { n: 5000, s: 12502500 },
    ]);
    expect(table.columns).toEqual([{ name: "a", type: "integer" }]);
  });

  test("a file marked as having a write-ahead log is read without touching it", async () => {
    make("a.db", "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    const bytes = readFileSync(join(dir, "a.db"));
    bytes.fill(2, 18, 20);
    writeFileSync(join(dir, "a.db"), bytes);
    expect(await rowsOf(await open("a.db"))).toEqual([["1"]]);
    expect(readFileSync(join(dir, "a.db")).equals(bytes)).toBe(true);
    expect(readdirSync(dir)).toEqual(["a.db"]);
  });
});

const data = "../shared/data";
const real = (name: string): string => join(process.cwd(), data, name);

describe.skipIf(!existsSync(data))("real data (skipped without ../shared/data)", () => {
  test("Chinook: 412 invoices", async () => {
    const table = await open(`${real("chinook/Chinook_Sqlite.sqlite")}#Invoice`);
    expect(table.rowCount).toBe(412);
    expect((await error(open(real("chinook/Chinook_Sqlite.sqlite")))).code).toBe("INPUT_CHOOSE_TABLE");
  });

  test("CDNOW: 69,659 purchases of 23,570 customers, ids with their zeros", async () => {
    const table = await open(real("cdnow/CDNOW.txt"), { columns: ["customer", "date", "quantity", "amount"] });
    const [row] = await engine.rows(
      `SELECT count(*) AS n, count(DISTINCT customer) AS c, min(customer) AS least FROM ${table.relation}`,
    );
    expect(row).toEqual({ n: 69659, c: 23570, least: "00001" });
    expect((await error(open(real("cdnow/CDNOW.txt")))).code).toBe("INPUT_NO_HEADER");
  });

  test("CRM: 8,800 opportunities, 1,425 without account", async () => {
    const table = await open(real("crm/sales_pipeline.csv"));
    const [row] = await engine.rows(`SELECT count(*) AS n, count(*) - count(account) AS none FROM ${table.relation}`);
    expect(row).toEqual({ n: 8800, none: 1425 });
    expect(notes).toEqual([]);
  });
});
