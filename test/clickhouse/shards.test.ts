import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNode } from "../../src/engines/clickhouse/node.ts";
import { engineOver } from "../../src/engines/clickhouse/shards.ts";
import { runSmac } from "../run-smac.ts";
import { viewsOf } from "./views-of.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "./server.ts";

const without = noClickHouse();
const folder = mkdtempSync(join(tmpdir(), "smac-shards-"));
const files = join(folder, "files");
const served = join(folder, "served");
const env = { SMAC_PASSWORD: users.smac, READER_PASSWORD: users.reader, SLOW_PASSWORD: users.slow };
let servers: readonly ClickHouseServer[] = [];

beforeAll(async () => {
  if (without !== null) return;
  servers = await startShards(3);
  for (const server of servers) await onServer(server, "create database smac", "default");
  const made = await runSmac(["demo", files, "--customers", "200", "--months", "8"], { cwd: folder, env });
  if (made.code !== 0) throw new Error(made.stderr);
  // Teams are those that members belonged to, so that an activity of a member who moved is of several shards.
  const project = readFileSync(join(files, "smac.yml"), "utf8").replace(
    "clusters: { customer: account_id, team: team }",
    "cluster: account_id",
  );
  writeFileSync(join(files, "smac.yml"), project);
  cpSync(files, served, { recursive: true, filter: (path) => !path.includes(".smac") });
  writeFileSync(join(served, "smac.yml"), `store: "${address("reader", "READER_PASSWORD")}"\n${project}`);
});
afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function address(user: string, variable: string, hosts = servers.map(({ http }) => http)): string {
  return `clickhouse://${user}:\${env:${variable}}@${hosts.join(",")}/smac?topology=sharded`;
}

async function onServer(server: ClickHouseServer, sql: string, database = "smac") {
  const node = openNode({ url: `http://${server.http}`, database, user: "smac", password: users.smac });
  try {
    if (/^select/i.test(sql)) return await node.rows({ sql, params: {} }, null);
    await node.run({ sql, params: {} }, null);
    return [];
  } finally {
    await node.close();
  }
}

function copy(): ReturnType<typeof runSmac> {
  return runSmac(["copy", "--to", address("smac", "SMAC_PASSWORD")], { cwd: files, env });
}

