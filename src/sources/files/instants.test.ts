import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../engines/duckdb/engine.ts";
import type { Engine } from "../../engines/duckdb/engine.ts";
import { instantColumn } from "./instants.ts";
import type { InstantOptions } from "./instants.ts";
import { openTable } from "./table.ts";
import type { FileTable, TableSpec } from "./table-spec.ts";

let engine: Engine;
let dir: string;

beforeAll(async () => {
  engine = await openEngine({ path: null });
});
afterAll(() => engine.close());
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "smac-test-"));
  return () => rmSync(dir, { recursive: true, force: true });
});

function open(file: string, more: Partial<TableSpec> = {}): Promise<FileTable> {
  return openTable(engine, {
    paths: [file],
    badRows: "fail",
    cwd: dir,
    stdin: Readable.from([]),
    name: "events",
    onNote: () => undefined,
    ...more,
  });
}

async function csv(values: readonly string[], more: Partial<TableSpec> = {}): Promise<FileTable> {
  writeFileSync(join(dir, "a.csv"), ["id,at", ...values.map((value, i) => `${i + 1},"${value}"`)].join("\n"));
  return open("a.csv", more);
}

async function read(table: FileTable, options: Partial<InstantOptions> = {}) {
  const column = await instantColumn(engine, table, "at", { timezone: "UTC", flag: "--at", ...options });
  const rows = await engine.rows<{ t: number | null }>(
    `SELECT ${column.sql} AS t FROM ${table.relation} ORDER BY ${table.rowColumn}`,
    column.params,
  );
  const iso = rows.map(({ t }) => (t === null ? null : new Date(t / 1000).toISOString().replace(".000Z", "Z")));
  return { iso, note: column.note, first: column.first, last: column.last };
}

const values = async (list: readonly string[], options: Partial<InstantOptions> = {}) => read(await csv(list), options);
const error = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error("it did not fail");
    },
    (e: unknown) => e as Error & { code: string; hint: string },
  );

