import type { NumberColumn, NumberColumns } from "../engine.ts";
import { doubleOf } from "./values.ts";

/** Columns as ClickHouse tells them in JSON. */
export interface ToldColumns {
  readonly meta: readonly { readonly name: string; readonly type: string }[];
  readonly data: Readonly<Record<string, readonly (number | string | boolean | null)[]>>;
  readonly rows: number;
}

/** Columns of numbers in memory that threads can share; a null is an error of ours. */
export function numberColumns({ meta, data, rows }: ToldColumns): NumberColumns {
  const columns = meta.map(({ name, type }) => [name, numberColumn(type, data[name] ?? [])] as const);
  return { rows, columns: new Map(columns) };
}

function numberColumn(type: string, values: readonly (number | string | boolean | null)[]): NumberColumn {
  const plain = /^Nullable\((.*)\)$/.exec(type)?.[1] ?? type;
  const column = emptyColumn(plain, values.length);
  values.forEach((value, at) => {
    if (value === null) throw new Error(`a column of numbers (${type}) holds a null`);
    column[at] = doubleOf(value);
  });
  return column;
}

function emptyColumn(type: string, length: number): NumberColumn {
  if (type === "Bool" || type === "UInt8") return new Uint8Array(new SharedArrayBuffer(length));
  if (type === "Float64") return new Float64Array(new SharedArrayBuffer(8 * length));
  if (type === "Int32") return new Int32Array(new SharedArrayBuffer(4 * length));
  throw new Error(`${type} is no column of numbers`);
}
