import { type Fragment, type Step, join, raw, sql, text, withSteps } from "../sql/fragment.ts";
import { type CellScope, hasAdmitted, isLabelled, rowBy } from "./cells.ts";
import { tables } from "./names.ts";
import { unattributedSql } from "./report-statement.ts";
import type { Setting } from "./setting.ts";

/**
 * Whether a series of trailing windows can be counted from where stretches begin
 * and end, without looking at any cluster on any single day: everybody weighs 1
 * and has one state at a time.
 */
export function countsFromSpans(setting: Setting, { clipped }: CellScope): boolean {
  const { period, unit, over, stageAt, denominator } = setting.question.definition;
  return (
    period.kind === "trailing" &&
    unit === "cluster" &&
    over === "none" &&
    denominator !== "all" &&
    (stageAt === "end" || stageAt === "start") &&
    !clipped &&
    !isLabelled(setting)
  );
}

/**
 * The report of {@link countsFromSpans}: the same rows as `reportStatement` gives.
 * What a cluster was active and what it held are stretches of days; where two of
 * them overlap, one is added on the first day and taken away after the last, and
 * a running sum counts every day. The cost does not grow with the days asked for.
 */
export function spanReportStatement(setting: Setting, scope: CellScope): Fragment {
  const keys = keysOf(setting).join(", ");
  const steps: readonly Step[] = [
    boundStep,
    activeStep(scope),
    ...(hasAdmitted(setting) ? admittedSteps(setting) : []),
    metStep(setting),
    { name: "counted", body: raw(unions(setting)) },
    {
      name: "change",
      body: raw(`
select ${keys}, greatest(lo, bound.lo) as i, 1 as n from counted cross join bound where lo < bound.hi and hi > bound.lo
union all select ${keys}, hi, -1 from counted cross join bound where hi > bound.lo and hi < bound.hi`),
    },
    {
      name: "level",
      body: raw(`
select ${keys}, i, lead(i) over moments as until, sum(sum(n)) over moments as n
from change group by ${keys}, i window moments as (partition by ${keys} order by i)`),
    },
  ];
  return withSteps(steps, sql`${join(parts(setting, keys), "\nunion all\n")}\norder by all`);
}

/** The columns of a cell. */
function keysOf(setting: Setting): readonly string[] {
  return ["part", "stage", ...rowBy(setting), "product", "status"];
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
  const stage = definition.stages ? "stage" : "0 as stage";
  const held = definition.stages ? " where stage > 0" : "";
  const dayOf = (name: string, at: string, of: string) =>
    `select s.*, e.i as ${name} from ${of} s asof left join edge e on e.one = s.one and s.${at} ${before} e.edge_at`;
  return [
    {
      name: "edge",
      body: raw(`select 1 as one, min(i) as i, ${instant} as edge_at from ${tables.period} group by ${instant}`),
    },
    { name: "stay", body: raw(`select cluster, from_at, to_at, ${stage}${b}, 1 as one from ${tables.state}${held}`) },
    { name: "begun", body: raw(dayOf("x", "from_at", "stay")) },
    { name: "ended", body: raw(dayOf("y", "to_at", "begun")) },
    {
      name: "admitted",
      body: raw(`
select d.cluster, d.stage${by.map((c) => `, d.${c}`).join("")}, d.x, coalesce(d.y, bound.hi) as y
from ended d cross join bound where d.x < coalesce(d.y, bound.hi)`),
    },
  ];
}

/** `met`: what was active while it was admitted. */
function metStep(setting: Setting): Step {
  const by = rowBy(setting);
  const body = hasAdmitted(setting)
    ? `
select r.cluster, d.stage${by.map((c) => `, d.${c}`).join("")}, r.product, r.a, r.b, r.first, d.x, d.y
from active r join admitted d on d.cluster = r.cluster where d.x <= r.b and d.y > r.a`
    : "select cluster, 0 as stage, product, a, b, first, -2000000000 as x, 2000000000 as y from active";
  return { name: "met", body: raw(body) };
}

/** `part, stage, b0…, product, status, lo, hi`: the days on which one cluster counts. */
function unions(setting: Setting): string {
  const { definition } = setting.question;
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const none = `cast(null as varchar)`;
  const total = `0 as stage${by.map((c) => `, ${none} as ${c}`).join("")}, ${none} as product`;
  const whole = !hasAdmitted(setting) || (!definition.stages && definition.denominator === "none");
  const everything = "(select *, -2000000000 as x, 2000000000 as y from active where product is null)";
  const rows = statuses("row", `stage${b}, product`, "met");
  const totals = statuses("total", total, whole ? everything : "(select * from met where product is null)");
  const population =
    hasAdmitted(setting) && definition.denominator !== "none"
      ? [
          `select 'population' as part, stage${b}, ${none} as product, 'population' as status, x as lo, y as hi from admitted`,
          `select 'total_population', ${total}, 'population', x, y from admitted`,
        ]
      : [];
  return [...rows, ...totals, ...population].join("\nunion all ");
}

function statuses(part: string, keys: string, from: string): readonly string[] {
  return [
    `select '${part}' as part, ${keys}, case when first then 'new' else 'resurrected' end as status, a as lo, a + 1 as hi from ${from} where a >= x and a < y`,
    `select '${part}', ${keys}, 'retained', greatest(a + 1, x), least(b, y) from ${from} where greatest(a + 1, x) < least(b, y)`,
    `select '${part}', ${keys}, 'dormant', b, b + 1 from ${from} where b >= x and b < y`,
  ];
}

function parts(setting: Setting, keys: string): readonly Fragment[] {
  const { definition } = setting.question;
  const by = rowBy(setting);
  const order = ["part", "i", "stage", ...by, "product", "status"].join(", ");
  const total = `0 as stage${by.map((c) => `, cast(null as varchar) as ${c}`).join("")}, cast(null as varchar) as product`;
  const series = `
select ${order}, sum(n) as n
from (
  select ${keys}, unnest(range(i, coalesce(until, bound.hi, 0))) as i, n
  from level cross join bound where n > 0
)
group by all`;
  return [
    raw(series),
    ...(definition.stages && hasAdmitted(setting) ? [raw(leftSql(total)), raw(stagelessSql(total))] : []),
    raw(unattributedSql(setting, total)),
  ];
}

/** Active or just fallen silent when their last stage ended and no other began. */
function leftSql(total: string): string {
  return `
select 'left', d.y, ${total}, 'left', count(*)
from admitted d cross join bound join active r on r.cluster = d.cluster
anti join admitted other on other.cluster = d.cluster and other.x = d.y
where r.product is null and r.a < d.y and d.y <= r.b and d.y >= bound.lo and d.y < bound.hi group by d.y`;
}

/** Clusters that were active on more days than they were in a stage. */
function stagelessSql(total: string): string {
  const within = (from: string, to: string) => `sum(greatest(least(${to}, bound.hi) - greatest(${from}, bound.lo), 0))`;
  return `
select 'stageless', 0, ${total}, 'stageless', count(*)
from (
  select cluster, sum(days) as unstaged
  from (
    select cluster, ${within("a", "b")} as days from active cross join bound where product is null group by cluster
    union all
    select cluster, -${within("greatest(a, x)", "least(b, y)")} from met cross join bound where product is null group by cluster
  )
  group by cluster
)
where unstaged > 0`;
}
