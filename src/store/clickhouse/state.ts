import type { Node } from "../../engines/clickhouse/node.ts";
import { SmacError } from "../../errors.ts";
import type { Expiry } from "./expiry.ts";
import { type Keeping, layoutVersion } from "./layout.ts";

/** How far a copy into a database is. */
export interface CopyState {
  /** What the facts copied are known by. */
  readonly data: string;
  /** `filling`: the tables beside the ones in use; `switching`: all are filled and verified; `done`. */
  readonly stage: "filling" | "switching" | "done";
  /** Which shard of how many it is, such as `1 of 3`; absent: there is one. */
  readonly place?: string;
  /** Rows that are kept no longer, and how many of the store in the file these are; absent: all are kept. */
  readonly expired?: Expired;
  /** The same of the tables in use, while others are filled. */
  readonly used?: string;
  readonly usedExpired?: Expired;
}

/** Which rows are kept no longer, and how many there were. */
export interface Expired extends Expiry {
  readonly rows: number;
}

/** What a copy calls a shard; the first is 0. */
export function placeName(shard: number, shards: number): string {
  return `${shard + 1} of ${shards}`;
}

/** Which shard the tables in use were made for; null: none are. */
export function usedPlace(state: CopyState | null): string | null {
  if (state === null) return null;
  return state.stage === "filling" ? (state.used ?? null) : (state.place ?? placeName(0, 1));
}

/** The rows that the tables in use keep no longer; null: all are kept. */
export function usedExpired(state: CopyState): Expired | null {
  return (state.stage === "filling" ? state.usedExpired : state.expired) ?? null;
}

/** What a state says of the tables in use, while others are filled. */
export function usedOf(state: CopyState | null): Pick<CopyState, "used" | "usedExpired"> {
  const used = usedPlace(state);
  const expired = state === null ? null : usedExpired(state);
  return { ...(used === null ? {} : { used }), ...(expired === null ? {} : { usedExpired: expired }) };
}

const store = "smac_store";
const copied = "smac_copied";

/**
 * Makes the tables that tell what a database holds, where they are missing.
 *
 * @throws SmacError `STORE_FOREIGN` when it holds other tables, `STORE_NEWER`
 * when a newer version of this program laid it out.
 */
export async function prepareState(node: Node, { replicated }: Pick<Keeping, "replicated">): Promise<void> {
  if ((await storeVersion(node)) !== null) return;
  const engine = replicated ? "ReplicatedMergeTree" : "MergeTree";
  await run(
    node,
    `create table if not exists ${copied} (data String, name String, block UInt32) engine = ${engine} order by (data, name, block)`,
  );
  await run(
    node,
    `create table if not exists ${store} (name String, value String, at DateTime64(6) default now64(6)) engine = ${engine} order by name`,
  );
  await writeVersion(node, layoutVersion);
}

/** Notes how the tables are laid out. */
export function writeVersion(node: Node, version: number): Promise<void> {
  return write(node, "version", String(version));
}

/** Whether the database itself tells its replicas of every change. */
export async function isReplicated(node: Node): Promise<boolean> {
  const sql = "select engine from system.databases where name = currentDatabase()";
  const [found] = await node.rows({ sql, params: {} }, null);
  return found?.["engine"] === "Replicated";
}

/** The version of a database's tables; null: it is empty. */
export async function storeVersion(node: Node): Promise<number | null> {
  const tables = await tableNames(node);
  if (tables.length === 0) return null;
  const ours = tables.includes(store);
  if (!ours && tables.every((table) => table === copied)) return null;
  if (!ours)
    throw new SmacError("STORE_FOREIGN", `the database at ${node.name} holds tables, but is no store of this program`, {
      hint: "name an empty database in store: of smac.yml",
    });
  const version = Number(await read(node, "version"));
  if (version <= layoutVersion) return version;
  throw new SmacError("STORE_NEWER", `the store at ${node.name} was laid out by a newer version of this program`, {
    hint: "install the newer version, or copy into an empty database",
  });
}

/** The tables of a database. */
export async function tableNames(node: Node): Promise<readonly string[]> {
  const rows = await node.rows(
    { sql: "select name from system.tables where database = currentDatabase() and not is_temporary", params: {} },
    null,
  );
  return rows.map((row) => String(row["name"]));
}

/** How far the last copy is; null: there was none. */
export async function readCopy(node: Node): Promise<CopyState | null> {
  const value = await read(node, "copy");
  return value === null ? null : (JSON.parse(value) as CopyState);
}

/** Remembers how far a copy is. */
export function writeCopy(node: Node, state: CopyState): Promise<void> {
  return write(node, "copy", JSON.stringify(state));
}

/** The blocks of a table that are there. */
export async function blocksThere(node: Node, data: string, table: string): Promise<ReadonlySet<number>> {
  const rows = await node.rows(
    {
      sql: `select distinct block from ${copied} where data = {data:String} and name = {name:String}`,
      params: { data, name: table },
    },
    null,
  );
  return new Set(rows.map((row) => Number(row["block"])));
}

/** The number of the block that says that a table was begun. */
export const startedBlock = 4_294_967_295;

/** The tables that a copy has begun to fill. */
export async function startedTables(node: Node, data: string): Promise<ReadonlySet<string>> {
  const rows = await node.rows(
    {
      sql: `select distinct name from ${copied} where data = {data:String} and block = ${startedBlock}`,
      params: { data },
    },
    null,
  );
  return new Set(rows.map((row) => String(row["name"])));
}

/** Notes that a block is there. */
export function noteBlock(
  node: Node,
  data: string,
  block: { readonly table: string; readonly at: number },
): Promise<void> {
  return node.insert(
    { table: copied, columns: ["data", "name", "block"], rows: [[data, block.table, block.at]], token: null },
    null,
  );
}

/** Forgets the blocks of copies that are over. */
export function forgetBlocks(node: Node): Promise<void> {
  return run(node, `truncate table ${copied}`);
}

/** In a working file: what of it the servers were given. It does not travel. */
export const workingTable = "smac_served";

/** The tables of the copy's own state. */
export const stateTables: readonly string[] = [store, copied];

async function read(node: Node, name: string): Promise<string | null> {
  const rows = await node.rows(
    { sql: `select value from ${store} where name = {name:String} order by at desc limit 1`, params: { name } },
    null,
  );
  const value = rows[0]?.["value"];
  return typeof value === "string" ? value : null;
}

function write(node: Node, name: string, value: string): Promise<void> {
  return node.insert({ table: store, columns: ["name", "value"], rows: [[name, value]], token: null }, null);
}

function run(node: Node, sql: string): Promise<void> {
  return node.run({ sql, params: {} }, null);
}
