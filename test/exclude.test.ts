import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { caseFolder } from "./case-folder.ts";
import { runSmac } from "./run-smac.ts";

const files = {
  "events.csv":
    "account,user,email,at\na,u1,x@ours.example,2026-01-05\nb,u2,y@b.example,2026-01-06\nc,u3,z@c.example,2026-01-07\n",
  "accounts.csv": "account,plan\na,paid\nb,paid\nc,internal\n",
};
const project = (definitions: string) => `
sources: { events: { files: events.csv }, accounts: { files: accounts.csv } }
clusters: { customer: { from: accounts, key: account, attributes: [plan] } }
activities: { use: { from: events, at: at, cluster: account, member: user, properties: [email] } }
${definitions}`;

async function asked(folder: string, name: string): Promise<{ readonly active: number; readonly sentence: string }> {
  const { code, stdout, stderr } = await runSmac(["report", "--definition", name, "--format", "json"], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  const { definition, rows } = JSON.parse(stdout);
  return { active: rows[0].active, sentence: definition.sentence };
}

describe("exclude", () => {
  test("in a definition leaves out of that number alone, on top of the project's, and is part of its sentence", async () => {
    const folder = caseFolder({
      ...files,
      "smac.yml": project(`exclude: "member = 'u9'"
definitions:
  all: { preset: customers }
  paying: { preset: customers, exclude: "plan = 'internal'" }
  outside: { preset: customers, exclude: ["email LIKE '%@ours.example'", "cluster = 'c'"] }
  nobody: { preset: customers, exclude: ["plan = 'paid'", "plan = 'internal'"] }
  used: { preset: customers, activity: [use] }`),
    });
    const left = (more: string) =>
      `customers with at least 1 activity in the calendar month (UTC), without those where member = 'u9'${more}`;
    expect(await asked(folder, "all")).toEqual({ active: 3, sentence: left("") });
    expect(await asked(folder, "paying")).toEqual({ active: 2, sentence: left(" or where plan = 'internal'") });
    expect(await asked(folder, "outside")).toEqual({
      active: 1,
      sentence: left(" or where email LIKE '%@ours.example' or where cluster = 'c'"),
    });
    expect((await runSmac(["report", "--definition", "nobody"], { cwd: folder })).stdout).toContain(
      "nothing to report",
    );
    expect((await asked(folder, "used")).sentence).toContain("at least 1 activity of kind use in the");
    const { stdout } = await runSmac(["sql", "--definition", "paying"], { cwd: folder });
    expect(stdout).toMatch(/-- values: .*"internal"/);
  });

  test.each(["sql", "sweep"])("by an attribute alone leaves out of every number, by %s", async (engine) => {
    const folder = caseFolder({ ...files, "smac.yml": project(`exclude: "plan = 'internal'"`) });
    await runSmac(["import"], { cwd: folder });
    const { stdout } = await runSmac(["report", "--engine", engine, "--format", "json"], { cwd: folder });
    expect(JSON.parse(stdout).rows[0]).toMatchObject({ active: 2, new: 2 });
    const list = await runSmac(["clusters", "--format", "json"], { cwd: folder });
    expect((JSON.parse(list.stdout).clusters as { cluster: string }[]).map(({ cluster }) => cluster)).toEqual([
      "a",
      "b",
    ]);
  });

  test("by an attribute leaves out of a cluster that members give", async () => {
    const folder = caseFolder({
      "events.csv": "user,at\nu1,2026-01-05\nu2,2026-01-06\n",
      "people.csv": "user,team\nu1,red\nu2,blue\n",
      "teams.csv": "team,plan\nred,paid\nblue,internal\n",
      "smac.yml": `
exclude: "plan = 'internal'"
sources: { events: { files: events.csv }, people: { files: people.csv }, teams: { files: teams.csv } }
clusters: { team: { from: teams, key: team, attributes: [plan] } }
memberships: { team: { from: people, member: user, cluster: team } }
activities: { use: { from: events, at: at, member: user } }
definitions: { all: { preset: customers, cluster: team } }`,
    });
    const { stdout } = await runSmac(["report", "--definition", "all", "--format", "json"], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ rows: [{ active: 1 }], unattributed: { activities: 1 } });
  });

  test("asks the version of an activity that was known, today and looking back alike", async () => {
    const folder = caseFolder({
      "events-1.csv": "id,account,at\n1,acme,2026-01-05\n2,beta,2026-01-06\n",
      "smac.yml": `
exclude: "cluster = 'ours'"
sources: { events: { files: events-*.csv, id: id } }
activities: { use: { from: events, at: at, cluster: account } }`,
    });
    const active = async (...more: string[]): Promise<number> => {
      const { stdout } = await runSmac(["report", "--format", "json", ...more], { cwd: folder });
      return JSON.parse(stdout).rows[0].active;
    };
    await runSmac(["import"], { cwd: folder, now: "2026-02-01T00:00:00Z" });
    expect(await active()).toBe(2);
    writeFileSync(join(folder, "events-2.csv"), "id,account,at\n1,ours,2026-01-05\n");
    await runSmac(["import"], { cwd: folder, now: "2026-02-02T00:00:00Z" });
    expect(await active()).toBe(1);
    writeFileSync(join(folder, "events-3.csv"), "id,account,at\n3,gamma,2026-01-07\n");
    await runSmac(["import"], { cwd: folder, now: "2026-02-03T00:00:00Z" });
    expect(await active()).toBe(2);
    expect(await active("--as-of", "2026-02-02T12:00:00Z")).toBe(1);
    expect(await active("--as-of", "2026-02-01T12:00:00Z")).toBe(2);
  });

  test("by a flag is part of the sentence", async () => {
    const { stdout } = await runSmac(
      ["report", "events.csv", "--cluster", "account", "--at", "at", "--exclude", "cluster = 'c'"],
      { cwd: caseFolder(files) },
    );
    expect(stdout.replaceAll("\n", " ")).toContain("(UTC), without those where cluster = 'c'");
    expect(stdout).toMatch(/Jan 2026 +2/);
  });

  test.each([
    [`exclude: "emial LIKE 'x'"`, "smac.yml:5:10", "“emial” to exclude by", "did you mean “email”?"],
    [`definitions: { d: { preset: customers, exclude: ["plann = 'x'"] } }`, "smac.yml:5:50", "“plann”", "“plan”?"],
  ])("of what nothing has is refused: %s", async (line, ...says) => {
    const { code, stderr } = await runSmac(["report"], { cwd: caseFolder({ ...files, "smac.yml": project(line) }) });
    expect([code, stderr]).toEqual([2, expect.stringContaining("[CONFIG_UNKNOWN_COLUMN]")]);
    for (const words of says) expect(stderr).toContain(words);
  });

  test("is asked of the version that counts: a later one takes an activity back; where is asked of each row", async () => {
    const rows =
      "at,account,id,learned,status\n2026-01-05,a,1,2026-01-05,sent\n2026-01-05,a,1,2026-01-20,void\n2026-01-06,b,2,2026-01-06,sent\n";
    const folder = caseFolder({
      "invoices.csv": rows,
      "smac.yml": `
sources: { invoices: { files: invoices.csv, id: id, learned: learned } }
activities: { invoice: { from: invoices, at: at, cluster: account, properties: [status] } }
definitions:
  standing: { preset: customers, exclude: "status = 'void'" }
`,
    });
    const flags = "--cluster account --at at --id id --learned learned --format json".split(" ");
    const active = async (...more: string[]): Promise<number> => {
      const { code, stdout, stderr } = await runSmac(["report", ...more], { cwd: folder });
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout).rows[0].active;
    };
    const asked = (...more: string[]) => active("invoices.csv", ...flags, ...more);
    expect(await active("--definition", "standing", "--format", "json")).toBe(1);
    expect(await asked("--exclude", "status = 'void'")).toBe(1);
    expect(await asked("--exclude", "status = 'void'", "--as-of", "2026-01-10")).toBe(2);
    expect(await asked("--where", "status <> 'void'")).toBe(2);
  });
});

