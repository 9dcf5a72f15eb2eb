import type { Facts } from "../query/facts.ts";
import { type Fragment, type Step, raw, sql, withSteps } from "../sql/fragment.ts";
import { asKey } from "../sql/key.ts";
import { identifier } from "../sql/quote.ts";
import { attributionSteps } from "./attribution.ts";
import { dayBits, localSql, slotOf } from "./bucket.ts";
import { countsFromDays, tallyFromDays } from "./tally-from-days.ts";
import { knownActivity, knownMemberships, knownStages } from "./known.ts";
import { byColumns, futureBucket, tables, undatedBucket } from "./names.ts";
import { tallyOf, toldFacts } from "./seen.ts";
import type { Setting } from "./setting.ts";
import { type PredicateColumn, predicateSql } from "./predicate.ts";

/**
 * The statement that counts activities: one pass over the facts, one row for
 * each bucket, cluster and whatever else the definition looks at. Unattributed
 * activities are in it with a null cluster. `events` counts each activity once
 * for a cluster; `label_events` once for each label (stage, attributes) it had.
 * Where `seenSlots` says so, `seenStatement` and `seenTallyStatement` take its place.
 */
export function tallyStatement(setting: Setting): Fragment {
  return sql`create or replace temp table ${tables.tally} as\n${countedQuery(setting)}`;
}

function countedQuery(setting: Setting): Fragment {
  if (countsFromDays(setting)) return tallyFromDays(setting, activityColumns(setting.facts));
  const asWritten = factsAsWritten(setting);
  return asWritten === null ? tallyQuery(setting) : keyedQuery(tallyQuery({ ...setting, facts: asWritten }), setting);
}

/** The statement that counts the activities whose number is told, beside what `seenStatement` finds. */
export function toldStatement(setting: Setting): Fragment {
  return sql`create or replace temp table ${tables.told} as\n${tallyQuery({ ...setting, facts: toldFacts(setting.facts) })}`;
}

function tallyQuery(setting: Setting): Fragment {
  const { needs, question, clock, facts } = setting;
  const { slot, bucket } = slotOf(needs.grain, clock, { now: question.now, last: facts.span?.last ?? null });
  const keys = keyColumns(setting).join(", ");
  const constant = { qualifies: "true as qualifies", parts: "1 as parts" };
  const same = constantColumns(setting)
    .map((name) => `, ${constant[name]}`)
    .join("");
  const last = needs.instants ? `, max("at") as last_at` : "";
  const days = needs.dayBits ? `, ${dayBits(localSql(`"at"`, clock))} as day_bits` : "";
  const counts =
    question.definition.unit === "member"
      ? "coalesce(sum(parts) filter (first_of_row), 0) as events, sum(shares) as label_events"
      : "count(*) as events, count(*) as label_events";
  const select = sql`
select ${bucket} as bucket, * exclude (slot)${same}
from (
  select ${slot} as slot, ${keys}, ${counts}, min("at") as first_at${last}${days}
  from ${labelled(setting)}
  group by all
)`;
  return withSteps(attributedSteps(setting), select);
}

/**
 * The facts with keys as written, where nothing looks at a key before the
 * activities are grouped. It pays when the groups are few: not by day, member or product.
 */
function factsAsWritten({ facts, question, needs }: Setting): Facts | null {
  const { activity, unit } = question.definition;
  const written = facts.asWritten ?? null;
  const plain =
    facts.membership === null && !facts.activityHas.id && activity === null && unit !== "member" && !needs.labels;
  const few = needs.grain !== "day" && !needs.member && !needs.product && !needs.other && !needs.instants;
  return few && plain && written !== null && written.of === facts.activity
    ? { ...facts, activity: written.relation }
    : null;
}

/** The tally of activities with keys as written, with keys: the groups that are one key's come together. */
function keyedQuery(written: Fragment, { needs }: Setting): Fragment {
  const days = needs.dayBits ? ", bit_or(day_bits) as day_bits" : "";
  return sql`
select bucket, ${asKey("cluster")} as cluster, qualifies, parts,
  cast(sum(events) as bigint) as events, cast(sum(label_events) as bigint) as label_events, min(first_at) as first_at${days}
from (${written})
group by all`;
}

/** The columns beside `bucket` that the tally groups by. */
function keyColumns(setting: Setting): readonly string[] {
  const { needs, question } = setting;
  const constant: readonly string[] = constantColumns(setting);
  return [
    "cluster",
    ...["qualifies", "parts"].filter((name) => !constant.includes(name)),
    ...(needs.product ? ["product"] : []),
    ...(needs.member ? ["member"] : []),
    ...(needs.other ? ["other"] : []),
    ...(needs.labels ? ["stage", ...byColumns(question.definition.by.length)] : []),
  ];
}

/** Columns that are the same in every row: grouping by them would cost for nothing. */
function constantColumns({ facts, question }: Setting): readonly ("qualifies" | "parts")[] {
  const { activity, attribution } = question.definition;
  return [
    ...(activity === null ? (["qualifies"] as const) : []),
    ...(facts.membership === null || attribution !== "split" ? (["parts"] as const) : []),
  ];
}