describe.skipIf(without !== null)(`a store on three shards${without === null ? "" : ` (${without})`}`, () => {
  test("smac copy spreads it: each cluster's days on one shard", { timeout: 180_000 }, async () => {
    expect((await runSmac(["import"], { cwd: files, env })).stderr).toBe("");
    const first = await copy();
    expect(first.stderr).toBe("");
    expect(first.stdout).toMatch(/^copied [\d,]+ rows that were new or other: all \d+ tables are there, verified\n$/);
    const clusters = await Promise.all(
      servers.map(async (server) => {
        const rows = await onServer(server, "select distinct cluster from active_days where cluster_kind = 'customer'");
        return rows.map((row) => String(row["cluster"]));
      }),
    );
    const all = clusters.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(clusters.every((own) => own.length > all.length / 5)).toBe(true);
    // Every shard has all stages, and those of its own clusters lie together.
    const order = "select sorting_key from system.tables where database = 'smac' and name = 'stage_rows'";
    for (const server of servers)
      expect(await onServer(server, order)).toEqual([
        {
          sorting_key: "reinterpretAsUInt64(substring(MD5(ifNull(cluster, '')), 1, 8)) % 3, cluster_kind, cluster",
        },
      ]);
  });

  test.each([
    [["report"]],
    [["report", "--definition", "customers", "--period", "week", "--by", "region"]],
    [["report", "--period", "trailing:30d", "--from", "2026-09-01", "--to", "2026-10-31"]],
    [["report", "--definition", "teams", "--members", "50%"]],
    [["report", "--definition", "teams", "--days", "3", "--period", "trailing:28d", "--from", "2026-10-01"]],
    [["report", "--by", "plan", "--stage-at", "start", "--period", "trailing:7d", "--from", "2026-11-01"]],
    [["report", "--definition", "teams", "--attribution", "split", "--events", "2"]],
    [["report", "--stage-at", "activity", "--events", "2"]],
    [["report", "--denominator", "all", "--by", "plan"]],
    [["report", "--definition", "stage-users"]],
    [["report", "--definition", "segment", "--by", "region,plan"]],
    [["report", "--definition", "project-stages"]],
    [["report", "--as-of", "2026-11-22T12:00:00Z"]],
    [["clusters", "--status", "all"]],
    [["explain", "--from", "2026-09", "--to", "2026-10"]],
    [["transitions"]],
    [["retention"]],
    [["matrix"]],
    [["status"]],
  ])("smac %s answers as from the file", async (command) => {
    const theirs = await runSmac(command, { cwd: served, env });
    expect(theirs).toEqual(await runSmac(command, { cwd: files, env }));
    expect(theirs.code).toBe(0);
  });

  test("the page's questions are answered as from the file", async () => {
    const names = ["table", "picks"] as const;
    const [theirs, ours] = [await viewsOf(served, env, { names }), await viewsOf(files, env, { names })];
    expect(theirs).toEqual(ours);
  });

  test("smac report --engine-check compares the shards' SQL with the sweep in memory", async () => {
    const checked = await runSmac(["report", "--engine-check"], { cwd: served, env });
    expect(checked.stderr).toMatch(/ClickHouse SQL and in-memory sweep agree on all [\d,]+ numbers/);
    expect(checked.code).toBe(0);
  });

  test.each([[["report"]], [["check"]]])(
    "smac %s that is stopped ends on every shard, and says so",
    async (command) => {
      const at = join(folder, `slow-${command[0]}`);
      cpSync(served, at, { recursive: true });
      const store = `store: "${address("slow", "SLOW_PASSWORD")}"`;
      writeFileSync(
        join(at, "smac.yml"),
        readFileSync(join(served, "smac.yml"), "utf8").replace(/store: .*/, () => store),
      );
      const stop = new AbortController();
      const asked = runSmac(command, { cwd: at, env, signal: stop.signal });
      const nodes = servers.map(({ http }) =>
        openNode({ url: `http://${http}`, database: "smac", user: "smac", password: users.smac }),
      );
      const running = "select count() as n from system.processes where user = 'slow'";
      const works = async (): Promise<readonly number[]> => {
        const rows = await Promise.all(nodes.map((node) => node.rows({ sql: running, params: {} }, null)));
        return rows.map(([row]) => Number(row?.["n"]));
      };
      let early: unknown = null;
      void asked.then((told) => (early = told));
      await expect.poll(async () => early ?? (await works()), { timeout: 30_000, interval: 20 }).toEqual([1, 1, 1]);
      stop.abort();
      expect(await asked).toEqual({
        code: 130,
        stdout: "",
        stderr: "smac: stopped; nothing half-done is left behind\n",
      });
      await expect.poll(works, { timeout: 10_000 }).toEqual([0, 0, 0]);
      await Promise.all(nodes.map((node) => node.close()));
      expect((await runSmac(["report"], { cwd: served, env })).code).toBe(0);
    },
  );

  test("a question says how far the servers are, and takes the line away", async () => {
    const at = join(folder, "slow-report");
    const stop = new AbortController();
    let said = "";
    const asked = runSmac(["report"], {
      cwd: at,
      env,
      tty: true,
      signal: stop.signal,
      onStderr(text) {
        said += text;
        if (/step \d+: \d+ %/.test(said)) stop.abort();
      },
    });
    const { code } = await asked;
    expect({ code, said }).toEqual({ code: 130, said: expect.stringContaining("%") as string });
    expect(said).toMatch(/counting, step \d+: \d+ % \(Ctrl-C stops it\)/);
    const away = "\r\u001b[K";
    expect(said.endsWith(`${away}smac: stopped; nothing half-done is left behind\n`)).toBe(true);
  });

  test("only what is new travels: an activity, a merge, an erasure", async () => {
    const told = readFileSync(join(files, "accounts.csv"), "utf8");
    const account = told.split("\n")[0]?.split(",").indexOf("account_id") ?? 0;
    const [header = "", first = ""] = readFileSync(join(files, "events.csv"), "utf8").split("\n");
    writeFileSync(join(files, "events.csv"), `${rowLike(header, first)}\n`, { flag: "a" });
    expect((await runSmac(["import"], { cwd: files, env })).code).toBe(0);
    const again = await copy();
    expect(again.stderr).toBe("");
    const sent = Number(/^copied ([\d,]+) row/.exec(again.stdout)?.[1]?.replaceAll(",", ""));
    const [all] = await onServer(servers[0] as ClickHouseServer, "select count() as n from raw_events");
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(Number(all?.["n"]) * 3);
    const now = await runSmac(["report"], { cwd: files, env });
    expect(await runSmac(["report"], { cwd: served, env })).toEqual(now);
    expect((await copy()).stdout).toBe("nothing new: the same is there already\n");
    const [one = "", two = "", gone = ""] = told
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[account] ?? "");
    for (const command of [
      ["merge", "customer", one, two],
      ["delete", "customer", gone, "--erase"],
    ])
      expect(await runSmac(command, { cwd: files, env })).toMatchObject({ code: 0 });
    expect((await copy()).stdout).toMatch(/^copied /);
    for (const server of servers)
      expect(await onServer(server, `select count() as n from active_days where cluster = '${gone}'`)).toEqual([
        { n: 0 },
      ]);
    for (const command of [["report"], ["clusters", "--status", "all"]])
      expect(await runSmac(command, { cwd: served, env })).toEqual(await runSmac(command, { cwd: files, env }));
  });

  test("a shard that is lost in the middle of a question is named, the others stop, and the next question is answered", async () => {
    const [one, lost] = servers as [ClickHouseServer, ClickHouseServer];
    const nodes = servers.map(({ http }) =>
      openNode({ url: `http://${http}`, database: "smac", user: "smac", password: users.smac }),
    );
    const engine = engineOver(nodes, { isParted: (table) => table === "active_days", isShared: () => false });
    const asked = engine.rows(
      "select count(*) as n from active_days a cross join active_days b cross join active_days c",
    );
    setTimeout(() => void lost.kill(), 800);
    const error = await asked.then(
      () => null,
      (failed: unknown) => failed,
    );
    expect(error).toMatchObject({ code: "ENGINE_UNREACHABLE", recovery: "retry" });
    expect(String(error)).toContain(lost.http);
    await engine.close();
    const running =
      "select count() as n from system.processes where query like '%cross join active_days%' and query not like '%processes%'";
    await expect.poll(() => onServer(one, running), { timeout: 10_000 }).toEqual([{ n: 0 }]);
    const down = await runSmac(["report"], { cwd: served, env });
    expect(down.code).not.toBe(0);
    expect(down.stderr).toContain(`ClickHouse at ${lost.http} does not answer`);
    await lost.start();
    expect(await runSmac(["report"], { cwd: served, env })).toEqual(await runSmac(["report"], { cwd: files, env }));
  });

  test("a shard that is far too slow is named", async () => {
    const slow = servers[2] as ClickHouseServer;
    const at = join(folder, "impatient");
    cpSync(served, at, { recursive: true });
    const text = readFileSync(join(at, "smac.yml"), "utf8").replace("topology=sharded", "topology=sharded&timeout=2");
    writeFileSync(join(at, "smac.yml"), text);
    const goOn = slow.pause();
    const ran = await runSmac(["report"], { cwd: at, env }).finally(goOn);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`ClickHouse at ${slow.http} did not answer in time`);
    expect((await runSmac(["report"], { cwd: at, env })).code).toBe(0);
  });

  test("a table that somebody altered on one shard is told with its name; shards of different copies are not mixed", async () => {
    const [, other] = servers as [ClickHouseServer, ClickHouseServer];
    await onServer(other, "alter table active_days rename column first_at to first");
    const altered = await runSmac(["report"], { cwd: served, env });
    expect(altered.stderr).toContain("ENGINE_OTHER_TABLE");
    expect(altered.stderr).toContain(other.http);
    await onServer(other, "insert into meta values ('data_version', 'zzzz')");
    expect((await runSmac(["report"], { cwd: served, env })).stderr).toContain("STORE_HALF_COPIED");
    expect((await copy()).stdout).toMatch(/^copied \d/);
    expect(await runSmac(["report"], { cwd: served, env })).toEqual(await runSmac(["report"], { cwd: files, env }));
  });

  test("shards in another order, or one too few, are refused", async () => {
    const [a = "", b = "", c = ""] = servers.map(({ http }) => http);
    const at = join(folder, "other");
    for (const hosts of [
      [b, a, c],
      [a, b],
    ]) {
      cpSync(served, at, { recursive: true });
      const text = readFileSync(join(served, "smac.yml"), "utf8").replace(
        /store: .*/,
        () => `store: "${address("reader", "READER_PASSWORD", hosts)}"`,
      );
      writeFileSync(join(at, "smac.yml"), text);
      const { stderr } = await runSmac(["report"], { cwd: at, env });
      expect(stderr).toContain("STORE_OTHER_SHARDS");
    }
  });
});

