import type { Definition } from "../model/definition.ts";
import type { SweepInput } from "./input.ts";
import { keptFor } from "./kept.ts";

/** Which of so many parts of the clusters, from 0. */
export interface Part {
  readonly part: number;
  readonly of: number;
}

/** Whether the sums over parts of the clusters add up to those over all: not where what is counted is of many clusters. */
export function addsUp({ unit }: Definition): boolean {
  return unit === "cluster" || unit === "member";
}

/** A part of the clusters with about as many rows as every other; no column is copied. */
export function partOf(input: SweepInput, { part, of }: Part): SweepInput {
  if (of === 1) return input;
  return keptFor(input.activity, `part ${part} of ${of}`, () => {
    const [from, to] = [bound(input, part / of), bound(input, (part + 1) / of)];
    const { activity, states, belonging, ownHistory, unattributed } = input;
    const none = { day: new Int32Array(0), events: new Float64Array(0) };
    return {
      ...input,
      clusters: to - from,
      activity: cutColumns(activity, from, to),
      states: states === null ? null : cutColumns(states, from, to),
      belonging: belonging === null ? null : cutColumns(belonging, from, to),
      ownHistory: ownHistory?.subarray(from, to) ?? null,
      unattributed: part === 0 ? unattributed : none,
    };
  });
}

/** The cluster before which that share of the rows lies. */
function bound({ clusters, activity }: SweepInput, share: number): number {
  if (share === 0) return 0;
  if (share === 1) return clusters;
  const rows = activity.rows * share;
  let [low, high] = [0, clusters];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((activity.offsets[middle] as number) < rows) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows of the clusters from one to before another, in columns that begin there. */
function cutColumns<T extends { readonly rows: number; readonly offsets: Int32Array }>(
  columns: T,
  from: number,
  to: number,
): T {
  const [first, end] = [columns.offsets[from] as number, columns.offsets[to] as number];
  const cut = Object.entries(columns).map(([name, values]: [string, unknown]) => {
    if (name === "offsets") return [name, columns.offsets.slice(from, to + 1).map((at) => at - first)] as const;
    const isColumn = values instanceof Int32Array || values instanceof Float64Array || values instanceof Uint8Array;
    return [name, isColumn ? values.subarray(first, end) : values] as const;
  });
  return { ...columns, ...(Object.fromEntries(cut) as Partial<T>), rows: end - first };
}
