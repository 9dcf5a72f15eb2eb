import type { Standing } from "../query/explain.ts";
import { cellsOf } from "./cells.ts";
import { clusterAdmission } from "./cluster-admission.ts";
import type { SweepInput } from "./input.ts";
import type { SweepQuestion } from "./question.ts";
import type { RangeSlice } from "./ranges.ts";
import { sweptShares } from "./shares.ts";

/**
 * A period's whole population by number, each with the stage it held and whether
 * it was active: what a change between two periods is explained from. The
 * question reports that period alone.
 */
export function standings(input: SweepInput, question: SweepQuestion): ReadonlyMap<number, Standing> {
  const { definition, places } = question;
  const cells = cellsOf(input.labels, definition);
  const admission = clusterAdmission(input, { definition, places, cells });
  const found = new Map<number, Standing>();
  if (admission === null) return found;
  const place = places.reported;
  for (let cluster = 0; cluster < admission.units; cluster++) {
    if (whatAt(admission.populationTotal.of(cluster), place) === null) continue;
    const cell = whatAt(admission.admitted.of(cluster), place);
    found.set(cluster, { stage: cell === null ? 0 : (cells.cells[cell]?.stage ?? 0), active: false });
  }
  sweptShares(input, question, ({ part, status, n, cluster }) => {
    const known = found.get(cluster);
    if (part === "total" && status !== "dormant" && n > 0 && known !== undefined)
      found.set(cluster, { ...known, active: true });
  });
  return found;
}

/** As what a unit is let in at a place; null: it is not. */
function whatAt({ ranges, start, end }: RangeSlice, place: number): number | null {
  for (let k = start; k < end; k++)
    if ((ranges.from[k] as number) <= place && place < (ranges.to[k] as number)) return ranges.what[k] as number;
  return null;
}
