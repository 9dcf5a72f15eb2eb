import type { Definition } from "../model/definition.ts";
import type { Cells } from "./cells.ts";
import { offsetsOf } from "./input.ts";
import type { StateColumns, SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { Ranges } from "./ranges.ts";

/** In which cells of the report a cluster is let in, with what weight, and what those are divided by. */
export interface Admission {
  readonly admitted: Ranges;
  readonly admittedTotal: Ranges;
  readonly population: Ranges;
  readonly populationTotal: Ranges;
  /** Where it held any stage. */
  readonly staged: Ranges;
}

/** A new place for what a cluster is let into. */
export function newAdmission(): Admission {
  return {
    admitted: new Ranges(),
    admittedTotal: new Ranges(),
    population: new Ranges(),
    populationTotal: new Ranges(),
    staged: new Ranges(),
  };
}

/** What a cluster was in a stretch of places: a label, whether it existed, and the weight. */
export interface Held {
  readonly from: number;
  readonly to: number;
  readonly label: number;
  readonly present: boolean;
  readonly weight: number;
}

/** What a cluster was, place by place, by the instant that the definition looks at. */
export type HeldReader = (cluster: number, visit: (held: Held) => void) => void;

/**
 * Reads what clusters were in the places from the one before the report on, or
 * in all. At one instant of a period (its start or end) that is one state;
 * else all states that held within it, each with its weight.
 */
export function heldReader(
  states: StateColumns,
  clusters: number,
  about: {
    readonly definition: Definition;
    readonly places: Places;
    readonly reach: "reported" | "all";
    readonly extent: "whole" | "cut";
  },
): HeldReader {
  const { definition, places, reach, extent } = about;
  const offsets = offsetsOf(states.cluster, states.rows, clusters);
  const least = reach === "all" ? 0 : Math.max(places.reported - 1, 0);
  const edges = edgesOf(places, extent);
  const span = spanFinder(definition.stageAt, edges);
  const weighted = definition.stageAt === "time-weighted";
  return (cluster, visit) => {
    for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
      const [from, to] = span(states, row);
      const about = { label: states.label[row] as number, present: states.present[row] === 1 };
      const begin = Math.max(from, least);
      if (!weighted) {
        if (begin < to) visit({ from: begin, to, ...about, weight: 1 });
        continue;
      }
      for (let place = begin; place < to; place++) {
        const weight = daysWithin(states, row, {
          start: edges.start[place] as number,
          soFar: edges.soFar[place] as number,
        });
        if (weight > 0) visit({ from: place, to: place + 1, ...about, weight });
      }
    }
  };
}

interface Edges {
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  readonly start: Int32Array;
  /** The day after the last that has come. */
  readonly soFar: Int32Array;
}

function edgesOf({ periods }: Places, extent: "whole" | "cut"): Edges {
  const whole = extent === "whole";
  return {
    startAt: Float64Array.from(periods, (p) => (whole ? p.wholeStartAt : p.startAt)),
    endAt: Float64Array.from(periods, (p) => (whole ? p.wholeEndAt : p.endAt)),
    start: Int32Array.from(periods, (p) => (whole ? p.whole.start : p.start)),
    soFar: Int32Array.from(periods, (p) => (whole ? p.whole.start + p.wholeDaysSoFar : p.start + p.daysSoFar)),
  };
}

/** The places in which a state counts, half-open; edges ascend, so both ends are searched for. */
function spanFinder(
  at: Definition["stageAt"],
  { startAt, endAt, start, soFar }: Edges,
): (states: StateColumns, row: number) => readonly [number, number] {
  switch (at) {
    case "end":
      return ({ fromAt, toAt }, row) => [
        firstAbove(endAt, fromAt[row] as number),
        firstAbove(endAt, toAt[row] as number),
      ];
    case "start":
      return ({ fromAt, toAt }, row) => [
        firstFrom(startAt, fromAt[row] as number),
        firstFrom(startAt, toAt[row] as number),
      ];
    case "time-weighted":
      return ({ fromDay, toDay }, row) =>
        (fromDay[row] as number) < (toDay[row] as number)
          ? [firstAbove(soFar, fromDay[row] as number), firstFrom(start, toDay[row] as number)]
          : [0, 0];
    default:
      return ({ fromAt, toAt }, row) => [
        firstAbove(endAt, fromAt[row] as number),
        firstFrom(startAt, toAt[row] as number),
      ];
  }
}