describe("text", () => {
  test("ISO with and without offset, and dates alone, may mix", async () => {
    const { iso, note } = await values(
      [
        "2026-01-05T10:00:00",
        "2026-01-05 10:00",
        "2026-01-05",
        "2026-01-05T10:00:00Z",
        "2026-01-05T10:00:00+02:00",
        "2026-01-05 10:00:00 -0530",
        "2026-01-05T10:00+02",
        "2026-01-05T10:00:00.25Z",
        "2026-01-05 10:00 UTC",
        "",
        " 2026-01-06 ",
      ],
      { timezone: "America/New_York" },
    );
    expect(iso).toEqual([
      "2026-01-05T15:00:00Z",
      "2026-01-05T15:00:00Z",
      "2026-01-05T05:00:00Z",
      "2026-01-05T10:00:00Z",
      "2026-01-05T08:00:00Z",
      "2026-01-05T15:30:00Z",
      "2026-01-05T08:00:00Z",
      "2026-01-05T10:00:00.250Z",
      "2026-01-05T10:00:00Z",
      null,
      "2026-01-06T05:00:00Z",
    ]);
    expect(note).toBeUndefined();
  });

  test("plain ISO of one kind, in the quick way, with its bounds", async () => {
    const naive = await values(["2026-01-05 10:00:00", "2026-07-05 10:00:00"], { timezone: "Europe/Paris" });
    expect(naive.iso).toEqual(["2026-01-05T09:00:00Z", "2026-07-05T08:00:00Z"]);
    expect([naive.first, naive.last]).toEqual([Date.UTC(2026, 0, 5, 9) * 1000, Date.UTC(2026, 6, 5, 8) * 1000]);
    const zoned = await values(["2026-01-05T10:00:00+01:00", "2026-07-05T10:00:00Z"], { timezone: "Europe/Paris" });
    expect(zoned.iso).toEqual(["2026-01-05T09:00:00Z", "2026-07-05T10:00:00Z"]);
    const mixed = await values(["2026-01-05T10:00:00+01:00", "2026-07-05"], { timezone: "Europe/Paris" });
    expect(mixed.iso).toEqual(["2026-01-05T09:00:00Z", "2026-07-04T22:00:00Z"]);
    expect([mixed.first, mixed.last]).toEqual([Date.UTC(2026, 0, 5, 9) * 1000, Date.UTC(2026, 6, 4, 22) * 1000]);
  });

  test.each<[string, string[], string[]]>([
    ["yyyy/mm/dd", ["2026/01/05", "2026/1/6 10:00"], ["2026-01-05T00:00:00Z", "2026-01-06T10:00:00Z"]],
    [
      "RFC 2822",
      ["Mon, 5 Jan 2026 10:00:00 +0200", "Tue, 06 Jan 2026 10:00:00 GMT"],
      ["2026-01-05T08:00:00Z", "2026-01-06T10:00:00Z"],
    ],
    [
      "a month's name first",
      ["Jan 5, 2026", "January 6, 2026 9:05 PM", "May 7, 2026"],
      ["2026-01-05T00:00:00Z", "2026-01-06T21:05:00Z", "2026-05-07T00:00:00Z"],
    ],
    ["a month's name between", ["5 Jan 2026", "06-FEB-2026"], ["2026-01-05T00:00:00Z", "2026-02-06T00:00:00Z"]],
    ["git's own", ["Mon Jan 5 10:00:00 2026 +0200"], ["2026-01-05T08:00:00Z"]],
    ["compact ISO", ["20260105T100000Z", "20260105T1100"], ["2026-01-05T10:00:00Z", "2026-01-05T11:00:00Z"]],
    ["dd.mm.yyyy", ["31.01.2026", "5.2.2026 10:00:30"], ["2026-01-31T00:00:00Z", "2026-02-05T10:00:30Z"]],
    ["d/m/y", ["31/01/2026", "05/02/2026"], ["2026-01-31T00:00:00Z", "2026-02-05T00:00:00Z"]],
    [
      "m/d/y with AM and PM",
      ["1/31/2026 12:05 AM", "2/5/2026 12:05 PM"],
      ["2026-01-31T00:05:00Z", "2026-02-05T12:05:00Z"],
    ],
    ["m/d/yy", ["1/31/26", "2/5/26"], ["2026-01-31T00:00:00Z", "2026-02-05T00:00:00Z"]],
    ["the same number twice", ["05/05/2026", "06/06/2026"], ["2026-05-05T00:00:00Z", "2026-06-06T00:00:00Z"]],
    ["yyyymmdd", ["20260105", "20260131"], ["2026-01-05T00:00:00Z", "2026-01-31T00:00:00Z"]],
    ["epoch seconds", ["1767607200", "1767607201.5"], ["2026-01-05T10:00:00Z", "2026-01-05T10:00:01.500Z"]],
    ["epoch milliseconds", ["1767607200250"], ["2026-01-05T10:00:00.250Z"]],
    ["epoch microseconds", ["1767607200250000"], ["2026-01-05T10:00:00.250Z"]],
    ["epoch nanoseconds", ["1767607200250000000"], ["2026-01-05T10:00:00.250Z"]],
    ["yyyymmddhhmmss", ["20260105100000"], ["2026-01-05T10:00:00Z"]],
  ])("%s", async (_name, list, expected) => {
    expect((await values(list)).iso).toEqual(expected);
  });

  test("the order of day and month that the values decide is said", async () => {
    expect((await values(["31/01/2026", "30/01/2026", "01/02/2026"])).note).toBe(
      "--at “at” is read with the day before the month: in 2 values the first number is above 12",
    );
    expect((await values(["01/31/2026"])).note).toBe(
      "--at “at” is read with the month before the day: in 1 value the second number is above 12",
    );
    expect((await values(["1767607200"])).note).toBe("--at “at” is read as seconds since 1970");
  });

  test("an order nothing decides is asked for", async () => {
    const e = await error(values(["03/04/2026", "01/02/2026 10:00"]));
    expect(e.code).toBe("INPUT_AMBIGUOUS_DATE");
    expect(e.message).toContain("“01/02/2026 10:00” can be day 1 of month 2, or day 2 of month 1");
    expect(e.hint).toBe("say --date-format %d/%m/%Y (day first) or --date-format %m/%d/%Y (month first)");
    expect((await error(values(["25/01/26"]))).hint).toBe(
      "say --date-format %d/%m/%y (day first) or --date-format %y/%m/%d (year first)",
    );
    expect((await values(["03/04/2026"], { dateFormat: "%m/%d/%Y" })).iso).toEqual(["2026-03-04T00:00:00Z"]);
  });

  test("orders that contradict each other", async () => {
    const e = await error(values(["31/01/2026", "02/01/2026", "01/31/2026"]));
    expect(e.code).toBe("INPUT_MIXED_DATES");
    expect(e.message.split("\n").slice(1)).toEqual(["  a.csv:2: “31/01/2026”", "  a.csv:4: “01/31/2026”"]);
  });

  test("unlike ways of writing", async () => {
    const e = await error(values(["2026-01-31", "2026-02-01", "31.01.2026", "1767607200"]));
    expect(e.code).toBe("INPUT_MIXED_DATES");
    expect(e.message.split("\n")).toEqual([
      "--at “at”: they are written in more than one way",
      "  a.csv:2: “2026-01-31”",
      "  a.csv:4: “31.01.2026”",
      "  a.csv:5: “1767607200”",
    ]);
  });

  test("dates that cannot be, with line and count", async () => {
    const e = await error(
      values(["31/02/2026", "30/01/2026", "13/13/2026", "hello", "01/02/2026", "1/1/1 (BC)", "x", "y"]),
    );
    expect(e.code).toBe("INPUT_BAD_DATE");
    expect(e.message.split("\n")).toEqual([
      "--at “at”: 6 values are no dates",
      "  a.csv:2: “31/02/2026”",
      "  a.csv:4: “13/13/2026”",
      "  a.csv:5: “hello”",
      "  a.csv:7: “1/1/1 (BC)”",
      "  a.csv:8: “x”",
      "  … and 1 more",
    ]);
    expect((await error(values(["2026-02-31", "2026-01-01"]))).message).toContain("a.csv:2: “2026-02-31”");
    expect((await error(values(["2026-01-01", "infinity", "2026-01-05 (BC)"]))).message).toContain(
      "2 values are no dates",
    );
  });

  test("no date at all", async () => {
    const e = await error(values(["red", "green"]));
    expect(e).toMatchObject({
      code: "INPUT_BAD_DATE",
      message: "--at “at”: no value is a date\n  a.csv:2: “red”\n  a.csv:3: “green”",
    });
    expect((await error(values(["1", "2"]))).code).toBe("INPUT_BAD_DATE");
  });

  test("with --bad-rows skip such rows leave the table", async () => {
    const table = await csv(["2026-02-31", "2026-01-01", "hello"], { badRows: "skip" });
    expect((await read(table)).iso).toEqual(["2026-01-01T00:00:00Z"]);
    expect(table.badRows()).toBe(2);
  });

  test("words for an empty cell count as empty, and are said", async () => {
    const { iso, note } = await values(["NULL", "2026-01-05", "N/A", "null", ""]);
    expect(iso).toEqual([null, "2026-01-05T00:00:00Z", null, null, null]);
    expect(note).toBe("--at “at”: 3 cells with a word such as NULL count as empty");
  });

  test("an empty column", async () => {
    const { iso, note, first } = await values(["", " "]);
    expect([iso, note, first]).toEqual([[null, null], "--at “at” is empty in every row", undefined]);
  });

  test("a format that is said", async () => {
    expect((await values(["05-2026-01 10h"], { dateFormat: "%d-%Y-%m %Hh", timezone: "Europe/Paris" })).iso).toEqual([
      "2026-01-05T09:00:00Z",
    ]);
    expect((await values(["05-2026-01 +0200"], { dateFormat: "%d-%Y-%m %z", timezone: "Europe/Paris" })).iso).toEqual([
      "2026-01-04T22:00:00Z",
    ]);
    expect((await error(values(["2026-01-05"], { dateFormat: "%Q" }))).code).toBe("INPUT_BAD_DATE_FORMAT");
    expect((await error(values(["2026-01-05"], { dateFormat: "yyyy-mm-dd" }))).code).toBe("INPUT_BAD_DATE_FORMAT");
    expect((await error(values(["2026-01-05"], { dateFormat: "%d'; --" }))).message).toContain(
      "not written as %d'; --",
    );
  });

  test("mixed units of numbers", async () => {
    const e = await error(values(["1767607200", "1767607200000"]));
    expect(e.code).toBe("INPUT_MIXED_DATES");
    expect(e.message).toContain("a.csv:2: “1767607200”: seconds since 1970");
  });
});

