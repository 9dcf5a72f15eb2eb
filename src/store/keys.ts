import type { Engine } from "../engines/duckdb/engine.ts";
import { join, raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { clusterColumn } from "./derivation.ts";

/** A column of the tables of facts that holds keys, and which of its rows count. */
export interface KeyColumn {
  readonly table: string;
  readonly column: string;
  readonly where: Fragment;
}

/** Where the facts name keys of a space (`member` or `cluster:KIND`). */
export async function keyColumns(engine: Engine, space: string): Promise<readonly KeyColumn[]> {
  const columns = await engine.rows<{ name: string }>(
    "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'activities'",
  );
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  if (space === "member") {
    const inActivities = ["member", "other"]
      .filter(has)
      .map((column) => ({ table: "activities", column, where: raw("TRUE") }));
    return [...inActivities, { table: "memberships", column: "member", where: raw("TRUE") }];
  }
  const kind = space.slice("cluster:".length);
  const where = sql`cluster_kind = ${text(kind)}`;
  const dimensions = ["memberships", "stage_rows", "stage_matches", "attribute_rows", "records"];
  const own = clusterColumn(kind);
  return [
    ...(has(own) ? [{ table: "activities", column: own, where: raw("TRUE") }] : []),
    ...dimensions.map((table) => ({ table, column: "cluster", where })),
  ];
}

/** A SELECT of `key`: every key of a space that the facts name; members too where they are counted by themselves. */
export async function keySources(engine: Engine, space: string): Promise<Fragment> {
  const columns = await keyColumns(engine, space);
  const alone = await countedByThemselves(engine, space, columns);
  const selects = [...columns, ...alone].map(
    ({ table, column, where }) =>
      sql`SELECT ${identifier(column)} AS key FROM ${table} WHERE ${where} AND ${identifier(column)} IS NOT NULL`,
  );
  return join(selects, " UNION ALL ");
}

/** Without clusters on activities and without memberships, members are the clusters. */
async function countedByThemselves(
  engine: Engine,
  space: string,
  columns: readonly KeyColumn[],
): Promise<readonly KeyColumn[]> {
  if (space === "member" || columns.some(({ table }) => table === "activities")) return [];
  const statement = sql`SELECT 1 AS one FROM memberships WHERE cluster_kind = ${text(space.slice("cluster:".length))} LIMIT 1`;
  return (await engine.rows(statement.sql, statement.params)).length > 0 ? [] : keyColumns(engine, "member");
}