describe.skipIf(without !== null)(`a store on replicas${without === null ? "" : ` (${without})`}`, () => {
  const hosts = (topology: "replicated" | "shards"): string => {
    const [a = "", b = "", c = ""] = servers.map(({ http }) => http);
    return topology === "replicated" ? `${a},${b}` : `${a}|${b},${c}`;
  };
  const asked = (user: string, variable: string, topology: "replicated" | "shards"): string =>
    `clickhouse://${user}:\${env:${variable}}@${hosts(topology)}/${topology}?topology=${topology === "shards" ? "sharded" : "replicated"}`;
  const at = (topology: string): string => join(folder, topology);
  const copyTo = (topology: "replicated" | "shards") =>
    runSmac(["copy", "--to", asked("smac", "SMAC_PASSWORD", topology)], { cwd: files, env });
  const sums = async (server: ClickHouseServer, database: string) =>
    onServer(
      server,
      "select sum(cityHash64(*)) as digest, count() as n from active_days union all select sum(cityHash64(*)), count() from activities",
      database,
    );

  beforeAll(async () => {
    for (const topology of ["replicated", "shards"] as const) {
      for (const server of servers) await onServer(server, `create database ${topology}`, "default");
      cpSync(served, at(topology), { recursive: true });
      const text = readFileSync(join(served, "smac.yml"), "utf8");
      const store = `store: "${asked("smac", "SMAC_PASSWORD", topology)}"`;
      writeFileSync(
        join(at(topology), "smac.yml"),
        text.replace(/store: .*/, () => store),
      );
    }
  });

  test.each(["replicated", "shards"] as const)(
    "smac copy fills every replica of %s, verified on each, and once more sends nothing",
    async (topology) => {
      const first = await copyTo(topology);
      expect(first.stderr).toBe("");
      expect(first.stdout).toMatch(/^copied [\d,]+ rows/);
      const [a, b] = servers as [ClickHouseServer, ClickHouseServer];
      const held = await sums(a, topology);
      expect(Number(held[0]?.["n"])).toBeGreaterThan(1000);
      expect(await sums(b, topology)).toEqual(held);
      expect((await runSmac(["import"], { cwd: files, env })).code).toBe(0);
      expect((await copyTo(topology)).stdout).toBe("nothing new: the same is there already\n");
    },
  );

  test.each([
    ["replicated", ["report"]],
    ["replicated", ["report", "--definition", "teams", "--days", "3", "--period", "trailing:28d"]],
    ["replicated", ["clusters", "--status", "all"]],
    ["replicated", ["transitions"]],
    ["shards", ["report"]],
    ["shards", ["clusters", "--status", "all"]],
  ] as const)("%s: smac %s answers as from the file", async (topology, command) => {
    const theirs = await runSmac(command, { cwd: at(topology), env });
    expect(theirs).toEqual(await runSmac(command, { cwd: files, env }));
    expect(theirs.code).toBe(0);
  });

  test("a lost replica: questions are answered by the other, a copy names it and changes nothing, the next heals it", async () => {
    const [lost, other] = servers as [ClickHouseServer, ClickHouseServer];
    const before = await sums(other, "replicated");
    await lost.kill();
    const answers = await runSmac(["report"], { cwd: at("replicated"), env });
    expect(answers).toEqual(await runSmac(["report"], { cwd: files, env }));
    const [header = "", first = ""] = readFileSync(join(files, "events.csv"), "utf8").split("\n");
    const late = rowLike(header, first).replaceAll("late-", "later-");
    writeFileSync(join(files, "events.csv"), `${late}\n`, { flag: "a" });
    expect((await runSmac(["import"], { cwd: files, env })).code).toBe(0);
    const refused = await copyTo("replicated");
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(`ClickHouse at ${lost.http} does not answer`);
    expect(await sums(other, "replicated")).toEqual(before);
    await lost.start();
    expect((await copyTo("replicated")).stdout).toMatch(/^copied /);
    const now = await sums(other, "replicated");
    expect(now).not.toEqual(before);
    expect(await sums(lost, "replicated")).toEqual(now);
    expect(await runSmac(["report"], { cwd: at("replicated"), env })).toEqual(
      await runSmac(["report"], { cwd: files, env }),
    );
  });
});

