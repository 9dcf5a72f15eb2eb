import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { RowSource } from "../model/row-source.ts";
import type { DateReading } from "../sources/files/date-reading.ts";
import { sql, text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { localToUtcSql } from "../sql/zone-shift.ts";
import { openZone } from "../time/zone.ts";
import type { RawColumn, RawTable } from "./raw-table.ts";
import { findColumn, usedColumns } from "./source-columns.ts";
import type { SourceReader } from "./source-reader.ts";

/** What finding out how instants are written needs. */
export interface InstantWork {
  readonly engine: Engine;
  readonly reader: SourceReader;
  readonly model: ProjectModel;
  readonly source: RowSource;
  readonly raw: RawTable;
  /** What was seen of the new rows before they were written. */
  readonly seen?: SeenInstants;
}

/** How columns are read, by their names in the raw table, from all rows of the new loads. */
export interface SeenInstants {
  readonly readings: ReadonlyMap<string, DateReading>;
  /** Whether the raw table holds no other rows. */
  readonly whole: boolean;
}

/** What is remembered of a column: how its text is read, and between which wall-clock times it lies. */
interface Known {
  readonly reading: DateReading;
  /** Whole years around the values, in wall-clock microseconds; null: no value depends on the zone. */
  readonly span: { readonly first: number; readonly last: number } | null;
}

/**
 * The SQL that makes instants (TIMESTAMP in UTC) of the text columns of a
 * source, by column name. How they are written is found out from all rows and
 * remembered. Of loads after `since` the rows are looked at alone (null: none); only when they say
 * something else, or too little, all rows are: so the answer never depends on
 * how the rows came in.
 *
 * @throws SmacError when a column cannot be read as instants in one way.
 */
export async function settleInstants(work: InstantWork, since: number | null): Promise<ReadonlyMap<string, string>> {
  const used = usedColumns(work.model, work.source.name).filter((column) => column.instant);
  const instants = new Map<string, string>();
  for (const { name, use } of used) {
    const column = columnNamed(work.raw, name);
    if (column === null || instants.has(name)) continue;
    const known = await settleColumn(work, { column, use, since });
    instants.set(name, known === null ? "CAST(NULL AS TIMESTAMP)" : instantSql(known, zoneOf(work)));
  }
  return instants;
}

/** The zone of times without offset of a source. */
export function zoneOf({ source, model }: Pick<InstantWork, "source" | "model">): string {
  return source.timezone ?? model.timezone;
}

interface Asked {
  readonly column: RawColumn;
  readonly use: string;
  /** Loads after this one are new; null: none is. */
  readonly since: number | null;
}

async function settleColumn(work: InstantWork, asked: Asked): Promise<Known | null> {
  const known = await remembered(work, asked.column);
  if (asked.since === null && known !== undefined) return known;
  const seen = asked.since === null ? undefined : await seenBefore(work, asked.column);
  if (known === undefined && seen !== undefined && work.seen?.whole === true) {
    await remember(work, asked.column, seen);
    return seen;
  }
  const fresh =
    asked.since === null || known === undefined
      ? undefined
      : (seen ?? (await look(work, asked, `_load > ${asked.since}`).catch(onlyInput)));
  if (fresh === null && known !== undefined) return known;
  const same =
    fresh !== undefined &&
    fresh !== null &&
    known !== undefined &&
    known !== null &&
    equal(fresh.reading, known.reading);
  const all = same ? { reading: known.reading, span: fresh.span } : await look(work, asked, "_forgotten IS NULL");
  const found = all === null ? null : { reading: all.reading, span: around(known?.span ?? null, all.span) };
  if (JSON.stringify(found) !== JSON.stringify(known)) await remember(work, asked.column, found);
  return found;
}

async function seenBefore({ engine, seen }: InstantWork, column: RawColumn): Promise<Known | undefined> {
  const reading = seen?.readings.get(column.physical);
  if (reading === undefined) return undefined;
  const { local, instant, isInstant } = reading;
  return { reading: { local, instant, isInstant, note: null }, span: await spanOf(engine, reading) };
}

/** Rows that say too little alone may be clear together with the others. */
function onlyInput(error: unknown): undefined {
  if (error instanceof SmacError && error.code.startsWith("INPUT_")) return undefined;
  throw error;
}

async function look(work: InstantWork, { column, use }: Asked, rows: string): Promise<Known | null> {
  const { engine, reader, source, raw } = work;
  const name = identifier(column.physical);
  await engine.run(
    `CREATE OR REPLACE TEMP VIEW smac_look AS SELECT ${name}, _forgotten FROM ${identifier(raw.table)} WHERE ${rows}`,
  );
  try {
    const reading = await reader.reading(engine, { source, relation: "smac_look", column: column.physical, use });
    if (reading === null) return null;
    const { local, instant, isInstant } = reading;
    return { reading: { local, instant, isInstant, note: null }, span: await spanOf(engine, reading) };
  } finally {
    await engine.run("DROP VIEW IF EXISTS smac_look").catch(() => undefined);
  }
}

async function spanOf(engine: Engine, { local, seen }: DateReading): Promise<Known["span"]> {
  if (local === null) return null;
  const [first, last] =
    seen === undefined
      ? ["min", "max"].map((of) => `SELECT ${of}(${local}) FROM smac_look`)
      : [seen.spread.localFirst, seen.spread.localLast].map((micros) => `make_timestamp(${micros ?? "NULL"}::BIGINT)`);
  const [row] = await engine.rows<{ first: number | null; last: number | null }>(
    `SELECT date_trunc('year', (${first})) AS first, date_trunc('year', (${last})) + INTERVAL 1 YEAR AS last`,
  );
  return row === undefined || row.first === null || row.last === null ? null : { first: row.first, last: row.last };
}

function around(a: Known["span"], b: Known["span"]): Known["span"] {
  if (a === null || b === null) return a ?? b;
  return { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) };
}

