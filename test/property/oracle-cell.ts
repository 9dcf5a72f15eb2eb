import type { OracleQuestion } from "./history.ts";
import { earlierPeriods, meetingDuring, meetingUnits } from "./oracle-active.ts";
import type { Fraction } from "./oracle-fraction.ts";
import { compareNullLast } from "./oracle-order.ts";
import { type Period, previousPeriod } from "./oracle-range.ts";
import { type Condition, deedsIn, type State, stateAt, statesOf, weightOf } from "./oracle-states.ts";
import type { World } from "./oracle-world.ts";

/** Units with their weights; none of 0. */
export type Weights = ReadonlyMap<string, Fraction>;

/** The four parts of a cell's comparison with the time before. */
export interface Lifecycle {
  readonly new: Weights;
  readonly retained: Weights;
  readonly resurrected: Weights;
  readonly dormant: Weights;
}

/** The lists behind one row of the report. */
export interface Cell {
  readonly period: Period;
  readonly stage: string | null;
  readonly product: string | null;
  /** The values of the attributes asked by, in their order; empty for totals. */
  readonly by: readonly (string | null)[];
  readonly active: Weights;
  readonly population: Weights | null;
  readonly lifecycle: Lifecycle | null;
  /** Totals with stages: active and in a stage the period before, in none now. */
  readonly left: Weights | null;
}

/** Which row of which period. */
export interface Place {
  readonly period: Period;
  readonly stage: string | null;
  readonly product: string | null;
  readonly by: readonly (string | null)[];
  readonly total: boolean;
}

function matches(state: State, by: readonly (string | null)[]): boolean {
  return by.every((value, i) => state.by[i] === value);
}

/** What a unit's state must be for its activity to count in the row. */
function rowCondition(place: Place, question: OracleQuestion): Condition {
  const all = question.denominator === "all";
  if (place.total) {
    if (all) return (s) => s.exists;
    return question.stages ? (s) => s.stage !== null : null;
  }
  if (question.stages) return (s) => s.stage === place.stage && matches(s, place.by) && (!all || s.exists);
  if (all) return (s) => s.exists && matches(s, place.by);
  return place.by.length === 0 ? null : (s) => matches(s, place.by);
}

/** What a unit's state must be to be counted in the row's population; undefined: there is none. */
function populationCondition(place: Place, question: OracleQuestion): Condition | undefined {
  if (question.denominator === "none") return undefined;
  if (question.denominator === "stage") return question.stages ? rowCondition(place, question) : undefined;
  return place.total ? (s) => s.exists : (s) => s.exists && matches(s, place.by);
}

function duringCondition(place: Place, question: OracleQuestion): Condition {
  if (place.total) return null;
  if (question.stages) return (s) => s.stage === place.stage && matches(s, place.by);
  return place.by.length === 0 ? null : (s) => matches(s, place.by);
}

/** Each unit's weight under the condition, those of 0 left out. */
export function weigh(world: World, units: Iterable<string>, p: Period, condition: Condition): Weights {
  const weighed = [...units].map((unit) => [unit, weightOf(world, unit, p, condition)] as const);
  return new Map(weighed.filter(([, weight]) => weight.top !== 0n));
}

/** Everybody whose state is that of the row. */
export function heldIn(world: World, place: Place): Weights {
  return weigh(world, world.units, place.period, rowCondition(place, world.question));
}

function activeUnits(world: World, place: Place): Set<string> {
  const during = duringCondition(place, world.question);
  if (world.question.stageAt !== "activity" || during === null) return meetingUnits(world, place.period, place.product);
  return meetingDuring(world, place.period, place.product, during);
}

/** The active ones by what they were before, and those that fell silent. */
export function lifecycleOf(
  active: Weights,
  before: ReadonlySet<string>,
  everBefore: ReadonlySet<string>,
  dormant: Weights,
): Lifecycle {
  const part = (keep: (unit: string) => boolean) => new Map([...active].filter(([unit]) => keep(unit)));
  return {
    new: part((unit) => !before.has(unit) && !everBefore.has(unit)),
    retained: part((unit) => before.has(unit)),
    resurrected: part((unit) => !before.has(unit) && everBefore.has(unit)),
    dormant,
  };
}

function leftOf(world: World, place: Place, before: ReadonlySet<string>): Weights | null {
  if (!place.total || !world.question.stages) return null;
  const earlier = previousPeriod(place.period, world.question);
  const inPopulation = weigh(world, before, earlier, rowCondition(place, world.question));
  return new Map(
    [...inPopulation].filter(([unit]) => weightOf(world, unit, place.period, (s) => s.stage !== null).top === 0n),
  );
}

/** The lists of a row of a definition that counts clusters or members. */
export function cellOf(world: World, place: Place): Cell {
  const { question } = world;
  const { period: p, product } = place;
  const condition = rowCondition(place, question);
  const populated = populationCondition(place, question);
  const active = weigh(world, activeUnits(world, place), p, condition);
  const now = meetingUnits(world, p, product);
  const before = meetingUnits(world, previousPeriod(p, question), product);
  const everBefore = new Set(earlierPeriods(world, p).flatMap((earlier) => [...meetingUnits(world, earlier, product)]));
  const silent = [...before].filter((unit) => !now.has(unit));
  return {
    period: p,
    stage: place.stage,
    product,
    by: place.by,
    active,
    population: populated === undefined ? null : weigh(world, world.units, p, populated),
    lifecycle: lifecycleOf(active, before, everBefore, weigh(world, silent, p, condition)),
    left: leftOf(world, place, before),
  };
}

/** The combinations of attribute values that occur in the period, in their order. */
export function combinationsIn(world: World, p: Period): (string | null)[][] {
  if (world.question.by.length === 0) return [[]];
  const seen = new Map<string, readonly (string | null)[]>();
  const see = (by: readonly (string | null)[]) => seen.set(JSON.stringify(by), by);
  for (const unit of world.units) for (const state of statesOf(world, unit, p)) see(state.by);
  for (const deed of deedsIn(world, p)) for (const piece of deed.pieces) see(stateAt(world, piece.unit, deed.at).by);
  return [...seen.values()].map((by) => [...by]).sort(compareCombinations);
}

/** Ascending value by value, null last. */
export function compareCombinations(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareNullLast(a[i] ?? null, b[i] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}
