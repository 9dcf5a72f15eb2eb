import type { DuckDBValue } from "@duckdb/node-api";

/** A value as the engine hands it out; see {@link plainValue} for the units. */
export type PlainValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

const infinity = 9223372036854775806n;

/**
 * A driver's value as plain data: whole numbers are numbers while they are safe
 * and bigint beyond, DECIMAL is a number, every TIMESTAMP is microseconds since
 * 1970 UTC, DATE is whole days since 1970-01-01, TIME is microseconds since
 * midnight, lists are arrays, structs are objects, a map is an array of
 * `{ key, value }`, and what has no plain shape (UUID, INTERVAL) is text.
 */
export function plainValue(value: DuckDBValue): PlainValue {
  if (typeof value === "bigint") return plainInteger(value);
  if (value === null || typeof value !== "object") return value;
  if ("scale" in value) return Number(value.toString());
  if ("months" in value) return value.toString();
  if ("micros" in value) return "offset" in value ? value.toString() : plainInstant(value.micros);
  if ("days" in value) return Math.abs(value.days) === 2147483647 ? Math.sign(value.days) * Infinity : value.days;
  if ("seconds" in value) return plainInstant(value.seconds * 1_000_000n);
  if ("millis" in value) return plainInstant(value.millis * 1000n);
  if ("nanos" in value) return plainInstant(value.nanos / 1000n);
  if ("items" in value) return value.items.map((item) => plainValue(item));
  if ("bytes" in value) return new Uint8Array(value.bytes);
  if ("entries" in value) return plainEntries(value.entries);
  return String(value);
}

function plainEntries(
  entries: Readonly<Record<string, DuckDBValue>> | readonly { key: DuckDBValue; value: DuckDBValue }[],
): PlainValue {
  if (Array.isArray(entries)) {
    return entries.map((entry: { key: DuckDBValue; value: DuckDBValue }) => ({
      key: plainValue(entry.key),
      value: plainValue(entry.value),
    }));
  }
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, plainValue(value as DuckDBValue)]));
}

function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function plainInstant(micros: bigint): number {
  if (micros >= infinity) return Infinity;
  return micros <= -infinity ? -Infinity : Number(micros);
}
