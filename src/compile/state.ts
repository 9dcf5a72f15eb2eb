import type { Definition } from "../model/definition.ts";
import type { Instant } from "../time/instant.ts";
import { type Fragment, type Step, instant, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { identifier } from "../sql/quote.ts";
import { localSql } from "./bucket.ts";
import { knownActivity, knownAttributes, knownMemberships, knownRecords, knownStages } from "./known.ts";
import { byColumn, byColumns, tables } from "./names.ts";
import type { Setting } from "./setting.ts";
import { attributedSteps } from "./tally.ts";

/**
 * The statement that says what each cluster was from instant to instant:
 * `smac_state(cluster, from_at, to_at, from_day, to_day, stage, present, b0, …)`.
 * `stage` is a place in the stage order, 0 for none; `present` whether the
 * cluster exists (spec rule 7); `b0…` the attributes asked for, each the last
 * non-empty value stated by then (rule 10). Half-open spans.
 */
export function stateStatement(setting: Setting): Fragment {
  const { definition, now } = setting.question;
  if (statesAreStages(setting)) return stagesAsStates(setting);
  const by = byColumns(definition.by.length);
  const lasts = by.map((c) => `last_value(${c} ignore nulls) over marks as ${c}`);
  const select = sql`
select cluster, "at" as from_at, lead("at", 1, 'infinity') over next as to_at,
  ${dayOf(`"at"`, setting)} as from_day, ${dayOf(`lead("at", 1, 'infinity') over next`, setting)} as to_day,
  ${stageSql(setting)} as stage,
  bool_or(evidence) over marks and coalesce(last_value(stage ignore nulls) over marks, 1) <> 0
    and not bool_or(deleted) over marks as present${lasts.map((l) => `,\n  ${l}`).join("")}
from mark
where cluster is not null and "at" <= ${instant(now)}${ownClusters(setting)}
window marks as (partition by cluster order by "at" rows between unbounded preceding and current row),
  next as (partition by cluster order by "at")`;
  return sql`create or replace temp table ${tables.state} as\n${withSteps([...factSteps(setting), ...markSteps(setting)], select)}`;
}

/** Whether nothing but dated stages says what a cluster was: there is one for each cluster and instant already. */
function statesAreStages({ facts, question, needs }: Setting): boolean {
  const { stage, record, stageSource, activityHas } = facts;
  const dated = stage !== null && stageSource !== "attribute" && !activityHas.stage;
  return dated && record === null && !needs.existence && question.definition.by.length === 0;
}

function stagesAsStates(setting: Setting): Fragment {
  const select = sql`
select cluster, "at" as from_at, lead("at", 1, 'infinity') over next as to_at,
  ${dayOf(`"at"`, setting)} as from_day, ${dayOf(`lead("at", 1, 'infinity') over next`, setting)} as to_day,
  cast(stage as integer) as stage, stage <> 0 as present
from stage_known where "at" <= ${instant(setting.question.now)}${ownClusters(setting)}
window next as (partition by cluster order by "at")`;
  const known = knownStages(setting.facts, setting.question.asOf, stageNow(setting));
  return sql`create or replace temp table ${tables.state} as\n${withSteps(known === null ? [] : [known], select)}`;
}

/** Users take the stages of clusters that are counted elsewhere. */
function ownClusters({ parted, question }: Setting): string {
  return parted === true && question.definition.unit !== "member" ? " and of_this_shard(cluster)" : "";
}

/** Today's stage is held for as long as the cluster exists, a dated one from its instant; neither after a deletion. */
function stageSql({ facts }: Setting): string {
  const last = "coalesce(last_value(stage ignore nulls) over marks, 0)";
  const held =
    facts.stageSource === "attribute" ? `case when bool_or(evidence) over marks then ${last} else 0 end` : last;
  return facts.record === null ? held : `case when bool_or(deleted) over marks then 0 else ${held} end`;
}

function dayOf(at: string, { clock }: Setting): string {
  return `case when ${at} = '-infinity' then -2147483648 when ${at} = 'infinity' then 2147483647
    else cast(cast(${localSql(at, clock)} as date) - date '1970-01-01' as integer) end`;
}

/** Today's stage is looked up until today, also for a period that is cut short; a dated one until the cut. */
function stageNow({ facts, question }: Setting): Instant {
  return facts.stageSource === "attribute" ? (question.stageNow ?? question.now) : question.now;
}

/** The facts that states are made of, as known; the attributed activities when they are evidence. */
function factSteps(setting: Setting): readonly Step[] {
  const { facts, question, needs } = setting;
  const stages = knownStages(facts, question.asOf, stageNow(setting));
  const attributes =
    question.definition.by.length > 0 || needs.existence ? knownAttributes(facts, question.asOf, question.now) : null;
  const records = knownRecords(facts, question.asOf);
  const used = readsActivity(setting) ? activitySteps(setting) : [];
  const memberships =
    needs.existence && used.length === 0 ? knownMemberships(facts, question.asOf, question.now) : null;
  const steps = [...used, memberships, stages, attributes, records].filter((step) => step !== null);
  return steps.filter((step, index) => steps.findIndex((other) => other.name === step.name) === index);
}

function readsActivity({ facts, needs }: Setting): boolean {
  return facts.activity !== null && (needs.existence || facts.activityHas.stage || facts.activityAttributes.length > 0);
}

/** Attributed activities with every column that may state something about their cluster. */
function activitySteps(setting: Setting): readonly Step[] {
  const { facts, question } = setting;
  if (question.definition.unit === "member") {
    const known = knownActivity(facts, question.asOf);
    return known === null
      ? []
      : [
          known,
          {
            name: "stating_activity",
            body: raw("select *, coalesce(cluster, member) as state_key from activity_known"),
          },
        ];
  }
  const columns = [
    ...statedAttributes(setting).map((a) => identifier(a.column)),
    ...(facts.activityHas.stage ? ["stage"] : []),
    "learned",
  ];
  const steps = attributedSteps({ ...setting, needs: { ...setting.needs, labels: false } });
  return [
    ...steps.map((step) => (step.name === "attributed" ? { name: step.name, body: carry(step.body, columns) } : step)),
    { name: "stating_activity", body: raw("select * from subject_activity") },
  ];
}

/** The attribution's rows with further columns of the activity beside them. */
function carry(body: Fragment, columns: readonly string[]): Fragment {
  const extra = columns.map((c) => `a.${c}`).join(", ");
  return { sql: body.sql.replace("a.at,", `a.at, ${extra},`), params: body.params };
}

/** Which attributes of `by` an activity column states. */
function statedAttributes({
  facts,
  question,
}: Setting): readonly { readonly column: string; readonly index: number }[] {
  return question.definition.by.flatMap((name, index) =>
    facts.activityAttributes.includes(name) ? [{ column: name, index }] : [],
  );
}

/** Rows that state something: `cluster`, `at`, and what they say beside. */
interface Stated {
  readonly says: readonly string[];
  readonly rows: Fragment;
}

function stated(says: readonly string[], rows: Fragment): Stated {
  return { says, rows };
}

/** `mark`: one row for each cluster and instant at which something about it was stated. */
function markSteps(setting: Setting): readonly Step[] {
  const { definition } = setting.question;
  const parts = [
    ...stageMarks(setting),
    ...attributeMarks(setting),
    ...(setting.needs.existence ? existenceMarks(setting) : []),
    ...(setting.facts.record === null
      ? []
      : [
          stated(
            ["deleted"],
            raw(`select cluster, deleted as "at", true as deleted from record_known where deleted is not null`),
          ),
        ]),
    ...(needsBase(definition) ? [baseMarks()] : []),
  ];
  const by = byColumns(definition.by.length);
  const nothing: readonly (readonly [string, string])[] = [
    ["stage", "cast(null as integer)"],
    ["evidence", "false"],
    ["deleted", "false"],
    ...by.map((c) => [c, "cast(null as varchar)"] as const),
  ];
  const rowsOf = ({ says, rows }: Stated): Fragment => {
    const columns = nothing.map(([name, none]) => (says.includes(name) ? name : `${none} as ${name}`));
    return sql`select cluster, "at", ${columns.join(", ")} from (${rows})`;
  };
  const none = raw(
    `select cast(null as varchar) as cluster, cast(null as timestamp) as "at", ${nothing.map(([name, value]) => `${value} as ${name}`).join(", ")} where false`,
  );
  const chosen = by.map((c) => `, max(${c}) as ${c}`).join("");
  return [
    { name: "stated", body: join([none, ...parts.map(rowsOf)], "\nunion all\n") },
    ...(needsBase(definition) ? [] : []),
    {
      name: "mark",
      body: raw(
        `select cluster, "at", max(stage) as stage, coalesce(bool_or(evidence), false) as evidence, coalesce(bool_or(deleted), false) as deleted${chosen} from stated group by cluster, "at"`,
      ),
    },
  ];
}

/** Without a population nothing asks whether a cluster existed yet: before anything was stated, its attributes are none. */
function needsBase({ by, stages, denominator, stageAt }: Definition): boolean {
  return by.length > 0 && !stages && denominator === "none" && stageAt !== "end";
}

function baseMarks(): Stated {
  return stated([], raw(`select distinct state_key as cluster, timestamp '-infinity' as "at" from stating_activity`));
}

function stageMarks({ facts, question }: Setting): readonly Stated[] {
  if (facts.activityHas.stage) {
    return [
      stated(
        ["stage"],
        sql`
select a.state_key as cluster, timestamp '-infinity' as "at", arg_max(o.stage, (coalesce(a.at, '-infinity'), coalesce(a.learned, '-infinity'), o.stage)) as stage
from stating_activity a join ${tables.stageOrder} o on o.name = a.stage
where a.at is null or a.at <= ${instant(question.stageNow ?? question.now)} group by a.state_key`,
      ),
    ];
  }
  if (facts.stage === null) return [];
  if (facts.stageSource === "attribute") {
    return [
      stated(
        ["stage"],
        raw(
          `select cluster, timestamp '-infinity' as "at", arg_max(stage, ("at", coalesce(learned, '-infinity'), stage)) as stage from stage_known where stage > 0 group by cluster`,
        ),
      ),
    ];
  }
  return [stated(["stage", "evidence"], raw(`select cluster, "at", stage, true as evidence from stage_known`))];
}

/** The last value learned of those stated at one instant, else the greater as text. */
function attributeMarks(setting: Setting): readonly Stated[] {
  const columns = statedAttributes(setting);
  return setting.question.definition.by.flatMap((name, index) => {
    const rows = [
      ...columns.filter((a) => a.index === index).map(({ column }) => statedRows(setting, column)),
      ...toldRows(setting, name),
    ];
    if (rows.length === 0) return [];
    return [
      stated(
        [byColumn(index)],
        sql`
select cluster, "at", arg_max(value, (coalesce(learned, '-infinity'), value)) as ${byColumn(index)}
from (${join(rows, " union all ")}) where value is not null group by cluster, "at"`,
      ),
    ];
  });
}

/** What the activities state of an attribute. */
function statedRows({ question }: Setting, column: string): Fragment {
  return sql`select state_key as cluster, coalesce("at", '-infinity') as "at", learned, ${identifier(column)} as value from stating_activity where "at" is null or "at" <= ${instant(question.now)}`;
}

/** What the facts of their own state of an attribute. */
function toldRows({ facts }: Setting, name: string): readonly Fragment[] {
  return facts.attribute !== null && facts.attributes.includes(name)
    ? [sql`select cluster, "at", learned, value from attribute_known where name = ${text(name)}`]
    : [];
}

/** First evidence of each cluster; what its own record says of it is as old as the record. */
function existenceMarks({ facts }: Setting): readonly Stated[] {
  const recorded = facts.record === null ? "" : "where cluster not in (select cluster from record_known)";
  const rows = [
    ...(facts.activity === null
      ? []
      : [
          raw(
            `select state_key as cluster, coalesce(min("at"), '-infinity') as "at", true as evidence from stating_activity where state_key is not null group by 1, "at" is null`,
          ),
        ]),
    ...(facts.membership === null
      ? []
      : [raw(`select cluster, min(valid_from) as "at", true as evidence from membership_known group by 1`)]),
    ...(facts.attribute === null
      ? []
      : [raw(`select cluster, min("at") as "at", true as evidence from attribute_known ${recorded} group by 1`)]),
    ...(facts.record === null
      ? []
      : [raw(`select cluster, coalesce(created, '-infinity') as "at", true as evidence from record_known`)]),
  ];
  return rows.map((each) => stated(["evidence"], each));
}
