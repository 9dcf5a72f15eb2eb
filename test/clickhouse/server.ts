import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { host } from "./host.ts";

/** The users of the test servers. The default user may do nothing: the servers' own start runs as it. */
export const users = {
  /** May do everything. */
  smac: "s3cret-smac",
  /** May do what docs/clickhouse.md grants for filling. */
  filler: "s3cret-filler",
  /** May do what docs/clickhouse.md grants for asking. */
  reader: "s3cret-reader",
  /** The same, in next to no memory. */
  limited: "s3cret-limited",
  /** The same, three hundred rows a second. */
  slow: "s3cret-slow",
  /** The same, a second for each statement. */
  hurried: "s3cret-hurried",
} as const;

/** One real server on this machine, reachable from it alone. */
export interface ClickHouseServer {
  /** Host and HTTP port. */
  readonly http: string;
  /** What it said. */
  said(): string;
  /** Ends it at once, as when a machine is lost. */
  kill(): Promise<void>;
  /** Holds it still, as when a machine is far too slow; with what lets it go on. */
  pause(): () => void;
  /** Starts it again on the same ports and data. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

/** Why there can be no server here; null: there can. */
export function noClickHouse(): string | null {
  const how = host();
  return typeof how === "string" ? how : null;
}

/** One server by itself. */
export async function startServer(): Promise<ClickHouseServer> {
  const [server] = await startShards(1);
  if (server === undefined) throw new Error("no server");
  return server;
}

/** Servers that know each other as the shards of the topology “shards”. */
export async function startShards(
  count: number,
  { threads = 1 }: { readonly threads?: number } = {},
): Promise<readonly ClickHouseServer[]> {
  for (let tries = 1; ; tries += 1) {
    const ports = await freePorts(count * 2);
    const [http, tcp] = [ports.slice(0, count), ports.slice(count)];
    const servers = http.map((port, at) => serverAt({ http: port, tcp: tcp[at] ?? 0, shards: tcp, threads }));
    const started = await Promise.allSettled(servers.map((server) => server.start()));
    const failed = started.find((one) => one.status === "rejected");
    if (failed === undefined) return servers;
    for (const server of servers) await server.close();
    // Another test may take a port between its being found free and its being listened on.
    if (tries === 5 || !String(failed.reason).includes("Address already in use")) throw failed.reason;
  }
}

interface Place {
  readonly http: number;
  readonly tcp: number;
  readonly shards: readonly number[];
  /** How many threads a statement may have. */
  readonly threads: number;
}

function serverAt(place: Place): ClickHouseServer {
  const folder = mkdtempSync(join(tmpdir(), "smac-clickhouse-"));
  let process: ChildProcess | null = null;
  let said = "";
  const kill = async (): Promise<void> => {
    const running = process;
    process = null;
    if (running === null || running.exitCode !== null) return;
    running.kill("SIGKILL");
    await once(running, "exit");
  };
  const server: ClickHouseServer = {
    http: `127.0.0.1:${place.http}`,
    said: () => said,
    kill,
    pause() {
      process?.kill("SIGSTOP");
      return () => void process?.kill("SIGCONT");
    },
    async start() {
      process = spawnServer(folder, place);
      process.stderr?.on("data", (text: Buffer) => (said += text.toString("utf8")));
      process.stdout?.on("data", (text: Buffer) => (said += text.toString("utf8")));
      await answering(place.http, process, () => said);
    },
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}

function spawnServer(folder: string, place: Place): ChildProcess {
  const how = host();
  if (typeof how === "string") throw new Error(how);
  mkdirSync(join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "users.xml"), usersXml(place));
  writeFileSync(join(folder, "config.xml"), configXml(folder, place));
  const listen = "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP;";
  const wait =
    "SELECT sum(sleepEachRow(1)) FROM system.numbers LIMIT 36000 SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=10000000000";
  const args = [
    ...how.first,
    `--config-file=${join(folder, "config.xml")}`,
    `--path=${join(folder, "data")}`,
    "--listen_host=127.0.0.1",
    `--http_port=${place.http}`,
    `--tcp_port=${place.tcp}`,
    "-q",
    `${listen} ${wait}`,
  ];
  return spawn(how.command, args, { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
}

/** What the page about ClickHouse grants to a user of it. */
function documented(user: string): string {
  const docs = readFileSync(join(import.meta.dirname, "../../docs/clickhouse.md"), "utf8");
  const grants = [...docs.matchAll(/^ *(GRANT [^;]+) TO (\w+);$/gm)].filter(([, , to]) => to === user);
  return `<grants>${grants.map(([, grant]) => `<query>${grant}</query>`).join("")}</grants>`;
}

/** Each activity and each active day takes a while to be read. */
const aRowAtATime = `<databases><smac>${["activities", "active_days"]
  .map((table) => `<${table}><filter>sleepEachRow(0.005) = 0</filter></${table}>`)
  .join("")}</smac></databases>`;

function userXml(name: keyof typeof users): string {
  const grants = name === "smac" ? "" : documented(name === "filler" ? "smac_fill" : "smac_ask");
  const profile = name === "limited" || name === "slow" || name === "hurried" ? name : "default";
  return `<${name}><password>${users[name]}</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>${name === "slow" ? aRowAtATime : ""}${grants}</${name}>`;
}

const usersXml = ({ threads }: Place): string => `<clickhouse>
  <users>
    <default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
      <grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT SELECT ON system.numbers</query></grants></default>
    ${(["smac", "filler", "reader", "limited", "slow", "hurried"] as const).map(userXml).join("\n    ")}
  </users>
  <profiles>
    <default><max_threads>${threads}</max_threads></default>
    <limited><max_threads>1</max_threads><max_memory_usage>1000000</max_memory_usage></limited>
    <slow><max_threads>1</max_threads></slow>
    <hurried><max_threads>1</max_threads><max_execution_time>1</max_execution_time></hurried>
  </profiles>
  <quotas><default/></quotas>
</clickhouse>
`;

function configXml(folder: string, { shards }: Place): string {
  const replica = (port: number): string =>
    `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port><user>smac</user><password>${users.smac}</password></replica></shard>`;
  return `<clickhouse>
  <users_config>${join(folder, "users.xml")}</users_config>
  <max_server_memory_usage>3000000000</max_server_memory_usage>
  <remote_servers><shards>${shards.map(replica).join("")}</shards></remote_servers>
</clickhouse>
`;
}

async function answering(port: number, process: ChildProcess, said: () => string): Promise<void> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    if (process.exitCode !== null) throw new Error(`ClickHouse ended with ${process.exitCode}: ${said()}`);
    const headers = { "x-clickhouse-user": "smac", "x-clickhouse-key": users.smac };
    const ok = await fetch(`http://127.0.0.1:${port}/?query=SELECT%201`, { headers }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await setTimeout(50);
  }
  throw new Error(`ClickHouse does not answer: ${said()}`);
}

/** Ports that nobody listens on, found together so that all differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer();
          server.listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => {
    const at = server.address();
    return at === null || typeof at === "string" ? 0 : at.port;
  });
  await Promise.all(servers.map((server) => promisify(server.close.bind(server))()));
  return ports;
}
