import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { Instant } from "../time/instant.ts";
import { rawTable } from "./raw-table.ts";

/** What the store holds of one source. */
export interface SourceStatus {
  readonly source: string;
  /** Files whose rows are in the store. */
  readonly files: number;
  /** Of these, files that were not there at the last import; their rows still count. */
  readonly missing: readonly string[];
  /** Raw rows that stand. */
  readonly rows: number;
  /** Raw rows that were once read and are gone from their files. */
  readonly forgotten: number;
  /** Rows of the last load of each file that could not be read. */
  readonly rejected: number;
  /** The last load: when it ended, in microseconds since 1970 UTC; null: never loaded. */
  readonly lastLoad: { readonly loadId: number; readonly path: string; readonly finished: Instant } | null;
  /** The instant the files are complete through, as smac.yml says it; null: they say nothing. */
  readonly through: string | null;
}

/** What the store holds, by source. */
export async function sourceStatus(engine: Engine, model: ProjectModel): Promise<readonly SourceStatus[]> {
  const statuses: SourceStatus[] = [];
  for (const { name, through } of model.sources) {
    const own = text(name).params;
    const files = await engine.rows<{ path: string; missing: boolean }>(
      "SELECT path, missing_since IS NOT NULL AS missing FROM files WHERE source = ? AND sha256 <> '' ORDER BY path",
      own,
    );
    const [last] = await engine.rows<{ loadId: number; path: string; finished: number }>(
      `SELECT load_id AS "loadId", path, finished FROM loads WHERE source = ? ORDER BY load_id DESC LIMIT 1`,
      own,
    );
    const [rejected] = await engine.rows<{ n: number }>(
      "SELECT coalesce(sum(r), 0)::BIGINT AS n FROM (SELECT arg_max(rejected, load_id) AS r FROM loads WHERE source = ? GROUP BY file_id)",
      own,
    );
    statuses.push({
      source: name,
      files: files.length,
      missing: files.flatMap(({ path, missing }) => (missing ? [path] : [])),
      ...(await rowCounts(engine, name)),
      rejected: rejected?.n ?? 0,
      lastLoad: last ?? null,
      through,
    });
  }
  return statuses;
}

/** How many raw rows of a source stand, and how many were once read and do no more. */
export async function rowCounts(
  engine: Engine,
  source: string,
): Promise<{ readonly rows: number; readonly forgotten: number }> {
  const raw = await rawTable(engine, source);
  if (raw.columns.length === 0) return { rows: 0, forgotten: 0 };
  const [row] = await engine.rows<{ rows: number; forgotten: number }>(
    `SELECT count(*) - count(_forgotten) AS rows, count(_forgotten) AS forgotten FROM ${identifier(raw.table)}`,
  );
  return row ?? { rows: 0, forgotten: 0 };
}