describe("the zone of times without offset", () => {
  const paris = { timezone: "Europe/Paris" };
  test("a doubled hour is the first, a skipped one moves forward", async () => {
    const { iso, first, last } = await values(
      [
        "2026-03-29 01:59",
        "2026-03-29 02:30",
        "2026-03-29 03:00",
        "2026-10-25 01:59",
        "2026-10-25 02:30",
        "2026-10-25 03:00",
      ],
      paris,
    );
    expect(iso).toEqual([
      "2026-03-29T00:59:00Z",
      "2026-03-29T01:30:00Z",
      "2026-03-29T01:00:00Z",
      "2026-10-24T23:59:00Z",
      "2026-10-25T00:30:00Z",
      "2026-10-25T02:00:00Z",
    ]);
    expect([first, last]).toEqual([Date.UTC(2026, 2, 29, 0, 59) * 1000, Date.UTC(2026, 9, 25, 2) * 1000]);
  });
  test("a date is its first instant, also where midnight is skipped or doubled", async () => {
    expect((await values(["2018-11-04"], { timezone: "America/Sao_Paulo" })).iso).toEqual(["2018-11-04T03:00:00Z"]);
    expect((await values(["2011-12-30", "2011-12-31"], { timezone: "Pacific/Apia" })).iso).toEqual([
      "2011-12-30T10:00:00Z",
      "2011-12-30T10:00:00Z",
    ]);
    expect((await values(["2024-11-03"], { timezone: "America/Havana" })).iso).toEqual(["2024-11-03T04:00:00Z"]);
  });
  test("bounds near a skipped hour are those of the values", async () => {
    const { first, last } = await values(["2026-03-29 02:30", "2026-03-29 03:10"], paris);
    expect([first, last]).toEqual([Date.UTC(2026, 2, 29, 1, 10) * 1000, Date.UTC(2026, 2, 29, 1, 30) * 1000]);
  });
  test("an unknown zone", async () => {
    expect((await error(values(["2026-01-05"], { timezone: "Europe/Pariss" }))).code).toBe("CONFIG_UNKNOWN_TIMEZONE");
  });
});

