import type { Engine } from "../engines/duckdb/engine.ts";
import { instant, raw, sql, text } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Instant } from "../time/instant.ts";
import { readOnce } from "./read-once.ts";

/** The merges and deletions of one key space as known at a moment, as relations; null: there are none. */
export interface KnownKeys {
  /** `key, root` for every merged key. */
  readonly merged: Fragment | null;
  /** `key, "at"` for every deleted key; a null instant: it never was. */
  readonly deleted: Fragment | null;
}

/** Merges and deletions of a space (see key-changes.ts) as known at `asOf`; null: all that is known. */
export async function knownKeys(engine: Engine, space: string, asOf: Instant | null): Promise<KnownKeys> {
  const merged = sql`SELECT key, into_key AS root FROM key_map WHERE kind = ${text(space)} AND ${standing(asOf, "forgotten")}`;
  const deleted = sql`SELECT key, "at" FROM key_changes WHERE action = 'delete' AND kind = ${text(space)} AND ${standing(asOf, "undone")}`;
  return { merged: await unlessEmpty(engine, merged), deleted: await unlessEmpty(engine, deleted) };
}

/** Learned by then, and not taken back by then. */
export function standing(asOf: Instant | null, end: string, learned = "learned"): Fragment {
  if (asOf === null) return raw(`${end} IS NULL`);
  return sql`(${learned} IS NULL OR ${learned} <= ${instant(asOf)}) AND (${end} IS NULL OR ${end} > ${instant(asOf)})`;
}

/**
 * The rows of facts that were known: loaded by `asOf` (null: at any time) and not
 * gone by then, and, where their source dates what it learned, dated by `now`.
 */
export function knownFacts(
  { asOf, now }: { readonly asOf: Instant | null; readonly now: Instant | null },
  alias: string,
): Fragment {
  const stated = now === null ? raw("") : sql` AND (${alias}.stated IS NULL OR ${alias}.stated <= ${instant(now)})`;
  return sql`${standing(asOf, `${alias}.forgotten`, `${alias}.learned`)}${stated}`;
}

async function unlessEmpty(engine: Engine, relation: Fragment): Promise<Fragment | null> {
  const rows = await readOnce(engine, `SELECT 1 AS one FROM (${relation.sql}) LIMIT 1`, relation.params);
  return rows.length === 0 ? null : relation;
}
