import { identifier, textLiteral } from "../../sql/quote.ts";
import { neededColumns, ownColumns } from "./columns.ts";
import { inspectCsv } from "./csv.ts";
import { fileTable } from "./file-table.ts";
import { openInPlace } from "./in-place.ts";
import { inspectJson } from "./json.ts";
import type { Opened, Source, SourceContext } from "./source.ts";
import type { Column, ColumnType, FileTable } from "./table-spec.ts";

const engineTypes: Partial<Record<ColumnType, string>> = { integer: "BIGINT", float: "DOUBLE" };

/** Files that are copied into a temporary table of the engine, joined by name. */
export async function openLoaded(
  opened: readonly Opened[],
  relation: string,
  context: SourceContext,
): Promise<FileTable> {
  const { engine, spec } = context;
  const sources: Source[] = [];
  for (const one of opened) sources.push(await inspect(one, { context, number: sources.length }));
  const [only] = sources;
  const inPlace = only === undefined || sources.length > 1 ? null : await openInPlace(only, relation, context);
  if (inPlace !== null) return inPlace;
  const allColumns = joined(sources);
  noteMissing(sources, allColumns, context);
  const sample = sources.flatMap((source) => source.sample.map((row) => lineUp(row, source, allColumns))).slice(0, 100);
  const columns = neededColumns(allColumns, sample, spec);
  const table = `${relation}_rows`;
  const types = columns.map((column, i) => `c${i} ${engineTypes[column.type] ?? "VARCHAR"}`);
  await engine.run(`CREATE TEMP TABLE ${table} (${[...types, "f INTEGER"].join(", ")})`);
  try {
    for (const [file, source] of sources.entries()) {
      const targets = source.columns.map((column) => target(columns, column));
      await source.load({ table, columns: targets, file });
    }
    await context.rejects.settle();
  } catch (error) {
    await engine.run(`DROP TABLE IF EXISTS ${table}`);
    throw error;
  }
  const { starts, rowCount } = await countRows(table, sources.length, context);
  const own = ownColumns(allColumns);
  const names = columns.map((column, i) => `c${i} AS ${identifier(column.name)}`);
  const body = `SELECT ${[...names, ...ownSql(own, starts, sources)].join(", ")} FROM ${table}`;
  const places = sources.map((source) => source.place);
  const lined = (label: string) => sources.find((source) => source.place.label === label)?.lined() ?? null;
  const extremes = () => Promise.resolve(null);
  return fileTable({ relation, body, columns, allColumns, own, sample, rowCount, places, lined, extremes }, context);
}

async function inspect(one: Opened, about: { context: SourceContext; number: number }): Promise<Source> {
  const { place, head, recognised } = one;
  switch (recognised.kind) {
    // Their libraries are loaded only when they are needed.
    case "xlsx":
      return (await import("./xlsx-source.ts")).inspectXlsx(place, about.context);
    case "sqlite":
      return (await import("./sqlite.ts")).inspectSqlite(place, about.context);
    case "csv":
      return inspectCsv(place, { head, recognised }, about.context);
    default:
      return inspectJson(place, { head, recognised, number: about.number }, about.context);
  }
}

function joined(sources: readonly Source[]): Column[] {
  const columns = new Map<string, Column>();
  for (const column of sources.flatMap((source) => source.columns)) {
    const key = column.name.toLowerCase();
    const known = columns.get(key);
    if (known === undefined) columns.set(key, column);
    else if (known.type !== column.type) columns.set(key, { name: known.name, type: "text" });
  }
  return [...columns.values()];
}

function noteMissing(sources: readonly Source[], columns: readonly Column[], context: SourceContext): void {
  for (const source of sources) {
    const missing = columns.filter((column) => indexOf(source.columns, column.name) < 0).map((column) => column.name);
    if (missing.length > 0)
      context.spec.onNote(`“${source.place.label}” has no column “${missing.join("”, “")}”; it is empty there`);
  }
}

function indexOf(columns: readonly Column[], name: string): number {
  return columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
}

function lineUp(row: readonly string[], source: Source, columns: readonly Column[]): string[] {
  return columns.map((column) => row[indexOf(source.columns, column.name)] ?? "");
}

function target(columns: readonly Column[], column: Column): string | null {
  const at = indexOf(columns, column.name);
  return at < 0 ? null : `c${at}`;
}

/** How many rows there are, and the place of each file's first row in the table. */
async function countRows(
  table: string,
  files: number,
  context: SourceContext,
): Promise<{ starts: number[]; rowCount: number }> {
  const rows = await context.engine.rows<{ f: number; start: number; n: number }>(
    `SELECT f, min(rowid) AS start, count(*) AS n FROM ${table} GROUP BY f`,
  );
  const starts = Array.from({ length: files }, (_, file) => rows.find((row) => row.f === file)?.start ?? 0);
  return { starts, rowCount: rows.reduce((sum, row) => sum + row.n, 0) };
}

function ownSql(own: { row: string; file: string }, starts: readonly number[], sources: readonly Source[]): string[] {
  const labels = sources.map((source) => textLiteral(source.place.label));
  if (sources.length === 1)
    return [`rowid - ${starts[0]} + 1 AS ${identifier(own.row)}`, `${labels[0]} AS ${identifier(own.file)}`];
  return [
    `rowid + 1 - [${starts.join(", ")}][f + 1] AS ${identifier(own.row)}`,
    `[${labels.join(", ")}][f + 1] AS ${identifier(own.file)}`,
  ];
}
