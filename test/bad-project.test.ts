import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

  test.each<[string, string, readonly string[]]>([
    ["evv.csv", "INPUT_NO_FILE", ["smac: smac.yml:3:33: there is no file “evv.csv”", "did you mean “ev.csv”?"]],
    ["nope.csv", "INPUT_NO_FILE", ["smac.yml:3:33: ", "“nope.csv”", "ev.csv"]],
    ["'evv*.csv'", "INPUT_NO_MATCH", ["smac.yml:3:33: no file matches “evv*.csv”"]],
    ["[ev.csv, 'x/*.csv']", "INPUT_NO_MATCH", ["smac.yml:3:42: no file matches “x/*.csv”"]],
  ])("a typo in the name of the file: %s", async (files, code, says) => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "smac.yml"), good.replace("ev.csv", files));
    for (const command of ["import", "check"]) await refused(folder, [command], code, ...says);
    await refused(folder, ["import", "--forget-missing"], code);
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test("a file that was archived after it was read is told, not refused, and its rows stay until told otherwise", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    rmSync(join(folder, "ev.csv"));
    const ran = await runSmac(["import"], { cwd: folder });
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({
      code: 0,
      stderr: expect.stringContaining("“ev.csv” is no longer there; its rows still count"),
    });
    expect(await numbers(folder)).toEqual([1, 1]);
    expect((await runSmac(["import", "--forget-missing"], { cwd: folder })).stdout).toContain("2 gone");
  });

  test("another file in place of the one before: the rows of both count, and it is said", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "new.csv"), "who,team,at\nc,green,2026-02-03\n");
    writeFileSync(join(folder, "smac.yml"), good.replace("ev.csv", "new.csv"));
    const { code, stdout, stderr } = await runSmac(["import"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "events: 1 new row\n" });
    expect(stderr).toContain("“ev.csv” is no longer there");
    expect(await numbers(folder)).toEqual([1, 2]);
    expect((await runSmac(["import", "--forget-missing"], { cwd: folder })).stdout).toContain("2 gone");
    expect(await numbers(folder)).toEqual([0, 1]);
  });

  test("a typo in a column, after an import that worked", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(join(folder, "smac.yml"), good.replace("at: at", "at: att"));
    for (const command of ["import", "report", "check"])
      await refused(folder, [command], "INPUT_MISSING_COLUMN", "smac.yml:5:28", "“att”", "did you mean “at”?");
    writeFileSync(join(folder, "smac.yml"), good);
    expect((await runSmac(["import"], { cwd: folder })).stdout).toBe("events: nothing new\n");
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test("a new column that smac.yml names before it is imported", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    writeFileSync(
      join(folder, "ev.csv"),
      rows.replace("who,team,at", "who,team,at,app").replace(/(-0\d-\d\d)/g, "$1,x"),
    );
    writeFileSync(join(folder, "smac.yml"), good.replace("member: who", "member: who, kind: app"));
    await importInto(folder);
    expect(await numbers(folder)).toEqual([1, 1]);
  });

  test("columns that no file of a source has, in every place at once, before a row of any source is taken", async () => {
    const folder = caseFolder({
      "smac.yml": `sources:
  events: { files: ev.csv }
  teams: { files: teams.csv }
memberships:
  team: { from: teams, member: whoo, cluster: team, where: "sise > 1" }
activities:
  use: { from: events, at: att, member: who }
`,
      "ev.csv": rows,
      "teams.csv": "who,team,size\na,red,3\n",
    });
    for (const command of ["import", "check", "report", "check"])
      await refused(
        folder,
        [command],
        "INPUT_MISSING_COLUMN",
        "smac.yml:5:32: memberships.team.member: source “teams” has no column “whoo”",
        "smac.yml:5:60: memberships.team.where: source “teams” has no column “sise”",
        "smac.yml:7:28: activities.use.at: source “events” has no column “att”",
      );
    const { stdout } = await runSmac(["status", "--json"], { cwd: folder });
    expect(stdout).not.toMatch(/"rows": ?[1-9]/);
  });

  test.each([
    ["delete", "foo", "a"],
    ["delete", "customer", "a"],
    ["merge", "foo", "a", "b"],
    ["restore", "temas", "a"],
  ])("%s %s: a kind that the project has not", async (...args) => {
    const folder = projectOf(good);
    await importInto(folder);
    await refused(folder, args, "STORE_UNKNOWN_KIND", `“${args[1]}”`, "“team” or “member”");
    expect(await numbers(folder)).toEqual([1, 1]);
  });
});

