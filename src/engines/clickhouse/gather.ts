import type { Gathering, Merged, SortKey } from "../../sql/clickhouse/gathering.ts";
import type { Value } from "./values.ts";

/** A line of an answer. */
export type Row = Record<string, Value>;

/** The rows of all, from those that each server gave about its own clusters. */
export function gathered(parts: readonly (readonly Row[])[], { columns, order, limit }: Gathering): Row[] {
  const rows = columns === null ? parts.flat() : folded(parts, columns);
  const sorted = order === null ? rows : rows.toSorted(order === "all" ? byAll : by(order));
  return limit === null ? sorted : sorted.slice(0, limit);
}

function folded(parts: readonly (readonly Row[])[], columns: readonly Merged[]): Row[] {
  const lines = new Map<string, Row>();
  for (const row of parts.flat()) {
    const names = Object.keys(row);
    const key = names.flatMap((name, at) => (columns[at] === "same" ? [keyOf(row[name] ?? null)] : [])).join("\u0000");
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { ...row });
    else
      names.forEach((name, at) => {
        line[name] = merged(columns[at] ?? "same", line[name] ?? null, row[name] ?? null);
      });
  }
  return [...lines.values()];
}

function keyOf(value: Value): string {
  return `${typeof value} ${typeof value === "string" ? JSON.stringify(value) : String(value)}`;
}

function merged(how: Merged, a: Value, b: Value): Value {
  if (a === null || b === null) return a ?? b;
  if (how === "same") return a;
  if (how === "sum") return sum(a, b);
  return compared(a, b) < 0 === (how === "min") ? a : b;
}

function sum(a: Value, b: Value): Value {
  const whole = [a, b].every((value) => typeof value === "bigint" || Number.isInteger(value));
  if (!whole) return Number(a) + Number(b);
  const total = BigInt(a ?? 0) + BigInt(b ?? 0);
  const number = Number(total);
  return Number.isSafeInteger(number) ? number : total;
}

/** As ClickHouse orders: texts byte by byte, none last. */
function compared(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : Number(a > b);
}

function byAll(a: Row, b: Row): number {
  for (const name of Object.keys(a)) {
    const order = compared(a[name] ?? null, b[name] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

function by(keys: readonly SortKey[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const { column, descending } of keys) {
      const [x, y] = [a[column] ?? null, b[column] ?? null];
      const order = descending && x !== null && y !== null ? compared(y, x) : compared(x, y);
      if (order !== 0) return order;
    }
    return 0;
  };
}
