import type { ScopedRows } from "./scoped-rows.ts";
import type { Stretches } from "./stretches.ts";

/** The rows of one cluster in which its active periods are looked for. */
export interface ActiveQuery {
  readonly cluster: number;
  readonly scope: ScopedRows;
  /** All rows of the cluster, whatever product or label: who acted for it at all. */
  readonly everything: ScopedRows;
  /** What each row counts: `events`, or `labelEvents`. */
  readonly events: Float64Array;
  /** Whether periods are taken whole, or as the range cut them. */
  readonly extent: "whole" | "cut";
}

/** Finds the places in which a cluster meets the threshold, into `found`, in order. */
export type ActiveFinder = (query: ActiveQuery, found: Stretches) => void;
