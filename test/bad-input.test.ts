import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type CaseFiles, caseFolder, clustersOf, reportOf } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

const columns = ["--cluster", "who", "--at", "at"];
const good = "who,at\na,2026-01-05\n";
const asRoot = process.getuid?.() === 0;

/** What went wrong, in which words, with which next step. */
interface Refusal {
  readonly code: string;
  /** What the message says, the place first. */
  readonly says: readonly string[];
  readonly exit?: number;
}

/** Bytes as they are, beside the texts of {@link CaseFiles}. */
type Bytes = Readonly<Record<string, Uint8Array>>;

function folderOf(files: CaseFiles, bytes: Bytes = {}): string {
  const folder = caseFolder(files);
  for (const [name, content] of Object.entries(bytes)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Runs a command that must be refused: one message, nothing on stdout, no file made. */
async function refused(folder: string, args: readonly string[], { code, says, exit = 2 }: Refusal): Promise<void> {
  const before = readdirSync(folder, { recursive: true });
  const output = args.includes("--output") || args[0] === "sql" ? [] : ["--format", "json", "--output", "out.json"];
  const ran = await runSmac([...args, ...output], { cwd: folder });
  expect({ exit: ran.code, stdout: ran.stdout }).toEqual({ exit, stdout: "" });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  expect(ran.stderr).not.toMatch(/^\s+at |mistake of the program|node_modules|undefined|NaN|\[object/m);
  expect(ran.stderr.trimEnd().split("\n").at(-1)).toBe(`  [${code}]`);
  expect(ran.stderr.match(/\[[A-Z]+(?:_[A-Z]+)+\]/g)).toHaveLength(1);
  // What is wrong, the next step, the code.
  expect(ran.stderr.trimEnd().split("\n").length).toBeGreaterThanOrEqual(3);
  for (const words of says) expect(ran.stderr).toContain(words);
}

describe("files that are none", () => {
  test.each<[string, string, Refusal]>([
    [
      "a file that is not there, with its neighbour",
      "god.csv",
      { code: "INPUT_NO_FILE", says: ["“god.csv”", "good.csv"] },
    ],
    ["a folder", "folder", { code: "INPUT_IS_FOLDER", says: ["“folder” is a folder", "folder/*.csv"] }],
    ["a glob that matches nothing", "*.nope", { code: "INPUT_NO_MATCH", says: ["no file matches “*.nope”"] }],
    ["an empty file", "empty.csv", { code: "INPUT_EMPTY_FILE", says: ["“empty.csv” is empty", "header"] }],
    ["standard input with nothing in it", "-", { code: "INPUT_EMPTY_FILE", says: ["standard input", "is empty"] }],
    [
      "bytes that are no text",
      "bytes.csv",
      { code: "INPUT_NOT_TEXT", says: ["“bytes.csv” is not a table", "--encoding"] },
    ],
    ["a picture", "picture.csv", { code: "INPUT_UNKNOWN_KIND", says: ["“picture.csv” is a picture"] }],
    [
      "half a Parquet file",
      "half.parquet",
      { code: "INPUT_BAD_PARQUET", says: ["“half.parquet” is not a whole Parquet file"] },
    ],
    ["half a SQLite file", "half.sqlite#t", { code: "INPUT_BAD_SQLITE", says: ["“half.sqlite#t”", "SQLite"] }],
    ["half a gzip file", "half.csv.gz", { code: "INPUT_BAD_GZIP", says: ["“half.csv.gz” is not a whole gzip file"] }],
    [
      "half a line of JSON",
      "half.jsonl",
      { code: "INPUT_BAD_JSON", says: ["“half.jsonl” is not whole JSON", "cut off"] },
    ],
  ])("%s", async (_, name, refusal) => {
    const files = { "good.csv": good, "folder/inner.csv": good, "empty.csv": "", "half.jsonl": `{"who": "a", "at": ` };
    const bytes = {
      "bytes.csv": Buffer.from([0, 1, 2, 3, 255, 254, 0, 98]),
      "picture.csv": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      "half.parquet": Buffer.from("PAR1 and no end"),
      "half.sqlite": Buffer.from("SQLite format 3\0 and no more"),
      "half.csv.gz": gzipSync(good.repeat(50)).subarray(0, 30),
    };
    await refused(folderOf(files, bytes), ["report", name, ...columns], refusal);
  });

  test.skipIf(asRoot || process.platform === "win32")(
    "a file without permission (skipped for root, who may read everything)",
    async () => {
      const folder = caseFolder({ "secret.csv": good });
      chmodSync(join(folder, "secret.csv"), 0o000);
      await refused(folder, ["report", "secret.csv", ...columns], {
        code: "INPUT_NO_PERMISSION",
        says: ["secret.csv", "permission"],
      });
    },
  );
});

describe("columns that are none", () => {
  test.each<[string, string, readonly string[], Refusal]>([
    [
      "a typo in a column",
      good,
      ["--cluster", "whoo", "--at", "at"],
      { code: "INPUT_NO_COLUMN", says: ["a.csv: there is no column “whoo” (--cluster)", "did you mean “who”?"] },
    ],
    [
      "an unknown column, with those that are",
      good,
      ["--cluster", "who", "--at", "happened_when"],
      { code: "INPUT_NO_COLUMN", says: ["“happened_when” (--at)", "there are: who, at"] },
    ],
    [
      "two columns of one name",
      "who,at,At\na,2026-01-05,x\n",
      columns,
      {
        code: "INPUT_DUPLICATE_COLUMN",
        says: ["smac: a.csv:1: more than one column has the same name: “at” and “At” (columns 2 and 3)"],
      },
    ],
    [
      "no time to be guessed",
      "x,y\n1,2\n",
      [],
      { code: "INPUT_NO_TIME_COLUMN", says: ["a.csv: no column says when", "--at", "x, y"] },
    ],
    [
      "no header",
      "a,2026-01-05\nb,2026-01-06\n",
      columns,
      { code: "INPUT_NO_HEADER", says: ["a.csv:1:1", "no header", "--columns"] },
    ],
    ["--by of no column", good, [...columns, "--by", "region"], { code: "INPUT_NO_COLUMN", says: ["“region” (--by)"] }],
    [
      "an empty name among --columns",
      good,
      ["--columns", "a,,b"],
      { code: "USAGE_WRONG", says: ["--columns", "none may be empty"] },
    ],
  ])("%s", async (_, text, args, refusal) => {
    await refused(caseFolder({ "a.csv": text }), ["report", "a.csv", ...args], refusal);
  });

  test.each<[string, string, Refusal]>([
    [
      "--stages",
      "who,at\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--stages): there is no column “stage”"] },
    ],
    [
      "--memberships",
      "who,at\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--memberships): there is no column “member”"] },
    ],
    [
      "--attributes",
      "cluster,from\na,2026-01-01\n",
      { code: "INPUT_NO_COLUMN", says: ["beside.csv (--attributes)", "attribute"] },
    ],
    [
      "--stages",
      "cluster,stage,from\na,lead,05/03/2026\n",
      { code: "INPUT_AMBIGUOUS_DATE", says: ["--stages", "“05/03/2026”", "--date-format %d/%m/%Y"] },
    ],
  ])("%s FILE with %j", async (flag, text, refusal) => {
    await refused(
      caseFolder({ "a.csv": good, "beside.csv": text }),
      ["report", "a.csv", ...columns, flag, "beside.csv"],
      refusal,
    );
  });
});

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
    expect((await runSmac(["import"], { cwd: folder })).stdout).toMatch(/^a: 1 new row/);
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

