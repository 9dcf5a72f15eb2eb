import { type Step, raw } from "../sql/fragment.ts";
import { daySql } from "./bucket.ts";
import { type Keying, type TallyFacts, oneRowEach, setColumns } from "./scoped.ts";
import type { Setting } from "./setting.ts";
import { scaledEvents, thresholdSql } from "./threshold.ts";

/**
 * Stretches of days at which a cluster meets the threshold over the trailing N
 * days: a last step named `name` with the set's columns and the half-open days
 * `a` to `b`. One ordered pass: what a day brings is added on that day and taken
 * away N days later, so the levels are exact for every day, whatever N is.
 * Expects `scoped`, and `membership_known` where a share of members is asked for.
 */
export function trailingSteps(
  setting: Setting,
  tally: TallyFacts,
  set: { readonly name: string; readonly keying: Keying; readonly window: number },
): readonly Step[] {
  const { threshold } = setting.question.definition;
  const keys = setColumns(setting, set.keying).join(", ");
  if (countsDaysOnly(setting, tally))
    return daySpans(set.name, { keys, window: set.window, days: threshold.days, distinct: !oneRowEach(setting) });
  const events = set.keying === "labelled" ? "label_events" : "events";
  const at = (part: string) => `${set.name}_${part}`;
  const share = threshold.members?.kind === "share";
  const changes = [
    `select ${keys}, bucket as i, events, 1 as days, 0 as members, 0 as all_members from ${at("day")}`,
    `select ${keys}, bucket + ${set.window}, -events, -1, 0, 0 from ${at("day")}`,
    ...(threshold.members === null ? [] : [`select ${keys}, i, 0, 0, change, 0 from ${at("member")}`]),
    ...(share
      ? [
          `select ${setColumns(setting, set.keying)
            .map((c) => `k.${c}`)
            .join(
              ", ",
            )}, m.i, 0, 0, 0, m.change from ${at("belonging")} m join (select distinct ${keys} from ${at("day")}) k on k.cluster = m.cluster`,
        ]
      : []),
  ];
  const level = (column: string) => `sum(sum(${column})) over moments as ${column}`;
  return [
    {
      name: at("day"),
      body: raw(
        `select ${keys}, bucket, ${scaledEvents(events, tally.scale)} as events from scoped group by ${keys}, bucket`,
      ),
    },
    ...(threshold.members === null ? [] : memberSpans(at("member"), keys, set.window)),
    ...(share ? belongingSpans(setting, at("belonging"), set.window) : []),
    {
      name: at("level"),
      body: raw(`
select ${keys}, i, ${["events", "days", "members", "all_members"].map(level).join(", ")}
from (${changes.join("\n  union all ")})
group by ${keys}, i
window moments as (partition by ${keys} order by i)`),
    },
    ...flipSteps(set.name, keys, thresholdSql(threshold, tally.scale)),
  ];
}

/** Whether the days on which a cluster acted are all that the threshold asks for: as many events as days are there of themselves. */
function countsDaysOnly({ question }: Setting, { scale }: TallyFacts): boolean {
  const { threshold } = question.definition;
  return threshold.members === null && scale.unit === 1n && threshold.events <= Math.max(threshold.days, 1);
}

/**
 * The same stretches from days alone, many times as fast: k days within the
 * window are there from each day whose k-1st before it is near enough, until
 * that one leaves the window; stretches that touch are one.
 */
function daySpans(
  name: string,
  {
    keys,
    window,
    days,
    distinct,
  }: { readonly keys: string; readonly window: number; readonly days: number; readonly distinct: boolean },
): readonly Step[] {
  const ordered = (by: string) => `over (partition by ${keys} order by ${by})`;
  const each = distinct ? `(select distinct ${keys}, bucket from scoped)` : "scoped";
  const span =
    days <= 1
      ? `select ${keys}, bucket as a, bucket + ${window} as b from ${each}`
      : `select * from (select ${keys}, bucket as a, lag(bucket, ${days - 1}) ${ordered("bucket")} + ${window} as b from ${each}) where b > a`;
  return [
    { name: `${name}_span`, body: raw(span) },
    {
      name: `${name}_edge`,
      body: raw(`select *, lag(b) ${ordered("a")} as before, lead(a) ${ordered("a")} as after from ${name}_span`),
    },
    {
      name,
      body: raw(`
select ${keys}, a, case when after <= b then lead(b) ${ordered("a")} else b end as b
from ${name}_edge where before is null or a > before or after is null or after > b
qualify before is null or a > before`),
    },
  ];
}

/** Where the condition turns true and false again, paired into stretches. */
function flipSteps(name: string, keys: string, condition: string): readonly Step[] {
  return [
    {
      name: `${name}_flip`,
      body: raw(`
select ${keys}, i, met, lead(i) over (partition by ${keys} order by i) as next
from (
  select ${keys}, i, (${condition}) as met, lag((${condition}), 1, false) over (partition by ${keys} order by i) as before
  from ${name}_level
) where met <> before`),
    },
    { name, body: raw(`select ${keys}, i as a, next as b from ${name}_flip where met`) },
  ];
}

/** +1 on the day a member begins to have acted within the window, -1 on the day that ends. */
function memberSpans(name: string, keys: string, window: number): readonly Step[] {
  return [
    {
      name: `${name}_day`,
      body: raw(`
select ${keys}, bucket, lag(bucket) over (partition by ${keys}, member order by bucket) as before, lead(bucket) over (partition by ${keys}, member order by bucket) as after
from (select distinct ${keys}, member, bucket from scoped where member is not null)`),
    },
    {
      name,
      body: raw(`
select ${keys}, bucket as i, 1 as change from ${name}_day where before is null or before + ${window} < bucket
union all
select ${keys}, bucket + ${window}, -1 from ${name}_day where after is null or after > bucket + ${window}`),
    },
  ];
}

/**
 * The same for all who belong to the cluster, whatever the product: valid at any
 * instant of the window or acting in it; without memberships, seen acting by its end.
 */
function belongingSpans({ facts, clock }: Setting, name: string, window: number): readonly Step[] {
  const acting = "select distinct cluster, member, bucket from scoped where product is null and member is not null";
  if (facts.membership === null) {
    return [
      { name, body: raw(`select cluster, min(bucket) as i, 1 as change from (${acting}) group by cluster, member`) },
    ];
  }
  const from = `case when m.valid_from = '-infinity' then -1000000000 else ${daySql("m.valid_from", clock)} end`;
  const to = `case when m.valid_to = 'infinity' then 1000000000 else ${daySql("(m.valid_to - interval 1 microsecond)", clock)} + ${window} end`;
  return [
    {
      name: `${name}_span`,
      body: raw(`
select cluster, member, bucket as a, bucket + ${window} as b from (${acting})
union all
select m.cluster, m.member, ${from}, ${to} from membership_known m where m.valid_from < m.valid_to`),
    },
    {
      name: `${name}_merged`,
      body: raw(`
select cluster, member, min(a) as a, max(b) as b
from (
  select *, sum(fresh) over (partition by cluster, member order by a, b rows unbounded preceding) as island
  from (
    select *, case when a <= max(b) over (partition by cluster, member order by a, b rows between unbounded preceding and 1 preceding) then 0 else 1 end as fresh
    from ${name}_span
  )
) group by cluster, member, island`),
    },
    {
      name,
      body: raw(
        `select cluster, a as i, 1 as change from ${name}_merged union all select cluster, b, -1 from ${name}_merged`,
      ),
    },
  ];
}
