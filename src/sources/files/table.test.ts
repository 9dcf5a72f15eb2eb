import { mkdtempSync, rmSync, writeFileSync, mkdirSync, readFileSync } from "node:fs";
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

describe("several files", () => {
  test("a glob, sorted, joined by name, with what is missing said", async () => {
    put("d/b.csv", "n,id\n2,b\n");
    put("d/deep/c.csv", "id,extra\nc,x\n");
    put("d/a.csv", "id,n\na,1\n");
    const table = await open("d/**/*.csv");
    expect(table.files).toEqual([join("d", "a.csv"), join("d", "b.csv"), join("d", "deep", "c.csv")]);
    expect(await rowsOf(table)).toEqual([
      ["a", "1", null],
      ["b", "2", null],
      ["c", null, "x"],
    ]);
    expect(notes).toContain(`“${join("d", "deep", "c.csv")}” has no column “n”; it is empty there`);
  });

  test("a file given twice is read once", async () => {
    put("a.csv", "id\na\n");
    expect((await open(["a.csv", "*.csv"])).rowCount).toBe(1);
    expect(notes).toEqual(["“a.csv” was given more than once and is read once"]);
  });
});

describe("JSON", () => {
  test("lines, with names joined and values as written", async () => {
    put("a.jsonl", '{"id":"0017","n":1.10,"o":{"x":[1]}}\n\n{"id":17,"at":"2026-01-05T00:00:00Z","t":true,"z":null}\n');
    const table = await open("a.jsonl");
    expect(table.columns.map((c) => c.name)).toEqual(["id", "n", "o", "at", "t", "z"]);
    expect(await rowsOf(table)).toEqual([
      ["0017", "1.1", '{"x":[1]}', null, null, null],
      ["17", null, null, "2026-01-05T00:00:00Z", "true", null],
    ]);
    expect(await table.locate("a.jsonl", 2)).toMatchObject({ line: 3 });
  });

  test.each([
    ["an array", "a.json", '[ {"id": 1},\n {"id": 2} ]'],
    ["objects over several lines", "a.json", '{\n "id": 1\n}\n{\n "id": 2\n}\n'],
    ["lines with a byte order mark", "a.ndjson", '\ufeff{"id":1}\n{"id":2}\n'],
    ["no name that tells", "a.log", '{"id":1}\n{"id":2}\n'],
  ])("%s", async (_what, name, text) => {
    put(name, text);
    put(`${name}.gz`, gzipSync(text));
    for (const file of [name, `${name}.gz`]) expect(await rowsOf(await open(file))).toEqual([["1"], ["2"]]);
  });

  test("broken lines are bad rows", async () => {
    put("a.jsonl", '{"id":1}\n{"id":\n[1]\n{"id":2}\n');
    const e = await error(open("a.jsonl"));
    expect(e.message.split("\n")).toEqual([
      "events: 2 rows cannot be read",
      "  a.jsonl:2:1: not whole JSON",
      "  a.jsonl:3:1: not a JSON object",
    ]);
    expect(await rowsOf(await open("a.jsonl", { badRows: "skip" }))).toEqual([["1"], ["2"]]);
  });

  test("a broken array, and what is no JSON at all", async () => {
    put("a.json", '[{"id":1},{"id":2');
    expect((await error(open("a.json"))).code).toBe("INPUT_BAD_JSON");
    put("b.json", "id,n\n1,2\n");
    expect((await error(open("b.json"))).message).toBe("“b.json” is not JSON: it begins with “id,n\n1,2\n”");
    put("c.jsonl", "{}\n{}\n");
    expect((await error(open("c.jsonl"))).code).toBe("INPUT_NO_COLUMNS");
  });

  test("names with quotes and dots", async () => {
    put("a.jsonl", `{"a\\"b'c.d":1,"e[0]":2}\n`);
    const table = await open("a.jsonl");
    expect(table.columns.map((c) => c.name)).toEqual([`a"b'c.d`, "e[0]"]);
    expect(await rowsOf(table)).toEqual([["1", "2"]]);
  });
});

