import { type Fragment, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellScope, cellSteps } from "./cells.ts";
import type { Setting } from "./setting.ts";

/**
 * The statement that lists a period's whole population, whatever the stage:
 * `cluster, stage, active`. What an explanation compares.
 */
export function sideStatement(setting: Setting, scope: CellScope, index: number): Fragment {
  return withSteps(
    cellSteps(setting, scope),
    sql`
select b.cluster, coalesce(max(h.stage), 0) as stage, coalesce(bool_or(c.status <> 'dormant'), false) as active
from ${raw("population_total")} b
left join held h on h.i = b.i and h.cluster = b.cluster
left join counting_total c on c.i = b.i and c.cluster = b.cluster
where b.i = ${int(index)}
group by b.cluster`,
  );
}
