import { predicateColumns } from "../model/predicate-columns.ts";
import type { Needs } from "../query/question.ts";
import { type Fragment, int, raw, sql } from "../sql/fragment.ts";
import { type Clock, dayBits } from "./bucket.ts";
import { futureBucket } from "./names.ts";
import { type PredicateColumns, predicateSql } from "./predicate.ts";
import type { Setting } from "./setting.ts";

/**
 * Whether a store's active days say all that the definition asks: same days,
 * nothing undated, now at the beginning of a day where anything lies after it,
 * and nothing that looks at single activities.
 */
export function countsFromDays({ facts, question, needs }: Setting): boolean {
  const { activity, unit, timezone } = question.definition;
  const days = facts.activeDays ?? null;
  if (days === null || days.timezone !== timezone || facts.span === null) return false;
  if (facts.span.last > question.now && days.cut?.now !== question.now) return false;
  if (facts.activityHas.undated || needs.labels || needs.other || unit === "member") return false;
  return (
    activity === null ||
    [...predicateColumns(activity)].every((name) => ["kind", "product", "member"].includes(name.toLowerCase()))
  );
}

/** The tally of {@link countsFromDays}: the same rows, from far fewer. */
export function tallyFromDays(setting: Setting, columns: PredicateColumns): Fragment {
  const { facts, question, needs, clock } = setting;
  const { activity, attribution } = question.definition;
  const qualifies = activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, columns)}), false)`;
  const parts = attribution === "split" ? "greatest(parts, 1)" : "1";
  const keys = [...(needs.product ? ["product"] : []), ...(needs.member ? ["member"] : [])]
    .map((c) => `, ${c}`)
    .join("");
  const own = raw(bucketOfDay(needs.grain, clock.weekStart));
  const before = futureFrom(setting);
  const bucket =
    before === null ? own : sql`case when day >= ${int(before)} then ${raw(String(futureBucket))} else ${own} end`;
  const bits = needs.dayBits ? `, ${dayBits("date '1970-01-01' + day")} as day_bits` : "";
  return sql`select ${bucket} as bucket, cluster, ${qualifies} as qualifies, ${parts} as parts${keys},
  sum(events) as events, sum(events) as label_events, min(first_at) as first_at${needs.instants ? ", max(last_at) as last_at" : ""}${bits}
from (${facts.activeDays?.relation ?? raw("")})
where ${attribution === "primary" ? "is_primary or parts = 0" : "true"}
group by all`;
}

/** The day from which on all activity lies after now; null: none does. */
export function futureFrom({ facts, question }: Pick<Setting, "facts" | "question">): number | null {
  const cut = facts.activeDays?.cut;
  return facts.span !== null && facts.span.last > question.now && cut?.now === question.now ? cut.day : null;
}

function bucketOfDay(grain: Needs["grain"], weekStart: Clock["weekStart"]): string {
  if (grain === "day") return "day";
  if (grain === "week")
    return weekStart === "monday" ? "day - ((day + 3) % 7 + 7) % 7" : "day - ((day + 4) % 7 + 7) % 7";
  return "cast(date_trunc('month', date '1970-01-01' + day) as date) - date '1970-01-01'";
}
