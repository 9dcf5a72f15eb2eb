import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import { int, raw as words, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { rawTable } from "./raw-table.ts";
import type { RawColumn, RawTable } from "./raw-table.ts";
import { findColumn, usedColumns } from "./source-columns.ts";
import type { SourceReader } from "./source-reader.ts";
import type { SourceView } from "./source-view.ts";

/** What finding out how instants are written needs. */
export interface InstantWork {
  readonly engine: Engine;
  readonly reader: SourceReader;
  readonly model: ProjectModel;
  readonly source: FileSource;
  readonly raw: RawTable;
}

/** The views of all sources of the model that have rows, by name. */
export async function sourceViews(engine: Engine, model: ProjectModel, reader: SourceReader): Promise<ReadonlyMap<string, SourceView>> {
  const views = new Map<string, SourceView>();
  for (const source of model.sources) {
    const raw = await rawTable(engine, source.name);
    if (raw.columns.length === 0) continue;
    const instants = await settleInstants({ engine, reader, model, source, raw }, null);
    views.set(source.name, { source, raw, instants });
  }
  return views;
}

/**
 * How the instants of a source are written, found out from all its rows and
 * remembered. After a load the new rows are looked at alone; only when they say
 * something else, or too little, all rows are: so the answer never depends on
 * how the rows came in.
 *
 * @throws SmacError when a column cannot be read as instants in one way.
 */
export async function settleInstants(work: InstantWork, newLoad: number | null): Promise<ReadonlyMap<string, string>> {
  const names = new Set(usedColumns(work.model, work.source.name).flatMap((used) => (used.instant ? [used.name] : [])));
  const instants = new Map<string, string>();
  for (const name of names) {
    const column = columnNamed(work.raw, name);
    if (column === null) continue;
    instants.set(name, await settleColumn(work, column, newLoad));
  }
  return instants;
}

async function settleColumn(work: InstantWork, column: RawColumn, newLoad: number | null): Promise<string> {
  const known = await remembered(work, column);
  if (newLoad === null && known !== null) return known;
  const ofLoad = newLoad === null ? null : await ask(work, column, sql`_load = ${int(newLoad)}`).catch(onlyInput);
  if (known !== null && ofLoad === known) return known;
  const found = await ask(work, column, words("_forgotten IS NULL"));
  await remember(work, column, found);
  return found;
}

function ask(work: InstantWork, column: RawColumn, rows: Fragment): Promise<string> {
  const { engine, reader, source, model, raw } = work;
  const relation = sql`SELECT ${identifier(column.physical)} FROM ${identifier(raw.table)} WHERE ${rows}`;
  return reader.instant(engine, { relation, column: column.physical, source, timezone: zoneOf(work.source, model) });
}

/** Rows that say too little alone may be clear together with the others. */
function onlyInput(error: unknown): null {
  if (error instanceof SmacError && error.recovery === "fix-input") return null;
  throw error;
}

async function remembered(work: InstantWork, column: RawColumn): Promise<string | null> {
  const statement = sql`SELECT expression FROM instant_columns
WHERE source = ${text(work.source.name)} AND name = ${text(column.name)} AND settings = ${text(settings(work))}`;
  const [row] = await work.engine.rows<{ expression: string }>(statement.sql, statement.params);
  return row?.expression ?? null;
}

async function remember(work: InstantWork, column: RawColumn, expression: string): Promise<void> {
  const { engine, source } = work;
  const remove = sql`DELETE FROM instant_columns WHERE source = ${text(source.name)} AND name = ${text(column.name)}`;
  await engine.run(remove.sql, remove.params);
  const add = sql`INSERT INTO instant_columns VALUES (${text(source.name)}, ${text(column.name)}, ${text(settings(work))}, ${text(expression)})`;
  await engine.run(add.sql, add.params);
}

function settings({ source, model }: InstantWork): string {
  return JSON.stringify([source.dateFormat, zoneOf(source, model)]);
}

function zoneOf(source: FileSource, model: ProjectModel): string {
  return source.timezone ?? model.timezone;
}

function columnNamed(raw: RawTable, name: string): RawColumn | null {
  const known = findColumn(name, raw.columns.map((column) => column.name));
  return raw.columns.find((column) => column.name === known) ?? null;
}
