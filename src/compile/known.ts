import type { Facts } from "../query/facts.ts";
import { type Fragment, type Step, instant, raw, sql } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";

/** Says of a version of an activity whether it is excluded: a condition that is asked of the version that counts. */
export const exclusionColumn = "excluded?";

/** What was known at `asOf`: learned by then and not yet forgotten. */
function knownAt(asOf: number): Fragment {
  return sql`(learned is null or learned <= ${instant(asOf)}) and (forgotten is null or forgotten > ${instant(asOf)})`;
}

/**
 * `activity_known`: the activities as known at `asOf`, one version of each id:
 * the one learned last, else the greater as text (spec rule 8). Rows without an
 * id are activities of their own. Undated and future rows are still in it.
 */
export function knownActivity(facts: Facts, asOf: number): Step | null {
  if (facts.activity === null) return null;
  const { id, learned, exclusion } = facts.activityHas;
  const where = learned ? sql`where ${knownAt(asOf)}` : raw("");
  const qualify = id
    ? raw(
        "qualify id is null or row_number() over (partition by source, id order by learned desc nulls last, version desc) = 1",
      )
    : raw("");
  const body = sql`select * from (${facts.activity}) ${where} ${qualify}`;
  const counts = exclusion === true ? sql`select * from (${body}) where not ${identifier(exclusionColumn)}` : body;
  return { name: "activity_known", body: counts };
}

/** The facts with one version of each activity, so that a condition on them is asked of that version alone. */
export function withOneVersion(facts: Facts, asOf: number): Facts {
  const known = facts.activityHas.id ? knownActivity(facts, asOf) : null;
  if (known === null) return facts;
  return {
    ...facts,
    activity: known.body,
    activityHas: { ...facts.activityHas, id: false, learned: false, exclusion: false },
  };
}

/**
 * `membership_known`: memberships as known at `asOf` that began by `now`; rows
 * with the same member, cluster and start are one: the one learned last. A null
 * start or end is open.
 */
export function knownMemberships(facts: Facts, asOf: number, now: number): Step | null {
  if (facts.membership === null) return null;
  return {
    name: "membership_known",
    body: sql`
select member, cluster, coalesce(valid_from, '-infinity') as valid_from, coalesce(valid_to, 'infinity') as valid_to, coalesce(is_primary, false) as is_primary
from (${facts.membership})
where ${knownAt(asOf)} and member is not null and cluster is not null and (valid_from is null or valid_from <= ${instant(now)})
qualify row_number() over (partition by member, cluster, valid_from order by learned desc nulls last, valid_to desc nulls first, is_primary desc nulls last) = 1`,
  };
}

/**
 * `stage_known`: one stage (as its place in the order, 0 for none) for each
 * cluster and instant, as known at `asOf` and begun by `now`. Of several rows at
 * one instant: the one learned last; then null; then the furthest in the order.
 */
export function knownStages(facts: Facts, asOf: number, now: number): Step | null {
  if (facts.stage === null) return null;
  return {
    name: "stage_known",
    body: sql`
select r.cluster, coalesce(r.at, '-infinity') as "at", r.learned, coalesce(o.stage, 0) as stage
from (${facts.stage}) r left join stage_order o on o.name = r.stage
where ${knownAt(asOf)} and r.cluster is not null and (r.at is null or r.at <= ${instant(now)})
qualify row_number() over (partition by r.cluster, r.at order by r.learned desc nulls last, (o.stage is null) desc, o.stage desc) = 1`,
  };
}

/**
 * `attribute_known`: dated attribute values as known at `asOf` and begun by `now`.
 */
export function knownAttributes(facts: Facts, asOf: number, now: number): Step | null {
  if (facts.attribute === null) return null;
  return {
    name: "attribute_known",
    body: sql`
select cluster, name, value, coalesce("at", '-infinity') as "at", learned
from (${facts.attribute})
where ${knownAt(asOf)} and cluster is not null and ("at" is null or "at" <= ${instant(now)})`,
  };
}

/** `record_known`: the clusters' own records as known at `asOf`; of several, the one learned last. */
export function knownRecords(facts: Facts, asOf: number): Step | null {
  if (facts.record === null) return null;
  return {
    name: "record_known",
    body: sql`
select cluster, name, owner, created, deleted
from (${facts.record})
where ${knownAt(asOf)} and cluster is not null
qualify row_number() over (partition by cluster order by learned desc nulls last, created nulls last, name, owner) = 1`,
  };
}
