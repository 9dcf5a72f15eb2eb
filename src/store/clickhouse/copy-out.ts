import type { Engine } from "../../engines/engine.ts";
import type { Node } from "../../engines/clickhouse/node.ts";
import { SmacError } from "../../errors.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { identifier } from "../../sql/quote.ts";
import type { Table } from "./columns.ts";
import type { CopyAround, CopyReceipt } from "./copying.ts";
import { type Expiry, keptGiven } from "./expiry.ts";
import { type Filled, type Server, type Shard, fillTable, verifyTable } from "./fill.ts";
import { catalogOf, filling } from "./held-table.ts";
import { layoutVersion, partingOf } from "./layout.ts";
import { placeActivities } from "./placement.ts";
import {
  type CopyState,
  forgetBlocks,
  isReplicated,
  placeName,
  prepareState,
  readCopy,
  stateTables,
  tableNames,
  usedOf,
  workingTable,
  writeCopy,
  writeVersion,
} from "./state.ts";

/**
 * Copies what is new, other or gone in the tables of a store in DuckDB to
 * ClickHouse: beside the tables in use, which are replaced when all is there and
 * verified. Parts of a table that are the same are taken over where they are. A
 * copy that was stopped is gone on with; a block that arrived twice is there once.
 * Every replica of a shard is filled by itself, but where the database does that.
 *
 * @throws SmacError `STORE_COPY_DIFFERS` when what is there is not what was sent.
 */
export async function copyOut(
  from: Engine,
  replicas: readonly (readonly Node[])[],
  around: CopyAround,
): Promise<CopyReceipt> {
  const kept = await Promise.all(replicas.map(keptBy));
  const servers = kept.flatMap((shard, at) => shard.map((one) => ({ ...one, place: placeName(at, kept.length) })));
  const nodes = servers.map(({ node }) => node);
  for (const { node, replicated } of servers) await prepareState(node, { replicated });
  const tables = await tablesOf(from);
  const states = await Promise.all(nodes.map((node) => readCopy(node)));
  const expiry = expiryOf(around, states);
  const same = servers.every(({ place }, at) => {
    const state = states[at] ?? null;
    if (state?.data !== around.data || (state.place ?? placeName(0, 1)) !== place) return false;
    return state.expired?.before === expiry?.before;
  });
  const done = same && states.every((state) => state?.stage === "done");
  const expired = expiry === null ? null : { ...expiry, rows: await expiredRows(from, tables, expiry) };
  const note = async (next: Pick<CopyState, "data" | "stage">): Promise<void> => {
    for (const [at, { node, place }] of servers.entries())
      await writeCopy(node, {
        ...next,
        place,
        ...(expired === null ? {} : { expired }),
        ...usedOf(states[at] ?? null),
      });
  };
  const rowsSince = expiry?.before ?? null;
  let rows = 0;
  if (done || !same || states.some((one) => one?.stage === "filling")) {
    if (!same) await startOver(nodes);
    if (!done) await note({ data: around.data, stage: "filling" });
    const filled = await fillAll(from, kept, tables, { ...around, expiry, done });
    if (done && filled.every(({ given }) => given.every(({ parts }) => parts === null)))
      return { tables: tables.length, rows: 0, changed: false, rowsSince };
    try {
      for (const table of filled) await verifyTable(table);
    } catch (error) {
      // The next copy takes nothing over from this one.
      if (error instanceof SmacError && error.code === "STORE_COPY_DIFFERS") await note({ data: "", stage: "filling" });
      throw error;
    }
    rows = filled.reduce((sum, table) => sum + table.rows, 0);
    await note({ data: around.data, stage: "switching" });
  }
  for (const node of nodes) await switchTables(node, tables);
  for (const node of nodes) await writeVersion(node, layoutVersion);
  await note({ data: around.data, stage: "done" });
  for (const node of nodes) await forgetBlocks(node);
  return { tables: tables.length, rows, changed: true, rowsSince };
}

/** Which rows are kept no longer: as a copy that is gone on with said it. */
function expiryOf({ expiry, data }: CopyAround, states: readonly (CopyState | null)[]): Expiry | null {
  if (expiry === null) return null;
  const begun = states[0]?.expired ?? expiry;
  const goesOn = states.every((state) => {
    if (state === null || state.data !== data || state.stage === "done") return false;
    return state.expired?.days === expiry.days && state.expired.before === begun.before;
  });
  return goesOn ? begun : expiry;
}