describe("typed columns", () => {
  const typed = async (sql: string, options: Partial<InstantOptions> = {}) => {
    await engine.run(
      `COPY (SELECT unnest([${sql}]) AS at) TO '${join(dir, "a.parquet")}' (FORMAT parquet)`.replaceAll(
        " AS at)",
        ' AS "at")',
      ),
    );
    return read(await open("a.parquet"), options);
  };
  test("TIMESTAMP is the wall clock of the zone", async () => {
    expect((await typed("TIMESTAMP '2026-01-05 10:00:00', NULL", { timezone: "Asia/Tokyo" })).iso).toEqual([
      "2026-01-05T01:00:00Z",
      null,
    ]);
  });
  test("TIMESTAMPTZ is an instant", async () => {
    expect((await typed("TIMESTAMPTZ '2026-01-05 10:00:00+02:00'", { timezone: "Asia/Tokyo" })).iso).toEqual([
      "2026-01-05T08:00:00Z",
    ]);
  });
  test("needs no format", async () => {
    const { iso, note } = await typed("TIMESTAMP '2026-01-05 10:00:00'", { dateFormat: "%d/%m/%Y" });
    expect([iso, note]).toEqual([
      ["2026-01-05T10:00:00Z"],
      "--date-format is not needed: --at “at” is timestamp in the file",
    ]);
  });
  test("DATE is the first instant of the day", async () => {
    expect((await typed("DATE '2026-01-05'", { timezone: "Asia/Tokyo" })).iso).toEqual(["2026-01-04T15:00:00Z"]);
  });
  test("whole numbers by their size", async () => {
    expect((await typed("1767607200::BIGINT", { timezone: "Asia/Tokyo" })).iso).toEqual(["2026-01-05T10:00:00Z"]);
    expect((await typed("20260105::INTEGER", { timezone: "Asia/Tokyo" })).iso).toEqual(["2026-01-04T15:00:00Z"]);
    expect((await error(typed("20260105::INTEGER, 20260231"))).code).toBe("INPUT_BAD_DATE");
  });
  test("the other precisions of TIMESTAMP", async () => {
    for (const type of ["TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"]) {
      expect((await typed(`'2026-01-05 10:00:00'::${type}`, { timezone: "Asia/Tokyo" })).iso).toEqual([
        "2026-01-05T01:00:00Z",
      ]);
    }
  });
  test("infinity is no instant", async () => {
    expect((await error(typed("TIMESTAMP 'infinity', TIMESTAMP '2026-01-05'"))).code).toBe("INPUT_BAD_DATE");
  });
  test("what holds no time", async () => {
    expect((await error(typed("true"))).code).toBe("INPUT_BAD_DATE");
  });
});