describe("an explanation of a project", () => {
  const ask = ["explain", "--from", "2026-01", "--to", "2026-02", "--denominator", "all", "--format", "json"];

  test("told by another definition leaves out what that one did", async () => {
    const folder = caseFolder({
      ...files,
      "smac.yml": project(`definitions:
  all: { preset: active-share, cluster: customer }
  paying: { preset: active-share, cluster: customer, exclude: "plan = 'internal'" }`),
    });
    const { stdout } = await runSmac([...ask, "--definition", "all", "--then-definition", "paying"], { cwd: folder });
    // Then 2 paying accounts, by today's definition 3; in February nobody.
    expect(JSON.parse(stdout).count).toMatchObject({ definition: 1, behaviour: -3, restated: 0, change: -2 });
  });

  test("told before more was known has the difference as restated", async () => {
    const folder = caseFolder({ ...files, "smac.yml": project("") });
    const at = (now: string) => ({ cwd: folder, now });
    await runSmac(["import"], at("2026-03-01T00:00:00Z"));
    const { writeFileSync } = await import("node:fs");
    writeFileSync(
      `${folder}/events.csv`,
      `${files["events.csv"]}a,u1,x@ours.example,2026-02-01\n`.replace("c,u3", "a,u3"),
    );
    await runSmac(["import"], at("2026-03-10T00:00:00Z"));
    const { stdout } = await runSmac([...ask, "--then", "2026-03-05"], at("2026-03-20T00:00:00Z"));
    // January was told with a, b and c active; today it has a and b. In February a is.
    expect(JSON.parse(stdout).count).toMatchObject({ restated: -1, definition: 0, behaviour: -1, change: -2 });
  });
});
