import type { Engine } from "../engines/duckdb/engine.ts";
import type { Instant } from "../time/instant.ts";
import { dataVersion } from "./data-version.ts";
import { readMeta, writeMeta } from "./meta.ts";
import { readOnce } from "./read-once.ts";

/** When something happened first and last, and whether something is undated; null: nothing did, or nothing is dated. */
export interface ActivitySpan {
  readonly first: Instant | null;
  readonly last: Instant | null;
  readonly undated: boolean | null;
}

const name = "activity_span";
const spanSql = 'SELECT min("at") AS first, max("at") AS last, bool_or("at" IS NULL) AS undated FROM activities';

/** Remembers the span of the activities as they are now, for as long as the facts have this version. */
export async function noteActivitySpan(engine: Engine): Promise<void> {
  const [seen] = await engine.rows<ActivitySpan>(spanSql);
  const told = { version: await dataVersion(engine), ...seen };
  // Beyond the numbers that are exact it is looked up each time.
  const exact = [told.first, told.last].every((at) => at === null || Number.isSafeInteger(at));
  if (exact) await writeMeta(engine, name, JSON.stringify(told));
}

/** The span of all activities, known or not at a moment. */
export async function activitySpan(engine: Engine): Promise<ActivitySpan | undefined> {
  const [noted, version] = [await readMeta(engine, name), await dataVersion(engine)];
  const told = noted === null ? null : (JSON.parse(noted) as ActivitySpan & { readonly version: string | null });
  if (told !== null && version !== null && told.version === version) return told;
  const [seen] = await readOnce<ActivitySpan>(engine, spanSql);
  return seen;
}