describe("flags", () => {
  test.each<[readonly string[], Refusal]>([
    [["--perod", "month"], { code: "USAGE_WRONG", says: ["'--perod'", "--period"] }],
    [["--period", "fortnight"], { code: "QUERY_BAD_PERIOD", says: ["“fortnight” is not a period", "trailing:30d"] }],
    [["--period", "trailing:401d"], { code: "QUERY_BAD_PERIOD", says: ["“trailing:401d”", "1 to 400"] }],
    [["--period", "trailing:30"], { code: "QUERY_BAD_PERIOD", says: ["write trailing:30d"] }],
    [
      ["--definition", "stage-rat"],
      { code: "QUERY_UNKNOWN_DEFINITION", says: ["there is no definition “stage-rat”", "did you mean “stage-rate”?"] },
    ],
    [
      ["--definition", "stage-rate"],
      { code: "QUERY_NO_STAGES", says: ["“stage-rate” looks at stages", "--stages FILE"] },
    ],
    [
      ["--denominator", "stage"],
      {
        code: "QUERY_NO_STAGES",
        says: ["“customers” is divided by", "(--denominator stage)", "--stages FILE", "--denominator all"],
      },
    ],
    [["--definition", "segment"], { code: "QUERY_NO_ATTRIBUTES", says: ["“segment”", "--by region,plan"] }],
    [["--definition", "interaction-groups"], { code: "QUERY_NO_INTERACTIONS", says: ["--member COL and --with COL"] }],
    [
      ["--timezone", "Europe/Pariss"],
      {
        code: "CONFIG_UNKNOWN_TIMEZONE",
        says: ["there is no time zone “Europe/Pariss”", "did you mean “Europe/Paris”?"],
      },
    ],
    [
      ["--timezone", "Mars'; drop table x"],
      { code: "CONFIG_UNKNOWN_TIMEZONE", says: ["“Mars'; drop table x”", "IANA"] },
    ],
    [["--from", "2026-13"], { code: "QUERY_BAD_PERIOD_NAME", says: ["“2026-13” names no period"] }],
    [["--from", "2026-02-30"], { code: "QUERY_BAD_PERIOD_NAME", says: ["there is no such date"] }],
    [["--from", "2026-W54"], { code: "QUERY_BAD_PERIOD_NAME", says: ["no such week"] }],
    [["--from", "2026-02", "--to", "2026-01"], { code: "QUERY_RANGE_BACKWARDS", says: ["swap --from and --to"] }],
    [["--now", "yesterday"], { code: "USAGE_BAD_INSTANT", says: ["--now: “yesterday” is no instant"] }],
    [["--as-of", "2026-02-30"], { code: "USAGE_BAD_INSTANT", says: ["--as-of: “2026-02-30”"] }],
    [["--events", "0"], { code: "QUERY_BAD_THRESHOLD", says: ["“events” is 0", "at least 1"] }],
    [["--events", "1.5"], { code: "USAGE_WRONG", says: ["'--events <n>'", "'1.5'", "whole number"] }],
    [["--members", "120%"], { code: "QUERY_BAD_THRESHOLD", says: ["“120%”", "100%"] }],
    [["--denominator", "sum"], { code: "USAGE_WRONG", says: ["--denominator", "stage, all, none"] }],
    [["--fiscal-start", "13"], { code: "QUERY_BAD_FISCAL_START", says: ["month 13", "1 (January) to 12"] }],
    [["--encoding", "klingon"], { code: "INPUT_UNKNOWN_ENCODING", says: ["“klingon”", "utf-8"] }],
    [["--stages", "nothere.csv"], { code: "INPUT_NO_FILE", says: ["there is no file “nothere.csv”"] }],
    [["--project", "."], { code: "USAGE_FILES_AND_PROJECT", says: ["files and --project"] }],
  ])("%j", async (args, refusal) => {
    await refused(caseFolder({ "a.csv": good }), ["report", "a.csv", ...columns, ...args], refusal);
  });

  test.each<[readonly string[], Refusal]>([
    [["explain", "a.csv", ...columns], { code: "USAGE_NO_PERIODS", says: ["--from 2026-09 --to 2026-10"] }],
    [
      ["explain", "a.csv", ...columns, "--from", "2026-01", "--to", "2026-02"],
      { code: "QUERY_NOT_EXPLAINABLE", says: ["no population", "--denominator all"] },
    ],
    [
      ["clusters", "a.csv", ...columns, "--status", "dorment"],
      { code: "USAGE_BAD_STATUS", says: ["“dorment”", "dormant"] },
    ],
    [
      ["clusters", "a.csv", ...columns, "--of-stage", "x"],
      { code: "QUERY_UNKNOWN_STAGE", says: ["there is no stage “x”"] },
    ],
    [
      ["clusters", "a.csv", ...columns, "--of-product", "x"],
      { code: "QUERY_UNKNOWN_PRODUCT", says: ["there is no product “x”"] },
    ],
    [["clusters", "a.csv", ...columns, "--rank", "best"], { code: "USAGE_BAD_RANK", says: ["engaged, support"] }],
    [["report", "--cluster", "who"], { code: "USAGE_NO_FILES", says: ["--cluster", "no files were given"] }],
    [["reprot", "a.csv"], { code: "USAGE_WRONG", says: ["'reprot'", "report"] }],
  ])("%j", async (args, refusal) => {
    await refused(caseFolder({ "a.csv": good }), args, refusal);
  });

  test("no command at all: the help, on stderr", async () => {
    const ran = await runSmac([], { cwd: caseFolder({}) });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(/Usage: smac[\s\S]*report/);
  });
});

