import { daySql } from "../compile/bucket.ts";
import { knownMemberships } from "../compile/known.ts";
import { futureBucket, tables, undatedBucket } from "../compile/names.ts";
import { tallyOf } from "../compile/seen.ts";
import type { Setting } from "../compile/setting.ts";
import type { NumberColumn } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { type Fragment, type Step, raw, withSteps } from "../sql/fragment.ts";
import {
  type ActivityColumns,
  type BelongingColumns,
  type StateColumns,
  type SweepInput,
  offsetsOf,
} from "../sweep/input.ts";
import type { Prepared } from "./prepare.ts";
import { type Session, query } from "./session.ts";
import { type SweptNames, labelColumns, looksAtStage, numberNames, numbered, sweptRows } from "./sweep-names.ts";

/** The columns of a question, with the names that its numbers stand for. */
export interface PreparedSweep {
  readonly input: SweepInput;
  readonly products: readonly string[];
}

/** How many bytes the columns may take. */
export interface MemoryLimit {
  readonly bytes: number;
}

/** More parts than this, and sums of activities were not exact any more. */
const mostParts = 2n ** 20n;

/**
 * The columns that the sweep reads, out of the tables that {@link Prepared}
 * left: counted activities by day, states, memberships. Names become numbers in
 * the engine, and its vectors the columns: no row is ever an object.
 *
 * @throws SmacError `QUERY_NOT_SWEPT` where activities are split among too many
 * clusters, or the columns would take more than the bytes allowed.
 */
export async function sweepInput(
  session: Session,
  prepared: Prepared,
  limit: MemoryLimit | null = null,
): Promise<PreparedSweep> {
  const { setting, scope } = prepared;
  if (scope.tally.scale.unit > mostParts)
    throw new SmacError("QUERY_NOT_SWEPT", "activities are split among too many clusters for the in-memory execution", {
      hint: "leave out --engine-check",
    });
  const unit = Number(scope.tally.scale.unit);
  if (limit !== null) await refuseMoreThan(session, setting, limit);
  const known = belongingStep(setting);
  // Names are numbered once for all: where servers share the work, in one place.
  await session.engine.parted?.gather([tables.tally, tables.state, tables.subject]);
  const names = await numberNames(session, setting, known);
  return {
    products: names.products,
    input: {
      clusters: names.clusters,
      members: names.members,
      products: names.products.length,
      labels: names.labels,
      activity: await activityColumns(session, setting, { unit, names }),
      states: setting.needs.state ? await stateColumns(session, setting, names) : null,
      belonging: known === null ? null : await belongingColumns(session, setting, { known, names }),
      ownHistory: setting.question.definition.unit === "member" ? await ownHistory(session, names) : null,
      eventUnit: unit,
      unattributed: await unattributed(session, setting),
    },
  };
}

/** Each row is held twice while the columns are put together: as the engine gives it, and in a column. */
async function refuseMoreThan(session: Session, setting: Setting, { bytes }: MemoryLimit): Promise<void> {
  const { needs } = setting;
  const counted = async (from: string): Promise<number> => {
    const [row] = await query<{ n: number }>(session, raw(`select count(*) as n from ${from}`));
    return Number(row?.n ?? 0);
  };
  const ofDay = 4 + 4 + 8 + (needs.labels ? 12 : 0) + (needs.member ? 4 : 0) + (needs.product ? 4 : 0);
  const ofState = 4 + 2 * 8 + 2 * 4 + 4 + 1;
  const days = ofDay * (await counted(sweptRows(setting)));
  const states = needs.state ? ofState * (await counted(tables.state)) : 0;
  if (2 * (days + states) <= bytes) return;
  throw new SmacError("QUERY_NOT_SWEPT", "the active days take more memory than the in-memory execution may have", {
    hint: "the engine's SQL answers the same question",
  });
}

async function activityColumns(
  session: Session,
  setting: Setting,
  { unit, names }: { readonly unit: number; readonly names: SweptNames },
): Promise<ActivityColumns> {
  const { needs } = setting;
  // Whole activities need no division, of which the engine's is slow.
  const counted = (name: string): string =>
    unit === 1 ? name : `divide(${name} * ${unit}, greatest(coalesce(t.parts, 1), 1))`;
  const share = (name: string): string => `cast(${counted(name)} as double) as ${name}`;
  const joins = [
    `join ${numbered.cluster} c on c.name = t.cluster`,
    ...(needs.member ? [`left join ${numbered.member} m on m.name = t.member`] : []),
    ...(needs.product ? [`left join ${numbered.product} p on p.name = t.product`] : []),
    ...(needs.labels ? [labelJoin(setting)] : []),
  ];
  const columns = [
    "c.n as cluster",
    `cast(t.bucket as integer) as "day"`,
    share("events"),
    ...(needs.labels ? [share("label_events"), "l.n as label"] : []),
    ...(needs.member ? ["coalesce(m.n, -1) as member"] : []),
    ...(needs.product ? ["coalesce(p.n, -1) as product"] : []),
  ];
  const column = await read(
    session,
    raw(`select ${columns.join(", ")} from ${sweptRows(setting)} t ${joins.join(" ")} order by c.n, t.bucket`),
  );
  return {
    rows: column.rows,
    offsets: offsetsOf(column.whole("cluster"), names.clusters),
    day: column.whole("day"),
    events: column.real("events"),
    labelEvents: needs.labels ? column.real("label_events") : null,
    member: needs.member ? column.whole("member") : null,
    product: needs.product ? column.whole("product") : null,
    label: needs.labels ? column.whole("label") : null,
  };
}

