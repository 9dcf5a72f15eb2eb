import type { Threshold } from "../model/definition.ts";

/** Whether what was counted meets the threshold; `all` is how many members the cluster has. */
export function thresholdMet(threshold: Threshold, unit: number): (counted: Counted) => boolean {
  const { members } = threshold;
  const events = threshold.events * unit;
  return (counted) => {
    if (counted.events < events || counted.days < threshold.days) return false;
    if (members === null) return true;
    if (members.kind === "count") return counted.members >= members.count;
    return counted.all > 0 && counted.members * members.denominator >= counted.all * members.numerator;
  };
}

/** What a cluster did within a period. */
export interface Counted {
  events: number;
  days: number;
  members: number;
  all: number;
}
