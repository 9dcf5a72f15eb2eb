import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Effects } from "../../effects.ts";
import { engineOn } from "../../engines/clickhouse/engine.ts";
import type { Node } from "../../engines/clickhouse/node.ts";
import { openShards } from "../../engines/clickhouse/open.ts";
import { SmacError } from "../../errors.ts";
import { type Address, readAddress } from "../../text/clickhouse-address.ts";
import type { Database } from "../open-database.ts";
import { readCopy, storeVersion } from "./state.ts";

/** Where references to secrets are looked up. */
export interface SecretPlaces {
  readonly effects: Pick<Effects, "env">;
  /** The folder of smac.yml: file references start from it. */
  readonly directory: string;
}

/** The servers of a store, a connection to each shard. @throws SmacError `SECRET_MISSING` and those of the engine. */
export async function openServers(store: string, places: SecretPlaces): Promise<readonly Node[]> {
  const address = readAddress(store);
  return openShards({ address, password: await passwordOf(address, places) });
}

/**
 * A store in ClickHouse, for questions.
 *
 * @throws SmacError `STORE_MISSING` when nothing was copied there yet, `STORE_COPY_ONLY` when it is to be changed.
 */
export async function openClickHouse(
  store: string,
  mode: "read" | "write" | "create",
  places: SecretPlaces,
): Promise<Database> {
  if (mode !== "read")
    throw new SmacError("STORE_COPY_ONLY", "a store in ClickHouse is read by questions and filled by `smac copy`", {
      hint: "keep a store in a file for imports and syncs, and bring what is new over: smac copy --to with this address, from the project of that file",
    });
  const nodes = await openServers(store, places);
  const [node, ...others] = nodes;
  const close = async (): Promise<void> => {
    await Promise.all(nodes.map((each) => each.close()));
  };
  try {
    if (node === undefined) throw new Error("no server");
    if (others.length > 0)
      throw new SmacError("STORE_NOT_YET", "questions do not go to several shards yet", {
        hint: "name one server, with topology=single",
      });
    if ((await storeVersion(node)) === null || (await readCopy(node)) === null)
      throw new SmacError("STORE_MISSING", `there is no store at ${node.name} yet`, {
        hint: "fill it with `smac copy`; see docs/clickhouse.md",
      });
    const engine = engineOn(node);
    return { path: store, engine, rewrite: () => Promise.reject(new Error("not a file")), close };
  } catch (error) {
    await close();
    throw error;
  }
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
