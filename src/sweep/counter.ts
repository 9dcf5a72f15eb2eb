import type { Definition } from "../model/definition.ts";
import { isWeighted } from "../query/question.ts";
import { commonDays, distinctIndex, overPeriods } from "../query/timeline.ts";
import type { Cells } from "./cells.ts";
import { dormant, statusRanges, statuses } from "./lifecycle.ts";
import type { Places } from "./places.ts";
import type { CountedUnit, SweptCount } from "./question.ts";
import { Ranges } from "./ranges.ts";
import { type SumKey, Sums, overlaps } from "./sums.ts";
import { Unions } from "./unions.ts";

/** Counts units into the sums of a report. */
export class Counter {
  private readonly sums: Sums;
  private readonly unions: Unions | null;
  private readonly statusesOf: (unit: Pick<CountedUnit, "active" | "cut">) => Ranges;
  private readonly everywhere = new Ranges();
  private stageless = 0;
  private readonly staged: boolean;
  private readonly totalIsAll: boolean;
  private readonly definition: Definition;
  private readonly places: Places;
  private readonly cells: Cells;

  constructor(definition: Definition, places: Places, cells: Cells) {
    this.definition = definition;
    this.places = places;
    this.cells = cells;
    this.sums = new Sums(places.count);
    this.unions = definition.over === "distinct" ? new Unions(unitOf(definition, places)) : null;
    this.statusesOf = statusRanges(places);
    this.everywhere.add(0, places.count, { what: 0, weight: 1 });
    this.staged = definition.stages;
    this.totalIsAll = !definition.stages && definition.denominator === "none";
  }

  add(unit: CountedUnit): void {
    const found = this.statusesOf(unit);
    const { admission, product, labelled } = unit;
    const admitted = admission?.admitted ?? this.everywhere;
    if (labelled === null) this.spread({ part: "row", product }, found, admitted);
    else {
      this.spread(
        { part: "row", product },
        only(found, (status) => status < dormant),
        labelled,
      );
      this.spread(
        { part: "row", product },
        only(found, (status) => status === dormant),
        admitted,
      );
    }
    if (product < 0) this.addTotals(unit, found);
    this.unions?.flush();
  }

  private addTotals({ admission }: CountedUnit, found: Ranges): void {
    const total = admission === null || this.totalIsAll ? this.everywhere : admission.admittedTotal;
    this.spread({ part: "total", product: -1 }, found, total);
    if (admission === null) return;
    if (this.definition.denominator !== "none") {
      this.whole("population", admission.population);
      this.whole("total_population", admission.populationTotal);
    }
    if (this.staged) this.addLeft(found, admission.admittedTotal, admission.staged);
  }

  /** Adds the weight of each stretch that statuses and cells have in common. */
  private spread({ part, product }: Pick<SumKey, "part" | "product">, found: Ranges, cells: Ranges): void {
    const isTotal = part === "total";
    overlaps(found, cells, (from, to, { a, b }) => {
      const status = found.what[a] as number;
      const cell = isTotal ? 0 : (cells.what[b] as number);
      const weight = cells.weight[b] as number;
      this.put({ part, cell, product, status: statuses[status] ?? "" }, { from, to, weight });
      if (status < dormant) this.unions?.add({ part, cell, product, status: "active" }, { from, to, weight });
    });
  }

  private whole(part: string, ranges: Ranges): void {
    for (let k = 0; k < ranges.count; k++) {
      const [from, to] = [ranges.from[k] as number, ranges.to[k] as number];
      const weight = ranges.weight[k] as number;
      const key = {
        part,
        cell: part === "population" ? (ranges.what[k] as number) : 0,
        product: -1,
        status: "population",
      };
      this.put(key, { from, to, weight });
      this.unions?.add(key, { from, to, weight });
    }
  }

  /** Those who were in a stage the period before and active, and are in none now; and those active in no stage. */
  private addLeft(found: Ranges, admitted: Ranges, staged: Ranges): void {
    let isStageless = false;
    for (let k = 0; k < found.count; k++) {
      const status = found.what[k] as number;
      for (let place = found.from[k] as number; place < (found.to[k] as number); place++) {
        if (weightAt(staged, place) > 0) continue;
        if (status < dormant) isStageless = true;
        if (status !== 1 && status !== dormant) continue;
        const weight = weightAt(admitted, place - 1);
        if (weight > 0)
          this.put({ part: "left", cell: 0, product: -1, status: "left" }, { from: place, to: place + 1, weight });
      }
    }
    if (isStageless) this.stageless++;
  }

  private put(
    key: SumKey,
    { from, to, weight }: { readonly from: number; readonly to: number; readonly weight: number },
  ): void {
    const deltas = this.sums.deltas(this.sums.numberOf(key));
    deltas[from] = (deltas[from] as number) + weight;
    deltas[to] = (deltas[to] as number) - weight;
  }

  *counts(): Generator<SweptCount> {
    const { places } = this;
    for (const { key, place, sum } of this.sums.values(places.reported))
      yield this.count(key, places.first + place, sum);
    for (const { key, sum } of this.unions?.values() ?? []) yield this.count(key, distinctIndex, sum);
    if (this.staged && this.stageless > 0)
      yield { part: "stageless", i: 0, stage: 0, by: [], product: -1, status: "stageless", n: this.stageless };
  }

  private count(key: SumKey, i: number, n: number): SweptCount {
    const { stage = 0, by = [] } = this.cells.cells[key.cell] ?? {};
    return { part: key.part, i, stage, by, product: key.product, status: key.status, n };
  }
}

function only(ranges: Ranges, test: (what: number) => boolean): Ranges {
  const kept = new Ranges();
  for (let k = 0; k < ranges.count; k++)
    if (test(ranges.what[k] as number))
      kept.add(ranges.from[k] as number, ranges.to[k] as number, { what: ranges.what[k] as number, weight: 1 });
  return kept;
}

function weightAt(ranges: Ranges, place: number): number {
  let weight = 0;
  for (let k = 0; k < ranges.count && (ranges.from[k] as number) <= place; k++)
    if (place < (ranges.to[k] as number)) weight += ranges.weight[k] as number;
  return weight;
}

/** What a weight in a place counts in the union over the places taken together; 0 outside them. */
function unitOf(definition: Definition, { periods }: Places): Float64Array {
  const used = new Set(overPeriods(periods.filter((period) => period.reported)));
  const common = commonDays([...used]);
  const weighted = isWeighted(definition);
  return Float64Array.from(periods, (period) =>
    !used.has(period) ? 0 : weighted ? Number(common / BigInt(Math.max(period.daysSoFar, 1))) : 1,
  );
}
