import type { Definition } from "../model/definition.ts";
import type { HeldList } from "./held-list.ts";
import type { Ranges } from "./ranges.ts";

/** Adds what is taken of a unit's states to ranges, each as a cell. */
export type Joining = (
  held: HeldList,
  about: { readonly into: Ranges; readonly takes: Uint8Array; readonly cells: Int32Array },
) => void;

/** How states of one cell come together: by the instant the definition looks at. */
export function joinings(at: Definition["stageAt"], places: number): Joining {
  return at === "end" || at === "start" ? asTheyAre : byPlace(places, at === "time-weighted");
}

const asTheyAre: Joining = ({ count, from, to, state, weight }, { into, takes, cells }) => {
  for (let k = 0; k < count; k++) {
    const what = state[k] as number;
    if (takes[what] === 1)
      into.add(from[k] as number, to[k] as number, cells[what >> 1] as number, weight[k] as number);
  }
};

/** Once in each place, or with the sum of the weights; cell by cell, then in order. */
function byPlace(places: number, summed: boolean): Joining {
  const weights = new Float64Array(places + 1);
  return ({ count, from, to, state, weight }, { into, takes, cells }) => {
    const start = into.count;
    const done = new Set<number>();
    for (let first = 0; first < count; first++) {
      const cell = cells[(state[first] as number) >> 1] as number;
      if (takes[state[first] as number] !== 1 || done.has(cell)) continue;
      done.add(cell);
      weights.fill(0);
      for (let k = first; k < count; k++) {
        const what = state[k] as number;
        if (takes[what] !== 1 || cells[what >> 1] !== cell) continue;
        for (let place = from[k] as number; place < (to[k] as number); place++)
          weights[place] = summed ? (weights[place] as number) + (weight[k] as number) : 1;
      }
      addStretches(weights, cell, into);
    }
    into.sort(start);
  };
}

/** The stretches of one weight each. */
function addStretches(weights: Float64Array, cell: number, into: Ranges): void {
  let begin = 0;
  for (let place = 1; place < weights.length; place++) {
    if (weights[place] === weights[begin]) continue;
    if (weights[begin] !== 0) into.add(begin, place, cell, weights[begin] as number);
    begin = place;
  }
}
