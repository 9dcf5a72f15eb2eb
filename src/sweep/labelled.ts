import { type ActiveFinders, SegmentRows } from "./active-query.ts";
import type { Cells } from "./cells.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { splitBy } from "./projection.ts";
import { type RangeSlice, Ranges } from "./ranges.ts";
import { Stretches } from "./stretches.ts";

/** The cells in which a cluster met the threshold by what it did while it was in them. */
export interface LabelledRanges {
  /** Finds them for a cluster and product; these are asked for in order. */
  readonly find: (cluster: number, product: number) => void;
  /** What was found last. */
  readonly ranges: RangeSlice;
}

/** Finds, for each label that a cluster's activities carry, where it met the threshold by those alone. */
export function labelledRanges(
  input: SweepInput,
  about: {
    readonly find: ActiveFinders;
    readonly places: Places;
    readonly cells: Cells;
    readonly byProduct: boolean;
  },
): LabelledRanges {
  const { find, places, cells, byProduct } = about;
  const projection = splitBy(input, { product: byProduct, label: true });
  const rows = new SegmentRows(projection);
  const found = new Stretches();
  const into = new LastFound();
  const isCounted = input.labels.map((label) => !cells.staged || label.stage > 0);
  let segment = 0;
  const isBefore = (cluster: number, product: number): boolean => {
    const at = projection.cluster[segment] as number;
    return at < cluster || (at === cluster && (projection.product[segment] as number) < product);
  };
  const isOf = (cluster: number, product: number): boolean =>
    segment < projection.segments && projection.cluster[segment] === cluster && projection.product[segment] === product;
  return {
    ranges: into,
    find: (cluster, product) => {
      into.ranges.clear();
      while (segment < projection.segments && isBefore(cluster, product)) segment++;
      for (; isOf(cluster, product); segment++) {
        const label = projection.label[segment] as number;
        if (isCounted[label] === false) continue;
        rows.at(segment);
        find.whole(rows, found);
        put(found, { places, cell: cells.ofRow(label), extent: "whole" }, into.ranges);
        if (find.cut === null) continue;
        find.cut(rows, found);
        put(found, { places, cell: cells.ofRow(label), extent: "cut" }, into.ranges);
      }
      into.ranges.sort(0);
    },
  };
}

/** All ranges that there are, as a slice. */
class LastFound implements RangeSlice {
  readonly ranges = new Ranges();
  readonly start = 0;
  get end(): number {
    return this.ranges.count;
  }
}

/** Adds the places of the report in which the threshold was met, each as whole or cut as it is. */
function put(
  { count, from, to }: Stretches,
  about: { readonly places: Places; readonly cell: number; readonly extent: "whole" | "cut" },
  into: Ranges,
): void {
  const { places, cell, extent } = about;
  for (let k = 0; k < count; k++) {
    let begin = Math.max(from[k] as number, places.reported);
    const end = Math.min(to[k] as number, places.count);
    for (const place of places.cut) {
      if (place < begin || place >= end) continue;
      into.add(...(extent === "whole" ? ([begin, place] as const) : ([place, place + 1] as const)), cell, 1);
      begin = place + 1;
    }
    if (extent === "whole") into.add(begin, end, cell, 1);
  }
}