describe("--where and --exclude are parsed and bound, never spliced", () => {
  test.each<[string, Refusal["code"], string]>([
    ["1=1; drop table x", "USAGE_BAD_PREDICATE", "expected one condition and nothing after it"],
    ["who = 'a' or 1=1 --", "USAGE_BAD_PREDICATE", "without comments"],
    ["who = 'a' /* x */", "USAGE_BAD_PREDICATE", "--where"],
    ["who = (select 1)", "USAGE_BAD_PREDICATE", "SELECT"],
    ["who = 'a", "USAGE_BAD_PREDICATE", "the ' that ends this text"],
    ["read_text('/etc/passwd') = 'a'", "USAGE_BAD_PREDICATE", "“read_text”"],
    ["", "USAGE_BAD_PREDICATE", "it is empty"],
    ["woh = 'a'", "QUERY_UNKNOWN_COLUMN", "a.csv: there is no column “woh” (--where)\n  did you mean “who”?"],
    ["who = login", "QUERY_UNKNOWN_COLUMN", "there are: who, at; a text is written in single quotes: 'login'"],
  ])("--where %j", async (where, code, words) => {
    await refused(caseFolder({ "a.csv": good }), ["report", "a.csv", ...columns, "--where", where], {
      code,
      says: [words],
    });
  });

  test.each([
    ["woh = 'a'", "QUERY_UNKNOWN_COLUMN", "a.csv: there is no column “woh” (--exclude)\n  did you mean “who”?"],
    ["plan = 'x' and who = 'a'", "USAGE_BAD_PREDICATE", "--exclude names the attribute “plan” together with columns"],
  ] as const)("--exclude %j", async (exclude, code, words) => {
    const folder = caseFolder({ "a.csv": good, "plans.csv": "cluster,from,plan\na,2026-01-01,x\n" });
    const beside = ["--attributes", "plans.csv", "--exclude", exclude];
    await refused(folder, ["report", "a.csv", ...columns, ...beside], { code, says: [words] });
  });

  test("a value with quotes and SQL in it is a value", async () => {
    const name = "x'; drop table tally; --";
    const folder = caseFolder({ "a.csv": ["who,at", `${name},2026-01-05`, "y,2026-01-06"] });
    const { clusters } = await clustersOf(folder, [
      "a.csv",
      ...columns,
      "--where",
      `who = '${name.replaceAll("'", "''")}'`,
    ]);
    expect(clusters.map((each) => each.cluster)).toEqual([name]);
    expect(
      (await reportOf(folder, ["a.csv", ...columns, "--exclude", `who = '${name.replaceAll("'", "''")}'`])).rows,
    ).toMatchObject([{ active: 1 }]);
  });
});

