import type { Engine } from "../engines/duckdb/engine.ts";
import { int, sql } from "../sql/fragment.ts";

/**
 * Keeps `activities._current` true for exactly the rows that stand today: not
 * forgotten, and of several versions of one id the one its source says was
 * learned last, else the greater as text (spec rule 8). Only ids met by loads after `since`, or whose
 * rows were found gone, are looked at; rows whose mark changes are noted in
 * `touched_rows`.
 */
export async function markCurrent(engine: Engine, since: number, signal: AbortSignal): Promise<void> {
  const fresh = sql`_load > ${int(since)} AND id IS NOT NULL`;
  const among = since === 0 ? sql`TRUE` : sql`(source, id) IN (SELECT source, id FROM activities WHERE ${fresh})`;
  const ids = sql`CREATE OR REPLACE TEMP TABLE looked_at AS
SELECT source, id FROM activities WHERE id IS NOT NULL AND forgotten IS NULL AND ${among} GROUP BY ALL HAVING count(*) > 1
UNION
SELECT a.source, a.id FROM activities a JOIN touched_rows t ON a._mapping = t._mapping AND a._load = t._load AND a._row = t._row
WHERE a.id IS NOT NULL`;
  await engine.run(ids.sql, ids.params, { signal });
  await engine.run(standing, [], { signal });
  await engine.run(
    `INSERT INTO touched_rows SELECT _mapping, _load, _row FROM standing;
UPDATE activities AS a SET _current = s.stands FROM standing s WHERE a.rowid = s.rid;
DROP TABLE standing; DROP TABLE looked_at`,
    [],
    { signal },
  );
}

const standing = `
CREATE OR REPLACE TEMP TABLE standing AS SELECT * FROM (
  SELECT rowid AS rid, _mapping, _load, _row, _current, forgotten IS NULL AND row_number() OVER (
    PARTITION BY source, id, forgotten IS NULL ORDER BY stated DESC NULLS LAST, version DESC, _load DESC, _row DESC) = 1 AS stands
  FROM activities WHERE (source, id) IN (SELECT source, id FROM looked_at))
WHERE _current IS DISTINCT FROM stands`;
