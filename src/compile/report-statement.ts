import { type Fragment, join, raw, sql, withSteps } from "../sql/fragment.ts";
import { isWeighted } from "../query/question.ts";
import { distinctIndex } from "../query/timeline.ts";
import { type CellScope, cellSteps, hasAdmitted, rowBy, stagedOnce } from "./cells.ts";
import { tables } from "./names.ts";
import { tallyOf } from "./seen.ts";
import type { Setting } from "./setting.ts";

/**
 * The statement whose rows the report is put together from:
 * `part, i, stage, b0…, product, status, n`, where `n` is a sum of weights.
 *
 * | part | is |
 * |---|---|
 * | row, total | clusters by status (new, retained, resurrected, dormant) |
 * | population, total_population | what they are divided by |
 * | left | active and in a stage the period before, in none now |
 * | stageless | distinct clusters that were active in some period and in no stage then |
 * | unattributed | qualifying activities in the periods that found no cluster |
 */
export function reportStatement(setting: Setting, scope: CellScope): Fragment {
  return withSteps(cellSteps(setting, scope), sql`${join(parts(setting), "\nunion all\n")}\norder by all`);
}

function parts(setting: Setting): readonly Fragment[] {
  const { definition } = setting.question;
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const noBy = by.map((c) => `, cast(null as varchar) as ${c}`).join("");
  const reported = `i in (select i from ${tables.period} where reported)`;
  const total = `0 as stage${noBy}, cast(null as varchar) as product`;
  const population = hasAdmitted(setting) && definition.denominator !== "none";
  const staged = definition.stages && hasAdmitted(setting);
  const union = definition.over === "distinct" ? distinctParts(setting, { b, total, population }) : [];
  return [
    ...union,
    raw(`select 'row' as part, i, stage${b}, product, status, sum(w) as n from counting group by all`),
    raw(`select 'total', i, ${total}, status, sum(w) from counting_total group by all`),
    ...(population
      ? [
          raw(
            `select 'population', i, stage${b}, cast(null as varchar) as product, 'population', sum(w) from population where ${reported} group by all`,
          ),
          raw(
            `select 'total_population', i, ${total}, 'population', sum(w) from population_total where ${reported} group by all`,
          ),
        ]
      : []),
    ...(staged ? [raw(leftSql(setting, total)), raw(stagelessSql(setting, total))] : []),
    raw(unattributedSql(setting, total)),
  ];
}

/** The same cells as unions over the periods that `over` takes together: each cluster once, with the greatest of its weights. */
function distinctParts(
  { question }: Setting,
  { b, total, population }: { readonly b: string; readonly total: string; readonly population: boolean },
): readonly Fragment[] {
  const unit = isWeighted(question.definition) ? "p.day_unit" : "1";
  const each = (from: string, columns: string, where: string) =>
    `(select ${columns}cluster, max(w * ${unit}) as w from ${from} join ${tables.period} p using (i) where p.used and ${where} group by all)`;
  const cell = `stage${b}, product, `;
  return [
    raw(
      `select 'row' as part, ${distinctIndex} as i, stage${b}, product, 'active' as status, sum(w) as n from ${each("counting", cell, "status <> 'dormant'")} group by all`,
    ),
    raw(
      `select 'total', ${distinctIndex}, ${total}, 'active', sum(w) from ${each("counting_total", "", "status <> 'dormant'")} group by all`,
    ),
    ...(population
      ? [
          raw(
            `select 'population', ${distinctIndex}, stage${b}, cast(null as varchar), 'population', sum(w) from ${each("population", `stage${b}, `, "true")} group by all`,
          ),
          raw(
            `select 'total_population', ${distinctIndex}, ${total}, 'population', sum(w) from ${each("population_total", "", "true")} group by all`,
          ),
        ]
      : []),
  ];
}

function leftSql(setting: Setting, total: string): string {
  return `
select 'left', i, ${total}, 'left', sum(w) from (${leaving(setting)}) group by all`;
}

/** `i, cluster, w` of those who were active and in a stage the period before, and are in none now. */
export function leaving(setting: Setting): string {
  return `select f.i, f.cluster, before.w
from ${stageless(setting)} f join admitted_total before on before.i = f.i - 1 and before.cluster = f.cluster
where f.product is null and f.status in ('retained', 'dormant')`;
}

function stagelessSql(setting: Setting, total: string): string {
  return `
select 'stageless', 0, ${total}, 'stageless', count(distinct f.cluster)
from ${stageless(setting)} f
where f.product is null and f.status <> 'dormant'`;
}

/** The part of `flagged` that was in no stage. */
function stageless(setting: Setting): string {
  if (stagedOnce(setting)) return "(select * from flagged_stage where stage is null)";
  return "(select f.* from flagged f anti join (select i, cluster from held where stage > 0) h on h.i = f.i and h.cluster = f.cluster)";
}

/** How many qualifying activities of the reported periods found no cluster, as a row of a report. */
export function unattributedSql(setting: Setting, total: string): string {
  return `
select 'unattributed', 0, ${total}, 'unattributed', coalesce(sum(events), 0)
from ${tallyOf(setting)}
where cluster is null and qualifies
  and bucket >= (select min(start_day) from ${tables.period} where reported)
  and bucket < (select max(end_day) from ${tables.period} where reported)`;
}