describe("--output", () => {
  test.each<[string, Refusal]>([
    ["missing/out.json", { code: "OUTPUT_NO_FOLDER", says: ["--output missing/out.json", "there is no folder"] }],
    ["a.csv/out.json", { code: "OUTPUT_NO_FOLDER", says: ["--output a.csv/out.json", "there is no folder"] }],
    ["folder", { code: "OUTPUT_CANNOT_WRITE", says: ["--output folder: it is a folder"] }],
  ])("into %s", async (output, refusal) => {
    const folder = caseFolder({ "a.csv": good, "folder/inner.csv": good });
    await refused(folder, ["report", "a.csv", ...columns, "--output", output], refusal);
  });

  test.skipIf(asRoot || process.platform === "win32")(
    "into a folder without permission (skipped for root, who may write everywhere)",
    async () => {
      const folder = caseFolder({ "a.csv": good, "locked/inner.csv": good });
      chmodSync(join(folder, "locked"), 0o500);
      await refused(folder, ["report", "a.csv", ...columns, "--output", "locked/out.json"], {
        code: "OUTPUT_CANNOT_WRITE",
        says: ["no permission"],
      });
      chmodSync(join(folder, "locked"), 0o700);
    },
  );

  test("a command that fails leaves the old file as it was", async () => {
    const folder = caseFolder({ "a.csv": good, "out.json": "before" });
    const { code } = await runSmac(["report", "a.csv", "--cluster", "nope", "--output", "out.json"], { cwd: folder });
    expect([
      code,
      readFileSync(join(folder, "out.json"), "utf8"),
      existsSync(join(folder, "out.json.partial")),
    ]).toEqual([2, "before", false]);
  });

  test("binary formats do not go to a terminal", async () => {
    const folder = caseFolder({ "a.csv": good });
    const ran = await runSmac(["report", "a.csv", ...columns, "--format", "parquet"], { cwd: folder, tty: true });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toContain("--output report.parquet");
  });
});

