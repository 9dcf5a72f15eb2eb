import { describe, expect, test } from "vitest";
import { caseFolder, clustersOf, reportOf } from "../case-folder.ts";
import { runSmac } from "../run-smac.ts";
import { type Refusal, columns, good, refused } from "./refusal.ts";

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
