import type { Definition } from "../model/definition.ts";
import { isWeighted } from "../query/question.ts";
import { commonDays, distinctIndex, overPeriods } from "../query/timeline.ts";
import type { Admission } from "./admission.ts";
import type { Cells } from "./cells.ts";
import { keptFor } from "./kept.ts";
import { dormant, lifecycle, statuses } from "./lifecycle.ts";
import { Numbering, type SumKey } from "./numbering.ts";
import type { PlaceRange, Places } from "./places.ts";
import { type CountedUnit, type SweptCount, isLabelled } from "./question.ts";
import { type RangeSlice, Ranges } from "./ranges.ts";
import type { LayersOf, Recency } from "./recency.ts";
import { Sums, anyCommon } from "./sums.ts";
import { Unions } from "./unions.ts";

const active = { least: 0, most: dormant - 1 } as const;
const notActive = { least: dormant, most: dormant } as const;

/** Counts units into the sums of a report. */
export class Counter {
  private readonly sums: Sums;
  private readonly unions: Unions | null;
  private readonly numbering: Numbering;
  private readonly found = new Ranges();
  private stageless = 0;
  private readonly totals: "are the row" | "are the rows" | "everywhere" | "where let in";
  private readonly definition: Definition;
  private readonly places: Places;
  private readonly cells: Cells;
  private readonly admission: Admission | null;

  /** `admission`: what the units are let into; null: everywhere, so that the total is the only row. */
  constructor(
    definition: Definition,
    places: Places,
    about: { readonly cells: Cells; readonly admission: Admission | null },
  ) {
    const { cells, admission } = about;
    this.definition = definition;
    this.places = places;
    this.cells = cells;
    this.admission = admission;
    this.numbering = new Numbering(cells.cells.length);
    this.sums = new Sums(places);
    this.unions = definition.over === "distinct" ? new Unions(unitOf(definition, places)) : null;
    this.totals = totalsOf(definition, admission);
    if (admission !== null && definition.denominator !== "none") this.addPopulation(admission);
  }

  /** Counts one unit. */
  add(unit: CountedUnit): void {
    const { admission } = this;
    const base = this.numbering.row(unit.product);
    const plain = unit.cut === null && unit.labelled === null && this.unions === null;
    if (!plain) lifecycle(unit, this.places, this.found);
    if (unit.labelled === null) this.addRow(unit, admission?.admitted.of(unit.unit) ?? null, base);
    else this.addLabelled(unit, unit.labelled, base);
    if (unit.product < 0) {
      if (this.totals === "everywhere") this.addRow(unit, null, this.numbering.total);
      else if (this.totals === "where let in")
        this.addRow(unit, admission?.admittedTotal.of(unit.unit) ?? null, this.numbering.total);
      if (admission !== null && this.definition.stages) this.addUnstaged(unit, admission);
    }
    this.unions?.flush();
  }

  /** Where units are counted that count 1 wherever they are let in. */
  get layers(): LayersOf {
    const { admission, numbering, totals, cells } = this;
    const rows = { base: numbering.row(-1), cells: cells.cells.length, where: admission?.admitted ?? null };
    const total = { base: numbering.total, cells: 1 };
    const both =
      totals === "everywhere"
        ? [rows, { ...total, where: null }]
        : totals === "where let in"
          ? [rows, { ...total, where: admission?.admittedTotal ?? null }]
          : [rows];
    const left = admission !== null && this.definition.stages ? { group: numbering.left, ...admission } : null;
    return { layers: both, left };
  }

  /** Counts all units from how long ago they were active. */
  addRecency(recency: Recency, window: number, places: PlaceRange): void {
    recency.sum(window, places, this.sums);
    this.stageless += recency.stagelessOf(window, places);
  }

  private addRow(unit: CountedUnit, cells: RangeSlice | null, base: number): void {
    const { sums, found } = this;
    if (cells === null) {
      if (unit.cut === null) sums.addRuns(unit.active, base);
      else sums.addStatuses(found, base);
      this.unions?.addAll(found, base);
    } else {
      if (unit.cut === null) sums.addRunsWithin(unit.active, cells, base);
      else sums.addStatusesWithin(found, cells, { base, least: 0, most: dormant });
      this.unions?.addCommon(found, cells, base);
    }
  }

  /** What it did while its stage was held makes it active in a row; having been active before, dormant. */
  private addLabelled(unit: CountedUnit, labelled: RangeSlice, base: number): void {
    const { sums, found, admission } = this;
    sums.addStatusesWithin(found, labelled, { base, ...active });
    this.unions?.addCommon(found, labelled, base);
    if (admission !== null) sums.addStatusesWithin(found, admission.admitted.of(unit.unit), { base, ...notActive });
  }

