import { type Fragment, int, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellPlace, atPlace, cellActiveSteps } from "./cell-active.ts";
import { type CellScope, isLabelled } from "./cells.ts";
import { futureBucket, tables, undatedBucket } from "./names.ts";
import { tallyOf } from "./seen.ts";
import type { Setting } from "./setting.ts";
import { scaledEvents } from "./threshold.ts";

/**
 * The statement of the product × cluster matrix: what each active cluster of a
 * place did in the period with each product (null: without one), threshold or
 * not: `cluster, product, days, events`, events multiplied by the scale's unit.
 */
export function matrixStatement(setting: Setting, scope: CellScope, place: CellPlace): Fragment {
  const labelled = isLabelled(setting) && place.stage !== null && place.stage > 0;
  const label = labelled ? sql` and t.stage = ${int(place.stage ?? 0)}` : raw("");
  const events = scaledEvents(labelled ? "t.label_events" : "t.events", scope.tally.scale);
  return withSteps(
    cellActiveSteps(setting, scope, { deeds: false }),
    sql`
select t.cluster, t.product, count(distinct t.bucket) as days, ${events} as events
from ${tallyOf(setting)} t, (select start_day, end_day from ${tables.period} where i = ${int(place.index)}) p
where t.qualifies and t.bucket > ${undatedBucket} and t.bucket < ${futureBucket} and t.bucket >= p.start_day and t.bucket < p.end_day${label}
  and t.cluster in (select cluster from cell_active where ${atPlace(setting, place)})
group by all order by all`,
  );
}
