import { mkdtempSync, rmSync, writeFileSync, mkdirSync, readFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
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
afterAll(async () => {
  await engine.close();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "smac-test-"));
  notes = [];
  return () => rmSync(dir, { recursive: true, force: true });
});

function put(name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), content);
}

function open(paths: string | readonly string[], more: Partial<TableSpec> = {}): Promise<FileTable> {
  return openTable(engine, {
    paths: typeof paths === "string" ? [paths] : paths,
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
    (e: unknown) => e as Error & { code: string; hint?: string; at?: object },
  );

describe("separated text", () => {
  test("every value stays the text it was", async () => {
    put("a.csv", 'id,at,n\n0017,2026-01-05,1.10\n" x ","a ""b"", c\nd",\n');
    const table = await open("a.csv");
    expect(table.columns).toEqual(["id", "at", "n"].map((name) => ({ name, type: "text" })));
    expect(await rowsOf(table)).toEqual([
      ["0017", "2026-01-05", "1.10"],
      [" x ", 'a "b", c\nd', null],
    ]);
    expect(table.rowCount).toBe(2);
    expect(notes).toEqual([]);
  });

  test.each([
    ["semicolons", "id;n;t\n1;2,5;a, b\n2;3,5;c\n"],
    ["tabs", "id\tn\tt\n1\t2,5\ta, b\n2\t3,5\tc\n"],
    ["pipes", "id|n|t\n1|2,5|a, b\n2|3,5|c\n"],
  ])("separated by %s", async (name, text) => {
    put("a.txt", text);
    expect(await rowsOf(await open("a.txt"))).toEqual([
      ["1", "2,5", "a, b"],
      ["2", "3,5", "c"],
    ]);
    expect(notes).toEqual([`“a.txt” is separated by ${name}`]);
  });

  test("a delimiter that is named", async () => {
    put("a.txt", "id::n\n1::2,5\n");
    expect(await rowsOf(await open("a.txt", { delimiter: "::" }))).toEqual([["1", "2,5"]]);
    expect((await error(open("a.txt", { delimiter: "" }))).code).toBe("INPUT_BAD_DELIMITER");
  });

  test("runs of spaces without a header", async () => {
    put("a.txt", " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n\n 00002 19970112  5   77.00\n");
    const table = await open("a.txt", { columns: ["id", "day", "n", "amount"], needed: ["amount", "id"] });
    expect(await rowsOf(table)).toEqual([
      ["00001", "11.77"],
      ["00002", "12.00"],
      ["00002", "77.00"],
    ]);
    expect(notes).toEqual(["“a.txt” is separated by runs of spaces"]);
    expect(await table.locate("a.txt", 3)).toEqual({ file: "a.txt", line: 4, column: 1 });
  });

  test.each([
    ["a byte order mark", Buffer.from("\ufeffid,n\n1,é\n")],
    ["Windows line ends", Buffer.from("id,n\r\n1,é\r\n")],
    ["old Mac line ends", Buffer.from("id,n\r1,é\r")],
    ["UTF-16 LE", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("id,n\r\n1,é\r\n", "utf16le")])],
    ["UTF-16 BE", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from("id,n\r\n1,é\r\n", "utf16le").swap16()])],
    ["UTF-16 LE without a mark", Buffer.from("id,n\r\n1,é\r\n", "utf16le")],
    ["Latin-1", Buffer.from("id,n\n1,é\n", "latin1")],
    ["no line end at the end", Buffer.from("id,n\n1,é")],
    ["blank lines around the header", Buffer.from("\n\nid,n\n\n1,é\n\n")],
  ])("with %s", async (_name, bytes) => {
    put("a.csv", bytes);
    put("b.csv.gz", gzipSync(bytes));
    for (const file of ["a.csv", "b.csv.gz"]) {
      const table = await open(file);
      expect(table.columns.map((c) => c.name)).toEqual(["id", "n"]);
      expect(await rowsOf(table)).toEqual([["1", "é"]]);
    }
  });

  test("mixed line ends", async () => {
    put("a.csv", "id,n\n1,a\r\n2,b\n");
    expect(await rowsOf(await open("a.csv"))).toEqual([
      ["1", "a"],
      ["2", "b"],
    ]);
    expect(notes).toEqual(["“a.csv” mixes line ends of Windows and Unix; both are taken"]);
  });

  test("Windows-1252 far behind the first bytes is found, and said", async () => {
    put(
      "a.csv",
      Buffer.concat([Buffer.from("id,n\n" + "1,plain\n".repeat(60000)), Buffer.from([0x32, 0x2c, 0x80, 0xe9, 0x0a])]),
    );
    const table = await open("a.csv");
    expect(await engine.rows(`SELECT n FROM ${table.relation} WHERE id = '2'`)).toEqual([{ n: "€é" }]);
    expect(table.rowCount).toBe(60001);
    expect(await engine.rows(`SELECT _row FROM ${table.relation} WHERE id = '2'`)).toEqual([{ _row: 60001 }]);
    expect(await table.locate("a.csv", 60001)).toMatchObject({ line: 60002 });
    expect(notes).toEqual(["“a.csv” is not UTF-8 and is read as windows-1252; say --encoding if that is wrong"]);
  });

  test("a few broken bytes among good UTF-8 are bad rows", async () => {
    put("a.csv", Buffer.concat([Buffer.from("id,n\n1,éèê\n2,"), Buffer.from([0xe9]), Buffer.from("\n3,ü\n")]));
    const e = await error(open("a.csv", { encoding: "utf-8" }));
    expect(e).toMatchObject({ code: "INPUT_BAD_ROWS", at: { file: "a.csv", line: 3, column: 1 } });
  });

  test("an encoding that is named", async () => {
    put("a.csv", Buffer.from([...Buffer.from("id,n\n1,"), 0xf0, 0x0a]));
    expect(await rowsOf(await open("a.csv", { encoding: "iso-8859-2" }))).toEqual([["1", "đ"]]);
    expect(notes).toEqual([]);
    expect((await error(open("a.csv", { encoding: "klingon" }))).code).toBe("INPUT_UNKNOWN_ENCODING");
  });

  test("names with quotes, semicolons, emoji and SQL", async () => {
    const name = `x'; DROP TABLE t; --"🙂`;
    put(`[a]{b}'*.csv`, `"x'; DROP TABLE t; --""🙂",b\n"'); --",2\n`);
    const table = await open(`[a]{b}'*.csv`);
    expect(table.columns[0]?.name).toBe(name);
    expect(await rowsOf(table)).toEqual([["'); --", "2"]]);
  });

  test("a first line that announces the separator", async () => {
    put("a.csv", "sep=;\r\nid;n\r\n1;a,b\r\nshort\r\n");
    const table = await open("a.csv", { badRows: "skip" });
    expect(await rowsOf(table)).toEqual([["1", "a,b"]]);
    expect(await table.locate("a.csv", 1)).toMatchObject({ line: 3 });
  });

  test("inside a transaction of the caller", async () => {
    put("a.csv", "id\n1\n");
    await engine.run("BEGIN");
    expect(await rowsOf(await open("a.csv"))).toEqual([["1"]]);
    await engine.run("ROLLBACK");
  });

  test("a stop", async () => {
    put("a.csv", "id\n1\n");
    put("a.csv.gz", gzipSync("id\n1\n"));
    for (const file of ["a.csv", "a.csv.gz"]) {
      expect((await error(open(file, { signal: AbortSignal.abort() }))).code).toBe("ENGINE_CANCELLED");
    }
  });

  test("a backslash before a quote", async () => {
    put("a.csv", 'id,n\n1,"a \\"b\\", c"\n');
    expect(await rowsOf(await open("a.csv"))).toEqual([["1", 'a "b", c']]);
  });

  test("a header alone is a table without rows", async () => {
    put("a.csv", "id,at,n");
    const table = await open("a.csv");
    expect(table.columns).toHaveLength(3);
    expect(table.rowCount).toBe(0);
  });

  test("columns of its own that are called like ours", async () => {
    put("a.csv", "_row,_file\n7,x\n");
    const table = await open("a.csv");
    expect([table.rowColumn, table.fileColumn]).toEqual(["_row_", "_file_"]);
    expect(await engine.rows(`SELECT * FROM ${table.relation}`)).toEqual([
      { _row: "7", _file: "x", _row_: 1, _file_: "a.csv" },
    ]);
  });

  test("only what is needed is loaded, chosen from the columns and the first rows", async () => {
    put("a.csv", "a,b,c\n1,2,3\n");
    const table = await open("a.csv", {
      needed: (columns, sample) => [columns[2]?.name ?? "", String(sample[0]?.[0] === "1" ? "a" : "b")],
    });
    expect(table.columns.map((c) => c.name)).toEqual(["a", "c"]);
    expect(table.allColumns.map((c) => c.name)).toEqual(["a", "b", "c"]);
    expect(await rowsOf(table)).toEqual([["1", "3"]]);
    expect(await error(open("a.csv", { needed: ["aa"] }))).toMatchObject({
      code: "INPUT_NO_COLUMN",
      hint: "did you mean “a”?",
    });
  });
});

