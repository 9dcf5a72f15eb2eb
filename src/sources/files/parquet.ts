import type { Engine } from "../../engines/duckdb/engine.ts";
import { SmacError } from "../../errors.ts";
import { identifier, textLiteral } from "../../sql/quote.ts";
import { neededColumns, ownColumns } from "./columns.ts";
import { fileTable } from "./file-table.ts";
import type { Place } from "./paths.ts";
import type { Opened, SourceContext } from "./source.ts";
import type { Column, ColumnType, FileTable } from "./table-spec.ts";

interface ParquetRelation {
  /** A SELECT over the files, with `filename` and `file_row_number` where the files have no such columns. */
  readonly sql: string;
  readonly columns: readonly Column[];
  readonly numbered: boolean;
  readonly rowCount: number;
}

/**
 * Parquet files as one table that is read where it lies; columns are joined by
 * name, a missing one is null.
 *
 * @throws SmacError `INPUT_BAD_PARQUET`.
 */
export async function openParquet(
  opened: readonly Opened[],
  relation: string,
  context: SourceContext,
): Promise<FileTable> {
  const { engine } = context;
  const places = opened.map(({ place }) => place);
  const parquet = await inspectParquet(places, { engine, onNote: context.spec.onNote });
  const own = ownColumns(parquet.columns);
  const names = places.map((place) => `WHEN ${textLiteral(place.path)} THEN ${textLiteral(place.label)}`).join(" ");
  const file = parquet.numbered
    ? `CASE filename ${names} ELSE filename END`
    : textLiteral(places.map((p) => p.label).join(", "));
  const row = parquet.numbered ? "file_row_number + 1" : "NULL::BIGINT";
  const columns = parquet.columns.map((column) => identifier(column.name)).join(", ");
  const body = `SELECT ${columns}, ${row} AS ${identifier(own.row)}, ${file} AS ${identifier(own.file)} FROM (${parquet.sql})`;
  const texts = parquet.columns.map((column) => `${identifier(column.name)}::VARCHAR`);
  const head = await guarded(places[0] as Place, () =>
    engine.rows<{ fields: (string | null)[] }>(`SELECT [${texts.join(", ")}] AS fields FROM (${body}) LIMIT 100`),
  );
  const sample = head.map(({ fields }) => fields.map((field) => field ?? ""));
  neededColumns(parquet.columns, sample, context.spec);
  const { columns: all, rowCount } = parquet;
  const extremes = (column: string) => statedExtremes({ engine, places, columns: all }, column);
  return fileTable(
    { relation, body, columns: all, allColumns: all, own, sample, rowCount, places, lined: () => null, extremes },
    context,
  );
}

/** What the files' footers say about a column of dates or times; null when a part of it says nothing. */
async function statedExtremes(
  about: { engine: Engine; places: readonly Place[]; columns: readonly Column[] },
  name: string,
): Promise<{ first: number; last: number } | null> {
  const type = about.columns.find((column) => column.name === name)?.type;
  const engineTypes: Partial<Record<ColumnType, string>> = {
    timestamp: "TIMESTAMP",
    timestamptz: "TIMESTAMPTZ",
    date: "DATE",
  };
  const engineType = type === undefined ? undefined : engineTypes[type];
  if (engineType === undefined) return null;
  const value = (field: string): string => `epoch_us(try_cast(${field} AS ${engineType}))`;
  const [row] = await about.engine.rows<{ silent: number; first: number | null; last: number | null }>(
    `SELECT count(*) FILTER (coalesce(stats_null_count, 0) < num_values AND (${value("stats_min_value")} IS NULL OR ${value("stats_max_value")} IS NULL)) AS silent,
       min(${value("stats_min_value")}) AS first, max(${value("stats_max_value")}) AS last
     FROM parquet_metadata([${about.places.map((place) => textLiteral(place.path)).join(", ")}]) WHERE path_in_schema = ?`,
    [{ type: "text", value: name }],
  );
  if (row === undefined || row.silent > 0 || row.first === null || row.last === null) return null;
  return { first: row.first, last: row.last };
}

async function inspectParquet(
  places: readonly Place[],
  context: { engine: Engine; onNote: (text: string) => void },
): Promise<ParquetRelation> {
  const { engine, onNote } = context;
  const perFile = new Map<Place, string[]>();
  let rowCount = 0;
  for (const place of places) {
    const { names, rows } = await shape(place, engine);
    perFile.set(place, names);
    rowCount += rows;
  }
  const paths = `[${places.map((place) => textLiteral(place.path)).join(", ")}]`;
  const options = places.length > 1 ? ", union_by_name = true" : "";
  const all = [...new Set([...perFile.values()].flat())];
  noteMissing(perFile, all, onNote);
  const numbered = !all.some((name) => ["filename", "file_row_number"].includes(name.toLowerCase()));
  const extra = numbered ? ", filename = true, file_row_number = true" : "";
  const described = await guarded(places[0] as Place, () =>
    engine.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE SELECT * FROM read_parquet(${paths}${options})`,
    ),
  );
  return {
    sql: `SELECT * FROM read_parquet(${paths}${options}${extra})`,
    columns: described.map((row) => ({ name: row.column_name, type: columnType(row.column_type) })),
    numbered,
    rowCount,
  };
}

async function shape(place: Place, engine: Engine): Promise<{ names: string[]; rows: number }> {
  return guarded(place, async () => {
    const path = textLiteral(place.path);
    const names = await engine.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM read_parquet([${path}])`);
    const [about] = await engine.rows<{ n: number }>(
      `SELECT sum(num_rows)::BIGINT AS n FROM parquet_file_metadata([${path}])`,
    );
    return { names: names.map((row) => row.column_name), rows: about?.n ?? 0 };
  });
}

async function guarded<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!/magic bytes|parquet|thrift|footer|out of range|corrupt|snappy|too small/i.test(message)) throw error;
    throw new SmacError("INPUT_BAD_PARQUET", `“${place.label}” is not a whole Parquet file`, {
      hint: "it is cut off, damaged or still being written; write or fetch it again",
      cause: error,
    });
  }
}

function noteMissing(
  perFile: ReadonlyMap<Place, readonly string[]>,
  all: readonly string[],
  onNote: (text: string) => void,
): void {
  for (const [place, names] of perFile) {
    const missing = all.filter((name) => !names.includes(name));
    if (missing.length > 0) onNote(`“${place.label}” has no column “${missing.join("”, “")}”; it is empty there`);
  }
}

/** The product's name for an engine's type. */
export function columnType(engineType: string): ColumnType {
  const type = engineType.toUpperCase();
  if (/\[|\(/.test(type) && !type.startsWith("DECIMAL")) return type.startsWith("ENUM") ? "text" : "other";
  if (type === "VARCHAR" || type === "UUID" || type === "JSON") return "text";
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/.test(type)) return "integer";
  if (/^(FLOAT|DOUBLE|DECIMAL.*)$/.test(type)) return "float";
  if (type === "BOOLEAN") return "boolean";
  if (type === "DATE") return "date";
  if (type === "TIMESTAMP WITH TIME ZONE") return "timestamptz";
  return type.startsWith("TIMESTAMP") ? "timestamp" : "other";
}
