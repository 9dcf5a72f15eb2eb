import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import { runSmac } from "../run-smac.ts";
import { viewsOf } from "./views-of.ts";
import { type ClickHouseServer, noClickHouse, startServer, users } from "./server.ts";

const without = noClickHouse();
const folder = mkdtempSync(join(tmpdir(), "smac-copy-"));
const files = join(folder, "files");
const served = join(folder, "served");
const back = join(folder, "back");
const env = { SMAC_PASSWORD: users.smac, READER_PASSWORD: users.reader };
let server: ClickHouseServer;
let address = "";

/** The project of the examples, with its store at a place. */
function project(at: string, store: string | null): void {
  cpSync(join(import.meta.dirname, "../../examples/saas"), at, {
    recursive: true,
    filter: (path) => !path.includes(".smac"),
  });
  if (store === null) return;
  const text = runText(at);
  writeFileSync(join(at, "smac.yml"), `store: "${store}"\n${text}`);
}

function runText(at: string, name = "smac.yml"): string {
  return readFileSync(join(at, name), "utf8");
}

beforeAll(async () => {
  if (without !== null) return;
  server = await startServer();
  await asked("create database smac");
  address = `clickhouse://smac:\${env:SMAC_PASSWORD}@${server.http}/smac`;
  project(files, null);
  project(served, `clickhouse://reader:\${env:READER_PASSWORD}@${server.http}/smac`);
  project(back, null);
});
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the server answers to a statement of the test's own. */
async function asked(sql: string, database = "default"): Promise<readonly Record<string, unknown>[]> {
  const node = openNode({ url: `http://${server.http}`, database, user: "smac", password: users.smac });
  try {
    if (/^select/i.test(sql)) return await node.rows({ sql, params: {} }, null);
    await node.run({ sql, params: {} }, null);
    return [];
  } finally {
    await node.close();
  }
}

