import type { Admission } from "./admission.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { clusterAdmission } from "./cluster-admission.ts";
import { clusterUnits } from "./cluster-units.ts";
import { Counter } from "./counter.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import type { SweepQuestion, SweptCount } from "./question.ts";
import type { RangeColumns } from "./ranges.ts";

/** What one cluster (or user) adds to one sum of a report. */
export interface SweptShare extends SweptCount {
  /** Its number. */
  readonly cluster: number;
}

/**
 * The lists behind the numbers of a report about clusters or users, as the share
 * of each in each sum, from the same pass; the shares of a sum add up to it.
 * Several periods taken as one have none here.
 */
export function sweptShares(input: SweepInput, question: SweepQuestion, visit: (share: SweptShare) => void): void {
  const { places } = question;
  const definition = { ...question.definition, over: "none" as const };
  const cells = cellsOf(input.labels, definition);
  const about = { ...question, definition, cells };
  const admission = clusterAdmission(input, about);
  const counter = new Counter(definition, places, { cells, admission });
  // What is there before anybody was counted is the population, of which the sums do not say who it is.
  counter.take();
  clusterUnits(
    input,
    about,
  )((unit) => {
    counter.add(unit);
    for (const count of counter.take()) visit({ ...count, cluster: unit.unit });
  });
  if (admission === null || definition.denominator === "none") return;
  for (const part of ["population", "total_population"] as const)
    populationShares(part, { admission, cells, places }, visit);
}

function populationShares(
  part: "population" | "total_population",
  { admission, cells, places }: { readonly admission: Admission; readonly cells: Cells; readonly places: Places },
  visit: (share: SweptShare) => void,
): void {
  const columns: RangeColumns = part === "population" ? admission.population : admission.populationTotal;
  for (let cluster = 0; cluster < admission.units; cluster++) {
    const { ranges, start, end } = columns.of(cluster);
    for (let k = start; k < end; k++) {
      const cell = part === "population" ? cells.cells[ranges.what[k] as number] : undefined;
      const to = Math.min(ranges.to[k] as number, places.count);
      for (let place = Math.max(ranges.from[k] as number, places.reported); place < to; place++)
        visit({
          part,
          i: places.first + place,
          stage: cell?.stage ?? 0,
          by: cell?.by ?? [],
          product: -1,
          status: "population",
          n: ranges.weight[k] as number,
          cluster,
        });
    }
  }
}
