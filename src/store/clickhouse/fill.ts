import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Node } from "../../engines/clickhouse/node.ts";
import type { Engine } from "../../engines/engine.ts";
import { SmacError } from "../../errors.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import {
  type Fingerprint,
  type Table,
  differing,
  duckdbFingerprints,
  fingerprintsOf,
  outColumns,
  rowsOf,
} from "./columns.ts";
import type { CopyAround } from "./copying.ts";
import { keptGiven, keptHeld } from "./expiry.ts";
import { type Catalog, filling, partsOf, rowsWhere, startTable } from "./held-table.ts";
import { partingOf } from "./layout.ts";
import { onShard, placementOf } from "./placement.ts";
import { blocksThere, noteBlock, startedBlock, startedTables } from "./state.ts";

/** A server to fill, and what it has already. */
export interface Server {
  readonly node: Node;
  readonly catalog: Catalog;
  /** Whether its database tells its replicas of every change. */
  readonly replicated: boolean;
}

/** The servers that hold the same part of the store. */
export type Shard = readonly Server[];

/** A table that was filled beside the one in use, with what each server should now have of it. */
export interface Filled {
  readonly table: Table;
  /** Rows that were sent, counted once. */
  readonly rows: number;
  /** The fingerprints of its parts; null: the table in use is the same already. */
  readonly given: readonly { readonly node: Node; readonly parts: ReadonlyMap<string, Fingerprint> | null }[];
}

/** Sends what is new or other in a table to the servers it belongs on. */
export async function fillTable(
  from: Engine,
  shards: readonly Shard[],
  table: Table,
  around: CopyAround,
): Promise<Filled> {
  const given: Filled["given"][number][] = [];
  let rows = 0;
  for (const [shard, servers] of shards.entries()) {
    around.signal.throwIfAborted();
    const where = `${onShard(table.name, shard, shards.length)} and ${keptGiven(table, around.expiry)}`;
    const parts = await givenParts(from, table, where);
    let most = 0;
    for (const server of servers) {
      const sent = await fillServer(from, server, { table, where, parts, around, shards: shards.length });
      given.push({ node: server.node, parts: sent === null ? null : parts });
      most = Math.max(most, sent ?? 0);
    }
    rows = placementOf(table.name) === "everywhere" ? Math.max(rows, most) : rows + most;
  }
  return { table, rows, given };
}

interface Given {
  readonly table: Table;
  readonly where: string;
  readonly parts: ReadonlyMap<string, Fingerprint>;
  readonly around: CopyAround;
  readonly shards: number;
}

/** How many rows were sent; null: it has them all. */
async function fillServer(
  from: Engine,
  { node, catalog, replicated }: Server,
  { table, where, parts, around, shards }: Given,
): Promise<number | null> {
  const { expiry } = around;
  const isLaidOut = catalog.isLaidOut(table);
  const kept = keptHeld(table, expiry);
  const held = isLaidOut ? await partsOf(node, table, { name: table.name, where: kept }) : new Map<string, never>();
  const expired = isLaidOut && kept !== "1" ? await rowsWhere(node, table, `not ${kept}`) : 0;
  const changed = differing(parts, held);
  const started = (await startedTables(node, around.data)).has(table.name);
  if (changed.length === 0 && expired === 0 && !started && isLaidOut) return null;
  const same = [...parts.keys()].filter((part) => !changed.includes(part));
  if (!started) {
    const other = changed.filter((part) => held.has(part));
    await startTable(node, table, { changed: other, kept: same, replicated, shards, expiry });
    await noteBlock(node, around.data, { table: table.name, at: startedBlock });
  }
  return sendBlocks(from, node, { table, where, changed, around });
}

async function givenParts(from: Engine, table: Table, where: string): Promise<ReadonlyMap<string, Fingerprint>> {
  const part = partingOf(table)?.given ?? "''";
  const sql = duckdbFingerprints(table.columns, { from: identifier(table.name), where, part });
  return fingerprintsOf(await from.rows(sql));
}

interface Sending {
  readonly table: Table;
  readonly where: string;
  readonly changed: readonly string[];
  readonly around: CopyAround;
}

async function sendBlocks(from: Engine, node: Node, { table, where, changed, around }: Sending): Promise<number> {
  const { signal, data, blockRows = 1_000_000 } = around;
  const part = partingOf(table)?.given ?? "''";
  const parts = changed.map((one) => textLiteral(one)).join(", ");
  const chosen = changed.length === 0 ? "false" : `${where} and cast(${part} as varchar) in (${parts})`;
  const blocks = await from.rows<{ block: number; n: number }>(
    `select rowid // ${blockRows} as block, count(*) as n from ${identifier(table.name)} where ${chosen} group by 1 order by 1`,
  );
  const of = blocks.reduce((sum, { n }) => sum + n, 0);
  const there = await blocksThere(node, data, table.name);
  let rows = 0;
  for (const { block, n } of blocks) {
    rows += n;
    if (there.has(block)) continue;
    signal.throwIfAborted();
    const range = `rowid >= ${block * blockRows} and rowid < ${(block + 1) * blockRows} and ${chosen}`;
    await send(from, node, { table, range, token: `${data}:${table.name}:${block}`, signal });
    await noteBlock(node, data, { table: table.name, at: block });
    around.onProgress?.({ table: table.name, rows, of });
  }
  return rows;
}

interface Block {
  readonly table: Table;
  readonly range: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

async function send(from: Engine, node: Node, { table, range, token, signal }: Block): Promise<void> {
  const file = join(from.scratch, "block.parquet");
  const select = `select ${outColumns(table.columns)} from ${identifier(table.name)} where ${range} order by rowid`;
  await from.run(`copy (${select}) to ${textLiteral(file)} (format parquet, compression zstd)`, [], { signal });
  try {
    const columns = table.columns.map((column) => column.name);
    await node.insertFile({ table: filling + table.name, columns, file, token }, signal);
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * Looks whether each server has of a table what it was given.
 *
 * @throws SmacError `STORE_COPY_DIFFERS` when not.
 */
export async function verifyTable({ table, given }: Filled): Promise<void> {
  for (const { node, parts } of given) {
    if (parts === null) continue;
    const found = await partsOf(node, table, { name: filling + table.name, where: "1" });
    if (differing(parts, found).length === 0) continue;
    throw new SmacError(
      "STORE_COPY_DIFFERS",
      `of the table “${table.name}” ${rowsOf(parts)} rows were sent to ${node.name}, and something else arrived`,
      {
        recovery: "retry",
        hint: "the tables in use are as they were; copy into an empty database, and report it should it happen again",
      },
    );
  }
}
