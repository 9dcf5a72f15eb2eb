import { type Fragment, type Step, int, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { listSelect } from "./cell-list.ts";
import { byColumns, tables } from "./names.ts";
import type { Setting } from "./setting.ts";

/** Which moves: of one period, out of and into a stage (0: none; null: any), with values of `by` (null: whatever). */
export interface MovePlace {
  readonly index: number;
  readonly from: number | null;
  readonly to: number | null;
  readonly by: readonly (string | null)[] | null;
}

/**
 * The statement of the moves between stages: `i, before, stage, b0…, moves,
 * clusters, known, total, median`. `before` and `stage` are places in the stage
 * order, 0 for none; the last three are about how long the stage before was
 * held, in microseconds, where its beginning is known.
 */
export function movesStatement(setting: Setting): Fragment {
  const by = byColumns(setting.question.definition.by.length).map((c) => `, m.${c}`);
  return withSteps(
    staySteps(setting),
    raw(`
select p.i, m.before, m.stage${by.join("")}, count(*) as moves, count(distinct m.cluster) as clusters, ${heldMeasures("m.held")}
from move m join ${tables.period} p on ${movedIn}
group by all order by all`),
  );
}

/**
 * The statement of each stage's balance: `i, stage, opening, entered, exited,
 * closing, could, known, total, median`. `could`: distinct clusters that held the
 * stage just before the period or entered it in the period; the last three are
 * about the stays that ended in it.
 */
export function balanceStatement(setting: Setting): Fragment {
  const ended = "s.to_at >= p.start_at and s.to_at < p.end_at";
  return withSteps(
    staySteps(setting),
    raw(`
select p.i, s.stage,
  count(*) filter (s.from_at < p.start_at) as opening, count(*) filter (s.from_at >= p.start_at) as entered,
  count(*) filter (${ended}) as exited, count(*) filter (s.to_at >= p.end_at) as closing,
  count(distinct s.cluster) as could, ${heldMeasures(`case when ${ended} then s.held end`)}
from stay s join ${tables.period} p on ${heldIn}
group by all order by all`),
  );
}

/** The moves of a place, one a row: `cluster, at, before, stage, held`. */
export function movesListStatement(setting: Setting, place: MovePlace): Fragment {
  const { index, from, to, by } = place;
  const conditions = [
    sql`p.i = ${int(index)}`,
    ...(from === null ? [] : [sql`m.before = ${int(from)}`]),
    ...(to === null ? [] : [sql`m.stage = ${int(to)}`]),
    ...(by ?? []).map((value, n) => sql`m.b${n} is not distinct from ${text(value)}`),
  ];
  const listed = sql`
select m.cluster, m.at, m.before, m.stage, m.held
from move m join ${tables.period} p on ${movedIn} where ${join(conditions, " and ")}`;
  return sql`${listSelect(setting, staySteps(setting), listed)}, l.at`;
}

/** Who could have moved out of a stage in a period: the base of its conversion, one a row. */
export function couldListStatement(
  setting: Setting,
  { index, from }: { readonly index: number; readonly from: number },
): Fragment {
  const listed = sql`
select s.cluster, max(s.from_at) as "at", 0 as before, s.stage, cast(null as bigint) as held
from stay s join ${tables.period} p on ${heldIn} where p.i = ${int(index)} and s.stage = ${int(from)}
group by s.cluster, s.stage`;
  return listSelect(setting, staySteps(setting), listed);
}

const movedIn = "p.reported and m.at >= p.start_at and m.at < p.end_at";
/** Held just before the period, or entered in it. */
const heldIn = "p.reported and s.from_at < p.end_at and s.to_at >= p.start_at";

function heldMeasures(held: string): string {
  return `count(${held}) as known, sum(cast(${held} as hugeint)) as total, median(${held}) as median`;
}

/**
 * `move`: every change of a cluster's stage, with the stage before (0: none) and
 * how long that was held (null: unknown); `stay`: every stretch for which a
 * cluster held a stage. What was always held was never entered.
 */
export function staySteps({ question }: Setting): readonly Step[] {
  const by = byColumns(question.definition.by.length)
    .map((c) => `, ${c}`)
    .join("");
  const cluster = "over (partition by cluster order by";
  const length = (from: string, to: string) =>
    `case when ${from} > '-infinity' and ${to} < 'infinity' then epoch_us(${to}) - epoch_us(${from}) end as held`;
  return [
    {
      name: "turn",
      body: raw(`
select * from (select cluster, from_at as "at", stage${by}, lag(stage, 1, 0) ${cluster} from_at) as before from ${tables.state})
where stage <> before`),
    },
    {
      name: "turned",
      body: raw(
        `select *, lag("at") ${cluster} "at") as since, lead("at", 1, 'infinity') ${cluster} "at") as until from turn`,
      ),
    },
    {
      name: "move",
      body: raw(`
select * replace (case when before > 0 then held end as held)
from (select * exclude (since, until), ${length("since", `"at"`)} from turned) where "at" > '-infinity'`),
    },
    {
      name: "stay",
      body: raw(
        `select cluster, stage, "at" as from_at, until as to_at, ${length(`"at"`, "until")} from turned where stage > 0`,
      ),
    },
  ];
}
