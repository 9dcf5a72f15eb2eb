import type { Grid } from "./assemble.ts";
import {
  type MeasuredCell,
  type MeasuredDefinition,
  type MeasuredRows,
  clustersOf,
  measuredRows,
} from "./measured-rows.ts";
import { type Rational, divide, rational, toNumber, zero } from "./rational.ts";
import type { Warning } from "./report.ts";

/** How often active clusters are active: `smac stickiness --format json`. */
export interface Stickiness extends MeasuredRows<StickinessNumbers> {
  readonly definition: MeasuredDefinition;
  /** From how many activities on a day counts as active. */
  readonly day_events: number;
  readonly warnings?: readonly Warning[];
}

/** The numbers of one cell. */
export interface StickinessNumbers {
  /** As in the report. */
  readonly active: number;
  /** The active days of all of them together. */
  readonly active_days: number;
  /** Active days for each active cluster; null: nobody was active. */
  readonly days_per_active: number | null;
  /** Local days of the period that have begun. */
  readonly period_days: number;
  /** `days_per_active` as a share of the period's days: the mean daily number of active clusters over the period's. */
  readonly stickiness: number | null;
}

/** One line of the statement. */
export interface StickinessCell extends MeasuredCell {
  readonly active: bigint;
  readonly activeDays: bigint;
}

/** The stickiness of every cell. */
export function assembleStickiness(grid: Grid, cells: readonly StickinessCell[]): MeasuredRows<StickinessNumbers> {
  return measuredRows(grid, cells, ([cell], { daysSoFar }) => {
    const active = cell === undefined ? zero : clustersOf(grid, cell, cell.active);
    const days = cell === undefined ? zero : clustersOf(grid, cell, cell.activeDays);
    const each = active.numerator === 0n ? null : divide(days, active);
    return {
      active: toNumber(active),
      active_days: toNumber(days),
      days_per_active: each === null ? null : toNumber(each),
      period_days: daysSoFar,
      stickiness: each === null || daysSoFar === 0 ? null : toNumber(share(each, daysSoFar)),
    };
  });
}

function share(days: Rational, of: number): Rational {
  return divide(days, rational(BigInt(of), 1n));
}
