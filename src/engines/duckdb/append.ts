import duckdb from "@duckdb/node-api";
import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { identifier } from "../../sql/quote.ts";
import type { Cell } from "../engine.ts";

const chunkRows = 2048;

/** Appends rows through the driver's bulk path, a vector at a time; gives their number. */
export async function appendRows(
  connection: DuckDBConnection,
  target: { readonly table: string; readonly columns: readonly string[] },
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
): Promise<number> {
  const positions = await positionsOf(connection, target.table, target.columns);
  const appender = await connection.createAppender(target.table);
  try {
    const types = Array.from({ length: appender.columnCount }, (_, i) => appender.columnType(i));
    let count = 0;
    const flush = (batch: readonly (readonly Cell[])[]): void => {
      if (batch.length === 0) return;
      const chunk = duckdb.DuckDBDataChunk.create(types);
      chunk.setColumns(
        types.map((type, column) => batch.map((row) => driverValue(row[positions[column] ?? -1] ?? null, type))),
      );
      appender.appendDataChunk(chunk);
      count += batch.length;
    };
    let batch: (readonly Cell[])[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < chunkRows) continue;
      flush(batch);
      batch = [];
    }
    flush(batch);
    appender.flushSync();
    return count;
  } finally {
    appender.closeSync();
  }
}

async function positionsOf(
  connection: DuckDBConnection,
  table: string,
  columns: readonly string[],
): Promise<readonly number[]> {
  const reader = await connection.runAndReadAll(`SELECT * FROM ${identifier(table)} LIMIT 0`);
  const names = reader.columnNames();
  const unknown = columns.find((column) => !names.includes(column));
  if (unknown !== undefined) throw new Error(`table “${table}” has no column “${unknown}”`);
  return names.map((name) => columns.indexOf(name));
}

function driverValue(value: Cell, type: DuckDBType): DuckDBValue {
  if (value === null) return null;
  switch (type.typeId) {
    case duckdb.DuckDBTypeId.VARCHAR:
      return String(value);
    case duckdb.DuckDBTypeId.BIGINT:
    case duckdb.DuckDBTypeId.UBIGINT:
    case duckdb.DuckDBTypeId.HUGEINT:
      return BigInt(value);
    case duckdb.DuckDBTypeId.TIMESTAMP:
      return new duckdb.DuckDBTimestampValue(BigInt(value));
    case duckdb.DuckDBTypeId.TIMESTAMP_TZ:
      return new duckdb.DuckDBTimestampTZValue(BigInt(value));
    case duckdb.DuckDBTypeId.DATE:
      return new duckdb.DuckDBDateValue(Number(value));
    default:
      return value;
  }
}