function instantSql({ reading, span }: Known, timezone: string): string {
  if (reading.local === null) return reading.instant ?? "CAST(NULL AS TIMESTAMP)";
  const moved = localToUtcSql(reading.local, openZone(timezone), span?.first ?? 0, span?.last ?? 0);
  return reading.instant === null ? moved : `CASE WHEN ${reading.isInstant} THEN ${reading.instant} ELSE ${moved} END`;
}

function equal(a: DateReading, b: DateReading): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Undefined: never looked at under these settings; null: empty in every row so far. */
async function remembered(work: InstantWork, column: RawColumn): Promise<Known | null | undefined> {
  const statement = sql`SELECT reading FROM instant_columns
WHERE source = ${text(work.source.name)} AND name = ${text(column.name)} AND settings = ${text(settings(work))}`;
  const [row] = await work.engine.rows<{ reading: string }>(statement.sql, statement.params);
  return row === undefined ? undefined : (JSON.parse(row.reading) as Known | null);
}

async function remember(work: InstantWork, column: RawColumn, known: Known | null): Promise<void> {
  const { engine, source } = work;
  const remove = sql`DELETE FROM instant_columns WHERE source = ${text(source.name)} AND name = ${text(column.name)}`;
  await engine.run(remove.sql, remove.params);
  const values = sql`${text(source.name)}, ${text(column.name)}, ${text(settings(work))}, ${text(JSON.stringify(known))}`;
  const add = sql`INSERT INTO instant_columns VALUES (${values})`;
  await engine.run(add.sql, add.params);
}

function settings(work: InstantWork): string {
  return JSON.stringify([work.source.dateFormat, zoneOf(work)]);
}

function columnNamed(raw: RawTable, name: string): RawColumn | null {
  const known = findColumn(
    name,
    raw.columns.map((column) => column.name),
  );
  return raw.columns.find((column) => column.name === known) ?? null;
}
