import type { Node } from "../../engines/clickhouse/node.ts";
import { SmacError } from "../../errors.ts";
import { quotedName } from "../../sql/clickhouse/tokens.ts";
import { type Fingerprint, clickHouseFingerprints, fingerprintsOf, heldType } from "./columns.ts";
import { type Keeping, type Table, createTable, layoutOf, partingOf } from "./layout.ts";

/** What the tables that are being filled are called, beside those in use. */
export const filling = "copying_";

/** What there is of a table on one server, by part. Empty where it is not there, or laid out otherwise. */
export async function heldParts(node: Node, table: Table, name: string): Promise<ReadonlyMap<string, Fingerprint>> {
  if (!(await isLaidOut(node, table, name))) return new Map();
  return partsOf(node, table, { name, where: "1" });
}

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

/** Whether a server has the table as this program makes it today. */
export async function isLaidOut(node: Node, table: Table, name: string): Promise<boolean> {
  const params = { name };
  const [found] = await node.rows(
    { sql: "select comment from system.tables where database = currentDatabase() and name = {name:String}", params },
    null,
  );
  if (found?.["comment"] !== layoutOf(table)) return false;
  const columns = await node.rows(
    {
      sql: "select name, type, comment from system.columns where database = currentDatabase() and table = {name:String} order by position",
      params,
    },
    null,
  );
  const told = columns.map(
    (column) => `${String(column["name"])} ${String(column["type"])} ${String(column["comment"])}`,
  );
  const ours = table.columns.map((column) => `${column.name} ${heldType(column)} ${column.type}`);
  return told.join("\n") === ours.join("\n");
}

/** Makes the table to fill on one server, with those parts of the table in use that stay as they are. */
export async function startTable(
  node: Node,
  table: Table,
  { changed, kept, replicated }: { readonly changed: readonly string[]; readonly kept: readonly string[] } & Keeping,
): Promise<void> {
  const name = quotedName(filling + table.name);
  await run(node, `drop table if exists ${name} sync`);
  await run(node, createTable(table, filling + table.name, { replicated }));
  if (kept.length === 0) return;
  await run(node, `alter table ${name} attach partition all from ${quotedName(table.name)}`);
  for (const part of changed)
    if (/^-?\d+$/.test(part)) await run(node, `alter table ${name} drop partition ${part}`);
    else throw new SmacError("ENGINE_OTHER_TABLE", `the table “${table.name}” at ${node.name} has a part “${part}”`);
}

function run(node: Node, sql: string): Promise<void> {
  return node.run({ sql, params: {} }, null);
}
