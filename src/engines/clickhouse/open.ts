import { SmacError } from "../../errors.ts";
import type { Address } from "../../text/clickhouse-address.ts";
import { type Node, openNode } from "./node.ts";

/** Who signs in, with the password itself. */
export interface SignIn {
  readonly address: Address;
  readonly password: string;
}

/**
 * A server of each shard: of its replicas the first that answers.
 *
 * @throws SmacError `ENGINE_UNREACHABLE`, `ENGINE_SIGN_IN`, `ENGINE_TLS`, `ENGINE_NO_DATABASE`, `ENGINE_OLD_SERVER`.
 */
export async function openShards({ address, password }: SignIn): Promise<readonly Node[]> {
  const opened: Node[] = [];
  try {
    for (const replicas of address.shards) opened.push(await firstThatAnswers(replicas, { address, password }));
    return opened;
  } catch (error) {
    await Promise.all(opened.map((node) => node.close()));
    throw error;
  }
}

/**
 * Every server of each shard.
 *
 * @throws SmacError as {@link openShards}, where one of them does not answer, too.
 */
export async function openReplicas({ address, password }: SignIn): Promise<readonly (readonly Node[])[]> {
  const opened: Node[][] = [];
  try {
    for (const urls of address.shards) {
      const replicas: Node[] = [];
      opened.push(replicas);
      for (const url of urls) replicas.push(await firstThatAnswers([url], { address, password }));
    }
    return opened;
  } catch (error) {
    await Promise.all(opened.flat().map((node) => node.close()));
    throw error;
  }
}

async function firstThatAnswers(urls: readonly string[], { address, password }: SignIn): Promise<Node> {
  const { database, user } = address;
  const patience = address.timeout === null ? {} : { patience: address.timeout };
  let last: unknown;
  for (const url of urls) {
    const node = openNode({ url, database, user, password, ...patience });
    try {
      await check(node);
      return node;
    } catch (error) {
      await node.close();
      if (!(error instanceof SmacError) || error.code !== "ENGINE_UNREACHABLE") throw error;
      last = error;
    }
  }
  throw last;
}

/** The first version that knows every word of our statements. */
const oldest = [25, 8] as const;

async function check(node: Node): Promise<void> {
  const version = await versionOf(node);
  const [year = 0, month = 0] = version.split(".").map(Number);
  if (year > oldest[0] || (year === oldest[0] && month >= oldest[1])) return;
  throw new SmacError("ENGINE_OLD_SERVER", `ClickHouse at ${node.name} is version ${version}`, {
    hint: `this program needs ${oldest.join(".")} or later`,
  });
}

async function versionOf(node: Node): Promise<string> {
  let version: unknown;
  try {
    const [row] = await node.rows({ sql: "select version() as version", params: {} }, null);
    version = row?.["version"];
  } catch (error) {
    if (error instanceof SmacError) throw error;
    throw foreign(node, error);
  }
  if (typeof version === "string" && /^\d+\.\d+/.test(version)) return version;
  throw foreign(node, undefined);
}

function foreign(node: Node, cause: unknown): SmacError {
  return new SmacError("ENGINE_NOT_CLICKHOUSE", `something else than ClickHouse answers at ${node.name}`, {
    hint: "store: in smac.yml names the host and the HTTP port of ClickHouse (8123, with TLS 8443); a proxy in between must pass its answers on",
    cause,
  });
}
