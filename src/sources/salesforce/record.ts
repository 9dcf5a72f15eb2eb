import type { Json, Row } from "../kit/row.ts";
import type { Field } from "./objects.ts";
import type { Plan } from "./object-stream.ts";

/** A record of a query's page as a row: a column for each path that was selected, then those of our own. */
export function rowOfRecord(record: Readonly<Record<string, Json>>, plan: Plan): Row {
  return completed(
    [...plan.selected.keys()].map((path) => [path, valueAt(record, path)]),
    plan,
  );
}

/**
 * A row of a bulk result, which is all text, as the same record would come in a
 * page: an empty cell is null, numbers are numbers, `Z` is `+0000`.
 */
export function rowOfCells(cells: Row, plan: Plan): Row {
  return completed(
    [...plan.selected].map(([path, field]) => [path, typed(cells[path] ?? null, field)]),
    plan,
  );
}

function completed(entries: readonly (readonly [string, Json])[], plan: Plan): Row {
  const row = Object.fromEntries(entries);
  for (const [column, path] of plan.aliases) row[column] = row[path] ?? null;
  return row;
}

function valueAt(record: Readonly<Record<string, Json>>, path: string): Json {
  let value: Json = record;
  for (const step of path.split(".")) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    value = (value as Readonly<Record<string, Json>>)[step] ?? null;
  }
  return value;
}

const numbers = new Set(["int", "double", "currency", "percent", "long"]);

function typed(value: Json, { type }: Field): Json {
  if (typeof value !== "string" || value === "") return null;
  if (type === "boolean") return value.toLowerCase() === "true";
  if (numbers.has(type)) {
    const number = Number(value);
    return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : value;
  }
  return type === "datetime" ? value.replace(/Z$/, "+0000") : value;
}
