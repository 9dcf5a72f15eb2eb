import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseFolder, reportOf } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

const rows = "who,team,at\na,red,2026-01-05\nb,blue,2026-02-01\n";
const good = `timezone: UTC
sources:
  events: { type: files, files: ev.csv }
activities:
  use: { from: events, at: at, member: who, clusters: { team: team } }
definitions:
  teams: { preset: clusters, cluster: team }
`;

function projectOf(yaml: string): string {
  return caseFolder({ "smac.yml": yaml, "ev.csv": rows });
}

async function importInto(folder: string): Promise<void> {
  const { code, stderr } = await runSmac(["import"], { cwd: folder });
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
}

async function refused(
  folder: string,
  args: readonly string[],
  code: string,
  ...says: readonly string[]
): Promise<void> {
  const ran = await runSmac(args, { cwd: folder });
  expect({ exit: ran.code, stdout: ran.stdout }).toEqual({ exit: 2, stdout: "" });
  expect(ran.stderr).not.toMatch(/^\s+at |mistake of the program|node_modules/m);
  expect(ran.stderr).toContain(`  [${code}]`);
  for (const words of says) expect(ran.stderr).toContain(words);
}

/** What the project says now: the active clusters, month by month. */
async function numbers(folder: string): Promise<readonly number[]> {
  return (await reportOf(folder, ["--definition", "teams", "--from", "2026-01", "--to", "2026-02"])).rows.map(
    (row) => row.active,
  );
}

test("the project that the others are mistaken copies of", async () => {
  const folder = projectOf(good);
  await importInto(folder);
  expect(await numbers(folder)).toEqual([1, 1]);
});

describe("a smac.yml with a mistake in it: file, line, column, and the nearest name", () => {
  test.each<[string, string, readonly [string, ...string[]]]>([
    [
      "timezone: UTC",
      "timezome: UTC",
      ["CONFIG_UNKNOWN_KEY", "smac.yml:1:1", "“timezome”", "did you mean “timezone”?"],
    ],
    ["UTC", "Europe/Pariss", ["CONFIG_UNKNOWN_TIMEZONE", "smac.yml:1:11", "did you mean “Europe/Paris”?"]],
    ["from: events", "from: evnets", ["CONFIG_UNKNOWN_SOURCE", "smac.yml:5:16", "“evnets”", "did you mean “events”?"]],
    ["preset: clusters", "preset: clusterz", ["CONFIG_UNKNOWN_PRESET", "smac.yml:7:20", "did you mean “clusters”?"]],
    ["cluster: team }", "cluster: teem }", ["CONFIG_UNKNOWN_CLUSTER", "smac.yml:7:39", "did you mean “team”"]],
    ["preset: clusters", "preset: stage-rate", ["CONFIG_NO_STAGES", "smac.yml:7:", "needs stages"]],
    ["timezone: UTC", "timezone: [UTC", ["CONFIG_SYNTAX", "smac.yml:2:1", "not valid YAML"]],
    ["timezone: UTC", "timezone: UTC\ntimezone: UTC", ["CONFIG_DUPLICATE_KEY", "smac.yml:2:1", "written twice"]],
  ])("%s → %s", async (was, is, [code, ...says]) => {
    const folder = projectOf(good.replace(was, is));
    await refused(folder, ["import"], code, ...says);
    expect(existsSync(join(folder, ".smac"))).toBe(false);
  });

  test("every mistake at once", async () => {
    const folder = projectOf(good.replace("timezone", "timezome").replace("from: events", "from: evnets"));
    await refused(folder, ["check"], "CONFIG_UNKNOWN_KEY", "smac.yml:1:1");
    await refused(folder, ["check"], "CONFIG_UNKNOWN_SOURCE", "smac.yml:5:16");
  });

  test("a column that the file has not", async () => {
    await refused(
      projectOf(good.replace("at: at", "at: att")),
      ["import"],
      "INPUT_MISSING_COLUMN",
      "smac.yml:5:28",
      "“att”",
      "did you mean “at”?",
    );
  });

  test.each([[""], ["just text"]])("a file that is no mapping: %j", async (yaml) => {
    await refused(projectOf(yaml), ["report"], "CONFIG_WRONG_TYPE", "smac.yml:1:1");
  });
});

describe("commands that name what is not", () => {
  test.each<[readonly string[], string, readonly string[]]>([
    [["report", "--definition", "teamz"], "QUERY_UNKNOWN_DEFINITION", ["“teamz”", "“teams”"]],
    [["report", "--cluster", "who"], "USAGE_NO_FILES", ["--cluster"]],
    [["import", "nosuch"], "STORE_UNKNOWN_SOURCE", ["“nosuch”", "events"]],
    [["merge", "team", "red", "bleu"], "STORE_UNKNOWN_KEY", ["no team “bleu”", "blue"]],
    [["delete", "team", "reed"], "STORE_UNKNOWN_KEY", ["no team “reed”", "red"]],
    [["completion", "klingon"], "USAGE_UNKNOWN_SHELL", ["bash"]],
    [["init"], "USAGE_EXISTS", ["--force"]],
  ])("%j", async (args, code, says) => {
    const folder = projectOf(good);
    await importInto(folder);
    await refused(folder, args, code, ...says);
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test("without a smac.yml every command says how to begin", async () => {
    const folder = caseFolder({});
    for (const command of ["report", "check", "import", "status", "ledger", "sql"])
      await refused(folder, [command], "CONFIG_NO_PROJECT", "smac init");
    expect(existsSync(join(folder, ".smac"))).toBe(false);
  });
});

describe("an import that is refused changes nothing", () => {
  test.each<[string, string, string]>([
    ["ragged rows", "who,team,at\na,red,2026-01-05\nb,blue\n", "INPUT_BAD_ROWS"],
    ["a date that is none", "who,team,at\na,red,2026-01-05\nb,blue,2026-02-31\n", "INPUT_BAD_DATE"],
    ["an empty file", "", "INPUT_EMPTY_FILE"],
  ])("%s", async (_, text, code) => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "ev.csv"), text);
    await refused(folder, ["import"], code, "ev.csv");
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test.fails("a typo in the name of the file", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "smac.yml"), good.replace("ev.csv", "evv.csv"));
    await refused(folder, ["import"], "INPUT_NO_FILE", "evv.csv");
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test.fails("a typo in a column, after an import that worked", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "smac.yml"), good.replace("at: at", "at: att"));
    await refused(folder, ["import"], "INPUT_MISSING_COLUMN", "“att”");
  });

  test.fails.each([
    ["delete", "foo", "a"],
    ["delete", "customer", "a"],
    ["merge", "foo", "a", "b"],
  ])("%s %s: a kind that the project has not", async (...args) => {
    const folder = projectOf(good);
    await importInto(folder);
    await refused(folder, args, "STORE_UNKNOWN_KIND", "team");
  });
});