/** From the facts to `subject_activity`: known, qualified, attributed, keyed by what is counted. */
export function attributedSteps(setting: Setting): readonly Step[] {
  const { facts, question } = setting;
  const known = knownActivity(facts, question.asOf);
  if (known === null) return [emptyActivity()];
  const memberships = knownMemberships(facts, question.asOf, question.now);
  const own = question.definition.unit === "member" ? knownStages(facts, question.asOf, question.now) : null;
  return [
    known,
    ...(memberships === null ? [] : [memberships]),
    ...(own === null ? [] : [own]),
    qualifiedStep(setting),
    ...(question.definition.unit === "component"
      ? [unsharedStep(setting)]
      : attributionSteps(facts, question.definition.attribution, carriedColumns(setting))),
    subjectStep(setting, own !== null),
  ];
}

/** Interactions count once, whatever clusters their members belong to. */
function unsharedStep(setting: Setting): Step {
  const kept = ["at", ...carriedColumns(setting)].map((c) => `a."${c}"`).join(", ");
  return {
    name: "attributed",
    body: raw(
      `select ${kept}, coalesce(a.cluster, a.member) as cluster, 1 as parts, true as is_primary from activity_qualified a`,
    ),
  };
}

function carriedColumns({ needs, question }: Setting): readonly string[] {
  return [
    "qualifies",
    "member",
    ...(question.definition.unit === "member" ? ["row_id"] : []),
    ...(needs.product ? ["product"] : []),
    ...(needs.other ? ["other"] : []),
  ];
}

function qualifiedStep({ facts, question }: Setting): Step {
  const { activity, unit } = question.definition;
  const rowId = unit === "member" ? ", row_number() over () as row_id" : "";
  const qualifies =
    activity === null ? raw("true") : sql`coalesce((${predicateSql(activity, activityColumns(facts))}), false)`;
  return { name: "activity_qualified", body: sql`select *, ${qualifies} as qualifies${rowId} from activity_known` };
}

/** The columns of an activity that a definition's predicate may name. */
export function activityColumns(facts: Facts): ReadonlyMap<string, PredicateColumn> {
  const names = [
    "kind",
    "product",
    "member",
    "source",
    "cluster",
    ...facts.activityColumns,
    ...facts.activityAttributes,
  ];
  return new Map(names.map((name) => [name.toLowerCase(), { sql: identifier(name), type: "text" as const }]));
}

/**
 * What is counted: the cluster; or, when users are counted, the member, with the
 * key whose stage it takes: its own when it has a history, else its cluster's.
 */
function subjectStep({ question, parted }: Setting, ownStages: boolean): Step {
  const own = (key: string): string => (parted === true ? ` where of_this_shard(${key})` : "");
  if (question.definition.unit !== "member") {
    const rows = `select *, cluster as state_key from attributed${own("coalesce(cluster, member)")}`;
    return { name: "subject_activity", body: raw(rows) };
  }
  const key = ownStages
    ? "case when t.member in (select cluster from stage_known) then t.member else t.cluster end"
    : "t.cluster";
  return {
    name: "subject_activity",
    body: raw(`select * replace (t.member as cluster), ${key} as state_key from attributed t${own("t.member")}`),
  };
}

function emptyActivity(): Step {
  const names = ["cluster", "state_key", "member", "product", "other"].map((c) => `cast(null as varchar) as ${c}`);
  return {
    name: "subject_activity",
    body: raw(
      `select cast(null as timestamp) as "at", true as qualifies, 1 as parts, 1 as row_id, ${names.join(", ")} where false`,
    ),
  };
}

/**
 * The activities, each with the stage and attributes held at its instant where
 * the definition looks at them. For users: one row for each activity and label,
 * with its `shares` of the activity's `parts`.
 */
function labelled({ needs, question }: Setting): Fragment {
  if (!needs.labels) return raw("subject_activity");
  const by = byColumns(question.definition.by.length);
  const stage = question.definition.stages ? "coalesce(s.stage, 0)" : "0";
  const labels = [`${stage} as stage`, ...by.map((c) => `s.${c}`)];
  const rows = raw(`
  select a.*, ${labels.join(", ")}
  from subject_activity a asof left join ${tables.state} s on s.cluster = a.state_key and a.at >= s.from_at`);
  if (question.definition.unit !== "member") return sql`(${rows})`;
  return sql`(
  select * exclude (keys), greatest(least(keys, parts), 1) as shares, row_number() over (partition by row_id order by stage) = 1 as first_of_row
  from (select * exclude (state_key, is_primary), count(distinct state_key) as keys from (${rows}) group by all))`;
}

/** For users: the keys whose stages each user's activity has touched. */
export function subjectStatement(setting: Setting): Fragment {
  const select = raw(
    "select distinct cluster, state_key from subject_activity where cluster is not null and state_key is not null",
  );
  return sql`create or replace temp table ${tables.subject} as\n${withSteps(attributedSteps(setting), select)}`;
}

/** In how many parts activities are split, in all the ways that occur. */
export function partsProbe(setting: Setting): Fragment {
  return raw(`select distinct parts from ${tallyOf(setting)} where parts > 1`);
}

/**
 * First and last bucket with qualifying activities, the first instant of any, and how
 * many rows have no instant or one after now.
 */
export function spanProbe(setting: Setting): Fragment {
  const dated = `bucket > ${undatedBucket} and bucket < ${futureBucket}`;
  return raw(`
select min(bucket) filter (${dated} and qualifies) as first, max(bucket) filter (${dated} and qualifies) as last,
  min(first_at) filter (${dated} and qualifies) as first_at,
  coalesce(sum(events) filter (bucket = ${undatedBucket}), 0) as undated,
  coalesce(sum(events) filter (bucket = ${futureBucket}), 0) as future
from ${tallyOf(setting)}`);
}
