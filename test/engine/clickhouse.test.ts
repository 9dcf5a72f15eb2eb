import { afterAll, beforeAll } from "vitest";
import { engineOn } from "../../src/engines/clickhouse/engine.ts";
import { type Node, openNode } from "../../src/engines/clickhouse/node.ts";
import { engineOver } from "../../src/engines/clickhouse/shards.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { type ClickHouseServer, noClickHouse, startShards, users } from "../clickhouse/server.ts";
import { describeEngine } from "./describe-engine.ts";
import type { EngineRig, Limit } from "./rig.ts";

const without = noClickHouse();
let servers: readonly ClickHouseServer[] = [];

beforeAll(async () => {
  if (without === null) servers = await startShards(3);
});
afterAll(async () => {
  for (const server of servers) await server.close();
});

type User = keyof typeof users;

/** A connection of a user to each of so many servers. */
function nodes(count: number, user: User = "smac"): readonly Node[] {
  return servers
    .slice(0, count)
    .map(({ http }) => openNode({ url: `http://${http}`, database: "default", user, password: users[user] }));
}

const running =
  "select toInt64(count()) as n from system.processes where user = 'smac' and query not like '%processes%'";

async function workingOf(count: number): Promise<readonly boolean[]> {
  const asked = nodes(count);
  try {
    const rows = await Promise.all(asked.map((node) => node.rows({ sql: running, params: {} }, null)));
    return rows.map(([row]) => Number(row?.["n"]) > 0);
  } finally {
    await Promise.all(asked.map((node) => node.close()));
  }
}

/** An engine of servers, by how many they are and how a user's connections become one. */
function rigOf(count: number, engineOf: (connections: readonly Node[]) => Engine): EngineRig {
  const open = async (user: User = "smac"): Promise<Engine> => engineOf(nodes(count, user));
  const memory: Limit = {
    what: "a limit of memory",
    meets: "large",
    open: () => open("limited"),
    code: "ENGINE_OUT_OF_MEMORY",
    hint: /raise max_memory_usage/,
  };
  const time: Limit = {
    what: "a limit of time",
    meets: "long",
    open: () => open("hurried"),
    code: "ENGINE_TIMEOUT",
    hint: /raise max_execution_time/,
  };
  return {
    without,
    open: () => open(),
    working: () => workingOf(count),
    own: "of_this_shard(cluster)",
    limits: [memory, time],
    // The tables are the store's: one that is not as it was made is somebody's doing.
    mistakes: {
      syntax: "ENGINE_OLD_SERVER",
      "unknown table": "ENGINE_NO_TABLE",
      "unknown column": "ENGINE_OTHER_TABLE",
    },
    lacks,
  };
}

const lacks: EngineRig["lacks"] = {
  "exact BIGINT": "an instant is of the same type, and both are numbers",
  "several statements at once": "a server takes one at a time",
};

describeEngine(
  "ClickHouse, one server",
  rigOf(1, ([node]) => {
    if (node === undefined) throw new Error("no server");
    return engineOn(node);
  }),
);

const shards = rigOf(3, (all) => engineOver(all, { isParted: () => false, isShared: () => false }));

describeEngine("ClickHouse, three shards", {
  ...shards,
  lacks: {
    ...lacks,
    "streams in pieces": "all rows are held, and come at once",
    "streams that stop": "no signal is looked at after the first piece",
  },
});
