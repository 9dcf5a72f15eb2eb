import { type Fraction, fraction, ONE, ZERO } from "./oracle-fraction.ts";
import type { Period } from "./oracle-range.ts";
import { startOfDay } from "./oracle-time.ts";
import { countsMembers } from "./oracle-attribution.ts";
import { attributeAt, type Deed, existsAt, stageAt, stageOfPiece, type World } from "./oracle-world.ts";

/** What a unit is at an instant. */
export interface State {
  readonly stage: string | null;
  readonly exists: boolean;
  /** Its values of the attributes asked by, in their order. */
  readonly by: readonly (string | null)[];
}

/** What a unit's state must be to be in a row; null: nothing in particular. */
export type Condition = ((state: State) => boolean) | null;

/** The state of a unit at the instant. */
export function stateAt(world: World, unit: string, at: number): State {
  return {
    stage: world.question.stages ? stageAt(world, unit, at) : null,
    exists: existsAt(world, unit, at),
    by: world.question.by.map((name) => attributeAt(world, unit, name, at)),
  };
}

/** The last instant of the period so far. */
export function lastInstant(p: Period, now: number): number {
  return Math.min(p.stop - 1, now);
}

/** The instants at which anything is said of the unit. */
function changes(world: World, unit: string): number[] {
  const stages = (world.stageRows.get(unit) ?? []).map((s) => s.at ?? -Infinity);
  const stated = (world.statements.get(unit) ?? []).map((s) => s.at);
  return [...stages, ...stated, world.evidence.get(unit) ?? -Infinity];
}

/** The last instants of the period's days so far. */
function dayEnds(world: World, p: Period): number[] {
  const { now, timezone } = world.question;
  const ends: number[] = [];
  for (
    let day = p.first;
    day < p.end && startOfDay(timezone, day) <= now && startOfDay(timezone, day) < p.stop;
    day++
  ) {
    ends.push(Math.min(startOfDay(timezone, day + 1) - 1, lastInstant(p, now)));
  }
  return ends;
}

/** The instants the definition looks at a unit's state in the period. */
function momentsOf(world: World, unit: string, p: Period): number[] {
  const last = lastInstant(p, world.question.now);
  switch (world.question.stageAt) {
    case "end":
      return [last];
    case "start":
      return [p.start];
    case "time-weighted":
      return dayEnds(world, p);
    case "any":
    case "activity":
      return [p.start, ...changes(world, unit).filter((at) => p.start < at && at <= last)];
  }
}

/** The dated activities of the period. */
export function deedsIn(world: World, p: Period): Deed[] {
  return world.deeds.filter((deed) => p.start <= deed.at && deed.at < p.stop);
}

/** The stages of the clusters a member acted for, where it has no history of its own. */
function statesOfDeeds(world: World, unit: string, p: Period): State[] {
  if (!countsMembers(world.question) || world.stageRows.has(unit)) return [];
  return deedsIn(world, p).flatMap((deed) =>
    deed.pieces
      .filter((piece) => piece.unit === unit)
      .map((piece) => ({ ...stateAt(world, unit, deed.at), stage: stageOfPiece(world, piece, deed.at) })),
  );
}

const remembered = new WeakMap<World, Map<string, State[]>>();

/** The states a unit is looked at in. */
export function statesOf(world: World, unit: string, p: Period): State[] {
  const known = remembered.get(world) ?? new Map<string, State[]>();
  remembered.set(world, known);
  const key = JSON.stringify([unit, p.start, p.stop]);
  const states = known.get(key) ?? [
    ...momentsOf(world, unit, p).map((at) => stateAt(world, unit, at)),
    ...statesOfDeeds(world, unit, p),
  ];
  known.set(key, states);
  return states;
}

/** How much of a unit is in a row of the period: 0, 1, or for time-weighted the share of the days so far. */
export function weightOf(world: World, unit: string, p: Period, condition: Condition): Fraction {
  if (condition === null) return ONE;
  const states = statesOf(world, unit, p);
  const meeting = states.filter(condition).length;
  if (world.question.stageAt === "time-weighted") return states.length === 0 ? ZERO : fraction(meeting, states.length);
  return meeting > 0 ? ONE : ZERO;
}
