import { type Fragment, type Step, int, raw, sql } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import type { Day } from "../time/day.ts";
import { sameDays } from "./list-statement.ts";
import { tables, undatedBucket } from "./names.ts";
import { predicateSql } from "./predicate.ts";
import type { Setting } from "./setting.ts";
import { countsFromDays, futureFrom, tallyFromDays } from "./tally-from-days.ts";

/** The days that are counted one by one: `first` inclusive, `end` exclusive. */
export interface LatelyDays {
  readonly first: Day;
  readonly end: Day;
}

/** What active days say of an activity, as conditions name it. */
const columns = new Map(
  ["kind", "product", "member"].map((name) => [name, { sql: identifier(name), type: "text" as const }]),
);

/**
 * Whether a list of every cluster can count only the days around its period one by one, with members and products:
 * where a store's active days say all that is asked. All other days are counted as for a report.
 */
export function countsLately(setting: Setting): boolean {
  return countsFromDays(detailed(setting));
}

/** The statement that counts those days: the table `smac_lately`, with the columns of the tally. */
export function latelyStatement(setting: Setting, { first, end }: LatelyDays): Fragment {
  const days = dayByDay(setting, sql`day < ${int(end)} and day >= ${int(first)}`);
  return sql`create or replace temp table ${tables.lately} as ${days}`;
}

/** The same of the clusters of a page, and of all days until the end. */
export function latelyOfPage(setting: Setting, { end }: LatelyDays): Step {
  return { name: pageLately, body: dayByDay(setting, sql`day < ${int(end)} and ${isOnPage}`), kept: true };
}

const pageLately = "page_lately";

function dayByDay(setting: Setting, where: Fragment): Fragment {
  const { facts } = setting;
  const days = facts.activeDays ?? null;
  const relation = sql`select * from (${days?.relation ?? raw("")}) where ${where}`;
  const within = { ...facts, activeDays: days === null ? null : { ...days, relation } };
  return tallyFromDays({ ...detailed(setting), facts: within }, columns);
}

const isOnPage = `cluster in (select cluster from ${tables.page})`;

function detailed(setting: Setting): Setting {
  const needs = { ...setting.needs, grain: "day", dayBits: false, member: true, instants: true } as const;
  return { ...setting, needs: { ...needs, product: setting.facts.activityHas.product } };
}

/**
 * What each cluster did in a period and in the same part of the one before, from `days`: the tally, counted by day, or
 * `smac_lately`; when first and last, from the tally. Of all activity: no product, no label.
 */
export function deedsByDay(
  { question }: Setting,
  index: number,
  { days, members }: { readonly days: string; readonly members: boolean },
): Fragment {
  const events = question.definition.attribution === "split" ? "sum(events / parts)" : "sum(events)";
  const now = "t.bucket >= p.start_day and t.bucket < p.end_day";
  const then = "t.bucket >= q.start_day and t.bucket < q.end_day";
  const { period, before } = around(index);
  const counted = sql`
left join (
  select cluster, count(*) as members
  from (select distinct t.cluster, t.member from ${days} t, ${period} p where t.cluster is not null and t.qualifies and t.member is not null and ${now})
  group by cluster) w on w.cluster = e.cluster`;
  return sql`
select e.cluster, d.events, d.days, ${members ? "w.members" : "0"} as members, e.first_at, e.last_at, d.events_before, d.days_before
from (select cluster, min(first_at) as first_at, max(last_at) as last_at from ${tables.tally}, ${period} p where cluster is not null and qualifies and bucket > ${undatedBucket} and bucket < p.end_day group by cluster) e
left join (
  select t.cluster, sum(t.n) filter (${now}) as events, count(*) filter (${now}) as days, sum(t.n) filter (${then}) as events_before, count(*) filter (${then}) as days_before
  from (select cluster, bucket, ${events} as n from ${days}, ${period} p, ${before} q where cluster is not null and qualifies and bucket >= least(p.start_day, q.start_day) and bucket < p.end_day group by cluster, bucket) t, ${period} p, ${before} q
  group by t.cluster) d on d.cluster = e.cluster${members ? counted : raw("")}`;
}

/** Days of a period, and of the same part of the one before. */
function around(index: number): { readonly period: Fragment; readonly before: Fragment } {
  return {
    period: sql`(select start_day, end_day from ${tables.period} where i = ${int(index)})`,
    before: sql`(select coalesce(min(b.whole_start), 0) as start_day, coalesce(min(${sameDays}), 0) as end_day from ${tables.period} b, ${tables.period} n where b.i = ${int(index - 1)} and n.i = ${int(index)})`,
  };
}

/** The same of the clusters of a page, from {@link latelyOfPage}: few enough that one pass counts all of it. */
export function deedsOfPage({ question }: Setting, index: number): Fragment {
  const events = question.definition.attribution === "split" ? "sum(t.events / t.parts)" : "sum(t.events)";
  const { period, before } = around(index);
  const now = "filter (t.bucket >= p.start_day and t.bucket < p.end_day)";
  const then = "filter (t.bucket >= q.start_day and t.bucket < q.end_day)";
  return sql`
select t.cluster, ${events} ${now} as events, count(distinct t.bucket) ${now} as days, count(distinct t.member) ${now} as members,
  min(t.first_at) as first_at, max(t.last_at) as last_at, ${events} ${then} as events_before, count(distinct t.bucket) ${then} as days_before
from ${pageLately} t, ${period} p, ${before} q
where t.cluster is not null and t.qualifies and t.bucket > ${undatedBucket} and t.bucket < p.end_day
group by t.cluster`;
}

/** Members, and products, that qualifying activities of a cluster ever named before a day: `cluster, member` and `product`, one a row. */
export function everStatement({ facts, question }: Setting, what: "member" | "product", end: Day | null): Fragment {
  const { activity, attribution } = question.definition;
  const conditions = [
    sql`cluster is not null and ${raw(what)} is not null`,
    ...(end === null ? [] : [sql`day < ${int(Math.min(end, futureFrom({ facts, question }) ?? end))}`]),
    ...(attribution === "primary" ? [raw("(is_primary or parts = 0)")] : []),
    ...(what === "member" || activity === null ? [] : [sql`coalesce((${predicateSql(activity, columns)}), false)`]),
  ];
  const from = sql`from (${facts.activeDays?.relation ?? raw("")}) where ${conditions.reduce((a, b) => sql`${a} and ${b}`)}`;
  return what === "member"
    ? sql`select cluster, count(distinct member) as n ${from} group by cluster`
    : sql`select count(distinct product) as n ${from}`;
}
