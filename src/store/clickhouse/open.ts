import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Effects } from "../../effects.ts";
import { engineOn } from "../../engines/clickhouse/engine.ts";
import { type Spread, engineOver } from "../../engines/clickhouse/shards.ts";
import type { Node } from "../../engines/clickhouse/node.ts";
import { openReplicas, openShards } from "../../engines/clickhouse/open.ts";
import { SmacError } from "../../errors.ts";
import { type Address, readAddress } from "../../text/clickhouse-address.ts";
import type { Instant } from "../../time/instant.ts";
import type { Database } from "../open-database.ts";
import { layoutVersion } from "./layout.ts";
import { placementOf } from "./placement.ts";
import { placeName, readCopy, storeVersion, tableNames, usedExpired, usedPlace } from "./state.ts";

/** Where references to secrets are looked up. */
export interface SecretPlaces {
  readonly effects: Pick<Effects, "env"> & Partial<Pick<Effects, "signal">>;
  /** The folder of smac.yml: file references start from it. */
  readonly directory: string;
}

/** The servers of a store, a connection to each shard. @throws SmacError `SECRET_MISSING` and those of the engine. */
export async function openServers(store: string, places: SecretPlaces): Promise<readonly Node[]> {
  const address = readAddress(store);
  return openShards({ address, password: await passwordOf(address, places) });
}

/** Every server of a store, with its replicas. @throws SmacError as {@link openServers}. */
export async function openReplicatedServers(
  store: string,
  places: SecretPlaces,
): Promise<readonly (readonly Node[])[]> {
  const address = readAddress(store);
  return openReplicas({ address, password: await passwordOf(address, places) });
}

/**
 * A store in ClickHouse, for questions.
 *
 * @throws SmacError `STORE_MISSING` when nothing was copied there yet.
 */
export async function openClickHouse(store: string, places: SecretPlaces): Promise<Database> {
  const nodes = await openServers(store, places);
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((each) => each.close()));
  };
  try {
    const rowsSince = await refuseUnready(nodes);
    const [node] = nodes;
    if (node === undefined) throw new Error("no server");
    const stop = places.effects.signal ?? null;
    const engine = nodes.length === 1 ? engineOn(node, undefined, stop) : engineOver(nodes, spread, stop);
    return { path: store, engine, rowsSince, rewrite: () => Promise.reject(new Error("not a file")), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const spread: Spread = {
  isParted: (table) => ["by-cluster", "spread"].includes(placementOf(table)),
  isShared: (table) => placementOf(table) === "where-needed",
};

/** Every shard holds its part of one and the same copy; gives since when its rows as received are kept. */
async function refuseUnready(nodes: readonly Node[]): Promise<Instant | null> {
  const data = new Set<string>();
  let since: Instant | null = null;
  for (const [shard, node] of nodes.entries()) {
    const version = await storeVersion(node);
    const copy = version === null ? null : await readCopy(node);
    const there = copy === null ? null : await dataThere(node);
    if (copy === null || version === null || there === null)
      throw new SmacError("STORE_MISSING", `there is no store at ${node.name} yet`, {
        hint: "fill it with `smac import` or `smac sync`, or with `smac copy` from a store in a file; see docs/clickhouse.md",
      });
    if (version < layoutVersion)
      throw new SmacError("STORE_OLD", `the store at ${node.name} was copied by an older version of this program`, {
        hint: "run `smac copy` once more: it brings the tables up to date",
      });
    const used = usedPlace(copy);
    const named = placeName(shard, nodes.length);
    if (used !== named)
      throw new SmacError(
        "STORE_OTHER_SHARDS",
        `the server at ${node.name} holds shard ${used ?? "none"}, and the address names it as ${named}`,
        {
          hint: "name all shards in the address, in the order in which they were copied to; or copy again to those it names",
        },
      );
    since = usedExpired(copy)?.before ?? null;
    data.add(`${there} ${since ?? ""}`);
  }
  if (data.size <= 1) return since;
  throw new SmacError("STORE_HALF_COPIED", "the shards hold different copies of the store: the last copy did not end", {
    recovery: "retry",
    hint: "run the same `smac copy` again: it goes on where it was",
  });
}

/** What the facts in use are known by: null, where none were put in use yet. */
export async function dataThere(node: Node): Promise<string | null> {
  if (!(await tableNames(node)).includes("meta")) return null;
  const [row] = await node.rows(
    { sql: "select max(value) as data from meta where name = 'data_version'", params: {} },
    null,
  );
  return String(row?.["data"] ?? "");
}

async function passwordOf({ password, user }: Address, { effects, directory }: SecretPlaces): Promise<string> {
  if (password === null) return "";
  if (password.kind === "env") {
    const value = effects.env[password.name];
    if (value !== undefined) return value;
    throw missing(user, `the variable ${password.name} is not set`);
  }
  if (password.kind === "file") {
    try {
      return (await readFile(resolve(directory, password.name), "utf8")).trim();
    } catch {
      throw missing(user, `the file “${password.name}” cannot be read`);
    }
  }
  throw missing(user, "a store's password is kept in a variable (env) or a file");
}

function missing(user: string, why: string): SmacError {
  return new SmacError("SECRET_MISSING", `there is no password for “${user}” of the store: ${why}`, {
    hint: `store: in smac.yml says where it is, such as \${env:CLICKHOUSE_PASSWORD}`,
  });
}
