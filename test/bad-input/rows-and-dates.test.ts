import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { caseFolder, reportOf } from "../case-folder.ts";
import { runSmac } from "../run-smac.ts";
import { type Refusal, columns, folderOf, good, refused } from "./refusal.ts";

describe("rows that cannot be read", () => {
  const ragged = "who,at\na,2026-01-05\nb\nc,2026-01-06,extra\nd,2026-01-07\n";

  test("ragged rows are reported by line", async () => {
    const says = [
      "2 rows cannot be read",
      "a.csv:3:1: expected 2 columns, found 1",
      "a.csv:4:1: expected 2 columns, found 3",
      "--bad-rows skip",
    ];
    await refused(caseFolder({ "a.csv": ragged }), ["report", "a.csv", ...columns], { code: "INPUT_BAD_ROWS", says });
  });

  test("a quote that is never closed", async () => {
    const text = `who,at\n"a,2026-01-05\nb,2026-01-06\n`;
    await refused(caseFolder({ "a.csv": text }), ["report", "a.csv", ...columns], {
      code: "INPUT_BAD_ROWS",
      says: ["a.csv:2:1", "never closed"],
    });
  });

  test("--bad-rows skip counts the others, says how many were left out and keeps them in the rejects file", async () => {
    const folder = caseFolder({ "a.csv": ragged });
    const ran = await runSmac(
      ["report", "a.csv", ...columns, "--bad-rows", "skip", "--rejects", "rejects.csv", "--format", "json"],
      { cwd: folder },
    );
    expect([ran.code, JSON.parse(ran.stdout).rows[0].active]).toEqual([0, 2]);
    expect(ran.stderr).toMatch(/2 rows could not be read and are left out.*“rejects\.csv”/);
    expect(readFileSync(join(folder, "rejects.csv"), "utf8").trim().split(/\r?\n/)).toEqual([
      "file,line,reason,text",
      `a.csv,3,"expected 2 columns, found 1",b`,
      `a.csv,4,"expected 2 columns, found 3","c,2026-01-06,extra"`,
    ]);
  });

  test("bad rows and bad dates are told together, of every file", async () => {
    const folder = caseFolder({ "a.csv": `${ragged}e,2026-02-31\n`, "s.csv": "cluster,stage,from\na\n" });
    const ran = await runSmac(["report", "a.csv", ...columns, "--stages", "s.csv"], { cwd: folder });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr.match(/\[[A-Z_]+\]/g)).toEqual(["[INPUT_BAD_ROWS]", "[INPUT_BAD_ROWS]", "[INPUT_BAD_DATE]"]);
    for (const place of ["a.csv:3:1: expected", "a.csv:4:1: expected", "s.csv:2:1: expected", "a.csv:6: “2026-02-31”"])
      expect(ran.stderr).toContain(place);
  });

  test("an import tells both of a file, and imports nothing of it", async () => {
    const folder = caseFolder({
      "a.csv": `${ragged}e,2026-02-31\n`,
      "smac.yml": "sources: { a: { files: a.csv } }\nactivities: { use: { from: a, at: at, cluster: who } }\n",
    });
    const ran = await runSmac(["import"], { cwd: folder });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr.match(/\[[A-Z_]+\]/g)).toEqual(["[INPUT_BAD_ROWS]", "[INPUT_BAD_DATE]"]);
    expect(ran.stderr).toContain("a.csv:6: “2026-02-31”");
    writeFileSync(join(folder, "a.csv"), good);
    expect((await runSmac(["import"], { cwd: folder })).stdout).toMatch(/^a: 1 new row( |$)/m);
  });

  test.each([
    ["a.csv", Buffer.from("who,at\n")],
    ["a.csv.gz", gzipSync("who,at\n")],
    ["a.csv", Buffer.from("\uFEFFwho;at\r\n")],
  ])("a header and no row is an answer with nothing in it, and said: %s", async (name, bytes) => {
    const ran = await runSmac(["report", name, ...columns, "--format", "json"], {
      cwd: folderOf({}, { [name]: bytes }),
    });
    expect([ran.code, JSON.parse(ran.stdout).rows]).toEqual([0, []]);
    expect(ran.stderr).toContain(`smac: ${name}: it has a header and no rows\n`);
  });
});

