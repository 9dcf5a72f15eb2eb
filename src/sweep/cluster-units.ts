import { activeFinders } from "./active.ts";
import { SegmentRows } from "./active-query.ts";
import type { Cells } from "./cells.ts";
import type { SweepInput } from "./input.ts";
import { labelledRanges } from "./labelled.ts";
import { type Projection, everything, splitBy } from "./projection.ts";
import { type SweepQuestion, type Units, isLabelled } from "./question.ts";
import { Stretches } from "./stretches.ts";

/** Calls back for every cluster, and every product that it acted in, with when it was active. */
export function clusterUnits(input: SweepInput, question: SweepQuestion & { readonly cells: Cells }): Units {
  return (visit) => {
    unitsOf(input, { ...question, projection: everything(input) })(visit);
    if (question.products.length > 0)
      unitsOf(input, { ...question, projection: splitBy(input, { product: true, label: false }) })(visit);
  };
}

function unitsOf(
  input: SweepInput,
  question: SweepQuestion & { readonly cells: Cells; readonly projection: Projection },
): Units {
  const { definition, places, projection, cells } = question;
  const find = activeFinders(input, definition.threshold, places);
  const isTold = new Set([-1, ...question.products]);
  const labelled = isLabelled(definition)
    ? labelledRanges(input, { find, places, cells, byProduct: projection !== everything(input) })
    : null;
  const rows = new SegmentRows(projection);
  const active = new Stretches();
  const cut = find.cut === null ? null : new Stretches();
  return (visit) => {
    const found = { unit: 0, product: -1, active, cut, labelled: labelled?.ranges ?? null };
    for (let segment = 0; segment < projection.segments; segment++) {
      found.product = projection.product[segment] as number;
      if (!isTold.has(found.product)) continue;
      rows.at(segment);
      found.unit = rows.cluster;
      find.whole(rows, active);
      if (cut !== null) find.cut?.(rows, cut);
      labelled?.find(rows.cluster, found.product);
      visit(found);
    }
  };
}
