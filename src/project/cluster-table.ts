import { knownAttributes, knownMemberships } from "../compile/known.ts";
import { tables } from "../compile/names.ts";
import { tallyOf } from "../compile/seen.ts";
import { everStatement } from "../compile/lately.ts";
import { printPeriod } from "../query/assemble.ts";
import type { ClusterTable, TableCluster } from "../query/cluster-table.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { standingAmong, supportReasonsOf } from "../query/rank.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { type Fragment, instant, int, join, sql, text, withSteps } from "../sql/fragment.ts";
import { type Day, formatDay } from "../time/day.ts";
import { openZone } from "../time/zone.ts";
import { askClusters } from "./ask-clusters.ts";
import { countLately, weeks } from "./count-lately.ts";
import { focused } from "./focus.ts";
import { mappedInTurns } from "./in-turns.ts";
import type { Prepared } from "./prepare.ts";
import { type Session, query } from "./session.ts";

/**
 * Every cluster of the population in the period in focus, with what a person wants to see of it beside its name.
 *
 * @throws SmacError `QUERY_NO_CLUSTERS` when the definition does not count clusters one by one.
 */
export async function askClusterTable(session: Session, question: Question, facts: Facts): Promise<ClusterTable> {
  const asked = focused(question, facts);
  const lately = await countLately(session, asked, facts);
  const how = { status: "all" as const, lately };
  const { list, facts: listed, prepared } = await askClusters(session, lately ? productless(asked) : asked, facts, how);
  const { periods, setting } = prepared;
  const period = periods.filter((p) => p.reported).at(-1) ?? noPeriod();
  const soFar = !period.complete;
  const last = lastDay(setting.question, period);
  const from = lately ? tables.lately : tallyOf(setting);
  const beside = await besideOf(session, setting, { period, last, from, lately });
  const standing = standingAmong(listed, soFar);
  const lapses = await lapseDays(session, setting, period);
  const clusters = await mappedInTurns(list.clusters, (row, index): TableCluster => {
    const known = listed[index];
    const rank = known === undefined ? undefined : standing(known);
    const support = known === undefined ? [] : supportReasonsOf(known, soFar);
    const active = ["new", "retained", "resurrected"].includes(row.status);
    const lapse = active ? lapses(row.cluster) : null;
    // Written out: copying fields into a hundred thousand lines costs more than all else here.
    return {
      cluster: row.cluster,
      name: row.name,
      owner: row.owner,
      weight: row.weight,
      status: row.status,
      stage: row.stage,
      events: row.events,
      days: row.days,
      members: row.members,
      last: row.last,
      reason: row.reason,
      active,
      score: rank?.score ?? 0,
      trend: rank?.trend ?? 0,
      days_before: known?.daysBefore ?? 0,
      events_before: known?.eventsBefore ?? 0,
      needs_support: support.length > 0,
      reasons: support.length > 0 ? support : (rank?.reasons ?? []),
      weeks: beside.weeks(row.cluster),
      members_all: beside.members(row.cluster),
      products: beside.products(row.cluster),
      attributes: beside.attributes(row.cluster),
      lapses: lapse === null ? null : formatDay(lapse),
    };
  });
  return {
    period: printPeriod(setting.question.definition, period),
    weeks: weeksUntil(last),
    products_all: beside.productsAll,
    clusters,
    ...(list.warnings === undefined ? {} : { warnings: list.warnings }),
  };
}

function productless(question: Question): Question {
  return { ...question, definition: { ...question.definition, products: false } };
}

function lastDay({ now, definition }: Question, period: TimelinePeriod): Day {
  return Math.min(period.end - 1, openZone(definition.timezone).localDay(now));
}

/** The weeks that are shown; a number holds a cluster's days of all of them, three bits each, the latest lowest. */
function weeksUntil(last: Day): ClusterTable["weeks"] {
  return Array.from({ length: weeks }, (_, index) => {
    const end = last - 7 * (weeks - 1 - index);
    return { first_day: formatDay(end - 6), last_day: formatDay(end) };
  });
}

function weekDays(packed: number): readonly number[] {
  return Array.from({ length: weeks }, (_, index) => Math.floor(packed / 8 ** (weeks - 1 - index)) % 8);
}

interface Counted {
  readonly cluster: string;
  readonly weeks: number;
  readonly members: number;
  readonly products: number;
}

/** Active days week by week, members, products and attribute values of each cluster, as known in the period. */
async function besideOf(
  session: Session,
  setting: Prepared["setting"],
  about: { readonly period: TimelinePeriod; readonly last: Day; readonly from: string; readonly lately: boolean },
) {
  const { facts } = setting;
  const { from, lately } = about;
  const [hasMembers, hasProducts] = lately
    ? [true, facts.activityHas.product]
    : [setting.needs.member, setting.needs.product];
  const used = sql`from ${from} where cluster is not null and product is not null and qualifies`;
  const rows = await query<Counted>(session, countsStatement(setting, { ...about, hasMembers, hasProducts, used }));
  const everything = lately
    ? everStatement(setting, "product", null)
    : sql`select count(distinct product) as n ${used}`;
  const [all] = hasProducts ? await query<{ n: number }>(session, everything) : [];
  const attributes = await lastValues(session, setting);
  const found = new Map(rows.map((row) => [row.cluster, row]));
  return {
    weeks: (cluster: string) => weekDays(Number(found.get(cluster)?.weeks ?? 0)),
    members: (cluster: string) => (hasMembers ? Number(found.get(cluster)?.members ?? 0) : null),
    products: (cluster: string) => (hasProducts ? Number(found.get(cluster)?.products ?? 0) : null),
    productsAll: all === undefined ? null : Number(all.n),
    attributes: (cluster: string) => attributes.get(cluster) ?? {},
  };
}

