import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import { shareProject } from "../../src/server/shared-project.ts";
import { type Ran, runSmac } from "../run-smac.ts";
import { effectsIn } from "../server/served.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "./server.ts";

const without = noClickHouse();
const folder = mkdtempSync(join(tmpdir(), "smac-working-"));
const [files, served, other] = ["files", "served", "other"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const working = join(served, ".smac", "warehouse.duckdb");
const env = { SMAC_PASSWORD: users.smac, READER_PASSWORD: users.reader };
let servers: readonly ClickHouseServer[] = [];

function address(user: string, shards = 1): string {
  const hosts = servers.slice(0, shards).map(({ http }) => http);
  return `clickhouse://${user}@${hosts.join(",")}/smac?topology=sharded`;
}

/** The example, in a folder, with its store on the servers. */
function project(at: string, store: string | null): void {
  cpSync(join(import.meta.dirname, "../../examples/saas"), at, {
    recursive: true,
    filter: (path) => !path.includes(".smac"),
  });
  if (store !== null) storeIn(at, store);
}

function storeIn(at: string, store: string): void {
  const text = readFileSync(join(at, "smac.yml"), "utf8").replace(/^store: .*\n/, "");
  writeFileSync(join(at, "smac.yml"), `store: "${store}"\n${text}`);
}

beforeAll(async () => {
  if (without !== null) return;
  servers = await startShards(2);
  for (const { http } of servers) {
    const node = openNode({ url: `http://${http}`, database: "default", user: "smac", password: users.smac });
    await node.run({ sql: "create database smac", params: {} }, null);
    await node.close();
  }
  project(files, null);
  project(served, address("smac:${env:SMAC_PASSWORD}"));
  project(other, address("smac:${env:SMAC_PASSWORD}"));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function smac(cwd: string, ...args: readonly string[]): Promise<Ran> {
  return runSmac(args, { cwd, env });
}

async function both(...args: readonly string[]): Promise<void> {
  const [theirs, ours] = [await smac(served, ...args), await smac(files, ...args)];
  expect({ code: theirs.code, stdout: theirs.stdout }).toEqual({ code: 0, stdout: ours.stdout });
}

const questions = [["report"], ["clusters", "--status", "all"], ["ledger"], ["check"], ["status"]];

async function sameAnswers(to: readonly (readonly string[])[] = [["report"]]): Promise<void> {
  for (const command of to)
    expect(await smac(served, ...command), command.join(" ")).toEqual(await smac(files, ...command));
}

describe.skipIf(without !== null)(
  `one project whose store is on servers${without === null ? "" : ` (${without})`}`,
  () => {
    test("before its first import nothing is counted, and what to do is said", async () => {
      const { code, stderr } = await smac(served, "report");
      expect(code).toBe(2);
      expect(stderr).toContain("STORE_MISSING");
      expect(stderr).toContain("smac import");
      expect((await smac(served, "merge", "customer", "acme", "birch")).stderr).toContain("STORE_MISSING");
    });

    test("import, merge, delete, restore and erase are those of a store in a file", async () => {
      await both("import");
      const late = "late1,2026-02-24T09:30:00Z,harbor,harbor-1,login,\n";
      for (const at of [files, served]) writeFileSync(join(at, "events.csv"), late, { flag: "a" });
      const imported = await smac(served, "import");
      expect(imported.stderr).toMatch(
        /copying what is new to the servers\n.*the servers have it, verified: \d+ rows? /,
      );
      expect((await smac(files, "import")).stdout).toBe(imported.stdout);
      await sameAnswers();
      await both("merge", "customer", "acme", "birch");
      await both("delete", "customer", "cobalt", "--erase");
      await sameAnswers(questions);
    });

    test.each([
      [[]],
      [["--definition", "stage-rate", "--period", "trailing:28d", "--by", "plan"]],
      [["--definition", "customers", "--by", "plan", "--days", "2"]],
    ])("report --engine-check %j compares the servers' SQL with the file's and with the sweep", async (flags) => {
      const { code, stderr } = await smac(served, "report", "--engine-check", ...flags);
      expect(stderr).toMatch(
        /engine check: ClickHouse SQL, DuckDB SQL and in-memory sweep agree on all [\d,]+ numbers/,
      );
      expect(code).toBe(0);
    });

    test("a command that changes nothing copies nothing", async () => {
      const again = await smac(served, "import");
      expect(again.code).toBe(0);
      expect(again.stderr).not.toContain("servers");
    });

    test("from another folder: its file is made from the servers first, and goes on from there", async () => {
      const moved = await smac(other, "merge", "customer", "delta", "birch");
      expect(moved.stderr).toContain("making the working file of this project from the servers");
      expect(moved.code).toBe(0);
      await smac(files, "merge", "customer", "delta", "birch");
      await sameAnswers();
    });

    test("what did not come from this file is not overwritten", async () => {
      const refused = await smac(served, "delete", "customer", "birch");
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("STORE_OTHER_FILE");
      await sameAnswers();
      const checked = await smac(served, "report", "--engine-check");
      expect(checked.stderr).toContain("the file that the servers are filled from holds other facts");
      expect(checked.stderr).toContain("ClickHouse SQL and in-memory sweep agree");
      renameSync(working, `${working}.before`);
      expect((await smac(served, "delete", "customer", "birch")).code).toBe(0);
      await smac(files, "delete", "customer", "birch");
      await sameAnswers();
    });

    test("a copy that could not be made is made by the next command", async () => {
      storeIn(served, address("reader:${env:READER_PASSWORD}"));
      const refused = await smac(served, "restore", "customer", "birch");
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("ENGINE_NO_PERMISSION");
      await sameAnswers();
      storeIn(served, address("smac:${env:SMAC_PASSWORD}"));
      expect((await smac(served, "import")).stderr).toContain("the servers have it");
      await smac(files, "restore", "customer", "birch");
      await sameAnswers();
    });

    test("a server imports, and answers from the servers right after", async () => {
      const late = "late2,2026-07-24T09:30:00Z,harbor,harbor-1,login,\n";
      for (const at of [files, served]) writeFileSync(join(at, "events.csv"), late, { flag: "a" });
      const shared = await shareProject(".", { ...effectsIn(served), env });
      const never = new AbortController().signal;
      const asked = async () =>
        (await shared.read(never, (project) => project.report({ definition: "customers" }))).value.answer.totals;
      const before = await asked();
      await shared.hold(never, (project) => project.import());
      expect(await asked()).not.toEqual(before);
      await shared.close();
      await smac(files, "import");
      await sameAnswers();
    });

    test("other shards are filled by an import, though nothing is new", async () => {
      storeIn(served, address("smac:${env:SMAC_PASSWORD}", 2));
      expect((await smac(served, "report")).stderr).toContain("STORE_OTHER_SHARDS");
      expect((await smac(served, "import")).stderr).toContain("the servers have it");
      await sameAnswers();
    });

    test("a change of smac.yml is told to who asks, and made by an import", async () => {
      for (const at of [files, served]) {
        const text = readFileSync(join(at, "smac.yml"), "utf8");
        writeFileSync(join(at, "smac.yml"), text.replace(/^timezone: .*$/m, "timezone: America/New_York"));
      }
      const asked = await smac(served, "report");
      expect(asked.code).not.toBe(0);
      expect(asked.stderr).toContain("STORE_OUTDATED");
      expect((await smac(served, "import")).stderr).toContain("the servers have it");
      await smac(files, "import");
      await sameAnswers();
      expect(existsSync(working)).toBe(true);
    });

    test("report --engine-check tells each number that is another on the servers than in the file", async () => {
      await Promise.all(
        servers.map(({ http }) =>
          fetch(`http://${http}/?database=smac`, {
            method: "POST",
            body: "alter table active_days delete where cluster = 'harbor' settings mutations_sync = 1",
            headers: { "x-clickhouse-user": "smac", "x-clickhouse-key": users.smac },
          }),
        ),
      );
      const { code, stderr } = await smac(served, "report", "--engine-check", "--definition", "customers");
      expect(stderr).toMatch(/ClickHouse SQL, DuckDB SQL and in-memory sweep differ in \d+ of \d+ numbers/);
      expect(stderr).toMatch(/ total active: \d+ by ClickHouse SQL, \d+ by DuckDB SQL/);
      expect(stderr).toContain("a table on the servers was changed by hand");
      expect(code).toBe(1);
    });
  },
);
