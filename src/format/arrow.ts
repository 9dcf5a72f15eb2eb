import {
  type Column,
  type DataType,
  bool,
  columnFromArray,
  dateDay,
  float64,
  int64,
  tableFromColumns,
  tableToIPC,
  utf8,
} from "@uwdata/flechette";
import type { FlatColumn, FlatTable, FlatValue } from "../query/flat-table.ts";
import { distinctNames } from "../text/distinct-names.ts";

/** How Arrow is laid out: `stream` as it is sent, `file` as it is kept. */
export type ArrowLayout = "stream" | "file";

/**
 * A flat table as Arrow: texts as strings, dates as days, numbers that are whole throughout as 64-bit integers, all
 * others and rates as doubles, unrounded; null where there is none. `whole`: the table of which this is a part, so
 * that every part of it has the same types.
 */
export function tableArrow(table: FlatTable, layout: ArrowLayout, whole: FlatTable = table): Uint8Array {
  const names = distinctNames(table.columns.map(({ name }) => name));
  const columns = table.columns.map((column, index): [string, Column<unknown>] => {
    const isWhole = column.type === "number" && areWhole(whole.rows, index);
    const values = table.rows.map((row) => cellOf(column, row[index] ?? null, isWhole));
    return [names[index] ?? "", columnFromArray(values, typeOf(column, isWhole))];
  });
  const bytes = tableToIPC(tableFromColumns(columns), { format: layout });
  if (bytes === null) throw new Error("a table without a sink comes as bytes");
  return bytes;
}

function typeOf({ type }: FlatColumn, isWhole: boolean): DataType {
  if (type === "text") return utf8();
  if (type === "date") return dateDay();
  if (type === "boolean") return bool();
  return isWhole ? int64() : float64();
}

function areWhole(rows: FlatTable["rows"], index: number): boolean {
  const given = rows.map((row) => row[index] ?? null).filter((value) => value !== null);
  return given.length > 0 && given.every((value) => Number.isSafeInteger(value));
}

function cellOf({ type }: FlatColumn, value: FlatValue, isWhole: boolean): unknown {
  if (value === null) return null;
  if (type === "date") return new Date(`${String(value)}T00:00:00Z`);
  return isWhole ? BigInt(value) : value;
}
