import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { isNullWord } from "../sources/files/date-reading.ts";
import { isoText } from "../sources/files/text-dates.ts";
import { identifier } from "../sql/quote.ts";
import { readMeta } from "./meta.ts";
import { rawTable } from "./raw-table.ts";
import { findColumn, usedColumns } from "./source-columns.ts";

/** Rows of a stream whose text in a column should be a time and is none. */
export interface UndatedRows {
  /** The full name of the stream, e.g. `books.invoices`. */
  readonly source: string;
  readonly column: string;
  readonly rows: number;
  /** One of the texts, cut after 60 letters. */
  readonly example: string;
}

/** Rows of streams that came after the facts were derived last and whose time cannot be read. */
export async function undatedRows(engine: Engine, model: ProjectModel): Promise<readonly UndatedRows[]> {
  const since = Number((await readMeta(engine, "derived_load")) ?? 0);
  const found: UndatedRows[] = [];
  for (const { name } of model.streams) {
    const raw = await rawTable(engine, name);
    const names = raw.columns.map((column) => column.name);
    const used = usedColumns(model, name).flatMap((column) => (column.instant ? [findColumn(column.name, names)] : []));
    for (const column of new Set(used)) {
      const physical = raw.columns.find((one) => one.name === column)?.physical;
      if (column === null || physical === undefined) continue;
      const value = `trim(${identifier(physical)}, e' \\t\\r\\n')`;
      const { local, instant } = isoText(value);
      const [row] = await engine.rows<{ n: number; example: string | null }>(
        `SELECT count(*) AS n, min(left(${value}, 60)) AS example FROM ${identifier(raw.table)}
WHERE _load > ${since} AND _forgotten IS NULL AND ${value} <> '' AND NOT ${isNullWord(value)} AND (${instant}) IS NULL AND (${local}) IS NULL`,
      );
      if (row !== undefined && row.n > 0) found.push({ source: name, column, rows: row.n, example: row.example ?? "" });
    }
  }
  return found;
}
