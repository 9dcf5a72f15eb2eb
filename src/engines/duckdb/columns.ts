import { setImmediate as nextTurn } from "node:timers/promises";
import duckdb from "@duckdb/node-api";
import type { DuckDBMaterializedResult, DuckDBVector } from "@duckdb/node-api";
import type { NumberColumn, NumberColumns } from "../engine.ts";

type Kind = "INTEGER" | "DOUBLE" | "BOOLEAN";

/** So many vectors are read before others have their turn: some milliseconds. */
const vectorsInTurn = 128;

/**
 * The rows of a result as columns of numbers, a vector at a time: INTEGER as
 * Int32Array, DOUBLE as Float64Array, BOOLEAN as 0 and 1. No value may be null,
 * no column of another type. The result is whole: asking the engine for each of
 * its vectors would take longer than making them.
 */
export async function readColumns(
  result: DuckDBMaterializedResult,
  signal: AbortSignal | null,
): Promise<NumberColumns> {
  const names = result.columnNames();
  const kinds = names.map((name, column) => kindOf(name, result.columnTypeId(column)));
  const rows = result.rowCount;
  const columns = kinds.map((kind) => newColumn(kind, rows));
  let at = 0;
  for (let vector = 0; vector < result.chunkCount; vector++) {
    if (vector % vectorsInTurn === vectorsInTurn - 1) await nextTurn();
    if (signal?.aborted === true) throw new Error("INTERRUPT Error: Interrupted!");
    const chunk = result.getChunk(vector);
    for (const [index, column] of columns.entries()) copyInto(column, at, chunk.getColumnVector(index));
    at += chunk.rowCount;
  }
  return { rows, columns: new Map(names.map((name, index) => [name, columns[index] ?? newColumn("INTEGER", 0)])) };
}

function kindOf(name: string, type: duckdb.DuckDBTypeId): Kind {
  if (type === duckdb.DuckDBTypeId.INTEGER) return "INTEGER";
  if (type === duckdb.DuckDBTypeId.DOUBLE) return "DOUBLE";
  if (type === duckdb.DuckDBTypeId.BOOLEAN) return "BOOLEAN";
  throw new Error(`column “${name}” is no INTEGER, DOUBLE or BOOLEAN`);
}

/** Copies a vector's values: as they lie, where none is null. */
function copyInto(column: NumberColumn, at: number, vector: DuckDBVector): void {
  const values = valuesOf(vector);
  if (values !== null) return column.set(values, at);
  const { itemCount } = vector;
  for (let k = 0; k < itemCount; k++) column[at + k] = Number(vector.getItem(k) ?? refuseNull());
}

/** The driver has no other way to them than one by one. */
function valuesOf(vector: DuckDBVector): NumberColumn | null {
  if (vector instanceof duckdb.DuckDBIntegerVector) return vector["validity"]["data"] === null ? vector["items"] : null;
  if (vector instanceof duckdb.DuckDBDoubleVector) return vector["validity"]["data"] === null ? vector["items"] : null;
  return null;
}

function refuseNull(): never {
  throw new Error("a column of numbers holds a null");
}

function newColumn(kind: Kind, rows: number): NumberColumn {
  if (kind === "DOUBLE") return new Float64Array(new SharedArrayBuffer(rows * 8));
  return kind === "INTEGER"
    ? new Int32Array(new SharedArrayBuffer(rows * 4))
    : new Uint8Array(new SharedArrayBuffer(rows));
}