describe("headers", () => {
  test("a first line of values asks for names", async () => {
    put("a.csv", "1,2026-01-05,x\n2,2026-01-06,y\n");
    const e = await error(open("a.csv"));
    expect(e).toMatchObject({ code: "INPUT_NO_HEADER", hint: "name its 3 columns with --columns a,b,c" });
    expect(await rowsOf(await open("a.csv", { columns: ["id", "at", "n"] }))).toHaveLength(2);
  });

  test("given names that are the header are not data", async () => {
    put("a.csv", "ID,at\n1,2026-01-05\n");
    expect(await rowsOf(await open("a.csv", { columns: ["id", "at"] }))).toEqual([["1", "2026-01-05"]]);
    expect(notes[0]).toContain("is skipped");
  });

  test("given names beside another header are taken, and said", async () => {
    put("a.csv", "id,at\n1,2026-01-05\n");
    expect(await rowsOf(await open("a.csv", { columns: ["x", "y"] }))).toHaveLength(2);
    expect(notes[0]).toContain("looks like a header");
  });

  test("too many or too few names give both counts", async () => {
    put("a.csv", "1,2,3\n4,5,6\n");
    const e = await error(open("a.csv", { columns: ["a", "b"] }));
    expect(e.code).toBe("INPUT_COLUMN_COUNT");
    expect(e.message).toBe("--columns names 2 columns, but “a.csv” has 3");
  });

  test("doubled names, also by case, and names that are missing", async () => {
    put("a.csv", "id,at,ID\n1,2,3\n");
    const doubled = await error(open("a.csv"));
    expect(doubled.code).toBe("INPUT_DUPLICATE_COLUMN");
    expect(doubled.message).toBe("a.csv:1: more than one column has the same name: “id” and “ID” (columns 1 and 3)");
    put("b.csv", "id,,at\n1,2,3\n");
    expect((await error(open("b.csv"))).message).toBe("b.csv:1: a column without a name: number 2");
  });
});

