import { type Fragment, type Step, join, raw, sql, withSteps } from "../sql/fragment.ts";
import { futureBucket, tables } from "./names.ts";
import { type PredicateColumns, predicateSql } from "./predicate.ts";
import type { Setting } from "./setting.ts";
import { countsFromDays, futureFrom } from "./tally-from-days.ts";

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

/** Every way to write the word NULL. */
const nullWords = Array.from({ length: 16 }, (_, upper) =>
  [..."null"].map((letter, at) => (((upper >> at) & 1) === 1 ? letter.toUpperCase() : letter)).join(""),
);

/**
 * In the place of the tally: what is told of all activities together, without any
 * cluster's name but NULL: on which days something happened (the first and the last,
 * or all days of each product); how much only where there is no cluster, of the word
 * NULL and after now; and at what instant first. Most of it reads days and no more.
 */
export function daySummaryStatement(setting: Setting, columns: PredicateColumns): Fragment {
  const product = setting.needs.product ? ", product" : "";
  const days = (where: Fragment): Fragment => sql`(${daysOf(setting, columns, where)})`;
  const row = (cluster: string): string => `bucket, ${cluster} as cluster, qualifies, 1 as parts${product}`;
  const counts = "sum(events) as events, sum(events) as label_events, min(first_at) as first_at";
  const words = raw(nullWords.map((word) => `'${word}'`).join(", "));
  const told: Step = {
    name: "told_day",
    body: setting.needs.product
      ? sql`select bucket, qualifies, product from ${days(raw("cluster is not null"))} where bucket < ${futureBucket} group by all`
      : sql`select unnest([min(bucket), max(bucket)]) as bucket, qualifies from ${days(raw("true"))} where bucket < ${futureBucket} group by qualifies`,
  };
  const before = futureFrom(setting);
  const parts = [
    sql`select ${row("''")}, 0 as events, 0 as label_events, cast(null as bigint) as first_at from told_day`,
    // Where clocks were put back across the date line, an earlier instant may lie two days after a later one.
    sql`select min(bucket), '', qualifies, 1${product === "" ? "" : ", cast(null as varchar)"}, 0, 0, min(first_at) from ${days(raw("day <= (select min(bucket) from told_day where qualifies) + 2"))} where qualifies group by qualifies`,
    sql`select ${row("case when cluster is null then null else 'NULL' end")}, ${counts} from ${days(sql`cluster is null or cluster in (${words})`)} group by all`,
    ...(before === null
      ? []
      : [
          sql`select ${row("''")}, ${counts} from ${days(sql`day >= ${before} and cluster not in (${words})`)} group by all`,
        ]),
  ];
  return sql`create or replace temp table ${tables.tally} as\n${withSteps([told], join(parts, "\nunion all\n"))}`;
}

/** The stretches of `runStatement`, straight from the stored days. */
export function spanRunStatement(setting: Setting, columns: PredicateColumns): Fragment {
  const { period, threshold } = setting.question.definition;
  const window = period.kind === "trailing" ? period.days : 0;
  const days = sql`(${daysOf(setting, columns, raw("cluster is not null"))}) where qualifies and bucket < ${futureBucket}`;
  const lists = (product: string): string =>
    `select never_null(cluster) as key, ${product} as product, list(never_null(bucket)) as days`;
  const whole = sql`${lists("cast(null as varchar)")} from ${days} group by key`;
  const each = sql`
  union all
  ${lists("product")} from ${days} and product is not null group by key, product`;
  return sql`create or replace temp table ${tables.run} as
select cluster, product, begin_of(stretch) as a, end_of(stretch) as b, begin_of(stretch) = begun as first
from (
  select cluster, product, unnest(stretches) as stretch, begin_of(list_extract(stretches, 1)) as begun
  from (
    select key as cluster, product, stretches_of(days, ${String(window)}, ${String(Math.max(threshold.days, 1))}) as stretches
    from (${whole}${setting.needs.product ? each : raw("")})
  )
)`;
}

/** The stored days that meet a condition, as rows of the tally before they are counted. */
function daysOf(setting: Setting, columns: PredicateColumns, where: Fragment): Fragment {
  const { facts, question, needs } = setting;
  const { activity, attribution } = question.definition;
  const qualifies = activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, columns)}), false)`;
  const before = futureFrom(setting);
  const bucket = before === null ? "day" : `case when day >= ${before} then ${futureBucket} else day end`;
  const attributed = attribution === "primary" ? " and (is_primary or parts = 0)" : "";
  return sql`select ${bucket} as bucket, cluster, ${qualifies} as qualifies${needs.product ? ", product" : ""}, events, first_at
from (${facts.activeDays?.relation ?? raw("")}) where (${where})${attributed}`;
}