function daysWithin(
  { fromDay, toDay }: StateColumns,
  row: number,
  { start, soFar }: { readonly start: number; readonly soFar: number },
): number {
  return Math.min(soFar, toDay[row] as number) - Math.max(start, fromDay[row] as number);
}

/** The first place whose value is above the limit. */
function firstAbove(values: Float64Array | Int32Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first place whose value is the limit or above. */
function firstFrom(values: Float64Array | Int32Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) >= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Lets clusters into cells by what they were: see {@link admitter}. */
export type Admitter = (held: Iterable<Held>, into: Admission) => void;

/**
 * Lets a cluster into the cells of the report by what it was. Where the
 * definition looks at one instant its states lie apart; else those of one cell
 * come together, once in each place or with the sum of their weights.
 */
export function admitter(definition: Definition, { labels }: Pick<SweepInput, "labels">, cells: Cells): Admitter {
  const all = definition.denominator === "all";
  const admits = ({ label, present }: Held): boolean =>
    (!definition.stages || (labels[label]?.stage ?? 0) > 0) && (!all || present);
  const isStaged = ({ label }: Held): boolean => (labels[label]?.stage ?? 0) > 0;
  const apart = definition.stageAt === "end" || definition.stageAt === "start";
  const joined = apart ? asTheyAre : definition.stageAt === "time-weighted" ? summed : once;
  return (held, into) => {
    const list = [...held];
    const admitted = list.filter(admits);
    const present = list.filter((one) => one.present);
    const base = definition.denominator === "stage" ? admitted : definition.denominator === "all" ? present : [];
    const cellOf = (one: Held): number => cells.ofRow(one.label);
    const baseCellOf =
      definition.denominator === "stage" ? cellOf : (one: Held): number => cells.ofPopulation(one.label);
    joined(admitted, cellOf, into.admitted);
    joined(all ? present : admitted, () => 0, into.admittedTotal);
    joined(base, baseCellOf, into.population);
    joined(base, () => 0, into.populationTotal);
    joined(list.filter(isStaged), () => 0, into.staged);
  };
}

type Joining = (held: readonly Held[], whatOf: (held: Held) => number, into: Ranges) => void;

const asTheyAre: Joining = (held, whatOf, into) => {
  into.clear();
  for (const one of held) into.add(one.from, one.to, { what: whatOf(one), weight: one.weight });
};

const once: Joining = (held, whatOf, into) => byPlace(held, whatOf, { into, weightOf: () => 1 });
const summed: Joining = (held, whatOf, into) => byPlace(held, whatOf, { into, weightOf: (a, b) => a + b });

function byPlace(
  held: readonly Held[],
  whatOf: (held: Held) => number,
  about: { readonly into: Ranges; readonly weightOf: (before: number, weight: number) => number },
): void {
  const { into, weightOf } = about;
  into.clear();
  if (held.length === 1) {
    const [one] = held as readonly [Held];
    into.add(one.from, one.to, { what: whatOf(one), weight: weightOf(0, one.weight) });
    return;
  }
  const places = new Map<number, Map<number, number>>();
  for (const one of held) {
    const what = whatOf(one);
    for (let place = one.from; place < one.to; place++) {
      const at = places.get(place) ?? new Map<number, number>();
      at.set(what, weightOf(at.get(what) ?? 0, one.weight));
      places.set(place, at);
    }
  }
  for (const place of [...places.keys()].toSorted((a, b) => a - b))
    for (const [what, weight] of places.get(place) ?? []) into.add(place, place + 1, { what, weight });
}
