import { type Fragment, raw, sql, withSteps } from "../sql/fragment.ts";
import { type CellPlace, atPlace, cellActiveSteps } from "./cell-active.ts";
import { actedSteps, cellDaysStep } from "./cell-days.ts";
import { listSelect } from "./cell-list.ts";
import { type CellScope, rowBy } from "./cells.ts";
import type { Setting } from "./setting.ts";

/** The statement of stickiness: `part, i, stage, b0…, product, active, active_days`, sums of weights and of weighted days. */
export function stickinessStatement(setting: Setting, scope: CellScope, dayEvents: number): Fragment {
  const columns = ["part", "i", "stage", ...rowBy(setting), "product"].join(", ");
  return withSteps(
    [
      ...cellActiveSteps(setting, scope, { deeds: true }),
      ...actedSteps(setting, scope, dayEvents),
      cellDaysStep(setting),
    ],
    raw(`select ${columns}, sum(w) as active, sum(w * days) as active_days from cell_days group by all order by all`),
  );
}

/** The active clusters of a place with their days: as many, and with as many days, as the number says. */
export function stickinessListStatement(
  setting: Setting,
  scope: CellScope,
  { place, dayEvents }: { readonly place: CellPlace; readonly dayEvents: number },
): Fragment {
  const steps = [
    ...cellActiveSteps(setting, scope, { deeds: true }),
    ...actedSteps(setting, scope, dayEvents),
    cellDaysStep(setting),
  ];
  return listSelect(
    setting,
    steps,
    sql`select cluster, w, days, events from cell_days where ${atPlace(setting, place)}`,
  );
}