describe.skipIf(without !== null)(`odd facts on three shards${without === null ? "" : ` (${without})`}`, () => {
  beforeAll(async () => {
    writeFileSync(join(files, "events.csv"), `${oddEvents.join("\n")}\n`, { flag: "a" });
    for (const ran of [await runSmac(["import"], { cwd: files, env }), await copy()])
      if (ran.code !== 0) throw new Error(ran.stderr);
  });

  test("smac check finds what it finds in the file", async () => {
    const theirs = await runSmac(["check"], { cwd: served, env });
    expect(theirs).toEqual(await runSmac(["check"], { cwd: files, env }));
    for (const code of oddities) expect(theirs.stdout, code).toContain(code);
  });

  test.each([
    [["report"]],
    [["report", "--definition", "customers", "--period", "week"]],
    [["report", "--period", "trailing:7d", "--from", "1969-12-20", "--to", "1970-02-10"]],
  ])("smac %s answers as from the file, from before 1970 until after now", async (command) => {
    const theirs = await runSmac(command, { cwd: served, env });
    expect(theirs).toEqual(await runSmac(command, { cwd: files, env }));
    expect(theirs.code).toBe(0);
  });
});

/** Lines with what `smac check` tells, and what it calls that. */
const oddEvents = [
  "odd-1,2027-03-01T10:00:00Z,A-000003,,u-000005,webinar,",
  "odd-2,2027-04-01T10:00:00Z,A-000004,,u-000006,email,",
  "odd-3,1970-01-01T00:00:00Z,A-000005,,u-000007,email,",
  "odd-4,,A-000006,,u-000008,email,",
  "odd-5,2026-09-01T10:00:00Z,A-000007,,n/a,email,",
  "odd-6,2026-09-01T10:00:00Z,NULL,,u-000009,email,Null",
  "odd-7,2026-09-01T10:00:00Z,a-000008,,U-000010,Email,",
  "odd-8,2026-09-01T10:00:00Z,,,orphan-1,email,",
  "odd-9,2026-09-02T10:00:00Z,,,orphan-1,email,",
  "odd-10,2026-09-02T10:00:00Z,,,orphan-2,email,",
  "odd-11,2026-09-02T10:00:00Z,A-nostage,,orphan-3,email,",
  "odd-12,2026-09-03T10:00:00Z,,,,email,",
];
const oddities = [
  "CHECK_UNATTRIBUTED",
  "CHECK_OTHER_KIND",
  "CHECK_ORPHAN_MEMBERS",
  "CHECK_CLUSTERS_WITHOUT_STAGE",
  "CHECK_FUTURE_FACTS",
  "CHECK_OLD_DATES",
  "CHECK_UNDATED",
  "CHECK_NULL_WORD",
  "CHECK_ALIKE_KEYS",
];

/** One more login, of the customer of a line there is. */
function rowLike(header: string, line: string): string {
  const told = line.split(",");
  const values: Readonly<Record<string, string>> = {
    event_id: "late-1",
    at: "2026-10-20T09:30:00Z",
    user_id: "late-user",
    kind: "login",
  };
  return header
    .split(",")
    .map((name, at) => values[name] ?? told[at] ?? "")
    .join(",");
}