describe.skipIf(without !== null)(`a store in ClickHouse${without === null ? "" : ` (${without})`}`, () => {
  test("nothing copied yet is said, not counted", async () => {
    const { code, stderr } = await runSmac(["report"], { cwd: served, env });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("STORE_") as string });
  });

  test("smac copy moves all of it, a second time nothing", async () => {
    expect((await runSmac(["import"], { cwd: files, env })).code).toBe(0);
    const first = await runSmac(["copy", "--to", address], { cwd: files, env });
    expect(first.stderr).toBe("");
    expect(first.stdout).toMatch(/^copied [\d,]+ rows that were new or other: all \d+ tables are there, verified\n$/);
    const second = await runSmac(["copy", "--to", address], { cwd: files, env });
    expect(second.stdout).toBe("nothing new: the same is there already\n");
    expect(await asked("select count() as n from smac.activities")).toEqual([{ n: 75 }]);
  });

  test.each([
    [["report"]],
    [["report", "--definition", "customers", "--period", "week"]],
    [["report", "--definition", "clusters", "--period", "trailing:30d"]],
    [["report", "--definition", "smac-three-days", "--by", "region"]],
    [["report", "--stage-at", "activity", "--events", "2"]],
    [["report", "--as-of", "2026-11-22T12:00:00Z"]],
    [["clusters", "--status", "all"]],
    [["explain", "--from", "2026-03", "--to", "2026-04"]],
    [["transitions"]],
    [["retention"]],
    [["levels"]],
    [["stickiness"]],
    [["matrix"]],
    [["status"]],
    [["ledger"]],
    [["check"]],
  ])("smac %s answers as from the file", async (command) => {
    const theirs = await runSmac(command, { cwd: served, env });
    expect(theirs).toEqual(await runSmac(command, { cwd: files, env }));
    expect(theirs.code).toBe(0);
  });

  test("the page's questions are answered as from the file", async () => {
    const [theirs, ours] = [await viewsOf(served, env), await viewsOf(files, env)];
    expect(theirs).toEqual(ours);
    // In the midst of what happened: the last that was not to come.
    const then = { names: ["lastActivity"], now: "2026-02-10T12:00:00Z" } as const;
    const before = await viewsOf(files, env, then);
    expect(before["lastActivity"]).toBeLessThan(Number(ours["lastActivity"]));
    expect(await viewsOf(served, env, then)).toEqual(before);
  });

  test("smac report --engine-check compares ClickHouse's SQL with the sweep in memory", async () => {
    const checked = await runSmac(["report", "--engine-check"], { cwd: served, env });
    expect(checked.stderr).toMatch(/ClickHouse SQL and in-memory sweep agree on all [\d,]+ numbers/);
    expect(checked.code).toBe(0);
  });

  test("what smac sql prints runs when it is pasted", async () => {
    for (const [name, flags] of [
      ["months", []],
      ["trailing", ["--period", "trailing:7d", "--by", "plan"]],
    ] as const) {
      const { stdout, code } = await runSmac(["sql", ...flags], { cwd: served, env });
      expect(code).toBe(0);
      // Pinned: a change of the statements is made on purpose (`vitest -u`).
      await expect(stdout).toMatchFileSnapshot(join(import.meta.dirname, `golden/${name}.sql`));
      const session = `pasted-${flags.length}`;
      for (const body of stdout.split(/;\n/).filter((sql) => sql.trim() !== "")) {
        const answer = await fetch(`http://${server.http}/?database=smac&session_id=${session}`, {
          method: "POST",
          body,
          headers: { "x-clickhouse-user": "reader", "x-clickhouse-key": users.reader },
        });
        expect(answer.ok, `${body}\n${answer.ok ? "" : await answer.text()}`).toBe(true);
      }
    }
  });

  test("what has changed is there after the next copy; until then, what was before", async () => {
    writeFileSync(join(files, "events.csv"), "late1,2026-02-24T09:30:00Z,harbor,harbor-1,login,\n", { flag: "a" });
    const before = await runSmac(["report", "--format", "csv"], { cwd: served, env });
    await runSmac(["import"], { cwd: files, env });
    const now = await runSmac(["report", "--format", "csv"], { cwd: files, env });
    expect(now.stdout).not.toBe(before.stdout);
    expect((await runSmac(["copy", "--to", address], { cwd: files, env })).code).toBe(0);
    expect((await runSmac(["report", "--format", "csv"], { cwd: served, env })).stdout).toBe(now.stdout);
  });

  test("merges, deletions and erasures are the same there", async () => {
    for (const command of [
      ["merge", "customer", "acme", "birch"],
      ["delete", "customer", "harbor"],
      ["delete", "member", "birch-1", "--at", "2026-02-01"],
      ["delete", "customer", "cobalt", "--erase"],
    ])
      expect((await runSmac(command, { cwd: files, env })).code).toBe(0);
    expect((await runSmac(["copy", "--to", address], { cwd: files, env })).stdout).toMatch(/^copied /);
    for (const command of [["report"], ["clusters", "--status", "all"], ["report", "--as-of", "2026-11-22T11:59:00Z"]])
      expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
    expect(await asked("select count() as n from smac.active_days where cluster = 'cobalt'")).toEqual([{ n: 0 }]);
  });

  test("and back into a file, which answers the same", async () => {
    const copied = await runSmac(["copy", "--from", address], { cwd: back, env });
    expect(copied.stderr).toBe("");
    writeFileSync(join(back, "events.csv"), runText(files, "events.csv"));
    const [theirs, ours] = [
      await runSmac(["ledger"], { cwd: back, env }),
      await runSmac(["ledger"], { cwd: files, env }),
    ];
    expect(theirs).toEqual(ours);
    expect(await runSmac(["report", "--format", "json"], { cwd: back, env })).toEqual(
      await runSmac(["report", "--format", "json"], { cwd: files, env }),
    );
    const again = await runSmac(["copy", "--from", address], { cwd: back, env });
    expect(again.stderr).toContain("STORE_EXISTS");
  });

  test("who may only ask changes nothing", async () => {
    const before = await runSmac(["report"], { cwd: served, env });
    const { code, stderr } = await runSmac(["merge", "customer", "delta", "birch"], { cwd: served, env });
    expect(code).not.toBe(0);
    expect(stderr).toContain("ENGINE_NO_PERMISSION");
    expect(await runSmac(["report"], { cwd: served, env })).toEqual(before);
  });

  test("a wrong password, an unknown database and a server that is not there are told, without the secret", async () => {
    const wrong = await runSmac(["report"], { cwd: served, env: { READER_PASSWORD: "not-the-one" } });
    expect(wrong.stderr).toContain("ENGINE_SIGN_IN");
    expect(wrong.stderr).not.toContain("not-the-one");
    const nowhere = address.replace(/smac$/, "nowhere");
    const unknown = await runSmac(["copy", "--to", nowhere], { cwd: files, env });
    expect(unknown.stderr).toContain("ENGINE_NO_DATABASE");
    const gone = address.replace(server.http, "127.0.0.1:1");
    const unreachable = await runSmac(["copy", "--to", gone], { cwd: files, env });
    expect(unreachable.stderr).toContain("ENGINE_UNREACHABLE");
    const secure = await runSmac(["copy", "--to", `${address}?secure=true`], { cwd: files, env });
    expect(secure.stderr).toContain("ENGINE_TLS");
    expect([unknown, unreachable, secure].map((ran) => ran.stderr).join("")).not.toContain(users.smac);
  });

  test("a password in smac.yml is refused and not shown", async () => {
    const at = join(folder, "plain");
    project(at, `clickhouse://smac:hunter2@${server.http}/smac`);
    const { stderr } = await runSmac(["report"], { cwd: at, env });
    expect(stderr).toContain("CONFIG_SECRET_IN_FILE");
    expect(stderr).not.toContain("hunter2");
  });

  test("a table that somebody altered is told", async () => {
    await asked("alter table smac.active_days rename column first_at to first");
    const { code, stderr } = await runSmac(["report", "--definition", "customers"], { cwd: served, env });
    expect(code).not.toBe(0);
    expect(stderr).toContain("ENGINE_OTHER_TABLE");
    await asked("alter table smac.active_days rename column first to first_at");
    await asked("rename table smac.active_days to smac.elsewhere");
    expect((await runSmac(["report", "--definition", "customers"], { cwd: served, env })).stderr).toContain(
      "ENGINE_NO_TABLE",
    );
    await asked("rename table smac.elsewhere to smac.active_days");
  });

  test("a column of another type is told, and the next copy puts the table right", async () => {
    await asked(
      "alter table smac.active_days drop column kind, modify column events Nullable(String) settings mutations_sync = 1",
    );
    const altered = await runSmac(["report", "--definition", "customers"], { cwd: served, env });
    expect(altered.stderr).toContain("ENGINE_OTHER_TABLE");
    const copied = await runSmac(["copy", "--to", address], { cwd: files, env });
    expect(copied.stdout).toMatch(/^copied \d+ rows/);
    const command = ["report", "--format", "json"];
    expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
  });

  test("rows that somebody deleted or changed are there again after the next copy, though the facts are the same", async () => {
    const command = ["report", "--format", "json"];
    const copied = () => runSmac(["copy", "--to", address], { cwd: files, env });
    expect((await copied()).stdout).toBe("nothing new: the same is there already\n");
    for (const harm of [
      "alter table smac.active_days delete where cluster = 'harbor'",
      "alter table smac.activities update \"cluster:customer\" = 'elsewhere' where 1",
      "truncate table smac.stage_rows",
    ]) {
      await asked(`${harm} settings mutations_sync = 1`);
      expect((await copied()).stdout, harm).toMatch(/^copied \d+ rows?/);
      expect(await runSmac(command, { cwd: served, env }), harm).toEqual(await runSmac(command, { cwd: files, env }));
    }
    expect((await copied()).stdout).toBe("nothing new: the same is there already\n");
  });

  test("the users of docs/clickhouse.md can do what they must, and nothing else", async () => {
    const filler = address.replace("smac:${env:SMAC_PASSWORD}", "filler:${env:FILLER_PASSWORD}");
    const copied = () =>
      runSmac(["copy", "--to", filler], { cwd: files, env: { ...env, FILLER_PASSWORD: users.filler } });
    await asked("drop database smac");
    await asked("create database smac");
    expect(await copied()).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(files, "events.csv"), "late2,2026-03-24T09:30:00Z,harbor,harbor-1,login,\n", { flag: "a" });
    await runSmac(["import"], { cwd: files, env });
    expect(await copied()).toMatchObject({ code: 0, stderr: "" });
    const command = ["clusters", "--status", "all"];
    expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
    await asked("create table if not exists default.other (a Int64) engine = Memory");
    for (const [user, sql] of [
      ["reader", "insert into smac.meta values ('a', 'b')"],
      ["reader", "drop table smac.meta"],
      ["reader", "select * from default.other"],
      ["filler", "select * from default.other"],
      ["filler", "create table default.mine (a Int64) engine = MergeTree order by a"],
      ["filler", "drop database smac"],
    ] as const) {
      const node = openNode({ url: `http://${server.http}`, database: "default", user, password: users[user] });
      const ran = node.run({ sql, params: {} }, null);
      await expect(ran, `${user}: ${sql}`).rejects.toMatchObject({ code: "ENGINE_NO_PERMISSION" });
      await node.close();
    }
  });

  test("a limit of the user is told, with what to do", async () => {
    const at = join(folder, "limited");
    project(at, `clickhouse://limited:\${env:LIMITED_PASSWORD}@${server.http}/smac`);
    const ran = await runSmac(["report"], { cwd: at, env: { LIMITED_PASSWORD: users.limited } });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("ENGINE_OUT_OF_MEMORY");
    expect(ran.stderr).toContain("raise max_memory_usage");
  });

  test("a foreign database is not written into", async () => {
    await asked("create database theirs");
    await asked("create table theirs.precious (a Int64) engine = Memory");
    const { stderr } = await runSmac(["copy", "--to", address.replace(/smac$/, "theirs")], {
      cwd: files,
      env,
    });
    expect(stderr).toContain("STORE_FOREIGN");
    expect(await asked("select name from system.tables where database = 'theirs'")).toEqual([{ name: "precious" }]);
  });
});
