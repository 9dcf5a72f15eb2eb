import type { Json, Row } from "../kit/row.ts";

/** What a row says in a column, as text; empty when it says nothing, or more than one thing. */
export function cell(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Whether a value is a record, such as a row. */
export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
