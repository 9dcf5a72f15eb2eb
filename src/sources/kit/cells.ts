import { SmacError } from "../../errors.ts";
import type { Json, Row } from "./row.ts";

/**
 * A row as the text columns of its raw table. Text stays, numbers are written
 * out without exponent, truth is `true` or `false`, null is null. An object
 * becomes columns named `object.key`; what lies deeper, and lists, become JSON
 * text. An empty object has no columns.
 *
 * @example
 * ```ts
 * rowCells({ id: 7, address: { city: "Köln" }, tags: [] }); // id → "7", address.city → "Köln", tags → "[]"
 * ```
 * @throws SmacError `SOURCE_BAD_ANSWER` when a value is nested thousands of levels deep.
 */
export function rowCells(row: Row): ReadonlyMap<string, string | null> {
  const cells = new Map<string, string | null>();
  let nested: [string, Json][] | null = null;
  for (const column of Object.keys(row)) {
    const value = row[column] ?? null;
    if (!isObject(value)) cells.set(wellFormed(column), cellText(value));
    else for (const key of Object.keys(value)) (nested ??= []).push([`${column}.${key}`, value[key] ?? null]);
  }
  for (const [column, value] of nested ?? []) cells.set(freeName(cells, wellFormed(column)), cellText(value));
  return cells;
}

/** A value as text; null stays null. */
export function cellText(value: Json): string | null {
  if (value === null) return null;
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "number") return plainNumber(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  try {
    return JSON.stringify(value);
  } catch {
    throw new SmacError("SOURCE_BAD_ANSWER", "a value of a row is nested too deep to be kept", { recovery: "skip" });
  }
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A row may hold both `a.b` and an `a` with a `b`: neither is lost.
function freeName(cells: ReadonlyMap<string, unknown>, column: string): string {
  let name = column;
  for (let n = 2; cells.has(name); n++) name = `${column} (${n})`;
  return name;
}

// Half a character, which JSON can hold, is nothing a database takes.
function wellFormed(text: string): string {
  return (text as WellFormed).isWellFormed() ? text : (text as WellFormed).toWellFormed();
}

/** Since Node 20, not among the types of ES2023. */
type WellFormed = string & { isWellFormed(): boolean; toWellFormed(): string };

function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = "", first = "", rest = "", power = "0"] = parts;
  const digits = `${first}${rest}`;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}