  /** Those active in no stage, and those who were let in the period before and active, and are in no stage now. */
  private addUnstaged(unit: CountedUnit, { unstaged, leaving }: Admission): void {
    const { found, sums, numbering } = this;
    const where = unstaged.of(unit.unit);
    if (where.start === where.end) return;
    lifecycle(unit, this.places, found);
    if (anyCommon(found, where, dormant - 1)) this.stageless++;
    const { ranges, start, end } = leaving.of(unit.unit);
    for (let j = start; j < end; j++)
      for (let k = 0; k < found.count; k++) {
        if (found.what[k] !== 1 && found.what[k] !== dormant) continue;
        const from = Math.max(found.from[k] as number, ranges.from[j] as number);
        const to = Math.min(found.to[k] as number, ranges.to[j] as number);
        if (from < to) sums.add(numbering.left, { from, to }, ranges.weight[j] as number);
      }
  }

  /** Unless it is asked for over several places together, it is the same whatever the units did: it is kept. */
  private addPopulation(admission: Admission): void {
    const { cells, places, totals, unions, sums } = this;
    if (unions !== null) return this.addPopulationTo(sums, admission);
    const key = `population ${totals} ${cells.cells.length}`;
    const kept = keptFor(admission, key, () => {
      const own = new Sums(places);
      this.addPopulationTo(own, admission);
      return own;
    });
    sums.addAll(kept);
  }

  private addPopulationTo(sums: Sums, { units, population, populationTotal }: Admission): void {
    const { numbering, totals, cells } = this;
    const together = totals === "are the rows";
    for (let unit = 0; unit < units; unit++) {
      this.addWhole(sums, numbering.population, population.of(unit));
      if (!together) this.addWhole(sums, numbering.totalPopulation, populationTotal.of(unit));
      this.unions?.flush();
    }
    const first = numbering.population;
    if (together) sums.addGroups(numbering.totalPopulation, first, first + cells.cells.length);
  }

  private addWhole(sums: Sums, base: number, { ranges, start, end }: RangeSlice): void {
    for (let k = start; k < end; k++) {
      const group = base + (ranges.what[k] as number);
      const at = { from: ranges.from[k] as number, to: ranges.to[k] as number };
      sums.add(group, at, ranges.weight[k] as number);
      this.unions?.add(group, at, ranges.weight[k] as number);
    }
  }

  /** The sums, of all places or some. */
  *counts(within: PlaceRange = { from: this.places.reported, to: this.places.count }): Generator<SweptCount> {
    const { places, numbering, totals, sums, unions } = this;
    const row = numbering.row(-1);
    const isRow = totals === "are the row";
    if (isRow || totals === "are the rows")
      sums.addGroups(numbering.total, row, row + (isRow ? 1 : this.cells.cells.length));
    for (const { group, status, place, sum } of sums.values(within))
      yield this.count(numbering.keyOf(group, statuses[status] ?? ""), places.first + place, sum);
    for (const [group, sum] of unions?.values() ?? []) {
      yield this.count(numbering.keyOf(group, "active"), distinctIndex, sum);
      if (isRow && group === row) yield this.count(numbering.keyOf(numbering.total, "active"), distinctIndex, sum);
    }
    if (this.definition.stages && this.stageless > 0)
      yield { part: "stageless", i: 0, stage: 0, by: [], product: -1, status: "stageless", n: this.stageless };
  }

  /** The sums of what was counted since they were taken last. */
  take(): readonly SweptCount[] {
    const taken = [...this.counts()];
    this.sums.clear();
    this.stageless = 0;
    return taken;
  }

  private count(key: SumKey, i: number, n: number): SweptCount {
    const { stage = 0, by = [] } = this.cells.cells[key.cell] ?? {};
    return { part: key.part, i, stage, by, product: key.product, status: key.status, n };
  }
}

/** Where a unit counts for the total: as in the only row, as in all rows, everywhere, or where it is let in at all. */
function totalsOf(
  definition: Definition,
  admission: Admission | null,
): "are the row" | "are the rows" | "everywhere" | "where let in" {
  const labelled = isLabelled(definition);
  if (admission === null && !labelled) return "are the row";
  if (admission === null || (!definition.stages && definition.denominator === "none")) return "everywhere";
  return admission.once && !labelled && definition.over !== "distinct" ? "are the rows" : "where let in";
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
