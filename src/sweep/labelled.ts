import type { ActiveFinder } from "./active-query.ts";
import type { Cells } from "./cells.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { Ranges } from "./ranges.ts";
import { RowBuffer } from "./scoped-rows.ts";
import { Stretches } from "./stretches.ts";

/** The cells in which a cluster met the threshold by what it did while it was in them. */
export type LabelledRanges = (cluster: number, rows: RowBuffer, everything: RowBuffer) => Ranges;

/** Finds, for each label that a cluster's activities carry, where it met the threshold by those alone. */
export function labelledRanges(
  input: SweepInput,
  { find, places, cells }: { readonly find: ActiveFinder; readonly places: Places; readonly cells: Cells },
): LabelledRanges {
  const { activity, labels } = input;
  const events = activity.labelEvents ?? activity.events;
  const into = new Ranges();
  const scope = new RowBuffer();
  const found = new Stretches();
  const put = (cell: number, extent: "whole" | "cut"): void => {
    for (let k = 0; k < found.count; k++) {
      const from = Math.max(found.from[k] as number, places.reported);
      const to = Math.min(found.to[k] as number, places.count);
      for (let place = from; place < to; place++)
        if ((places.periods[place]?.clipped ?? false) === (extent === "cut"))
          into.add(place, place + 1, { what: cell, weight: 1 });
    }
  };
  return (cluster, rows, everything) => {
    into.clear();
    for (const label of labelsIn(rows, activity.label)) {
      if (cells.staged && (labels[label]?.stage ?? 0) === 0) continue;
      scope.clear();
      for (let k = 0; k < rows.count; k++) {
        const row = rows.rows[k] as number;
        if (activity.label?.[row] === label) scope.add(row);
      }
      const query = { cluster, scope, everything, events };
      find({ ...query, extent: "whole" }, found);
      put(cells.ofRow(label), "whole");
      if (places.cut.length === 0) continue;
      find({ ...query, extent: "cut" }, found);
      put(cells.ofRow(label), "cut");
    }
    into.sort();
    return into;
  };
}

function labelsIn(rows: RowBuffer, label: Int32Array | null): readonly number[] {
  const seen = new Set<number>();
  for (let k = 0; k < rows.count; k++) seen.add(label?.[rows.rows[k] as number] ?? 0);
  return [...seen];
}
