import { knownAttributes, knownMemberships } from "../compile/known.ts";
import { tables } from "../compile/names.ts";
import { tallyOf } from "../compile/seen.ts";
import { countsLately, everStatement, latelyStatement } from "../compile/lately.ts";
import type { Setting } from "../compile/setting.ts";
import { printPeriod } from "../query/assemble.ts";
import type { ClusterTable, TableCluster } from "../query/cluster-table.ts";
import type { Facts } from "../query/facts.ts";
import { type Question, needsOf } from "../query/question.ts";
import { rankClusters, supportReasonsOf } from "../query/rank.ts";
import type { TimelinePeriod } from "../query/timeline.ts";
import { instant, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { periodContaining, previousPeriod } from "../time/calendar.ts";
import { type Day, formatDay } from "../time/day.ts";
import { openZone } from "../time/zone.ts";
import { askClusters } from "./ask-clusters.ts";
import { focused } from "./focus.ts";
import { type Prepared, type Session, execute, query } from "./prepare.ts";

const weeks = 12;

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
  const spark = await sparks(session, from, last);
  const beside = await besideOf(session, setting, { period, from, lately });
  const ranks = new Map(rankClusters(listed, "engaged", soFar).map((one) => [one.cluster, one]));
  const lapses = await lapseDays(session, setting, period);
  const clusters = list.clusters.map((row, index): TableCluster => {
    const known = listed[index];
    const rank = ranks.get(row.cluster);
    const support = known === undefined ? [] : supportReasonsOf(known, soFar);
    const active = ["new", "retained", "resurrected"].includes(row.status);
    const lapse = active ? lapses(row.cluster) : null;
    return {
      ...row,
      active,
      score: rank?.score ?? 0,
      trend: rank?.trend ?? 0,
      days_before: known?.daysBefore ?? 0,
      events_before: known?.eventsBefore ?? 0,
      needs_support: support.length > 0,
      reasons: support.length > 0 ? support : (rank?.reasons ?? []),
      weeks: spark.of(row.cluster),
      members_all: beside.members(row.cluster),
      products: beside.products(row.cluster),
      attributes: beside.attributes(row.cluster),
      lapses: lapse === null ? null : formatDay(lapse),
    };
  });
  return {
    period: printPeriod(setting.question.definition, period),
    weeks: spark.weeks,
    products_all: beside.productsAll,
    clusters,
    ...(list.warnings === undefined ? {} : { warnings: list.warnings }),
  };
}

/** Counts the days that the table shows one by one, where that can be; else everything is counted so. */
async function countLately(session: Session, asked: Question, facts: Facts): Promise<boolean> {
  const { definition, from, to } = asked;
  if (session.engine.speaks !== "duckdb" || from === null || to === null) return false;
  const zone = openZone(definition.timezone);
  const clock = { zone, first: 0, last: 0, weekStart: "monday" as const };
  const setting: Setting = { question: asked, facts, needs: needsOf(asked, facts, true), clock };
  if (!countsLately(setting)) return false;
  const shown = periodContaining(definition.period, definition.period.kind === "trailing" ? to.end - 1 : to.start);
  const before = previousPeriod(definition.period, shown);
  const last = Math.min(shown.end - 1, zone.localDay(asked.now));
  const days = { first: Math.min(before.start, last - 7 * weeks), end: shown.end };
  await execute(session, latelyStatement(setting, days));
  return true;
}

function productless(question: Question): Question {
  return { ...question, definition: { ...question.definition, products: false } };
}

function lastDay({ now, definition }: Question, period: TimelinePeriod): Day {
  return Math.min(period.end - 1, openZone(definition.timezone).localDay(now));
}

/** Active days in each of the last weeks, the oldest first. */
async function sparks(session: Session, from: string, last: Day) {
  const rows = await query<{ cluster: string; week: number; days: number }>(
    session,
    sql`select cluster, divide(${int(last)} - bucket, 7) as week, count(distinct bucket) as days from ${from}
where cluster is not null and qualifies and bucket <= ${int(last)} and bucket > ${int(last - 7 * weeks)} group by all`,
  );
  const found = new Map<string, number[]>();
  for (const { cluster, week, days } of rows) {
    const own = found.get(cluster) ?? Array.from({ length: weeks }, () => 0);
    own[weeks - 1 - Number(week)] = Number(days);
    found.set(cluster, own);
  }
  const none = Array.from({ length: weeks }, () => 0);
  return {
    of: (cluster: string): readonly number[] => found.get(cluster) ?? none,
    weeks: none.map((_, index) => {
      const end = last - 7 * (weeks - 1 - index);
      return { first_day: formatDay(end - 6), last_day: formatDay(end) };
    }),
  };
}

/** Members, products and attribute values beside each cluster, as known in the period. */
async function besideOf(
  session: Session,
  setting: Prepared["setting"],
  { period, from, lately }: { readonly period: TimelinePeriod; readonly from: string; readonly lately: boolean },
) {
  const { facts, question } = setting;
  const [hasMembers, hasProducts] = lately
    ? [true, facts.activityHas.product]
    : [setting.needs.member, setting.needs.product];
  const until = Math.min(period.endAt, question.now);
  const belonging = knownMemberships(facts, question.asOf, question.now);
  const members = await query<{ cluster: string; n: number }>(
    session,
    belonging === null
      ? lately
        ? everStatement(setting, "member", period.end)
        : sql`select cluster, count(distinct member) as n from ${from} where cluster is not null and bucket < ${int(period.end)} group by cluster`
      : withSteps(
          [belonging],
          sql`select cluster, count(distinct member) as n from membership_known where valid_from < ${instant(until)} and valid_to >= ${instant(until)} group by cluster`,
        ),
  );
  const used = sql`from ${from} where cluster is not null and product is not null and qualifies`;
  const products = hasProducts
    ? await query<{ cluster: string; n: number }>(
        session,
        sql`select cluster, count(distinct product) as n ${used} and bucket >= ${int(period.start)} and bucket < ${int(period.end)} group by cluster`,
      )
    : [];
  const everything = lately
    ? everStatement(setting, "product", null)
    : sql`select count(distinct product) as n ${used}`;
  const [all] = hasProducts ? await query<{ n: number }>(session, everything) : [];
  const attributes = await lastValues(session, setting);
  const [memberMap, productMap] = [members, products].map(
    (rows) => new Map(rows.map((row) => [row.cluster, Number(row.n)])),
  );
  return {
    members: (cluster: string) => (hasMembers ? (memberMap?.get(cluster) ?? 0) : null),
    products: (cluster: string) => (hasProducts ? (productMap?.get(cluster) ?? 0) : null),
    productsAll: all === undefined ? null : Number(all.n),
    attributes: (cluster: string) => attributes.get(cluster) ?? {},
  };
}

/** The last known value of each attribute of each cluster. */
export async function lastValues(
  session: Session,
  { facts, question }: Pick<Prepared["setting"], "facts" | "question">,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const known = knownAttributes(facts, question.asOf, question.now);
  const found = new Map<string, Record<string, string>>();
  if (known === null) return found;
  const rows = await query<{ cluster: string; name: string; value: string }>(
    session,
    withSteps(
      [known],
      raw(
        `select cluster, name, arg_max(value, ("at", coalesce(learned, '-infinity'), value)) as value from attribute_known where value is not null group by cluster, name`,
      ),
    ),
  );
  for (const { cluster, name, value } of rows) {
    if (!facts.attributes.includes(name)) continue;
    const own = found.get(cluster) ?? {};
    own[name] = value;
    found.set(cluster, own);
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
