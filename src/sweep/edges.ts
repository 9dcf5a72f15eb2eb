import type { Places } from "./places.ts";

/** Where the places begin and end, whole or as the range cut them, in arrays that ascend. */
export interface Edges {
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  readonly start: Int32Array;
  /** The day after the last that has come. */
  readonly soFar: Int32Array;
}

/** The edges of the places. */
export function edgesOf({ periods }: Places, extent: "whole" | "cut"): Edges {
  const whole = extent === "whole";
  return {
    startAt: Float64Array.from(periods, (p) => (whole ? p.wholeStartAt : p.startAt)),
    endAt: Float64Array.from(periods, (p) => (whole ? p.wholeEndAt : p.endAt)),
    start: Int32Array.from(periods, (p) => (whole ? p.whole.start : p.start)),
    soFar: Int32Array.from(periods, (p) => (whole ? p.whole.start + p.wholeDaysSoFar : p.start + p.daysSoFar)),
  };
}

/** The first place whose value is above the limit. */
export function firstAbove(values: Float64Array | Int32Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first place whose value is the limit or above. */
export function firstFrom(values: Float64Array | Int32Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) >= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
