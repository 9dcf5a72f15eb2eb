import { type Fragment, type Step, join, raw, sql, text } from "../sql/fragment.ts";
import { type CellScope, hasAdmitted, rowBy } from "./cells.ts";
import { futureBucket, tables, undatedBucket } from "./names.ts";
import { tallyOf } from "./seen.ts";
import type { Setting } from "./setting.ts";

/**
 * `cell_base`: who a cell is about, active or not, with the columns of
 * `cell_active` but its status: the population; without one, the clusters that
 * hold the row's stage; without stages (and of users, always), those seen acting
 * until the period's end that the row admits. Products have the base of
 * everything. `stages`: the numbers of the rows' stages.
 */
export function cellBaseStep(setting: Setting, scope: CellScope, stages: readonly number[]): Step {
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const noBy = by.map((c) => `, cast(null as varchar) as ${c}`).join("");
  const { rows, totals } = sources(setting, stages);
  return {
    name: "cell_base",
    body: sql`
select 'row' as part, i, stage${b}, product, cluster, w from (${rows}), (${productRows(scope)})
where i in (select i from ${tables.period} where reported)
union all
select 'total', i, 0${noBy}, product, cluster, w from (${totals}), (${productRows(scope)})
where i in (select i from ${tables.period} where reported)`,
  };
}

function productRows({ tally }: CellScope): Fragment {
  const values = [null, ...tally.products].map((name) => sql`(cast(${text(name)} as varchar))`);
  return sql`select * from (values ${join(values, ", ")}) as v(product)`;
}

function sources(setting: Setting, stages: readonly number[]): { readonly rows: Fragment; readonly totals: Fragment } {
  const { definition } = setting.question;
  const by = rowBy(setting)
    .map((c) => `, ${c}`)
    .join("");
  const seen = seenBy(setting);
  if (!hasAdmitted(setting)) {
    const noBy = rowBy(setting)
      .map((c) => `, cast(null as varchar) as ${c}`)
      .join("");
    return { rows: raw(`select i, 0 as stage${noBy}, cluster, 1 as w from (${seen})`), totals: raw(seen) };
  }
  const name = definition.denominator === "none" ? "admitted" : "population";
  const everyStage = definition.denominator === "all" && definition.stages;
  const rows = everyStage
    ? `select i, s.stage${by}, cluster, w from ${name}, (select unnest([${stages.join(", ")}]::integer[]) as stage) s`
    : `select i, stage${by}, cluster, w from ${name}`;
  const totals = `select i, cluster, w from ${name}_total`;
  const population = definition.denominator !== "none" || definition.stages;
  if (!population) return { rows: raw(onlySeen(rows, seen)), totals: raw(seen) };
  if (definition.unit === "member") return { rows: raw(onlySeen(rows, seen)), totals: raw(onlySeen(totals, seen)) };
  return { rows: raw(rows), totals: raw(totals) };
}

/** Those of the rows that were seen acting: a history of stages or attributes alone makes no user. */
function onlySeen(rows: string, seen: string): string {
  return `select * from (${rows}) where (i, cluster) in (select i, cluster from (${seen}))`;
}

/** Who was seen acting until the end of each reported period. */
function seenBy(setting: Setting): string {
  return `
select p.i, t.cluster, 1 as w
from (select cluster, min(bucket) as first from ${tallyOf(setting)}
  where cluster is not null and qualifies and bucket > ${undatedBucket} and bucket < ${futureBucket} group by cluster) t
join ${tables.period} p on p.reported and t.first < p.end_day`;
}