/** Joins rows `t` with the number of their label. */
function labelJoin(setting: Setting): string {
  const { by } = labelColumns(setting);
  const stage = looksAtStage(setting) ? "coalesce(t.stage, 0)" : "0";
  return `join ${numbered.label} l on l.stage = ${stage}${by.map((c) => ` and l.${c} is not distinct from t.${c}`).join("")}`;
}

async function stateColumns(session: Session, setting: Setting, { clusters }: SweptNames): Promise<StateColumns> {
  const column = await read(
    session,
    raw(`
select c.n as cluster, ${micros("t.from_at")} as from_at, ${micros("t.to_at")} as to_at,
  cast(t.from_day as integer) as from_day, cast(t.to_day as integer) as to_day, l.n as label, coalesce(t.present, false) as present
from ${tables.state} t join ${numbered.cluster} c on c.name = t.cluster ${labelJoin(setting)}
order by c.n, t.from_at`),
  );
  return {
    rows: column.rows,
    offsets: offsetsOf(column.whole("cluster"), clusters),
    fromAt: column.real("from_at"),
    toAt: column.real("to_at"),
    fromDay: column.whole("from_day"),
    toDay: column.whole("to_day"),
    label: column.whole("label"),
    present: column.yes("present"),
  };
}

/** Who belongs to whom, where a share of the members is asked for. */
function belongingStep({ facts, question }: Setting): Step | null {
  if (question.definition.threshold.members?.kind !== "share") return null;
  return knownMemberships(facts, question.asOf, question.now);
}

async function belongingColumns(
  session: Session,
  { clock }: Setting,
  { known, names }: { readonly known: Step; readonly names: SweptNames },
): Promise<BelongingColumns> {
  const [from, to] = [daySql("k.valid_from", clock), daySql("(k.valid_to - interval 1 microsecond)", clock)];
  const column = await read(
    session,
    withSteps(
      [known],
      raw(`
select c.n as cluster, m.n as member, ${micros("k.valid_from")} as from_at, ${micros("k.valid_to")} as to_at,
  cast(case when k.valid_from = '-infinity' then -1000000000 else ${from} end as integer) as from_day,
  cast(case when k.valid_to = 'infinity' then 1000000000 else ${to} + 1 end as integer) as to_day
from ${known.name} k join ${numbered.cluster} c on c.name = k.cluster join ${numbered.member} m on m.name = k.member
order by c.n`),
    ),
  );
  return {
    rows: column.rows,
    offsets: offsetsOf(column.whole("cluster"), names.clusters),
    member: column.whole("member"),
    fromAt: column.real("from_at"),
    toAt: column.real("to_at"),
    fromDay: column.whole("from_day"),
    toDay: column.whole("to_day"),
  };
}

async function ownHistory(session: Session, { clusters }: SweptNames): Promise<Uint8Array> {
  const column = await read(
    session,
    raw(
      `select distinct c.n as cluster from ${tables.subject} s join ${numbered.cluster} c on c.name = s.cluster where s.state_key = s.cluster`,
    ),
  );
  const own = new Uint8Array(new SharedArrayBuffer(clusters));
  for (const cluster of column.whole("cluster")) own[cluster] = 1;
  return own;
}

async function unattributed(session: Session, setting: Setting): Promise<SweepInput["unattributed"]> {
  const column = await read(
    session,
    raw(
      `select cast(bucket as integer) as "day", cast(sum(events) as double) as events from ${tallyOf(setting)} where cluster is null and qualifies and bucket > ${undatedBucket} and bucket < ${futureBucket} group by bucket`,
    ),
  );
  return { day: column.whole("day"), events: column.real("events") };
}

/** What a statement gives: its columns by name, each as what it is expected to be. */
async function read({ engine, trace, signal }: Session, statement: Fragment) {
  trace.push(statement);
  const options = signal === undefined ? {} : { signal };
  const { rows, columns } = await engine.columns(statement.sql, statement.params, options);
  const as =
    <T extends NumberColumn>(kind: new (length: number) => T) =>
    (name: string): T => {
      const column = columns.get(name);
      if (!(column instanceof kind)) throw new Error(`column “${name}” is not what it should be`);
      return column;
    };
  return { rows, whole: as(Int32Array), real: as(Float64Array), yes: as(Uint8Array) };
}

/** An instant in microseconds since 1970 UTC; what is open is infinite. */
function micros(column: string): string {
  return `cast(case when ${column} = '-infinity' then '-infinity' when ${column} = 'infinity' or ${column} is null then 'infinity' else cast(epoch_us(${column}) as double) end as double)`;
}
