import type { Engine } from "../engines/duckdb/engine.ts";
import { instant, int, raw as words, sql, text } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { Instant } from "../time/instant.ts";
import type { RawTable } from "./raw-table.ts";
import type { PassWindow } from "./stream-state.ts";

/** Forgets what an earlier pass of a stream met, so that another one begins. */
export async function beginPass(engine: Engine, source: string): Promise<void> {
  await engine.run("DELETE FROM pass_keys WHERE source = ?", text(source).params);
}

/** Remembers the rows of `smac_last` as met by the pass. Keys are kept as digests, so that erased ones are not among them. */
export async function seenInPass(engine: Engine, source: string): Promise<void> {
  const add = sql`INSERT INTO pass_keys SELECT ${text(source)}, md5_number(_key) FROM smac_last WHERE NOT _gone`;
  await engine.run(add.sql, add.params);
}

/** The table of a stream, and by which load its rows are closed. */
export interface Closing {
  readonly source: string;
  readonly raw: RawTable;
  readonly loadId: number;
  readonly now: Instant;
  /** Null: the pass was about all rows. */
  readonly window: PassWindow | null;
}

/** Closes the standing rows (of the window) that the pass did not meet; gives their number. */
export async function endPass(engine: Engine, { source, raw, loadId, now, window }: Closing): Promise<number> {
  const table = identifier(raw.table);
  const column = window === null ? undefined : raw.columns.find(({ name }) => name === window.column)?.physical;
  const cell = column === undefined ? "NULL::VARCHAR" : `trim(${identifier(column)})`;
  const inside =
    window === null ? words("TRUE") : sql`${cell} >= ${text(window.from)} AND ${cell} < ${text(window.to)}`;
  const missed = sql`CREATE OR REPLACE TEMP TABLE smac_missed AS SELECT rowid AS rid FROM ${table}
WHERE _forgotten IS NULL AND ${inside} AND md5_number(_key) NOT IN (SELECT key FROM pass_keys WHERE source = ${text(source)})`;
  await engine.run(missed.sql, missed.params);
  const [count] = await engine.rows<{ n: number }>("SELECT count(*) AS n FROM smac_missed");
  const close = sql`UPDATE ${table} AS r SET _forgotten = ${instant(now)}, _gone_load = ${int(loadId)} FROM smac_missed m WHERE r.rowid = m.rid`;
  if ((count?.n ?? 0) > 0) await engine.run(close.sql, close.params);
  await beginPass(engine, source);
  await engine.run("DROP TABLE smac_missed");
  return count?.n ?? 0;
}
