import { type Fragment, int, join, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellScope, cellSteps, hasAdmitted, rowBy } from "./cells.ts";
import { leaving } from "./report-statement.ts";
import type { Setting } from "./setting.ts";

/**
 * The statement that gives each cluster's share of each sum of a period:
 * `part, stage, b0…, product, status, cluster, w`; parts as in the report's own
 * statement: row, total, population, total_population, left.
 */
export function sharesStatement(setting: Setting, scope: CellScope, index: number): Fragment {
  const by = rowBy(setting);
  const b = by.map((c) => `, ${c}`).join("");
  const noBy = by.map((c) => `, cast(null as varchar) as ${c}`).join("");
  const everything = "cast(null as varchar) as product";
  const { denominator, stages } = setting.question.definition;
  const population = hasAdmitted(setting) && denominator !== "none";
  const whole = `0${noBy}, ${everything}`;
  const parts = [
    raw(`select 'row' as part, i, stage${b}, product, status, cluster, w from counting`),
    raw(`select 'total', i, ${whole}, status, cluster, w from counting_total`),
    ...(population
      ? [
          raw(`select 'population', i, stage${b}, ${everything}, 'population', cluster, w from population`),
          raw(`select 'total_population', i, ${whole}, 'population', cluster, w from population_total`),
        ]
      : []),
    ...(stages && hasAdmitted(setting)
      ? [raw(`select 'left', i, ${whole}, 'left', cluster, w from (${leaving(setting)})`)]
      : []),
  ];
  return withSteps(
    cellSteps(setting, scope),
    sql`select part, stage${raw(b)}, product, status, cluster, cast(sum(w) as double) as w
from (${join(parts, "\nunion all\n")}) where i = ${int(index)} and cluster is not null group by all`,
  );
}
