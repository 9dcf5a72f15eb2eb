import { createHash } from "node:crypto";
import type { Engine } from "../engines/duckdb/engine.ts";
import { identifier } from "../sql/quote.ts";

/** A column of a source as its files name it, and as the raw table does. */
export interface RawColumn {
  readonly name: string;
  readonly physical: string;
}

/** The rows of one source as received: every column as text, plus where each row came from. */
export interface RawTable {
  readonly source: string;
  /** The table's name, to be quoted. */
  readonly table: string;
  readonly columns: readonly RawColumn[];
}

/**
 * What the store adds to each raw row: the load that brought it and the row's
 * number in that load (together its reference), when that was, and when and by
 * which load it was found gone.
 */
export const rowColumns = {
  load: "_load",
  row: "_row",
  learned: "_learned",
  forgotten: "_forgotten",
  goneLoad: "_gone_load",
} as const;

const reserved = new Set<string>([...Object.values(rowColumns), "rowid"]);

/**
 * The raw table's name of a source. Table names ignore case, names of sources do
 * not, so a source with capitals gets a mark of its own.
 */
export function rawTableName(source: string): string {
  if (source === source.toLowerCase()) return `raw_${source}`;
  return `raw_${source}~${createHash("sha256").update(source).digest("hex").slice(0, 8)}`;
}

/** The raw table of a source as the store holds it; without columns when nothing was loaded yet. */
export async function rawTable(engine: Engine, source: string): Promise<RawTable> {
  const columns = await engine.rows<{ name: string; physical: string }>(
    "SELECT name, physical FROM source_columns WHERE source = ? ORDER BY position",
    [{ type: "text", value: source }],
  );
  return { source, table: rawTableName(source), columns };
}

/** Makes the raw table, or adds the columns it does not have yet (in any letter case); gives the table and the names that are new. */
export async function ensureColumns(
  engine: Engine,
  raw: RawTable,
  names: readonly string[],
  loadId: number,
): Promise<{ readonly raw: RawTable; readonly added: readonly string[] }> {
  const known = new Set(raw.columns.map((column) => column.name.toLowerCase()));
  const added = names.filter((name) => !known.has(name.toLowerCase()));
  if (raw.columns.length === 0) await engine.run(createSql(raw.table));
  const columns = [...raw.columns];
  for (const name of added) {
    const physical = freeName(name, columns);
    await engine.run(`ALTER TABLE ${identifier(raw.table)} ADD COLUMN ${identifier(physical)} VARCHAR`);
    await engine.run("INSERT INTO source_columns VALUES (?, ?, ?, ?, ?)", [
      { type: "text", value: raw.source },
      { type: "int", value: columns.length },
      { type: "text", value: name },
      { type: "text", value: physical },
      { type: "int", value: loadId },
    ]);
    columns.push({ name, physical });
  }
  return { raw: { ...raw, columns }, added: raw.columns.length === 0 ? [] : added };
}

function createSql(table: string): string {
  return `CREATE TABLE ${identifier(table)} (_load INTEGER, _row BIGINT, _learned TIMESTAMP, _forgotten TIMESTAMP, _gone_load INTEGER)`;
}

/** A name that is neither taken nor one of ours. */
function freeName(name: string, taken: readonly RawColumn[]): string {
  const used = new Set([...reserved, ...taken.map((column) => column.physical.toLowerCase())]);
  let free = name === "" ? "_" : name;
  while (used.has(free.toLowerCase())) free += "_";
  return free;
}
