import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../engines/engine.ts";
import type { Node } from "../../engines/clickhouse/node.ts";
import { SmacError } from "../../errors.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { type Fingerprint, clickHouseFingerprint, duckdbFingerprint, outColumns } from "./columns.ts";
import { type Table, createTable } from "./layout.ts";
import { placementOf, shardInDuckdb } from "./placement.ts";
import { blocksThere, forgetBlocks, noteBlock, prepareState, readCopy, stateTables, writeCopy } from "./state.ts";

/** How far a copy is. */
export interface CopyProgress {
  readonly table: string;
  readonly rows: number;
  readonly of: number;
}

/** What a copy did. */
export interface CopyReceipt {
  readonly tables: number;
  readonly rows: number;
  /** False: the same facts were there already. */
  readonly changed: boolean;
}

/** What surrounds a copy. */
export interface CopyAround {
  readonly signal: AbortSignal;
  /** What the facts are known by: a copy of the same is gone on with. */
  readonly data: string;
  onProgress?(progress: CopyProgress): void;
  /** Rows that travel at once; default a million. */
  readonly blockRows?: number;
}

/**
 * Copies every table of a store in DuckDB to ClickHouse: beside the tables in
 * use, which are replaced when all is there and verified. A copy that was
 * stopped is gone on with; a block that arrived twice is there once.
 *
 * @throws SmacError `STORE_COPY_DIFFERS` when what is there is not what was sent.
 */
export async function copyOut(from: Engine, shards: readonly Node[], around: CopyAround): Promise<CopyReceipt> {
  const [first] = shards;
  if (first === undefined) throw new Error("no shard");
  for (const node of shards) await prepareState(node);
  const tables = await tablesOf(from);
  const before = await readCopy(first);
  if (before?.data === around.data && before.stage === "done")
    return { tables: tables.length, rows: 0, changed: false };
  let rows = 0;
  if (before?.data !== around.data || before.stage === "filling") {
    if (before?.data !== around.data) await startOver(shards);
    await writeCopy(first, { data: around.data, stage: "filling" });
    for (const table of tables) rows += await fill(from, shards, table, around);
    for (const table of tables) await verify(from, shards, table);
    await writeCopy(first, { data: around.data, stage: "switching" });
  }
  for (const node of shards) await switchTables(node, tables);
  await writeCopy(first, { data: around.data, stage: "done" });
  for (const node of shards) await forgetBlocks(node);
  return { tables: tables.length, rows, changed: true };
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
    const columns = tables.get(name) ?? [];
    columns.push({ name: column, type });
    tables.set(name, columns);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

const filling = "copying_";
const leaving = "replaced_";

async function startOver(shards: readonly Node[]): Promise<void> {
  for (const node of shards) {
    for (const name of await tableNames(node))
      if (name.startsWith(filling)) await run(node, `drop table if exists ${quotedName(name)} sync`);
    await forgetBlocks(node);
  }
}

async function fill(from: Engine, shards: readonly Node[], table: Table, around: CopyAround): Promise<number> {
  const { signal, data, blockRows = 1_000_000 } = around;
  const name = filling + table.name;
  for (const node of shards) await run(node, createTable(table, name));
  const [extent] = await from.rows<{ last: number | null; n: number }>(
    `select max(rowid) as last, count(*) as n from ${identifier(table.name)}`,
  );
  const blocks = Math.floor(((extent?.last ?? -1) + blockRows) / blockRows);
  for (const [shard, node] of shards.entries()) {
    const there = await blocksThere(node, data, table.name);
    for (let block = 0; block < blocks; block += 1) {
      signal.throwIfAborted();
      if (there.has(block)) continue;
      const where = `rowid >= ${block * blockRows} and rowid < ${(block + 1) * blockRows}${onShard(table.name, shard, shards.length)}`;
      await send(from, node, { table, name, where, token: `${data}:${table.name}:${block}`, signal });
      await noteBlock(node, data, { table: table.name, at: block });
      const rows = Math.min((block + 1) * blockRows, extent?.n ?? 0);
      around.onProgress?.({ table: table.name, rows, of: extent?.n ?? 0 });
    }
  }
  return extent?.n ?? 0;
}

function onShard(table: string, shard: number, shards: number): string {
  const placement = placementOf(table);
  if (shards === 1 || placement === "everywhere") return "";
  return ` and ${placement === "spread" ? `rowid % ${shards}` : shardInDuckdb("cluster", shards)} = ${shard}`;
}

interface Sending {
  readonly table: Table;
  readonly name: string;
  readonly where: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

async function send(from: Engine, node: Node, { table, name, where, token, signal }: Sending): Promise<void> {
  const file = join(from.scratch, "block.parquet");
  const select = `select ${outColumns(table.columns)} from ${identifier(table.name)} where ${where} order by rowid`;
  await from.run(`copy (${select}) to ${textLiteral(file)} (format parquet, compression zstd)`, [], { signal });
  try {
    const columns = table.columns.map((column) => column.name);
    await node.insertFile({ table: name, columns, file, token }, signal);
  } finally {
    rmSync(file, { force: true });
  }
}

async function verify(from: Engine, shards: readonly Node[], { name, columns }: Table): Promise<void> {
  const sent = fingerprint((await from.rows(duckdbFingerprint(columns, identifier(name))))[0]);
  const found: Fingerprint[] = [];
  for (const node of shards) {
    const sql = clickHouseFingerprint(columns, quotedName(filling + name));
    found.push(fingerprint((await node.rows({ sql, params: {} }, null))[0]));
  }
  const everywhere = placementOf(name) === "everywhere";
  const told = everywhere ? found : [added(found)];
  if (told.every((one) => one.rows === sent.rows && one.digest === sent.digest)) return;
  throw new SmacError(
    "STORE_COPY_DIFFERS",
    `of the table “${name}” ${sent.rows} rows were sent, and something else arrived`,
    {
      recovery: "retry",
      hint: "the tables in use are as they were; copy into an empty database, and report it should it happen again",
    },
  );
}

/** A fingerprint as either engine tells it. */
export function fingerprint(row: Readonly<Record<string, unknown>> | undefined): Fingerprint {
  const { n, digest } = (row ?? {}) as { readonly n?: string; readonly digest?: string };
  return { rows: BigInt(n ?? 0), digest: BigInt(digest ?? 0) };
}

/** The fingerprint of all parts together. */
export function added(parts: readonly Fingerprint[]): Fingerprint {
  return parts.reduce((sum, part) => ({ rows: sum.rows + part.rows, digest: sum.digest + part.digest }), {
    rows: 0n,
    digest: 0n,
  });
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

async function tableNames(node: Node): Promise<readonly string[]> {
  const rows = await node.rows(
    { sql: "select name from system.tables where database = currentDatabase() and not is_temporary", params: {} },
    null,
  );
  return rows.map((row) => String(row["name"]));
}

function run(node: Node, sql: string): Promise<void> {
  return node.run({ sql, params: {} }, null);
}
