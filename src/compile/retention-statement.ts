import { type Fragment, type Step, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellPlace, atPlace, cellActiveSteps } from "./cell-active.ts";
import { actedSteps } from "./cell-days.ts";
import { listSelect } from "./cell-list.ts";
import { type CellScope, rowBy } from "./cells.ts";
import { sameKeys } from "./scoped.ts";
import type { Setting } from "./setting.ts";

/**
 * The statement of retention: `part, i, stage, b0…, product, age, n`. `i` is the
 * cohort's period, `n` the weight of its clusters that were active `age` periods
 * later, whatever stage they held then.
 */
export function retentionStatement(setting: Setting, scope: CellScope): Fragment {
  const columns = ["part", "i", "stage", ...rowBy(setting), "product"].join(", ");
  return withSteps(
    [...cellActiveSteps(setting, scope, { deeds: false }), ...keptSteps(setting)],
    raw(`select ${columns}, age, sum(w) as n from kept group by all order by all`),
  );
}

/** The clusters of a place's cohort that were active `age` periods later; or, `lost`, those that were not. */
export function retentionListStatement(
  setting: Setting,
  scope: CellScope,
  { place, age, lost }: { readonly place: CellPlace; readonly age: number; readonly lost: boolean },
): Fragment {
  const here = atPlace(setting, place);
  const kept = sql`select i, product, cluster, w from kept where ${here} and age = ${int(age)}`;
  const members = lost
    ? sql`select i, product, cluster, w from cohort where ${here} and cluster not in (select cluster from (${kept}))`
    : kept;
  const listed = sql`
select l.cluster, l.w, coalesce(a.days, 0) as days, coalesce(a.events, 0) as events
from (${members}) l left join acted a on a.i = l.i + ${int(age)} and ${sameKeys("a", "l", ["cluster", "product"])}`;
  const steps = [
    ...cellActiveSteps(setting, scope, { deeds: true }),
    ...actedSteps(setting, scope, 1),
    ...keptSteps(setting),
  ];
  return listSelect(setting, steps, listed);
}

/** `cohort`: each cell's clusters in the first period ever in which they met the threshold; `kept`: those, for each age at which they met it. */
function keptSteps(setting: Setting): readonly Step[] {
  const columns = ["part", "i", "stage", ...rowBy(setting), "product", "cluster", "w"];
  return [
    { name: "cohort", body: raw(`select ${columns.join(", ")} from cell_active where status = 'new'`) },
    {
      name: "kept",
      body: raw(`
select ${columns.map((c) => `c.${c}`).join(", ")}, f.i - c.i as age
from cohort c join flagged f on ${sameKeys("f", "c", ["cluster", "product"])} and f.i >= c.i and f.status <> 'dormant'`),
    },
  ];
}
