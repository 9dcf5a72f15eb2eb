import type { Engine } from "../engines/duckdb/engine.ts";
import { sql, text } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { dropErasedMerges } from "./erase.ts";
import { keySpace, mergeToldKeys } from "./key-changes.ts";
import { readOnce } from "./read-once.ts";

/** A key of a cluster kind that a connected system merged into another. */
export interface ToldMerge {
  readonly kind: string;
  readonly from: string;
  readonly into: string;
}

/** Remembers merges until the facts are derived; belongs in the transaction of the rows they came with. */
export async function tellMerges(engine: Engine, merges: readonly ToldMerge[]): Promise<void> {
  for (const { kind, from, into } of merges) {
    const add = sql`INSERT INTO told_merges SELECT ${text(kind)}, ${text(from)}, ${text(into)}`;
    await engine.run(add.sql, add.params);
  }
  if (merges.length > 0) await dropErasedMerges(engine);
}

/** Whether merges wait for the facts to be derived. */
export async function mergesWait(engine: Engine): Promise<boolean> {
  return (await readOnce(engine, "SELECT 1 AS one FROM told_merges LIMIT 1")).length > 0;
}

/**
 * Makes the merges that wait count, in the order they were told; gives, by
 * cluster kind, the keys that are counted in another way now.
 */
export async function applyToldMerges(engine: Engine, now: Instant): Promise<ReadonlyMap<string, readonly string[]>> {
  const told = await engine.rows<ToldMerge>(
    'SELECT kind, trim(key) AS "from", trim(into_key) AS "into" FROM told_merges ORDER BY rowid',
  );
  const moved = new Map<string, readonly string[]>();
  for (const kind of new Set(told.map((merge) => merge.kind))) {
    const own = told.filter((merge) => merge.kind === kind);
    const keys = await mergeToldKeys(engine, keySpace(kind), own, now);
    if (keys.length > 0) moved.set(kind, keys);
  }
  await engine.run("DELETE FROM told_merges");
  return moved;
}