describe("bad rows", () => {
  const bad = 'id,at,n\n1,2,3\n1,2\n"x\n\ny",5,6\n1,2,3,4\n\n7,"8" z,9\n10,11,12\n,,\n1\n2\n3\n';

  test("fail, with the first five by line, the count and the way out", async () => {
    put("a.csv", bad);
    const e = await error(open("a.csv"));
    expect(e.code).toBe("INPUT_BAD_ROWS");
    expect(e.message.split("\n")).toEqual([
      "events: 6 rows cannot be read",
      "  a.csv:3:1: expected 3 columns, found 2",
      "  a.csv:7:1: expected 3 columns, found 4",
      "  a.csv:9:3: a quote is not closed where its value ends",
      "  a.csv:12:1: expected 3 columns, found 1",
      "  a.csv:13:1: expected 3 columns, found 1",
      "  … and 1 more",
    ]);
    expect(e.hint).toContain("--bad-rows skip");
    expect(e.at).toEqual({ file: "a.csv", line: 3, column: 1 });
  });

  test.each(["Sales 2026\n", "Sales 2026,,\n"])("a title above the header is no bad row: %j", async (title) => {
    put("a.csv", `${title}customer,at,n\na,2026-01-05,3\nb,2026-01-06,4\n`);
    const e = await error(open("a.csv"));
    expect([e.code, e.hint]).toEqual([
      "INPUT_NO_HEADER",
      "delete the line above it, so that the file begins with the header",
    ]);
    expect(e.message).toContain("its header is probably in line 2 (customer, at, n)");
  });

  test("skip, with the rejects written down and rows still found by line", async () => {
    put("a.csv", bad);
    put("b.csv", "id,at,n\nok,2,3\nshort\n");
    const table = await open(["a.csv", "b.csv"], { badRows: "skip", rejectsFile: "rejects.csv" });
    expect(await rowsOf(table)).toEqual([
      ["1", "2", "3"],
      ["x\n\ny", "5", "6"],
      ["10", "11", "12"],
      [null, null, null],
      ["ok", "2", "3"],
    ]);
    expect(table.badRows()).toBe(7);
    expect(notes).toEqual(["events: 7 rows could not be read and are left out; they are in “rejects.csv”"]);
    expect(readFileSync(join(dir, "rejects.csv"), "utf8").split("\n").slice(0, 4)).toEqual([
      "file,line,reason,text",
      'a.csv,3,"expected 3 columns, found 2","1,2"',
      'a.csv,7,"expected 3 columns, found 4","1,2,3,4"',
      'a.csv,9,a quote is not closed where its value ends,"7,""8"" z,9"',
    ]);
    expect(existsSync(join(dir, "rejects.csv.part"))).toBe(false);
    expect(await table.locate("a.csv", 2)).toMatchObject({ line: 4 });
    expect(await table.locate("a.csv", 3)).toMatchObject({ line: 10 });
    expect(await table.locate("b.csv", 1)).toMatchObject({ line: 2 });
    const [last] = await engine.rows(`SELECT _row, _file FROM ${table.relation} WHERE id = 'ok'`);
    expect(last).toEqual({ _row: 1, _file: "b.csv" });
  });

  test("a quote that is never closed says what it swallows", async () => {
    put("a.csv", 'id,n\n1,2\n3,"x\n5,6\n7,8\n');
    const e = await error(open("a.csv"));
    expect(e.message).toContain("a.csv:3:3: a quote is opened and never closed; it swallows 2 more lines");
  });

  test("rows found bad later are taken out too", async () => {
    put("a.csv", "id,n\n1,a\nshort\n2,b\n3,c\n");
    const table = await open("a.csv", { badRows: "skip", rejectsFile: "rejects.csv" });
    expect(await table.reject("n = 'b'", "no good")).toBe(1);
    expect(await rowsOf(table)).toEqual([
      ["1", "a"],
      ["3", "c"],
    ]);
    expect(table.badRows()).toBe(2);
    expect(readFileSync(join(dir, "rejects.csv"), "utf8")).toBe(
      'file,line,reason,text\na.csv,3,"expected 2 columns, found 1",short\na.csv,4,no good,"2,b"\n',
    );
    expect(await table.locate("a.csv", 3)).toMatchObject({ line: 5 });
  });

  test("a rejects file that cannot be written says so and leaves nothing", async () => {
    put("a.csv", "id,n\nshort\n");
    const e = await error(open("a.csv", { badRows: "skip", rejectsFile: "no/such/rejects.csv" }));
    expect(e.code).toBe("OUTPUT_NO_REJECTS_FILE");
  });

  test("runs of spaces", async () => {
    put("a.txt", "a  b\n1  2\n3\n4  5\n");
    const e = await error(open("a.txt", { delimiter: "space" }));
    expect(e.message).toContain("a.txt:3:1: expected 2 columns, found 1");
  });
});