describe("nothing that was said is passed over", () => {
  test.each([
    ["an ending that no format has", ["--output", "out.pdf"]],
    ["--by of one name twice", ["--by", "who,who"]],
  ])("%s", async (_, args) => {
    const ran = await runSmac(["report", "a.csv", ...columns, ...args], { cwd: caseFolder({ "a.csv": good }) });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
  });

  test.each([
    ["STAGE_AT_UNUSED", ["--stage-at", "start"]],
    ["STAGE_ORDER_UNUSED", ["--stage-order", "lead,customer"]],
  ])("%s where no stages are given, with how to give them", async (code, flags) => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": good }), ["a.csv", ...columns, ...flags]);
    expect(warnings?.map((warning) => warning.code)).toEqual([code]);
    expect(warnings?.[0]?.message).toMatch(
      /give --stages FILE .* or --stage COLUMN; a project .* stages: in smac\.yml/,
    );
  });

  test("--of without --by", async () => {
    const ran = await runSmac(["clusters", "a.csv", ...columns, "--of", "region=EMEA"], {
      cwd: caseFolder({ "a.csv": good }),
    });
    expect([ran.code, ran.stdout]).toEqual([2, ""]);
  });

  test("the word NULL is text, with a warning", async () => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": "who,at\nNULL,2026-01-05\n" }), ["a.csv", ...columns]);
    expect(JSON.stringify(warnings)).toContain("NULL");
  });

  test("a threshold on members that nobody can meet, since no members are known", async () => {
    const { warnings } = await reportOf(caseFolder({ "a.csv": good }), ["a.csv", ...columns, "--members", "2"]);
    expect(JSON.stringify(warnings)).toContain("member");
  });

  test("--output does not write over the file that is read", async () => {
    const folder = caseFolder({ "a.csv": good });
    const { code } = await runSmac(["report", "a.csv", ...columns, "--output", "a.csv"], { cwd: folder });
    expect([code, readFileSync(join(folder, "a.csv"), "utf8")]).toEqual([2, good]);
  });
});