/** One row for each cluster: many small ones cost more than all the counting. */
function countsStatement(
  setting: Prepared["setting"],
  about: {
    readonly period: TimelinePeriod;
    readonly last: Day;
    readonly from: string;
    readonly lately: boolean;
    readonly hasMembers: boolean;
    readonly hasProducts: boolean;
    readonly used: Fragment;
  },
): Fragment {
  const { period, last, from, used } = about;
  const days = sql`select cluster, divide(${int(last)} - bucket, 7) as week, count(distinct bucket) as days from ${from}
where cluster is not null and qualifies and bucket <= ${int(last)} and bucket > ${int(last - 7 * weeks)} group by all`;
  const parts = [
    sql`select cluster, sum(days * cast(pow(8, week) as bigint)) as weeks, 0 as members, 0 as products from (${days}) group by cluster`,
    ...(about.hasMembers
      ? [sql`select cluster, 0 as weeks, n as members, 0 as products from (${membersStatement(setting, about)})`]
      : []),
    ...(about.hasProducts
      ? [
          sql`select cluster, 0 as weeks, 0 as members, count(distinct product) as products ${used} and bucket >= ${int(period.start)} and bucket < ${int(period.end)} group by cluster`,
        ]
      : []),
  ];
  return sql`select cluster, sum(weeks)::double as weeks, sum(members)::double as members, sum(products)::double as products from (${join(parts, " union all ")}) group by cluster`;
}

/** How many members each cluster has at the period's end: `cluster, n`. */
function membersStatement(
  setting: Prepared["setting"],
  { period, from, lately }: { readonly period: TimelinePeriod; readonly from: string; readonly lately: boolean },
): Fragment {
  const { facts, question } = setting;
  const until = Math.min(period.endAt, question.now);
  const belonging = knownMemberships(facts, question.asOf, question.now);
  if (belonging !== null)
    return withSteps(
      [belonging],
      sql`select cluster, count(distinct member) as n from membership_known where valid_from < ${instant(until)} and valid_to >= ${instant(until)} group by cluster`,
    );
  if (lately) return everStatement(setting, "member", period.end);
  return sql`select cluster, count(distinct member) as n from ${from} where cluster is not null and bucket < ${int(period.end)} group by cluster`;
}

/** The last known value of each attribute of each cluster. */
export async function lastValues(
  session: Session,
  { facts, question }: Pick<Prepared["setting"], "facts" | "question">,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const known = knownAttributes(facts, question.asOf, question.now);
  const found = new Map<string, Record<string, string>>();
  const { attributes } = facts;
  if (known === null || attributes.length === 0) return found;
  const last = attributes.map(
    (name, index) =>
      sql`, arg_max(value, ("at", coalesce(learned, '-infinity'), value)) filter (name = ${text(name)}) as v${index}`,
  );
  const rows = await query<Record<string, string | null>>(
    session,
    withSteps(
      [known],
      sql`select cluster${join(last, "")} from attribute_known where value is not null group by cluster`,
    ),
  );
  for (const row of rows) {
    const own: Record<string, string> = {};
    attributes.forEach((name, index) => {
      const value = row[`v${index}`] ?? null;
      if (value !== null) own[name] = value;
    });
    found.set(String(row["cluster"]), own);
  }
  return found;
}

/** The last local day on which an active cluster still counts if nothing more happens; null: it is not known. */
async function lapseDays(
  session: Session,
  setting: Prepared["setting"],
  period: TimelinePeriod,
): Promise<(cluster: string) => Day | null> {
  const { period: rule, threshold, attribution } = setting.question.definition;
  if (rule.kind !== "trailing") return () => (period.complete ? null : period.end - 1);
  if (threshold.members !== null || attribution === "split") return () => null;
  const rows = await query<{ cluster: string; day: number | null }>(
    session,
    sql`select cluster, least(max(bucket) filter (so_far >= ${int(threshold.events)}), max(bucket) filter (place >= ${int(threshold.days)})) as day
from (select cluster, bucket, sum(n) over latest as so_far, row_number() over latest as place
  from (select cluster, bucket, sum(events) as n from ${tables.tally} where cluster is not null and qualifies and bucket >= ${int(period.start)} and bucket < ${int(period.end)} group by all)
  window latest as (partition by cluster order by bucket desc rows between unbounded preceding and current row))
group by cluster`,
  );
  const days = new Map(
    rows.flatMap(({ cluster, day }) => (day === null ? [] : [[cluster, Number(day) + rule.days - 1]])),
  );
  return (cluster) => days.get(cluster) ?? null;
}

function noPeriod(): never {
  throw new Error("a list is that of a period");
}
