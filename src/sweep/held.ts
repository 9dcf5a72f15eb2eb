import type { Definition } from "../model/definition.ts";
import { type Edges, edgesOf, firstAbove, firstFrom } from "./edges.ts";
import type { HeldList } from "./held-list.ts";
import type { StateColumns } from "./input.ts";
import type { Places } from "./places.ts";

/** Adds to a list what a cluster was, place by place, by the instant that the definition looks at. */
export type HeldReader = (cluster: number, into: HeldList) => void;

/**
 * Reads what clusters were in the places from the one before the report on, or
 * in all. At one instant of a period (its start or end) that is one state;
 * else all states that held within it, each with its weight.
 */
export function heldReader(
  states: StateColumns,
  about: {
    readonly definition: Pick<Definition, "stageAt">;
    readonly places: Places;
    readonly reach: "reported" | "all";
    readonly extent: "whole" | "cut";
  },
): HeldReader {
  const { definition, places, reach, extent } = about;
  const least = reach === "all" ? 0 : Math.max(places.reported - 1, 0);
  const edges = edgesOf(places, extent);
  if (definition.stageAt === "time-weighted") return weightedReader(states, edges, least);
  const { begins, ends } = spanFinder(definition.stageAt, states, edges);
  const { offsets, label, present } = states;
  return (cluster, into) => {
    for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
      const state = (label[row] as number) * 2 + (present[row] as number);
      into.add(Math.max(begins(row), least), ends(row), state, 1);
    }
  };
}

/** Every state with the days on which it held, place by place. */
function weightedReader(states: StateColumns, { start, soFar }: Edges, least: number): HeldReader {
  const { offsets, fromDay, toDay, label, present } = states;
  return (cluster, into) => {
    for (let row = offsets[cluster] as number; row < (offsets[cluster + 1] as number); row++) {
      const from = fromDay[row] as number;
      const to = toDay[row] as number;
      if (from >= to) continue;
      const state = (label[row] as number) * 2 + (present[row] as number);
      const end = firstFrom(start, to);
      for (let place = Math.max(firstAbove(soFar, from), least); place < end; place++) {
        const days = Math.min(soFar[place] as number, to) - Math.max(start[place] as number, from);
        if (days > 0) into.add(place, place + 1, state, days);
      }
    }
  };
}

/** The places in which a state counts, half-open; edges ascend, so both ends are searched for. */
function spanFinder(
  at: Definition["stageAt"],
  { fromAt, toAt }: StateColumns,
  { startAt, endAt }: Edges,
): { readonly begins: (row: number) => number; readonly ends: (row: number) => number } {
  const firstEnding = (row: number): number => firstAbove(endAt, fromAt[row] as number);
  const firstStarting = (row: number): number => firstFrom(startAt, toAt[row] as number);
  switch (at) {
    case "end":
      return { begins: firstEnding, ends: (row) => firstAbove(endAt, toAt[row] as number) };
    case "start":
      return { begins: (row) => firstFrom(startAt, fromAt[row] as number), ends: firstStarting };
    default:
      return { begins: firstEnding, ends: firstStarting };
  }
}
