import type { PredicateColumn } from "../../compile/predicate.ts";
import { SmacError } from "../../errors.ts";
import type { Predicate } from "../../model/predicate.ts";
import { predicateColumns } from "../../model/predicate-columns.ts";
import type { Column, FileTable } from "../../sources/files/table-spec.ts";
import { type Fragment, raw, sql } from "../../sql/fragment.ts";
import { asKey } from "../../sql/key.ts";
import { identifier } from "../../sql/quote.ts";
import { suggestion } from "../../text/nearest.ts";

/**
 * The column of that name: exactly, else in another case.
 *
 * @throws SmacError `INPUT_NO_COLUMN` with the nearest name.
 */
export function findColumn(table: FileTable, name: string, said: string): Column {
  const found =
    table.columns.find((c) => c.name === name) ??
    table.columns.find((c) => c.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = table.allColumns.map((c) => c.name);
  throw new SmacError("INPUT_NO_COLUMN", `${table.files.join(", ")}: there is no column “${name}” (${said})`, {
    hint: suggestion(name, names),
  });
}

/** The first of several names that the table has, or undefined. */
export function columnAmong(table: FileTable, names: readonly string[]): Column | undefined {
  for (const name of names) {
    const found = table.columns.find((c) => c.name.toLowerCase() === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A column as a key: text, trimmed, empty turned into null. */
export function keySql({ name }: Column): Fragment {
  return raw(asKey(identifier(name)));
}

/** A column that is still to become a key, where equal values become equal keys; else the key. */
export function keyAsWritten(column: Column): Fragment {
  return column.type === "text" || column.type === "integer" ? raw(identifier(column.name)) : keySql(column);
}

/** No value, as a key. */
export const noKey: Fragment = raw("cast(null as varchar)");

/** No instant. */
export const noInstant: Fragment = raw("cast(null as timestamp)");

/** Every column of the table as a predicate may name it. */
export function predicateColumnsOf(table: FileTable): Map<string, PredicateColumn> {
  const columns = new Map<string, PredicateColumn>();
  for (const { name, type } of table.columns) {
    const column: PredicateColumn =
      type === "timestamptz"
        ? { sql: `cast(${identifier(name)} as timestamp)`, type: "timestamp" }
        : { sql: identifier(name), type };
    columns.set(name, column);
    if (!columns.has(name.toLowerCase())) columns.set(name.toLowerCase(), column);
  }
  return columns;
}

/** What a condition of a flag was written for: its columns and the names beside them. */
export interface ConditionPlace {
  readonly table: FileTable;
  /** The flag, as typed. */
  readonly flag: string;
  readonly columns: ReadonlyMap<string, PredicateColumn>;
  /** Attributes of the file beside the activities, which stand in no row here. */
  readonly attributes: readonly string[];
}

/**
 * Refuses a condition that names what the file does not have.
 *
 * @throws SmacError `QUERY_UNKNOWN_COLUMN` with the nearest column.
 */
export function refuseUnknownColumns(predicate: Predicate, { table, flag, columns, attributes }: ConditionPlace): void {
  const unknown = [...predicateColumns(predicate)].find(
    (name) => !columns.has(name) && !columns.has(name.toLowerCase()),
  );
  if (unknown === undefined) return;
  const files = table.files.join(", ");
  if (attributes.some((name) => name.toLowerCase() === unknown.toLowerCase()))
    throw new SmacError(
      "USAGE_BAD_PREDICATE",
      `${flag} names the attribute “${unknown}” together with columns of ${files}`,
      {
        hint: "name attributes and “cluster” alone, or columns of the activities alone",
      },
    );
  const names = table.allColumns.map((column) => column.name);
  throw new SmacError("QUERY_UNKNOWN_COLUMN", `${files}: there is no column “${unknown}” (${flag})`, {
    hint: `${suggestion(unknown, names)}; a text is written in single quotes: '${unknown}'`,
  });
}

/** A row as text, its cells joined by commas: what decides between versions learned at one time. */
export function versionSql(table: FileTable): Fragment {
  const cells = table.columns.map(({ name }) => `coalesce(cast(${identifier(name)} as varchar), '')`);
  return sql`concat_ws(',', ${cells.join(", ")})`;
}
