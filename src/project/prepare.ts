import { counted } from "../text/counted.ts";
import { type Fragment, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { type Clock, daySql } from "../compile/bucket.ts";
import type { CellScope } from "../compile/cells.ts";
import { knownActivity, knownStages } from "../compile/known.ts";
import { tables } from "../compile/names.ts";
import { periodStatement, wholePeriodStatement } from "../compile/period.ts";
import { type PeriodsOfRuns, runStatement } from "../compile/run.ts";
import { seenSlots, seenStatement, seenTallyStatement, tallyOf, toldProbe } from "../compile/seen.ts";
import { countsSpansOfDays, daySummaryStatement, spanRunStatement } from "../compile/span-run-statement.ts";
import { stateStatement } from "../compile/state.ts";
import type { Setting } from "../compile/setting.ts";
import {
  activityColumns,
  partsProbe,
  spanProbe,
  subjectStatement,
  tallyStatement,
  toldStatement,
} from "../compile/tally.ts";
import { eventScale } from "../compile/threshold.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { type Grid, gridOf } from "../query/assemble.ts";
import type { Facts } from "../query/facts.ts";
import { type Needs, type Question, needsOf } from "../query/question.ts";
import type { Warning } from "../query/report.ts";
import { orderStages } from "../query/stage-order.ts";
import { type KnownSpan, type TimelinePeriod, laterPeriods, timeline } from "../query/timeline.ts";
import { suggestion } from "../text/nearest.ts";
import { openZone } from "../time/zone.ts";
import { howToGiveStages } from "../model/resolve-definition.ts";
import { withCutDays } from "./cut-days.ts";
import { type Session, execute, query } from "./session.ts";

/** A question with its tables made: what the last statements need. */
export interface Prepared {
  readonly setting: Setting;
  readonly scope: CellScope;
  /** Every stage that is stated, in order: a stage's number is its place from 1. */
  readonly stages: readonly string[];
  /** The numbers of the stages that some cluster held at some instant. */
  readonly heldStages: ReadonlySet<number>;
  /** All periods that matter; those of the report are marked. */
  readonly periods: readonly TimelinePeriod[];
  /** What the facts say about time, from which the periods follow. */
  readonly span: KnownSpan;
  readonly warnings: readonly Warning[];
}

/**
 * Makes the tables of a question: states, tally, periods, runs. `detail` keeps
 * what lists of clusters show; `days` only single days, `spans` only where
 * activity begins and ends, where that is enough.
 */
export async function prepare(
  session: Session,
  question: Question,
  given: Facts,
  detail: boolean | "days" | "instants" | "spans",
): Promise<Prepared> {
  const facts = await withCutDays(session.engine, given, question);
  refuseUnknownAttributes(question, facts);
  const needs = spokenNeeds(session.engine, needsOf(question, facts, looksAt(session, detail)));
  const clock = await clockOf(session, question, facts);
  const setting: Setting = { question, facts, needs, clock, parted: session.engine.parted !== undefined };
  const stages = needs.state || needs.labels ? await makeStageOrder(session, setting) : [];
  if (needs.state) await execute(session, stateStatement(setting));
  const held = needs.state
    ? await query<{ stage: number }>(
        session,
        raw(`select distinct stage from ${tables.state} where stage > 0 order by stage`),
      )
    : [];
  const spans = detail === "spans" && session.engine.speaks === "clickhouse" && countsSpansOfDays(setting);
  if (spans) await execute(session, daySummaryStatement(setting, activityColumns(facts)));
  else await makeTally(session, setting);
  if (question.definition.unit === "member") await execute(session, subjectStatement(setting));
  if (countsAcross(question)) await session.engine.parted?.gather([tables.tally, tables.state]);
  const span = await knownSpan(session, setting);
  const periods = timeline(question, clock.zone, span);
  await execute(session, periodStatement(periods));
  const parts = await query<{ parts: number }>(session, partsProbe(setting));
  const products = needs.product ? await query<{ product: string }>(session, productProbe(setting)) : [];
  const scope: CellScope = {
    tally: { scale: eventScale(parts.map((row) => Number(row.parts))), products: products.map((row) => row.product) },
    clipped: periods.some((p) => p.clipped),
  };
  if (spans) await execute(session, spanRunStatement(setting, activityColumns(facts)));
  else if (question.definition.unit !== "component")
    await execute(session, runStatement(setting, scope.tally, await periodsOfRuns(session, setting, periods, span)));
  return {
    setting,
    scope,
    stages,
    heldStages: new Set(held.map((row) => Number(row.stage))),
    periods,
    span,
    warnings: [...leftAside(span), ...(await keyWarnings(session, setting))],
  };
}

/** Where other questions follow, stretches go on over all later periods, so that those about another period find them made. */
async function periodsOfRuns(
  session: Session,
  { question, clock }: Setting,
  periods: readonly TimelinePeriod[],
  known: KnownSpan,
): Promise<PeriodsOfRuns> {
  const { period, unit } = question.definition;
  const isDuckDb = session.engine.speaks === "duckdb";
  const ofUnits = period.kind !== "trailing" && (unit === "cluster" || unit === "member");
  const goOn = isDuckDb && session.made?.isShared === true && ofUnits;
  const all = goOn ? [...periods, ...laterPeriods(question, clock.zone, { periods, known })] : periods;
  if (goOn) await execute(session, wholePeriodStatement(all));
  return {
    count: isDuckDb ? all.length : Infinity,
    start: all[0]?.whole.start ?? 0,
    table: goOn ? tables.wholePeriod : tables.period,
  };
}

/** Where other questions follow, a change and the lists behind it count activities by one table. */
function looksAt({ made }: Session, detail: boolean | "days" | "instants" | "spans"): boolean | "days" | "instants" {
  if (detail === "spans") return false;
  return detail === false && made?.isShared === true ? "instants" : detail;
}

/** Whether what is counted is made of several clusters, which may be on several servers. */
function countsAcross({ definition: { unit } }: Question): boolean {
  return unit === "stage" || unit === "combination";
}

/** ClickHouse counts by day: its dates know no year before 1900, and its active days are days. */
function spokenNeeds({ speaks }: Engine, needs: Needs): Needs {
  return speaks === "duckdb" ? needs : { ...needs, grain: "day", dayBits: false };
}

/** The grid of the rows of what was prepared. */
export function preparedGrid({ periods, stages, heldStages, scope, setting }: Prepared): Grid {
  const { definition } = setting.question;
  return gridOf({ definition, periods, stages, heldStages, products: scope.tally.products });
}

/** An attribute that nothing states would be none throughout: most likely its name is mistyped. */
function refuseUnknownAttributes({ definition }: Question, facts: Facts): void {
  const known = [...new Set([...facts.attributes, ...facts.activityAttributes])];
  const unknown = definition.by.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new SmacError("QUERY_UNKNOWN_ATTRIBUTE", `no attribute is called “${unknown}”`, {
    hint: known.length === 0 ? howToGiveAttributes : suggestion(unknown, known),
  });
}

const howToGiveAttributes =
  "attributes are columns of the activity file, of --attributes FILE, or, in smac.yml, those under attributes";

/** The zone's clock over everything dated: activities, and stages, memberships, attributes and records beside them. */
async function clockOf(session: Session, question: Question, facts: Facts): Promise<Clock> {
  const zone = openZone(question.definition.timezone);
  const { period } = question.definition;
  const weekStart = period.kind === "trailing" ? "monday" : period.weekStart;
  if (zone.transitions(-4e15, 4e15).length === 0) return { zone, first: 0, last: 0, weekStart };
  const dated: Fragment[] = [
    ...(facts.activity === null || facts.span !== null ? [] : [sql`select "at" from (${facts.activity})`]),
    ...(facts.stage === null ? [] : [sql`select "at" from (${facts.stage})`]),
    ...(facts.attribute === null ? [] : [sql`select "at" from (${facts.attribute})`]),
    ...(facts.membership === null
      ? []
      : [sql`select valid_from as "at" from (${facts.membership})`, sql`select valid_to from (${facts.membership})`]),
    ...(facts.record === null
      ? []
      : [sql`select created as "at" from (${facts.record})`, sql`select deleted from (${facts.record})`]),
  ];
  const found =
    dated.length === 0
      ? []
      : await query<{ first: number | null; last: number | null }>(
          session,
          sql`select min("at") as first, max("at") as last from (${join(dated, " union all ")})`,
        );
  const firsts = [facts.span?.first, found[0]?.first, question.now].filter((n) => n !== undefined && n !== null);
  const lasts = [facts.span?.last, found[0]?.last, question.now].filter((n) => n !== undefined && n !== null);
  return { zone, first: Math.min(...firsts), last: Math.max(...lasts), weekStart };
}

/** Counts the activities; where sets are enough, only finds when each cluster acted. */
async function makeTally(session: Session, setting: Setting): Promise<void> {
  const slots = seenSlots(setting);
  if (slots === null) return execute(session, tallyStatement(setting));
  await execute(session, seenStatement(setting, slots));
  const [told] = await query<{ n: number }>(session, toldProbe());
  const hasTold = Number(told?.n ?? 0) > 0;
  if (hasTold) await execute(session, toldStatement(setting));
  await execute(session, seenTallyStatement(setting, slots, { hasTold }));
}

/** Finds the stages that occur and makes the table of their order. */
async function makeStageOrder(session: Session, setting: Setting): Promise<readonly string[]> {
  const names = await query<{ stage: string }>(session, stageProbe(setting));
  const stages = orderStages(
    names.map((row) => row.stage),
    setting.facts.stageOrder,
  );
  const values = stages.map((name, index) => sql`(${text(name)}, ${index + 1})`);
  const rows =
    values.length === 0
      ? raw("select cast(null as varchar) as name, 0 as stage where false")
      : sql`select * from (values ${join(values, ", ")}) as v(name, stage)`;
  await execute(session, sql`create or replace temp table ${tables.stageOrder} as ${rows}`);
  return stages;
}

function stageProbe({ facts, question, parted }: Setting): Fragment {
  const { asOf, now, stageNow = now } = question;
  const known = facts.activityHas.stage ? knownActivity(facts, asOf) : null;
  const from =
    known !== null
      ? sql`(${known.body})`
      : facts.stage !== null
        ? sql`(${facts.stage})`
        : raw(
            `(select cast(null as varchar) as stage, cast(null as timestamp) as "at", cast(null as timestamp) as learned)`,
          );
  const at = (value: number): Fragment => ({ sql: "?", params: [{ type: "timestamp", value }] });
  // Stages are on every server that needs them: each looks at those of its own clusters.
  const own = parted === true && known === null && facts.stage !== null ? " and of_this_shard(cluster)" : "";
  return sql`select distinct stage from ${from} where stage is not null${raw(own)} and ("at" is null or "at" <= ${at(stageNow)}) and (learned is null or learned <= ${at(asOf)}) order by stage`;
}

interface FoundSpan extends KnownSpan {
  readonly undated: number;
  readonly future: number;
}

async function knownSpan(session: Session, setting: Setting): Promise<FoundSpan> {
  const { question, needs } = setting;
  const [row] = await query<{
    first: number | null;
    last: number | null;
    first_at: number | null;
    undated: number;
    future: number;
  }>(session, spanProbe(setting));
  const left = { firstAt: row?.first_at ?? null, undated: Number(row?.undated ?? 0), future: Number(row?.future ?? 0) };
  const { unit, period } = question.definition;
  const [first, last] = [row?.first ?? null, row?.last ?? null];
  if (unit !== "stage" || !needs.state) {
    const onePass = period.kind === "trailing" && unit !== "combination";
    return { first, last, ...left, history: onePass ? null : first };
  }
  const [state] = await query<{ first: number | null; last: number | null }>(session, stageSpanProbe(setting));
  const history = [first, state?.first].filter((day) => day !== null && day !== undefined);
  const none = first === null;
  return {
    first: none ? (state?.first ?? null) : first,
    last: none ? (state?.last ?? null) : last,
    ...left,
    history: history.length === 0 ? null : Math.min(...history) - 1,
  };
}

/** The days of the first and the last dated change of stage, departures too. */
function stageSpanProbe({ facts, question, clock }: Setting): Fragment {
  const known = knownStages(facts, question.asOf, question.now);
  if (known === null || facts.stageSource !== "history")
    return raw("select cast(null as integer) as first, cast(null as integer) as last");
  const day = daySql('"at"', clock);
  return withSteps(
    [known],
    raw(`select min(${day}) as first, max(${day}) as last from stage_known where "at" > '-infinity'`),
  );
}

function productProbe(setting: Setting): Fragment {
  return raw(`
select distinct product from ${tallyOf(setting)}
where product is not null and cluster is not null and qualifies
  and bucket >= (select min(start_day) from ${tables.period} where reported)
  and bucket < (select max(end_day) from ${tables.period} where reported)
order by product`);
}

/** What a careful reader should know about the keys and the parameters. */
async function keyWarnings(session: Session, setting: Setting): Promise<readonly Warning[]> {
  const { facts, question } = setting;
  const { threshold, stageAt, stages, denominator, by, unit, name } = question.definition;
  const [row] = await query<{ rows: number | null }>(
    session,
    raw(`select sum(events) as rows from ${tallyOf(setting)} where upper(cluster) = 'NULL'`),
  );
  const rows = Number(row?.rows ?? 0);
  const unlooked = stageAt !== "end" && !stages && denominator === "none" && by.length === 0 && unit !== "stage";
  return [
    ...(rows > 0
      ? [
          {
            code: "NULL_KEY",
            message: `the word NULL is a key of ${counted(rows, "activity")}: it is counted as text, like any other`,
          },
        ]
      : []),
    ...(threshold.members !== null && facts.activity !== null && !facts.activityHas.member
      ? [
          {
            code: "NO_MEMBERS",
            message:
              "a threshold on members is asked for, and no column says who acted: nobody meets it (name it with --member)",
          },
        ]
      : []),
    ...(facts.stageOrder !== null && facts.stageSource === null
      ? [
          {
            code: "STAGE_ORDER_UNUSED",
            message: `an order of stages is given (${facts.stageOrder.join(", ")}), and no stages are: it changes nothing; ${howToGiveStages}`,
          },
        ]
      : []),
    ...(unlooked
      ? [
          {
            code: "STAGE_AT_UNUSED",
            message: `“${name}” looks at no stage, attribute or population: when in the period they are looked at (${stageAt}) changes nothing${facts.stageSource === null ? `; ${howToGiveStages}` : ""}`,
          },
        ]
      : []),
  ];
}

function leftAside({ undated, future }: FoundSpan): readonly Warning[] {
  return [
    ...(undated > 0
      ? [
          {
            code: "UNDATED_ACTIVITIES",
            message: `${undated} ${undated === 1 ? "row has" : "rows have"} no time: no activities, but their clusters, stages and attributes are known`,
          },
        ]
      : []),
    ...(future > 0
      ? [
          {
            code: "FUTURE_ACTIVITIES",
            message: `${future} ${future === 1 ? "activity lies" : "activities lie"} after now: not counted`,
          },
        ]
      : []),
  ];
}
