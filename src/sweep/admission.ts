import type { Definition } from "../model/definition.ts";
import type { Cells } from "./cells.ts";
import type { HeldList } from "./held-list.ts";
import { type Joining, joinings } from "./joining.ts";
import type { Label } from "./input.ts";
import type { Places } from "./places.ts";
import { RangeColumns, Ranges } from "./ranges.ts";

/** In which cells of the report each unit is let in, with what weight, and what those are divided by. */
export interface Admission {
  readonly admitted: RangeColumns;
  readonly admittedTotal: RangeColumns;
  readonly population: RangeColumns;
  readonly populationTotal: RangeColumns;
  /** Where a unit holds no stage. */
  readonly unstaged: RangeColumns;
  /** Where it holds none and was let in the place before, with the weight of then. */
  readonly leaving: RangeColumns;
  readonly units: number;
  /** Whether each is let in once in a place, so that totals are what the cells have together. */
  readonly once: boolean;
}

/** Which of what a unit was goes into which ranges. */
interface Part {
  readonly into: Ranges;
  /** By state: 1 where it is taken. */
  readonly takes: Uint8Array;
  /** By label: as which cell. */
  readonly cells: Int32Array;
}

/**
 * Lets units into the cells of the report by what they were, one after the
 * other. Where the definition looks at one instant a unit's states lie apart;
 * else those of one cell come together, once in each place or with the sum of
 * their weights.
 */
export class Admitting implements Admission {
  readonly admitted = new RangeColumns();
  readonly admittedTotal = new RangeColumns();
  readonly population = new RangeColumns();
  readonly populationTotal = new RangeColumns();
  readonly unstaged = new RangeColumns();
  readonly leaving = new RangeColumns();
  units = 0;
  readonly once: boolean;
  private readonly staged = new Ranges();
  private readonly parts: readonly Part[];
  private readonly join: Joining;
  private readonly places: Places;
  private readonly stages: boolean;

  constructor(
    definition: Definition,
    places: Places,
    about: { readonly labels: readonly Label[]; readonly cells: Cells },
  ) {
    const { labels, cells } = about;
    const { denominator, stages, stageAt } = definition;
    const all = denominator === "all";
    const isStaged = (label: Label): boolean => label.stage > 0;
    const admits = (label: Label, present: boolean): boolean => (!stages || isStaged(label)) && (!all || present);
    const exists = (_: Label, present: boolean): boolean => present;
    const nobody = (): boolean => false;
    const base = denominator === "stage" ? admits : all ? exists : nobody;
    const rowCells = labels.map((_, label) => cells.ofRow(label));
    const baseCells = denominator === "stage" ? rowCells : labels.map((_, label) => cells.ofPopulation(label));
    const none = labels.map(() => 0);
    this.parts = [
      partOf(this.admitted, { labels, test: admits, cells: rowCells }),
      partOf(this.admittedTotal, { labels, test: all ? exists : admits, cells: none }),
      partOf(this.population, { labels, test: base, cells: baseCells }),
      partOf(this.populationTotal, { labels, test: base, cells: none }),
      partOf({ ranges: this.staged }, { labels, test: isStaged, cells: none }),
    ];
    this.join = joinings(stageAt, places.count);
    this.places = places;
    this.stages = stages;
    this.once = (stageAt === "end" || stageAt === "start") && !all;
  }

  /** Lets the next unit in. */
  add(held: HeldList): void {
    this.staged.clear();
    for (const part of this.parts) this.join(held, part);
    if (this.stages) this.addUnstaged();
    this.admitted.close();
    this.admittedTotal.close();
    this.population.close();
    this.populationTotal.close();
    this.unstaged.close();
    this.leaving.close();
    this.units++;
  }

  private addUnstaged(): void {
    const { places, admittedTotal, leaving, unstaged } = this;
    this.addFree(unstaged.ranges, { from: places.reported, to: places.count }, 1);
    const { from, to, weight, count } = admittedTotal.ranges;
    for (let k = admittedTotal.open; k < count; k++) {
      const after = { from: (from[k] as number) + 1, to: Math.min((to[k] as number) + 1, places.count) };
      this.addFree(leaving.ranges, after, weight[k] as number);
    }
  }

  /** Adds the parts of a stretch in which no stage is held. */
  private addFree(into: Ranges, stretch: { readonly from: number; readonly to: number }, weight: number): void {
    const { count, from, to } = this.staged;
    let start = stretch.from;
    for (let k = 0; k < count && start < stretch.to; k++) {
      if ((to[k] as number) <= start) continue;
      into.add(start, Math.min(from[k] as number, stretch.to), 0, weight);
      start = to[k] as number;
    }
    into.add(start, stretch.to, 0, weight);
  }
}

function partOf(
  { ranges }: { readonly ranges: Ranges },
  about: {
    readonly labels: readonly Label[];
    readonly test: (label: Label, present: boolean) => boolean;
    readonly cells: readonly number[];
  },
): Part {
  const { labels, test, cells } = about;
  const takes = labels.flatMap((label) => [test(label, false), test(label, true)].map(Number));
  return { into: ranges, takes: Uint8Array.from(takes), cells: Int32Array.from(cells) };
}
