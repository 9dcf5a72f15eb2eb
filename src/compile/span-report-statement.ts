import { type Fragment, type Step, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { type CellScope, hasAdmitted, isLabelled, rowBy } from "./cells.ts";
import { tables } from "./names.ts";
import { unattributedSql } from "./report-statement.ts";
import type { Setting } from "./setting.ts";
import { countsSpans } from "./span-run-statement.ts";

/** Whether a series of trailing windows can be counted from where stretches begin and end, without looking at any cluster on any single day. */
export function countsFromSpans(setting: Setting, { clipped }: CellScope): boolean {
  return countsSpans(setting) && !clipped && !isLabelled(setting);
}

/**
 * The report of {@link countsFromSpans}: the same rows as `reportStatement` gives.
 * What a cluster was active and what it held are stretches of days; where two of
 * them overlap, one is added on the first day and taken away after the last, and
 * a running sum counts every day. The cost does not grow with the days asked for.
 */
export function spanReportStatement(setting: Setting, scope: CellScope): Fragment {
  const cell = [...cellOf(setting, scope), "code"].join(", ");
  const steps: readonly Step[] = [
    boundStep,
    activeStep(scope),
    ...(hasAdmitted(setting) ? admittedSteps(setting) : []),
    metStep(setting, scope),
    {
      name: "level",
      body: raw(`
select ${cell}, i, lead(i) over moments as until, sum(sum(n)) over moments as n
from (
  select ${cell}, sign * w as n, case when sign > 0 then lo else hi end as i
  from (select ${cell}, w, greatest(lo, bound.lo) as lo, least(hi, bound.hi) as hi, unnest([1, -1]) as sign from (${counted(setting, scope)}) cross join bound)
  where lo < hi
)
group by ${cell}, i window moments as (partition by ${cell} order by i)`),
    },
    {
      name: "series",
      body: raw(
        `select ${[...constantOf(setting, scope), cell].join(", ")}, n, unnest(range(i, coalesce(until, bound.hi, 0))) as i from level cross join bound where n > 0 and i < bound.hi`,
      ),
    },
  ];
  return withSteps(steps, sql`${join(parts(setting), "\nunion all\n")}\norder by all`);
}

/** The columns that tell cells apart; what is the same in all is not grouped by. */
function cellOf(setting: Setting, { tally }: CellScope): readonly string[] {
  const stage = hasAdmitted(setting) ? ["stage"] : [];
  return [...stage, ...rowBy(setting), ...(tally.products.length > 0 ? ["product"] : [])];
}

function constantOf(setting: Setting, scope: CellScope): readonly string[] {
  const cell = cellOf(setting, scope);
  const constant = { stage: "0 as stage", product: "cast(null as varchar) as product" };
  return Object.entries(constant).flatMap(([name, column]) => (cell.includes(name) ? [] : [column]));
}

/** `bound`: the first reported day, and the one after the last. */
const boundStep: Step = {
  name: "bound",
  body: raw(`select coalesce(min(i), 0) as lo, coalesce(max(i) + 1, 0) as hi from ${tables.period} where reported`),
};

/** `active`: the stretches of the products asked for. */
function activeStep({ tally }: CellScope): Step {
  const products =
    tally.products.length === 0
      ? raw("product is null")
      : sql`(product is null or product in (${join(tally.products.map(text), ", ")}))`;
  return {
    name: "active",
    body: sql`select r.cluster, r.product, r.a, r.b, r.first from ${tables.run} r cross join bound where ${products} and r.a < bound.hi and r.b >= bound.lo`,
  };
}

/** `admitted`: for each cluster the days `x` to `y` (half-open) on which rows admit it, by stage and attributes. */
function admittedSteps(setting: Setting): readonly Step[] {
  const { definition } = setting.question;
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const [instant, before] = definition.stageAt === "end" ? ["end_at", "<"] : ["start_at", "<="];
  const dayOf = (name: string, at: string, of: string) =>
    `select s.*, e.i as ${name} from ${of} s asof left join edge e on e.one = s.one and s.${at} ${before} e.edge_at`;
  return [
    {
      name: "edge",
      body: raw(`select 1 as one, min(i) as i, ${instant} as edge_at from ${tables.period} group by ${instant}`),
    },
    {
      name: "stay",
      body: raw(`select cluster, from_at, to_at, stage${b}, 1 as one from ${tables.state} where stage > 0`),
    },
    { name: "begun", body: raw(dayOf("x", "from_at", "stay")) },
    { name: "ended", body: raw(dayOf("y", "to_at", "begun")) },
    {
      name: "admitted",
      body: raw(`
select never_null(d.cluster) as cluster, d.stage${by.map((c) => `, d.${c}`).join("")}, never_null(d.x) as x, never_null(coalesce(d.y, bound.hi)) as y
from ended d cross join bound where d.x < coalesce(d.y, bound.hi)`),
    },
  ];
}

/** `met`: what was active while it was admitted, and how many were (`w`). */
function metStep(setting: Setting, scope: CellScope): Step {
  const by = rowBy(setting);
  const body = hasAdmitted(setting)
    ? `
select r.cluster, d.stage${by.map((c) => `, d.${c}`).join("")}, r.product, r.a, r.b, r.first, d.x, d.y, 1 as w
from active r join admitted d on d.cluster = r.cluster where d.x <= r.b and d.y > r.a`
    : `select ${[...cellOf(setting, scope), "a", "b", "first"].join(", ")}, -2000000000 as x, 2000000000 as y, count(*) as w from active group by all`;
  return { name: "met", body: raw(body) };
}

const codes = ["new", "resurrected", "retained", "dormant", "population"] as const;

/**
 * The cell, `w, code, lo, hi`: the days on which so many clusters count: that on
 * which a stretch begins, those until its last, and the one after it.
 */
function counted(setting: Setting, scope: CellScope): string {
  const cell = cellOf(setting, scope)
    .map((name) => `${name}, `)
    .join("");
  const kind = (first: string, next: string, last: string) =>
    `case when kind = 0 then ${first} when kind = 1 then ${next} else ${last} end`;
  const active = `
select ${cell}w, ${kind("case when first then 0 else 1 end", "2", "3")} as code, ${kind("a", "greatest(a + 1, x)", "b")} as lo, ${kind("a + 1", "least(b, y)", "b + 1")} as hi
from (select ${cell}w, a, b, first, x, y, unnest([0, 1, 2]) as kind from met)
where ${kind("a >= x and a < y", "true", "b >= x and b < y")}`;
  if (!hasPopulation(setting)) return active;
  const population = cellOf(setting, scope).map((name) =>
    name === "product" ? "cast(null as varchar), " : `${name}, `,
  );
  return `${active}\nunion all select ${population.join("")}1, 4, x, y from admitted`;
}

function hasPopulation(setting: Setting): boolean {
  return hasAdmitted(setting) && setting.question.definition.denominator !== "none";
}

function parts(setting: Setting): readonly Fragment[] {
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const total = `0 as stage${by.map((c) => `, cast(null as varchar) as ${c}`).join("")}, cast(null as varchar) as product`;
  const status = `case ${codes.map((name, code) => `when code = ${code} then '${name}'`).join(" ")} end as status`;
  return [
    raw(
      `select case when code = 4 then 'population' else 'row' end as part, i, stage${b}, product, ${status}, sum(n) as n from series group by all`,
    ),
    // With one state for each cluster and day, the rows are the total's parts.
    raw(
      `select case when code = 4 then 'total_population' else 'total' end as part, i, ${total}, ${status}, sum(n) as n from series where product is null group by all`,
    ),
    ...(hasAdmitted(setting) ? [raw(leftSql(total)), raw(stagelessSql(total))] : []),
    raw(unattributedSql(setting, total)),
  ];
}

/** Active or just fallen silent when their last stage ended and no other began. */
function leftSql(total: string): string {
  const within = (column: string) =>
    `(select cluster, ${column} from admitted cross join bound where ${column} >= bound.lo and ${column} < bound.hi)`;
  return `
select 'left', d.y, ${total}, 'left', count(*)
from active r join (
  select d.cluster, d.y from ${within("y")} d anti join ${within("x")} other on other.cluster = d.cluster and other.x = d.y
) d on d.cluster = r.cluster
where r.product is null and r.a < d.y and d.y <= r.b group by d.y`;
}

/** Clusters that were active on more days than they were in a stage. */
function stagelessSql(total: string): string {
  const within = (from: string, to: string) => `greatest(least(${to}, bound.hi) - greatest(${from}, bound.lo), 0)`;
  return `
select 'stageless', 0, ${total}, 'stageless', count(*)
from (
  select cluster, sum(days) as unstaged
  from (
    select cluster, ${within("a", "b")} as days from active cross join bound where product is null
    union all
    select cluster, -${within("greatest(a, x)", "least(b, y)")} from met cross join bound where product is null
  )
  group by cluster
)
where unstaged > 0`;
}
