import { type Fragment, raw } from "../sql/fragment.ts";
import { futureBucket, tables, undatedBucket } from "./names.ts";
import type { Setting } from "./setting.ts";

/**
 * The statement that lists who interacted with whom in each reported period, by
 * day: `i, member, other, product, day, events, last_at`. Nobody interacts with oneself.
 */
export function edgeStatement({ needs }: Setting): Fragment {
  return raw(`
select p.i, t.member, t.other, ${needs.product ? "t.product" : "cast(null as varchar) as product"}, t.bucket as day, sum(t.events) as events, max(t.first_at) as last_at
from ${tables.tally} t join ${tables.period} p on p.reported and t.bucket >= p.start_day and t.bucket < p.end_day
where t.qualifies and t.bucket > ${undatedBucket} and t.bucket < ${futureBucket} and t.member is not null and t.other is not null and t.member <> t.other
group by all order by all`);
}

/** How many qualifying activities in the periods joined nobody. */
export function unjoinedStatement(): Fragment {
  return raw(`
select coalesce(sum(events), 0) as n from ${tables.tally}
where qualifies and (member is null or other is null or member = other)
  and bucket >= (select min(start_day) from ${tables.period} where reported)
  and bucket < (select max(end_day) from ${tables.period} where reported)`);
}
