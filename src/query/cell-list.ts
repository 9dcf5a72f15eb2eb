import type { PrintedPeriod, Warning } from "./report.ts";

/** The list behind a cell of a measure; its count is the sum of the weights of its clusters, which is the cell's number. */
export interface CellList {
  /** What was asked: `retention`, `levels`, `stickiness`, `transitions` or `conversion`. */
  readonly measure: string;
  /** The period that the list is about. */
  readonly period: PrintedPeriod;
  /** Which cell of it, by name: stage, product, age, level … */
  readonly cell: Readonly<Record<string, string | number | null>>;
  readonly count: number;
  readonly clusters: readonly CellCluster[];
  readonly warnings?: readonly Warning[];
}

/** A cluster of a cell with what it did in the list's period. */
export interface CellCluster {
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  readonly weight: number;
  /** Local days of the period that count as active. */
  readonly days: number;
  /** Its qualifying activities in the period. */
  readonly events: number;
}

/** The moves behind a number of transitions, one a row; or, with `held`, the clusters that could have moved. */
export interface MoveList extends Omit<CellList, "clusters"> {
  readonly clusters: readonly MovedCluster[];
}

/** One move of a cluster from a stage to another; or, of those that could have moved, its entry. */
export interface MovedCluster {
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  /** The instant of the move, in UTC; null: always. */
  readonly at: string | null;
  /** The stages it left and entered; null: none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Days of 24 hours for which it held the stage it left; null: not known. */
  readonly held_days: number | null;
}
