import { attributionSteps } from "../compile/attribution.ts";
import { daySql } from "../compile/bucket.ts";
import type { Clock } from "../compile/bucket.ts";
import { knownMemberships } from "../compile/known.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { ProjectModel } from "../model/project-model.ts";
import type { Facts } from "../query/facts.ts";
import { int, raw, sql, text, withSteps } from "../sql/fragment.ts";
import type { Fragment } from "../sql/fragment.ts";
import { openZone } from "../time/zone.ts";
import { activityRelation } from "./activity-relation.ts";
import type { ActivityShape } from "./activity-relation.ts";
import { factScope, factsOf, shapeOf } from "./facts.ts";

/** After every instant that a fact may have. */
const endOfTime = 253_402_214_400_000_000;

/** Makes the active days of every cluster kind anew, from what is known today. */
export async function rebuildActiveDays(engine: Engine, model: ProjectModel, signal: AbortSignal): Promise<void> {
  await engine.run("DELETE FROM active_days");
  for (const kind of model.kinds) await insertDays(engine, await dayWork(engine, model, kind, signal), raw("TRUE"));
}

/**
 * Brings the active days up to the facts after a derivation: only the members
 * and days of rows that are new (loads after `since`), that came to stand or
 * fall (`touched_rows`), or whose memberships changed (`touched_members`).
 */
export async function updateActiveDays(
  engine: Engine,
  model: ProjectModel,
  since: number,
  signal: AbortSignal,
): Promise<void> {
  for (const kind of model.kinds) {
    const work = await dayWork(engine, model, kind, signal);
    const scope = await factScope(engine, { kind, asOf: null });
    const rows = sql`(f._load > ${int(since)} OR (f._mapping, f._load, f._row) IN (SELECT _mapping, _load, _row FROM touched_rows))`;
    const changed = activityRelation(scope, { ...work.shape, rows });
    const members = scope.members.merged ?? raw("SELECT NULL AS key, NULL AS root WHERE false");
    const units = sql`
SELECT DISTINCT member, CASE WHEN member IS NULL THEN cluster END AS cluster, ${daySql('"at"', work.clock)} AS day FROM (${changed}) WHERE "at" IS NOT NULL
UNION ALL
SELECT coalesce(m.root, t.member), NULL, NULL FROM touched_members t LEFT JOIN (${members}) m ON m.key = t.member WHERE t.cluster_kind = ${text(kind)}`;
    await recompute(engine, work, units);
  }
}

/** The keys whose attribution a change of keys may move. */
export interface ChangedKeys {
  /** Null: members. */
  readonly kind: string | null;
  /** Every key that was or is counted as one with the changed key. */
  readonly keys: readonly string[];
}

/** Brings the active days up to a merge, a deletion or what took it back. */
export async function updateDaysOfKeys(
  engine: Engine,
  model: ProjectModel,
  changed: ChangedKeys,
  signal: AbortSignal,
): Promise<void> {
  const keys = sql`SELECT unnest(${{ sql: `[${changed.keys.map(() => "?").join(", ")}]`, params: changed.keys.flatMap((key) => text(key).params) }}) AS key`;
  for (const kind of changed.kind === null ? model.kinds : [changed.kind]) {
    const work = await dayWork(engine, model, kind, signal);
    const days = sql`FROM active_days WHERE cluster_kind = ${text(kind)} AND cluster IN (SELECT key FROM (${keys}))`;
    const ofClusters = sql`SELECT DISTINCT member, NULL AS cluster, day ${days} AND member IS NOT NULL
UNION ALL SELECT NULL, k.key, d.day FROM (SELECT DISTINCT day ${days} AND member IS NULL) d, (${keys}) k`;
    await recompute(
      engine,
      work,
      changed.kind === null ? sql`SELECT key AS member, NULL AS cluster, NULL AS day FROM (${keys})` : ofClusters,
    );
  }
}

interface DayWork {
  readonly kind: string;
  readonly facts: Facts;
  readonly shape: ActivityShape;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

async function dayWork(engine: Engine, model: ProjectModel, kind: string, signal: AbortSignal): Promise<DayWork> {
  const facts = await factsOf(engine, model, { kind, asOf: null });
  const zone = openZone(model.timezone);
  const clock: Clock = { zone, first: facts.span?.first ?? 0, last: facts.span?.last ?? 0, weekStart: model.weekStart };
  return { kind, facts, shape: shapeOf(model, kind), clock, signal };
}

/** A unit is a member's day, all days of a member (null day), or the day of a cluster without members: none shares an activity. */
async function recompute(engine: Engine, work: DayWork, units: Fragment): Promise<void> {
  const make = sql`CREATE OR REPLACE TEMP TABLE day_units AS SELECT DISTINCT member::VARCHAR AS member, cluster::VARCHAR AS cluster, day::INTEGER AS day FROM (${units})`;
  await engine.run(make.sql, make.params, { signal: work.signal });
  const [some] = await engine.rows("SELECT 1 AS one FROM day_units LIMIT 1");
  if (some !== undefined) {
    const remove = sql`DELETE FROM active_days WHERE cluster_kind = ${text(work.kind)} AND ${inUnits}`;
    await engine.run(remove.sql, remove.params, { signal: work.signal });
    await insertDays(engine, work, raw(inUnits));
  }
  await engine.run("DROP TABLE day_units");
}

const inUnits = `(
  (member, day) IN (SELECT member, day FROM day_units WHERE member IS NOT NULL AND day IS NOT NULL)
  OR member IN (SELECT member FROM day_units WHERE member IS NOT NULL AND day IS NULL)
  OR (member IS NULL AND (coalesce(cluster, ''), day) IN (SELECT coalesce(cluster, ''), day FROM day_units WHERE member IS NULL)))`;

/** A cluster's days lie together, so that what is asked of a few clusters reads few blocks. */
async function insertDays(engine: Engine, { kind, facts, clock, signal }: DayWork, rows: Fragment): Promise<void> {
  if (facts.activity === null) return;
  const memberships = knownMemberships(facts, endOfTime, endOfTime);
  const dated = sql`SELECT *, ${daySql('"at"', clock)} AS day FROM (${facts.activity}) WHERE "at" IS NOT NULL`;
  const steps = [
    { name: "activity_qualified", body: sql`SELECT * FROM (${dated}) WHERE ${rows}` },
    ...(memberships === null ? [] : [memberships]),
    ...attributionSteps(facts, "split", ["member", "kind", "product", "day"]),
  ];
  const tail = sql`SELECT ${text(kind)}, cluster, day, member, kind, product, CASE WHEN cluster IS NULL THEN 0 ELSE parts END, is_primary,
  count(*), min("at"), max("at") FROM attributed GROUP BY ALL ORDER BY cluster, day`;
  const statement = sql`INSERT INTO active_days ${withSteps(steps, tail)}`;
  await engine.run(statement.sql, statement.params, { signal });
}
