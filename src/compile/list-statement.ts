import { distinctIndex } from "../query/timeline.ts";
import type { ClusterStatus } from "../query/report.ts";
import { type Fragment, type Step, int, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { type CellScope, cellSteps, hasAdmitted, isLabelled, rowBy } from "./cells.ts";
import type { Reach } from "./held.ts";
import { knownRecords } from "./known.ts";
import { futureBucket, tables, undatedBucket } from "./names.ts";
import type { Setting } from "./setting.ts";

/** Which number's list is asked for. */
export interface ListPlace {
  /** The period's number; the union over periods has one of its own. */
  readonly index: number;
  /** A place in the stage order; null: the total, or rows without stages. */
  readonly stage: number | null;
  readonly product: string | null;
  /** The values of the attributes of `by`; null: whatever they are. */
  readonly by: readonly (string | null)[] | null;
  readonly status: ClusterStatus;
}

/**
 * The statement that lists the clusters behind a number, from the same cells as
 * the number: `cluster, w, status, stage, name, owner, events, days, members,
 * last_at, days_before, events_before, first_at`. `done`: a relation of what
 * each cluster did, where it is told by another table than the tally.
 */
export function listStatement(
  setting: Setting,
  scope: CellScope,
  place: ListPlace,
  done: Fragment = deeds(setting, place),
): Fragment {
  const records = knownRecords(setting.facts, setting.question.asOf);
  const steps: Step[] = [
    ...linesSteps(setting, scope, place),
    ...(records === null ? [] : [records]),
    { name: "deeds", body: done },
  ];
  const { record, joined } = recordOf(records);
  const { stage, looked } = stageNow(setting, place);
  return withSteps(
    steps,
    raw(`
select l.cluster, l.w, l.status, ${stage} as stage, ${record},${didColumns}
from listed l left join deeds d on d.cluster = l.cluster ${joined} ${looked}
order by l.cluster`),
  );
}

/** Lines of a list: so many from one on, the first being 0. */
export interface PageOfLines {
  readonly from: number;
  readonly limit: number;
}

/**
 * The statement that makes the page of a list without what is told of each cluster alone, which {@link pageStatement}
 * tells: `cluster, w, status, stage`, and in each line how many lines the whole list has, and what they count together:
 * `lines, weight`. Of a page beyond the end one line without a cluster.
 */
export function pageTable(setting: Setting, scope: CellScope, place: ListPlace, page: PageOfLines): Fragment {
  const { stage, looked } = stageNow(setting, place);
  const all = raw(`select l.cluster, l.w, l.status, ${stage} as stage from listed l ${looked}`);
  const steps = linesSteps(setting, scope, place, place.status === "moved" ? "before" : "reported");
  const made = withSteps(
    [...steps, { name: "lines", body: all, kept: true }],
    sql`
select p.cluster, p.w, p.status, p.stage, s.lines, s.weight
from (select count(*) as lines, cast(coalesce(sum(w), 0) as double) as weight from lines) s
left join (select * from lines order by cluster limit ${int(page.limit)} offset ${int(page.from)}) p on true`,
  );
  return sql`create or replace temp table ${tables.page} as ${made}`;
}

function linesSteps(setting: Setting, scope: CellScope, place: ListPlace, reach: Reach = "before"): readonly Step[] {
  return [...cellSteps(setting, scope, reach), { name: "listed", body: listed(setting, place) }];
}

/** A cluster's name and owner, from what is known of records, and the join that finds them. */
function recordOf(records: Step | null): { readonly record: string; readonly joined: string } {
  if (records === null) return { record: "cast(null as varchar) as name, cast(null as varchar) as owner", joined: "" };
  return { record: "r.name, r.owner", joined: `left join ${records.name} r on r.cluster = l.cluster` };
}

/** What a listed cluster did, of its deeds `d`. */
const didColumns = `
  coalesce(d.events, 0) as events, coalesce(d.days, 0) as days, coalesce(d.members, 0) as members,
  d.first_at, d.last_at, coalesce(d.events_before, 0) as events_before, coalesce(d.days_before, 0) as days_before`;

/** The lines of a page, with what each of its clusters is called and did; `days`: the step that `done` counts. */
export function pageStatement({ facts, question }: Setting, days: Step, done: Fragment): Fragment {
  const onPage = (relation: Fragment): Fragment =>
    sql`select * from (${relation}) where cluster in (select cluster from ${raw(tables.page)})`;
  const records = knownRecords(
    { ...facts, record: facts.record === null ? null : onPage(facts.record) },
    question.asOf,
  );
  const { record, joined } = recordOf(records);
  return withSteps(
    [...(records === null ? [] : [records]), days, { name: "deeds", body: done }],
    raw(`
select l.cluster, l.w, l.status, l.stage, l.lines, l.weight, ${record},${didColumns}
from ${tables.page} l left join deeds d on d.cluster = l.cluster ${joined}
order by l.cluster`),
  );
}

/** `cluster, status, w` of the place, by the status asked for. */
function listed(setting: Setting, place: ListPlace): Fragment {
  const active = "status <> 'dormant'";
  const counted = countedAt(setting, place);
  switch (place.status) {
    case "active":
      return sql`select cluster, ${place.index === distinctIndex ? "any_value(status)" : "max(status)"} as status, max(w) as w from (${counted}) where ${active} group by cluster`;
    case "new":
    case "retained":
    case "resurrected":
    case "dormant":
      return sql`select cluster, status, w from (${counted}) where status = ${text(place.status)}`;
    case "moved":
      return movedAt(setting, place);
    default: {
      const rest = place.status === "inactive" ? "where c.status is null or c.status = 'dormant'" : "";
      return sql`
select b.cluster, coalesce(c.status, 'inactive') as status, ${weightLeft(setting, place)} as w
from (${baseAt(setting, place)}) b left join (${counted}) c on c.cluster = b.cluster ${rest}`;
    }
  }
}

function weightLeft(_setting: Setting, _place: ListPlace): string {
  return "b.w";
}

/** Whether the place is a total over stages, attributes and products. */
function isTotal({ question }: Setting, place: ListPlace): boolean {
  const { definition } = question;
  return (
    (definition.stages && place.stage === null) ||
    (definition.by.length > 0 && place.by === null && definition.unit !== "combination")
  );
}

function countedAt(setting: Setting, place: ListPlace): Fragment {
  if (isTotal(setting, place)) return over(setting, place, totalRows(setting, place));
  return over(
    setting,
    place,
    sql`select i, cluster, status, w from counting where product is not distinct from ${text(place.product)} and ${rowCondition(setting, place)}`,
  );
}

/** What the total counts; of one product, which no report totals, by that product's activity alone. */
function totalRows(setting: Setting, { product }: ListPlace): Fragment {
  const { definition } = setting.question;
  if (product === null) return raw("select i, cluster, status, w from counting_total");
  const everything = !hasAdmitted(setting) || (!definition.stages && definition.denominator === "none");
  if (everything) return sql`select i, cluster, status, 1 as w from flagged where product = ${text(product)}`;
  return sql`select d.i, d.cluster, f.status, d.w from admitted_total d join flagged f on f.i = d.i and f.cluster = d.cluster and f.product = ${text(product)}`;
}

/** One period's rows, or each cluster once over the periods taken together. */
function over(setting: Setting, place: ListPlace, rows: Fragment): Fragment {
  if (place.index !== distinctIndex) return sql`select cluster, status, w from (${rows}) where i = ${int(place.index)}`;
  const unit = setting.question.definition.stageAt === "time-weighted" && hasAdmitted(setting) ? "p.day_unit" : "1";
  return sql`select cluster, arg_max(status, i) filter (status <> 'dormant') as status, max(w * ${unit}) as w from (${rows}) join ${tables.period} p using (i) where p.used and status <> 'dormant' group by cluster`;
}

function rowCondition(setting: Setting, place: ListPlace): Fragment {
  const by =
    place.by === null
      ? []
      : rowBy(setting).map((c, index) => sql`${c} is not distinct from ${text(place.by?.[index] ?? null)}`);
  return join([sql`stage = ${int(place.stage ?? 0)}`, ...by], " and ");
}

/** The population of the place; without one, the clusters the row admits; without that, all that were ever seen. */
function baseAt(setting: Setting, place: ListPlace): Fragment {
  const { definition } = setting.question;
  if (!hasAdmitted(setting)) {
    return sql`
select cluster, 1 as w from ${tables.tally}
where cluster is not null and qualifies and bucket > ${undatedBucket} and bucket < (select end_day from ${tables.period} where i = ${int(place.index)}) group by cluster`;
  }
  const population = definition.denominator !== "none";
  const name = population ? "population" : "admitted";
  const stage = definition.denominator === "all" ? { ...place, stage: 0 } : place;
  const rows = isTotal(setting, place)
    ? raw(`select i, cluster, w from ${name}_total`)
    : sql`select i, cluster, w from ${name} where ${rowCondition(setting, stage)}`;
  if (place.index !== distinctIndex) return sql`select cluster, w from (${rows}) where i = ${int(place.index)}`;
  const unit = definition.stageAt === "time-weighted" ? "p.day_unit" : "1";
  return sql`select cluster, max(w * ${unit}) as w from (${rows}) join ${tables.period} p using (i) where p.used group by cluster`;
}

/** Clusters of the row that held another stage the period before. */
function movedAt(setting: Setting, place: ListPlace): Fragment {
  if (!setting.question.definition.stages)
    return raw("select cast(null as varchar) as cluster, 'inactive' as status, 1 as w where false");
  const into =
    place.stage === null ? raw("true") : sql`h.stage = ${int(place.stage)} and before.stage <> ${int(place.stage)}`;
  return sql`
select b.cluster, coalesce(any_value(c.status), 'inactive') as status, max(b.w) as w
from (select cluster, sum(w) as w from (${over(setting, place, sql`select i, cluster, 'x' as status, w from ${isTotal(setting, place) ? raw("admitted_total") : sql`admitted where ${rowCondition(setting, place)}`}`)}) group by cluster) b
join held h on h.i = ${int(place.index)} and h.cluster = b.cluster and h.stage > 0
join held before on before.i = h.i - 1 and before.cluster = h.cluster and before.stage > 0 and before.stage <> h.stage and ${into}
left join (${countedAt(setting, place)}) c on c.cluster = b.cluster
group by b.cluster`;
}

/** Where the period before (`b`) ends to be compared with `n`: after as many days as a period that is not over has begun. */
export const sameDays =
  "case when n.whole_days_so_far < n.whole_end - n.whole_start then least(b.whole_end, b.whole_start + n.whole_days_so_far) else b.whole_end end";

/** What each cluster did in the period, in the same part of the one before, and when last until its end. */
function deeds(setting: Setting, place: ListPlace): Fragment {
  const { definition } = setting.question;
  const labelled = isLabelled(setting) && place.stage !== null && place.stage > 0;
  const events = labelled ? "label_events" : "events";
  const label = labelled ? sql` and t.stage = ${int(place.stage ?? 0)}` : raw("");
  const product = place.product === null ? raw("") : sql` and t.product = ${text(place.product)}`;
  const union = place.index === distinctIndex;
  const at = union
    ? raw("(select min(start_day) as start_day, max(end_day) as end_day from smac_period where used)")
    : sql`(select start_day, end_day from ${tables.period} where i = ${int(place.index)})`;
  const before = union
    ? raw("(select 0 as start_day, 0 as end_day)")
    : sql`(select coalesce(min(b.whole_start), 0) as start_day, coalesce(min(${sameDays}), 0) as end_day from ${tables.period} b, ${tables.period} n where b.i = ${int(place.index - 1)} and n.i = ${int(place.index)})`;
  const now = "t.bucket >= p.start_day and t.bucket < p.end_day";
  const then = "t.bucket >= q.start_day and t.bucket < q.end_day";
  const member = setting.needs.member ? `count(distinct t.member) filter (${now})` : "0";
  const measure = definition.attribution === "split" ? `sum(${events} / parts)` : `sum(${events})`;
  return sql`
select t.cluster, ${measure} filter (${now}) as events, count(distinct t.bucket) filter (${now}) as days, ${member} as members,
  min(t.first_at) as first_at, max(t.last_at) as last_at,
  ${measure} filter (${then}) as events_before, count(distinct t.bucket) filter (${then}) as days_before
from ${tables.tally} t, ${at} p, ${before} q
where t.cluster is not null and t.qualifies and t.bucket > ${undatedBucket} and t.bucket < ${futureBucket} and t.bucket < p.end_day${label}${product}
group by t.cluster`;
}

/** The stage a listed cluster is shown with: the row's own, or, in a total, the one held last in the period; and the join that finds it. */
function stageNow(setting: Setting, place: ListPlace): { readonly stage: string; readonly looked: string } {
  const { definition } = setting.question;
  if (!definition.stages || definition.unit === "member") return { stage: String(place.stage ?? 0), looked: "" };
  if (place.stage !== null) return { stage: String(place.stage), looked: "" };
  const end = `(select max(end_at) from ${tables.period} where ${place.index === distinctIndex ? "used" : `i = ${place.index}`})`;
  const looked = `left join (select cluster, arg_max(stage, from_at) as stage from ${tables.state} where from_at < ${end} group by cluster) s on s.cluster = l.cluster`;
  return { stage: "s.stage", looked };
}
