import { type Fragment, type Step, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellPlace, atPlace, cellActiveSteps, cellKeys } from "./cell-active.ts";
import { cellBaseStep } from "./cell-base.ts";
import { actedSteps, cellDaysStep } from "./cell-days.ts";
import { listSelect } from "./cell-list.ts";
import { type CellScope, rowBy } from "./cells.ts";
import { sameKeys } from "./scoped.ts";
import type { Setting } from "./setting.ts";

/** What the curve is drawn from beside the question. */
export interface CurveScope {
  readonly cells: CellScope;
  /** The numbers of the rows' stages. */
  readonly stages: readonly number[];
  /** From how many activities on a day counts. */
  readonly dayEvents: number;
}

/** The statement of the curve: `part, i, stage, b0…, product, days, n`: how many clusters were active on so many days. */
export function levelsStatement(setting: Setting, scope: CurveScope): Fragment {
  const columns = ["part", "i", "stage", ...rowBy(setting), "product", "days"].join(", ");
  return withSteps(
    levelSteps(setting, scope),
    raw(`select ${columns}, sum(w) as n from levelled group by all order by all`),
  );
}

/** The clusters of a place that were active on `from` to (not including) `to` days; `to` null: or more. */
export function levelsListStatement(
  setting: Setting,
  scope: CurveScope,
  { place, from, to }: { readonly place: CellPlace; readonly from: number; readonly to: number | null },
): Fragment {
  const until = to === null ? raw("") : sql` and days < ${int(to)}`;
  const listed = sql`
select l.cluster, l.w, l.days, coalesce(a.events, 0) as events
from (select i, product, cluster, sum(w) as w, max(days) as days from levelled where ${atPlace(setting, place)} and days >= ${int(from)}${until} group by all) l
left join acted a on ${sameKeys("a", "l", ["i", "cluster", "product"])}`;
  return listSelect(setting, levelSteps(setting, scope), listed);
}

/**
 * `levelled`: everybody a cell is about, each with its active days: those of
 * the active ones, 0 for all others, for the part of their weight that is not active.
 */
function levelSteps(setting: Setting, { cells, stages, dayEvents }: CurveScope): readonly Step[] {
  const keys = cellKeys(setting);
  const columns = keys.map((c) => `b.${c}`).join(", ");
  return [
    ...cellActiveSteps(setting, cells, { deeds: true }),
    ...actedSteps(setting, cells, dayEvents),
    cellDaysStep(setting),
    cellBaseStep(setting, cells, stages),
    {
      name: "levelled",
      body: raw(`
select ${keys.join(", ")}, w, days from cell_days
union all
select ${columns}, b.w - coalesce(a.w, 0), 0
from cell_base b left join cell_active a on ${sameKeys("a", "b", keys)}
where b.w > coalesce(a.w, 0)`),
    },
  ];
}
