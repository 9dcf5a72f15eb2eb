import { openNode } from "../../src/engines/clickhouse/node.ts";
import { type Ran, runSmac } from "../run-smac.ts";
import { type ClickHouseServer, users } from "./server.ts";

const env = { STORE_PASSWORD: users.smac };
const now = "2028-11-22T12:00:00Z";
let made = 0;

/** Runs a command line in a folder, whose store may be in a database of {@link inDatabase}. */
export function runThere(args: readonly string[], cwd: string): Promise<Ran> {
  return runSmac(args, { cwd, env, now });
}

/** Makes a database on each server, does something with its address, and drops it. */
export async function inDatabase<T>(
  servers: readonly ClickHouseServer[],
  act: (address: string) => Promise<T>,
): Promise<T> {
  const database = `history_${(made += 1)}`;
  const hosts = servers.map(({ http }) => http).join(",");
  const topology = servers.length > 1 ? "?topology=sharded" : "";
  try {
    for (const server of servers) await runOn(server, `create database ${database}`);
    return await act(`clickhouse://smac:\${env:STORE_PASSWORD}@${hosts}/${database}${topology}`);
  } finally {
    for (const server of servers) await runOn(server, `drop database if exists ${database}`);
  }
}

async function runOn({ http }: ClickHouseServer, sql: string): Promise<void> {
  const node = openNode({ url: `http://${http}`, database: "default", user: "smac", password: users.smac });
  try {
    await node.run({ sql, params: {} }, null);
  } finally {
    await node.close();
  }
}