describe("dates", () => {
  test.each<[string, readonly string[], readonly string[], Refusal]>([
    [
      "31/02",
      ["31/02/2026", "28/02/2026"],
      [],
      { code: "INPUT_BAD_DATE", says: ["--at “at”", "a.csv:2: “31/02/2026”"] },
    ],
    ["a 13th month", ["2026-13-05", "2026-01-05"], [], { code: "INPUT_BAD_DATE", says: ["a.csv:2: “2026-13-05”"] }],
    ["a 25th hour", ["2026-01-05T25:00:00"], [], { code: "INPUT_BAD_DATE", says: ["a.csv:2: “2026-01-05T25:00:00”"] }],
    ["words", ["hello", "world"], [], { code: "INPUT_BAD_DATE", says: ["no value is a date", "“hello”"] }],
    [
      "day and month that nothing tells apart",
      ["05/03/2026", "07/08/2026"],
      [],
      { code: "INPUT_AMBIGUOUS_DATE", says: ["“05/03/2026”", "--date-format %d/%m/%Y", "--date-format %m/%d/%Y"] },
    ],
    [
      "two ways of writing",
      ["2026-01-05", "31/01/2026"],
      [],
      { code: "INPUT_MIXED_DATES", says: ["a.csv:3: “31/01/2026”", "a.csv:2: “2026-01-05”"] },
    ],
    [
      "two units of numbers",
      ["20260105", "1767571200"],
      [],
      { code: "INPUT_MIXED_DATES", says: ["seconds since 1970", "yyyymmdd"] },
    ],
    [
      "a format that does not fit",
      ["2026-01-05"],
      ["--date-format", "%d/%m/%Y"],
      { code: "INPUT_BAD_DATE", says: ["a.csv:2: “2026-01-05”", "%d/%m/%Y"] },
    ],
    [
      "a format that is none",
      ["2026-01-05"],
      ["--date-format", "%Q"],
      { code: "INPUT_BAD_DATE_FORMAT", says: ["“%Q”", "%Y year"] },
    ],
    [
      "two thousand years of months",
      ["2026-01-05", "0001-01-01"],
      [],
      { code: "QUERY_RANGE_TOO_LONG", says: ["0001-01-01", "--from"] },
    ],
  ])("%s", async (_, dates, args, refusal) => {
    const folder = caseFolder({ "a.csv": ["who,at", ...dates.map((date) => `x,${date}`)] });
    await refused(folder, ["report", "a.csv", ...columns, ...args], refusal);
  });

  test("one day above 12 decides the order of all", async () => {
    const folder = caseFolder({ "a.csv": ["who,at", "x,05/03/2026", "x,31/03/2026"] });
    expect((await reportOf(folder, ["a.csv", ...columns])).rows).toMatchObject([
      { active: 1, period: { start: "2026-03-01" } },
    ]);
  });

  test("future and dateless rows are counted and said", async () => {
    const folder = caseFolder({ "a.csv": ["who,at", "x,2026-01-05", "x,2031-01-05", "y,"] });
    const { rows, warnings } = await reportOf(folder, ["a.csv", ...columns]);
    expect(rows).toMatchObject([{ active: 1, period: { start: "2026-01-01" } }]);
    expect(warnings!.map((warning) => warning.code).sort()).toEqual(["FUTURE_ACTIVITIES", "UNDATED_ACTIVITIES"]);
  });
});

test("the only column of dates is found wherever it stands, in a file with a byte order mark and Windows line ends", async () => {
  const text = "\uFEFFKunde;Benutzer;Besucht;Produkt\r\nM;anna;05.01.2026 10:00;B\r\nM;bert;17.02.2026 11:30;B\r\n";
  const folder = folderOf({}, { "Kunden Besuche.csv": Buffer.from(text) });
  const { code, stdout, stderr } = await runSmac(["report", "Kunden Besuche.csv", "--cluster", "Kunde"], {
    cwd: folder,
  });
  expect([code, stderr]).toEqual([
    0,
    expect.stringContaining("guessed --at Besucht (the only column that holds dates)"),
  ]);
  expect(stdout).toMatch(/Feb 2026 +1/);
});
