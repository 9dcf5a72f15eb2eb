import duckdb from "@duckdb/node-api";
import type { DuckDBResult, DuckDBVector } from "@duckdb/node-api";
import type { NumberColumn, NumberColumns } from "../engine.ts";

type Kind = "INTEGER" | "DOUBLE" | "BOOLEAN";

/**
 * The rows of a result as columns of numbers, a vector at a time: INTEGER as
 * Int32Array, DOUBLE as Float64Array, BOOLEAN as 0 and 1. No value may be null,
 * no column of another type.
 */
export async function readColumns(result: DuckDBResult): Promise<NumberColumns> {
  const names = result.columnNames();
  const kinds = names.map((name, column) => kindOf(name, result.columnTypeId(column)));
  const parts: NumberColumn[][] = names.map(() => []);
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
    for (const [column, kind] of kinds.entries()) parts[column]?.push(copied(chunk.getColumnVector(column), kind));
  }
  const columns = kinds.map((kind, column) => joined(parts[column] ?? [], kind, rows));
  return { rows, columns: new Map(names.map((name, column) => [name, columns[column] ?? newColumn("INTEGER", 0)])) };
}

function kindOf(name: string, type: duckdb.DuckDBTypeId): Kind {
  if (type === duckdb.DuckDBTypeId.INTEGER) return "INTEGER";
  if (type === duckdb.DuckDBTypeId.DOUBLE) return "DOUBLE";
  if (type === duckdb.DuckDBTypeId.BOOLEAN) return "BOOLEAN";
  throw new Error(`column “${name}” is no INTEGER, DOUBLE or BOOLEAN`);
}

/** A vector's values; one loop for each kind, so that each calls one method only. */
function copied(vector: DuckDBVector, kind: Kind): NumberColumn {
  if (vector instanceof duckdb.DuckDBIntegerVector) return wholeNumbers(vector);
  if (vector instanceof duckdb.DuckDBDoubleVector) return realNumbers(vector);
  const values = new Uint8Array(vector.itemCount);
  for (let k = 0; k < values.length; k++) values[k] = Number(vector.getItem(k) ?? refuseNull(kind));
  return values;
}

function wholeNumbers(vector: duckdb.DuckDBIntegerVector): Int32Array {
  const values = new Int32Array(vector.itemCount);
  for (let k = 0; k < values.length; k++) values[k] = vector.getItem(k) ?? refuseNull("INTEGER");
  return values;
}

function realNumbers(vector: duckdb.DuckDBDoubleVector): Float64Array {
  const values = new Float64Array(vector.itemCount);
  for (let k = 0; k < values.length; k++) values[k] = vector.getItem(k) ?? refuseNull("DOUBLE");
  return values;
}

function refuseNull(kind: Kind): never {
  throw new Error(`a column of ${kind} holds a null`);
}

function joined(parts: NumberColumn[], kind: Kind, rows: number): NumberColumn {
  const column = newColumn(kind, rows);
  let at = 0;
  for (const part of parts) {
    column.set(part, at);
    at += part.length;
  }
  parts.length = 0;
  return column;
}

function newColumn(kind: Kind, rows: number): NumberColumn {
  if (kind === "DOUBLE") return new Float64Array(new SharedArrayBuffer(rows * 8));
  return kind === "INTEGER"
    ? new Int32Array(new SharedArrayBuffer(rows * 4))
    : new Uint8Array(new SharedArrayBuffer(rows));
}
