import { type Fragment, raw, sql } from "../sql/fragment.ts";
import { futureBucket, tables } from "./names.ts";
import { type PredicateColumns, predicateSql } from "./predicate.ts";
import type { Setting } from "./setting.ts";
import { countsFromDays } from "./tally-from-days.ts";

/**
 * Whether a report of trailing windows is about where stretches of active days
 * begin and end, and a store keeps those days: then no table of them is made on
 * the way.
 */
export function countsSpansOfDays(setting: Setting): boolean {
  const { threshold, attribution } = setting.question.definition;
  const once = threshold.events === 1 && threshold.members === null && attribution !== "split";
  return once && countsSpans(setting) && countsFromDays(setting);
}

/** Whether everybody weighs 1 and has one state at a time, so that overlapping stretches can be counted. */
export function countsSpans({ question }: Setting): boolean {
  const { period, unit, over, stageAt, denominator, stages, by } = question.definition;
  return (
    period.kind === "trailing" &&
    unit === "cluster" &&
    over === "none" &&
    denominator !== "all" &&
    (stageAt === "end" || stageAt === "start") &&
    (stages || by.length === 0)
  );
}

/** In the place of the tally: what is told of all activities together, by day, without any cluster's name but NULL. */
export function daySummaryStatement(setting: Setting, columns: PredicateColumns): Fragment {
  const product = setting.needs.product ? ", product" : "";
  return sql`create or replace temp table ${tables.tally} as
select bucket, case when cluster is null then null when length(cluster) = 4 and upper(cluster) = 'NULL' then 'NULL' else '' end as cluster,
  qualifies, 1 as parts${product}, sum(events) as events, sum(events) as label_events, min(first_at) as first_at
from (${daysOf(setting, columns)})
group by all`;
}

/** The stretches of `runStatement`, straight from the stored days, in the order in which they lie. */
export function spanRunStatement(setting: Setting, columns: PredicateColumns): Fragment {
  const { period, threshold } = setting.question.definition;
  const window = period.kind === "trailing" ? period.days : 0;
  const days = sql`(${daysOf(setting, columns)}) where cluster is not null and qualifies and bucket < ${String(futureBucket)}`;
  const whole = sql`select cluster, cast(null as varchar) as product, list(bucket) as days from ${days} group by cluster`;
  const each = sql`
  union all
  select cluster, product, list(bucket) from ${days} and product is not null group by cluster, product`;
  return sql`create or replace temp table ${tables.run} as
select cluster, product, begin_of(stretch) as a, end_of(stretch) as b, begin_of(stretch) = begun as first
from (
  select cluster, product, unnest(stretches) as stretch, begin_of(list_extract(stretches, 1)) as begun
  from (
    select cluster, product, stretches_of(days, ${String(window)}, ${String(Math.max(threshold.days, 1))}) as stretches
    from (${whole}${setting.needs.product ? each : raw("")})
  )
)`;
}

function daysOf({ facts, question, needs }: Setting, columns: PredicateColumns): Fragment {
  const { activity, attribution } = question.definition;
  const qualifies = activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, columns)}), false)`;
  const before = facts.span !== null && facts.span.last > question.now ? (facts.activeDays?.before ?? null) : null;
  const bucket = before === null ? "day" : `case when day >= ${before} then ${futureBucket} else day end`;
  return sql`select ${bucket} as bucket, cluster, ${qualifies} as qualifies${needs.product ? ", product" : ""}, events, first_at
from (${facts.activeDays?.relation ?? raw("")})${attribution === "primary" ? " where is_primary or parts = 0" : ""}`;
}
