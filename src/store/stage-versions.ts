import type { Engine } from "../engines/duckdb/engine.ts";
import { int, sql } from "../sql/fragment.ts";
import { readMeta, writeMeta } from "./meta.ts";

const name = "stage_versions";

/**
 * Notes whether an id of a row that moves a stage stands in several versions
 * today. Most sources take the old version back when a new one comes; then none
 * has to be chosen when stages are asked for. Only loads after `since` (0: all)
 * are looked at.
 */
export async function noteStageVersions(engine: Engine, since: number, signal: AbortSignal): Promise<void> {
  const known = since === 0 ? null : await readMeta(engine, name);
  if (known === "several") return;
  const among = known === null ? sql`` : sql` AND id IN (SELECT id FROM stage_matches WHERE _load > ${int(since)})`;
  const several = sql`SELECT 1 AS one FROM stage_matches WHERE id IS NOT NULL AND forgotten IS NULL${among}
GROUP BY rule, source, id HAVING count(*) > 1 LIMIT 1`;
  const rows = await engine.rows(several.sql, several.params, { signal });
  await writeMeta(engine, name, rows.length > 0 ? "several" : "one");
}

/** Whether each id of a row that moves a stage stands in one version today. */
export async function hasOneStageVersion(engine: Engine): Promise<boolean> {
  return (await readMeta(engine, name)) === "one";
}
