import type { Node } from "../../engines/clickhouse/node.ts";
import { SmacError } from "../../errors.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import {
  type Column,
  type Fingerprint,
  type Table,
  clickHouseFingerprints,
  fingerprintsOf,
  heldType,
} from "./columns.ts";
import { ttlOf } from "./expiry.ts";
import { type Keeping, createTable, layoutOf, partingOf } from "./layout.ts";

/** What the tables that are being filled are called, beside those in use. */
export const filling = "copying_";

/** The fingerprints of a table's parts on one server. */
export async function partsOf(
  node: Node,
  table: Table,
  { name, where }: { readonly name: string; readonly where: string },
): Promise<ReadonlyMap<string, Fingerprint>> {
  const part = partingOf(table)?.held ?? "''";
  const sql = clickHouseFingerprints(table.columns, { from: quotedName(name), where, part });
  return fingerprintsOf(await node.rows({ sql, params: {} }, null));
}

/** Which tables of a server are as this program makes them today. */
export interface Catalog {
  isLaidOut(table: Table): boolean;
}

/** Looks at all tables of a server. */
export async function catalogOf(node: Node, shards: number): Promise<Catalog> {
  const read = (sql: string) => node.rows({ sql, params: {} }, null);
  const tables = await read(
    "select name, comment from system.tables where database = currentDatabase() and not is_temporary",
  );
  const columns = await read(
    "select table, name, type, comment from system.columns where database = currentDatabase() order by table, position",
  );
  const comments = new Map(tables.map((row) => [String(row["name"]), String(row["comment"])]));
  const told = new Map<string, string>();
  for (const row of columns) {
    const table = String(row["table"]);
    const line = columnLine({ name: String(row["name"]), type: String(row["comment"]) }, String(row["type"]));
    told.set(table, `${told.get(table) ?? ""}${line}`);
  }
  return {
    isLaidOut: (table) =>
      comments.get(table.name) === layoutOf(table, shards) &&
      told.get(table.name) === table.columns.map((column) => columnLine(column, heldType(column))).join(""),
  };
}

function columnLine({ name, type }: Column, held: string): string {
  return `${JSON.stringify(name)} ${held} ${type}\n`;
}

/** Makes the table to fill on one server, with those parts of the table in use that stay as they are. */
export async function startTable(
  node: Node,
  table: Table,
  {
    changed,
    kept,
    ...keeping
  }: Keeping & {
    readonly changed: readonly string[];
    readonly kept: readonly string[];
    readonly shards: number;
  },
): Promise<void> {
  const name = quotedName(filling + table.name);
  await run(node, `drop table if exists ${name} sync`);
  await run(node, createTable(table, filling + table.name, keeping));
  if (kept.length === 0) return;
  // Where tables are replicated, every replica has done it before the next.
  const together = keeping.replicated ? " settings alter_sync = 2" : "";
  await run(node, `alter table ${name} attach partition all from ${quotedName(table.name)}${together}`);
  for (const part of changed)
    if (/^-?\d+$/.test(part)) await run(node, `alter table ${name} drop partition ${part}${together}`);
    else throw new SmacError("ENGINE_OTHER_TABLE", `the table “${table.name}” at ${node.name} has a part “${part}”`);
  if (ttlOf(table, keeping.expiry) === null) return;
  // At once and not when it happens to merge: until the next copy, the table is what this one verifies.
  await run(node, `alter table ${name} materialize ttl settings mutations_sync = ${keeping.replicated ? 2 : 1}`);
}

/** How many rows of a table in use meet a condition. */
export async function rowsWhere(node: Node, table: Table, where: string): Promise<number> {
  const sql = `select toString(count()) as n from ${quotedName(table.name)} where ${where}`;
  const [row] = await node.rows({ sql, params: {} }, null);
  return Number(row?.["n"] ?? 0);
}

function run(node: Node, sql: string): Promise<void> {
  return node.run({ sql, params: {} }, null);
}