describe("messages name files as the person would", () => {
  test.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
    ["a mistake in smac.yml", "CONFIG_UNKNOWN_KEY", { "p/smac.yml": good.replace("timezone", "timezome") }, []],
    ["a column that is not there", "INPUT_MISSING_COLUMN", { "p/smac.yml": good.replace("at: at", "at: att") }, []],
    ["no file", "INPUT_NO_FILE", { "p/smac.yml": good.replace("ev.csv", "evv.csv") }, ["“evv.csv”", "“ev.csv”"]],
    ["bad rows", "INPUT_BAD_ROWS", { "p/ev.csv": `${rows}c,green\n` }, [join("p", "ev.csv")]],
    ["no project", "CONFIG_NO_PROJECT", { "p/smac.yml": "", "q/smac.yml": "" }, [join("p", "smac.yml")]],
  ])("%s", async (_, code, files, says) => {
    const folder = caseFolder({ "p/smac.yml": good, "p/ev.csv": rows, ...files });
    if (code === "CONFIG_NO_PROJECT") rmSync(join(folder, "p", "smac.yml"));
    const { stderr } = await runSmac(["import", "--project", "p"], { cwd: folder });
    for (const text of [`[${code}]`, ...says]) expect(stderr).toContain(text);
    if (code.startsWith("CONFIG_UNKNOWN") || code === "INPUT_NO_FILE")
      expect(stderr).toContain(`${join("p", "smac.yml")}:`);
    expect(stderr).not.toContain(folder);
  });

  test("the store, when there is none or it is no store", async () => {
    const folder = caseFolder({ "p/smac.yml": good, "p/ev.csv": rows });
    const status = await runSmac(["status", "--project", "p"], { cwd: folder });
    expect(status.stderr).toContain(`“${join("p", ".smac", "warehouse.duckdb")}”`);
    mkdirSync(join(folder, "p", ".smac"));
    writeFileSync(join(folder, "p", ".smac", "warehouse.duckdb"), "this is no database ".repeat(1000));
    const broken = await runSmac(["import", "--project", "p"], { cwd: folder });
    expect(broken.code).not.toBe(0);
    for (const { stderr } of [status, broken]) expect(stderr).not.toContain(folder);
  });
});

describe("a project without rows", () => {
  test("check says that nothing was imported", async () => {
    const folder = caseFolder({ "smac.yml": good, "ev.csv": "who,team,at\n" });
    const { code, stdout } = await runSmac(["check"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("nothing was imported") });
  });

  test("an empty smac.yml says what a smallest one has", async () => {
    await refused(
      projectOf(""),
      ["import"],
      "CONFIG_WRONG_TYPE",
      "smac.yml is empty",
      "sources:",
      "activities:",
      "smac init",
    );
  });
});

describe("an import says how fast it was", () => {
  const ticking = (folder: string, tty: boolean) => {
    let clock = Date.parse("2026-11-22T12:00:00Z");
    return {
      cwd: folder,
      tty,
      get now() {
        clock += 1;
        return new Date(clock).toISOString();
      },
    };
  };

  test("in its receipt", async () => {
    const { stdout, stderr } = await runSmac(["import"], ticking(projectOf(good), false));
    expect(stdout).toMatch(/^events: 2 new rows \(\d[\d,]* rows\/s\)\n$/);
    expect(stderr).toBe("");
  });

  test("and on a terminal while it works", async () => {
    const { stderr } = await runSmac(["import"], ticking(projectOf(good), true));
    expect(stderr).toMatch(/\r\u001b\[Ksmac: events: done ev\.csv 100 % 2 rows, \d[\d,]* rows\/s/);
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  });
});

describe("smac init", () => {
  test("that recognises nothing says what it looked for, and writes nothing", async () => {
    const folder = caseFolder({ "a.csv": "x,y\n1,2\n3,4\n", "b.csv": "p,q\nr,s\nr,s\n" });
    await refused(
      folder,
      ["init"],
      "INPUT_NOTHING_RECOGNISED",
      "none of the 2 files was recognised",
      "a column of dates",
    );
    expect(readdirSync(folder).toSorted()).toEqual(["a.csv", "b.csv"]);
    const shown = await runSmac(["init", "--print"], { cwd: folder });
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining("# activities:")]);
    expect(readdirSync(folder).toSorted()).toEqual(["a.csv", "b.csv"]);
  });

  test("that finds no activities says so in its last line", async () => {
    const folder = caseFolder({ "s.csv": "cluster,stage,from\na,lead,2026-01-01\nb,lead,2026-01-02\n" });
    const { code, stderr } = await runSmac(["init"], { cwd: folder });
    expect([code, stderr]).toEqual([0, expect.stringContaining("no file says who was active when")]);
  });
});

describe("--as-of before the first import", () => {
  const said = (output: string) =>
    /nothing was known at 2026-01-01T00:00:00Z: the first import was at (\S+Z); ask --as-of that instant or a later one/.exec(
      output,
    )?.[1] ?? "not said";

  test("says that nothing was known then, and since when something was", async () => {
    const folder = projectOf(good);
    await importInto(folder);
    const ask = ["--definition", "teams", "--as-of", "2026-01-01"];
    const table = await runSmac(["report", ...ask], { cwd: folder });
    expect(table.stdout).toContain("nothing to report: nothing was known then");
    const since = said(table.stdout.replaceAll("\n", " "));
    const json = JSON.parse((await runSmac(["report", ...ask, "--format", "json"], { cwd: folder })).stdout);
    expect(json.warnings.map((warning: { code: string }) => warning.code)).toEqual(["NOTHING_KNOWN"]);
    const list = await runSmac(["clusters", ...ask, "--in", "2026-01"], { cwd: folder });
    expect(said(list.stderr)).toBe(since);
    const then = await reportOf(folder, ["--definition", "teams", "--as-of", since, "--now", "2026-02-20"]);
    expect([then.warnings, then.rows.map((row) => row.active)]).toEqual([undefined, [1, 1]]);
  });

  test("says nothing where a source dates what it learned by itself", async () => {
    const folder = caseFolder({
      "smac.yml": good.replace("files: ev.csv", "files: ev.csv, learned: at"),
      "ev.csv": rows,
    });
    await importInto(folder);
    const { warnings } = await reportOf(folder, ["--definition", "teams", "--as-of", "2026-01-01"]);
    expect(warnings).toBeUndefined();
  });
});