describe("Parquet", () => {
  const copy = (sql: string, name: string) => engine.run(`COPY (${sql}) TO '${join(dir, name)}' (FORMAT parquet)`);

  test("is a view with its own types", async () => {
    await copy(
      "SELECT 1::INTEGER AS id, 'x' AS t, TIMESTAMP '2026-01-05' AS moment, DATE '2026-01-05' AS d, 1.5 AS f, TIMESTAMPTZ '2026-01-05 00:00:00Z' AS tz, [1] AS l, true AS b",
      "a.parquet",
    );
    const table = await open("a.parquet", { needed: ["id"] });
    expect(table.columns.map((c) => c.type)).toEqual([
      "integer",
      "text",
      "timestamp",
      "date",
      "float",
      "timestamptz",
      "other",
      "boolean",
    ]);
    expect(table.rowCount).toBe(1);
    expect(table.sample[0]?.slice(0, 3)).toEqual(["1", "x", "2026-01-05 00:00:00"]);
    expect(await engine.rows(`SELECT id, _row, _file FROM ${table.relation}`)).toEqual([
      { id: 1, _row: 1, _file: "a.parquet" },
    ]);
    const [kind] = await engine.rows(`SELECT count(*) AS n FROM duckdb_views() WHERE view_name = '${table.relation}'`);
    expect(kind).toEqual({ n: 1 });
  });

  test("several with different columns, found by content whatever the name", async () => {
    await copy("SELECT 1 AS id, 'x' AS a", "1.parquet");
    await copy("SELECT 2 AS id, 'y' AS b", "2.dat");
    const table = await open(["1.parquet", "2.dat"], { badRows: "skip" });
    expect(await rowsOf(table)).toEqual([
      [1, "x", null],
      [2, null, "y"],
    ]);
    expect(notes).toHaveLength(2);
    expect(await table.reject("id = 2", "no")).toBe(1);
    expect(await rowsOf(table)).toEqual([[1, "x", null]]);
  });

  test("cut off", async () => {
    await copy("SELECT range AS id FROM range(1000)", "a.parquet");
    put("b.parquet", readFileSync(join(dir, "a.parquet")).subarray(0, 500));
    expect(await error(open("b.parquet"))).toMatchObject({ code: "INPUT_BAD_PARQUET" });
  });

  test("not together with text", async () => {
    await copy("SELECT 1 AS id", "a.parquet");
    put("b.csv", "id\n2\n");
    expect((await error(open(["a.parquet", "b.csv"]))).code).toBe("INPUT_MIXED_KINDS");
  });
});

describe("what is no table", () => {
  test("names with glob characters are names when there is such a file", async () => {
    await engine.run(`COPY (SELECT 1 AS id) TO '${join(dir, "gx.parquet")}' (FORMAT parquet)`);
    await engine.run(`COPY (SELECT 2 AS id) TO '${join(dir, "g*.parquet")}' (FORMAT parquet)`);
    expect(await rowsOf(await open("g*.parquet"))).toEqual([[2]]);
    put("j[x].jsonl", '{"a":1}\n');
    put("jx.jsonl", '{"a":2}\n');
    expect(await rowsOf(await open("j[x].jsonl"))).toEqual([["1"]]);
  });

  test("no such file, with the nearest name", async () => {
    put("data/events.csv", "id\n1\n");
    const e = await error(open("data/event.csv"));
    expect(e).toMatchObject({ code: "INPUT_NO_FILE", message: "there is no file “data/event.csv”" });
    expect(e.hint).toContain("events.csv");
    expect((await error(open("dat/events.csv"))).hint).toContain(`did you mean “${join(dir, "data")}”?`);
  });

  test("a glob that matches nothing", async () => {
    expect((await error(open("*.csv"))).code).toBe("INPUT_NO_MATCH");
  });

  test("a folder", async () => {
    put("data/events.parquet", "x");
    expect(await error(open("data"))).toMatchObject({
      code: "INPUT_IS_FOLDER",
      hint: `name the files in it, e.g. “${join("data", "*.parquet")}”`,
    });
  });

  test("an empty file, also in gzip", async () => {
    put("a.csv", "");
    put("a.csv.gz", gzipSync(""));
    put("b.csv", "\n \n");
    for (const file of ["a.csv", "a.csv.gz", "b.csv"]) expect((await error(open(file))).code).toBe("INPUT_EMPTY_FILE");
  });

  test("bytes that are no text", async () => {
    put("a.csv", Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)));
    expect((await error(open("a.csv"))).code).toBe("INPUT_NOT_TEXT");
    put("b.csv", Buffer.from("d0cf11e0a1b11ae1" + "00".repeat(600), "hex"));
    expect((await error(open("b.csv"))).hint).toContain("password");
  });

  test("gzip that is cut off or damaged", async () => {
    const whole = gzipSync(
      "id,n\n" + Array.from({ length: 200000 }, (_, i) => `${i},${(i * 7919) % 104729}`).join("\n"),
    );
    put("cut.csv.gz", whole.subarray(0, whole.length - 100));
    put("early.csv.gz", whole.subarray(0, 500));
    const damaged = Buffer.from(whole);
    damaged.fill(7, whole.length / 2, whole.length / 2 + 50);
    put("damaged.csv.gz", damaged);
    for (const file of ["cut.csv.gz", "early.csv.gz", "damaged.csv.gz"]) {
      expect((await error(open(file))).code).toBe("INPUT_BAD_GZIP");
    }
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === "win32")("no permission", async () => {
    put("a.csv", "id\n1\n");
    const { chmodSync } = await import("node:fs");
    chmodSync(join(dir, "a.csv"), 0);
    expect((await error(open("a.csv"))).code).toBe("INPUT_NO_PERMISSION");
  });

  test("the standard input, piped, empty or a terminal", async () => {
    expect(
      await rowsOf(await open("-", { stdin: Readable.from([Buffer.from("id,n\n1,"), Buffer.from("2\n")]) })),
    ).toEqual([["1", "2"]]);
    expect((await error(open("-"))).code).toBe("INPUT_EMPTY_FILE");
    const terminal = Object.assign(Readable.from([]), { isTTY: true });
    expect((await error(open("-", { stdin: terminal }))).code).toBe("INPUT_NO_STDIN");
  });
});