async function expiredRows(from: Engine, tables: readonly Table[], expiry: Expiry): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const kept = keptGiven(table, expiry);
    if (kept === "true") continue;
    const [row] = await from.rows<{ n: number }>(
      `select count(*) as n from ${identifier(table.name)} where not (${kept})`,
    );
    rows += row?.n ?? 0;
  }
  return rows;
}

type Kept = readonly { readonly node: Node; readonly replicated: boolean }[];

/** Those of a shard's servers that are filled: all, or the first where its database fills the others. */
async function keptBy(replicas: readonly Node[]): Promise<Kept> {
  const [first] = replicas;
  if (first === undefined) throw new Error("no server");
  if (await isReplicated(first)) return [{ node: first, replicated: true }];
  return replicas.map((node) => ({ node, replicated: false }));
}

async function fillAll(
  from: Engine,
  kept: readonly Kept[],
  tables: readonly Table[],
  { done, trusting = false, ...around }: CopyAround & { readonly done: boolean },
): Promise<readonly Filled[]> {
  const shards: Shard[] = [];
  for (const servers of kept) {
    const shard: Server[] = [];
    for (const server of servers) shard.push({ ...server, catalog: await catalogOf(server.node, kept.length) });
    shards.push(shard);
  }
  // The facts are known by their version; what is told beside them is looked at.
  const isAltered = (table: Table) => shards.flat().some(({ catalog }) => !catalog.isLaidOut(table));
  const isTrusted = (table: Table) => done && trusting && partingOf(table) !== null && !isAltered(table);
  const looked = tables.filter((table) => !isTrusted(table));
  const activities = tables.find((table) => table.name === "activities");
  if (shards.length > 1 && activities !== undefined) await placeActivities(from, activities, shards.length);
  const filled: Filled[] = [];
  for (const table of looked) filled.push(await fillTable(from, shards, table, around));
  return filled;
}

/** The tables of a store in DuckDB, with their columns in order. */
export async function tablesOf(engine: Engine): Promise<readonly Table[]> {
  const rows = await engine.rows<{ name: string; column: string; type: string }>(
    `select t.table_name as name, c.column_name as "column", c.data_type as type
from duckdb_tables() t join duckdb_columns() c on c.table_oid = t.table_oid and c.database_oid = t.database_oid
where not t.temporary and t.schema_name = 'main' and t.database_name = current_database() order by t.table_name, c.column_index`,
  );
  const tables = new Map<string, { name: string; type: string }[]>();
  for (const { name, column, type } of rows) {
    if (name === workingTable) continue;
    const columns = tables.get(name) ?? [];
    columns.push({ name: column, type });
    tables.set(name, columns);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

const leaving = "replaced_";

async function startOver(shards: readonly Node[]): Promise<void> {
  for (const node of shards) {
    for (const name of await tableNames(node))
      if (name.startsWith(filling)) await run(node, `drop table if exists ${quotedName(name)} sync`);
    await forgetBlocks(node);
  }
}

/** Puts the filled tables in the place of those in use. What was done of it before is not done again. */
async function switchTables(node: Node, tables: readonly Table[]): Promise<void> {
  const there = new Set(await tableNames(node));
  const filled = tables.map((table) => table.name).filter((name) => there.has(filling + name));
  const pairs = filled.flatMap((name) => [
    ...(there.has(name) ? [`${quotedName(name)} to ${quotedName(leaving + name)}`] : []),
    `${quotedName(filling + name)} to ${quotedName(name)}`,
  ]);
  for (const name of there)
    if (name.startsWith(leaving)) await run(node, `drop table if exists ${quotedName(name)} sync`);
  if (pairs.length > 0) await run(node, `rename table ${pairs.join(", ")}`);
  const kept = new Set([...tables.map((table) => table.name), ...stateTables]);
  for (const name of await tableNames(node))
    if (!kept.has(name)) await run(node, `drop table if exists ${quotedName(name)} sync`);
}

function run(node: Node, sql: string): Promise<void> {
  return node.run({ sql, params: {} }, null);
}
