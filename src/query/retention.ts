import type { Grid } from "./assemble.ts";
import { grouped } from "./grouped.ts";
import {
  type MeasuredCell,
  type MeasuredDefinition,
  type MeasuredPlace,
  type MeasuredRows,
  clustersOf,
  measuredRows,
} from "./measured-rows.ts";
import { type Rational, add, divide, toNumber, zero } from "./rational.ts";
import type { PrintedPeriod, Warning } from "./report.ts";

/**
 * Retention by first-active cohort: `smac retention --format json`. The `period`
 * of a row is its cohort's: the first period ever in which its clusters met the threshold.
 */
export interface Retention extends MeasuredRows<Cohort> {
  readonly definition: MeasuredDefinition;
  /** All cohorts of the totals together at each age, over what is complete and known. */
  readonly ages: readonly AgeMean[];
  /** The same for each kind of row, where there is more than one. */
  readonly groups: readonly CohortGroup[];
  readonly warnings?: readonly Warning[];
}

/** A cohort with those of it that were active later. */
export interface Cohort {
  /** The report's new clusters of the cell. */
  readonly size: number;
  readonly ages: readonly CohortAge[];
}

/** A cohort at an age, in periods: 0 is the cohort's own. */
export interface CohortAge {
  readonly age: number;
  /** Whether that later period is complete. */
  readonly complete: boolean;
  /** Clusters of the cohort that met the threshold then, whatever stage they held. */
  readonly kept: number;
  /** `kept` as a share of the size; null: the cohort is empty. */
  readonly rate: number | null;
}

/** The cohorts that have reached an age, together; cohorts whose beginning is cut off or not over are left out. */
export interface AgeMean {
  readonly age: number;
  readonly cohorts: number;
  readonly size: number;
  readonly kept: number;
  /** Σ kept / Σ size. */
  readonly rate: number | null;
}

/** All cohorts of one stage, product and combination of attribute values together. */
export interface CohortGroup extends Omit<MeasuredPlace, "period"> {
  readonly ages: readonly AgeMean[];
}

/** One line of the statement. */
export interface RetentionCell extends MeasuredCell {
  readonly age: number;
  readonly n: bigint;
}

/** The cohorts of every cell. */
export function assembleRetention(
  grid: Grid,
  cells: readonly RetentionCell[],
): MeasuredRows<Cohort> & Pick<Retention, "ages" | "groups"> {
  const exact = new Map<readonly CohortAge[], readonly Rational[]>();
  const measured = measuredRows(grid, cells, (lines, period) => {
    const later = grid.periods.filter((p) => p.index >= period.index);
    const kept = later.map((p) => {
      const line = lines.find((l) => l.age === p.index - period.index);
      return line === undefined ? zero : clustersOf(grid, line, line.n);
    });
    const size = kept[0] ?? zero;
    const cohort = {
      size: toNumber(size),
      ages: kept.map((n, at) => ({
        age: at,
        complete: later[at]?.complete ?? false,
        kept: toNumber(n),
        rate: ratio(n, size),
      })),
    };
    exact.set(cohort.ages, kept);
    return cohort;
  });
  const together = (cohorts: readonly (Cohort & { readonly period: PrintedPeriod })[]) =>
    meansOf(
      cohorts
        .filter(({ period }) => period.complete && period.history === undefined)
        .map(({ ages }) => ({ ages, kept: exact.get(ages) ?? [] })),
    );
  const groups = [...grouped(measured.rows, ({ stage, by, product }) => JSON.stringify([stage, by, product])).values()];
  return {
    ...measured,
    ages: together(measured.totals),
    groups:
      groups.length < 2
        ? []
        : groups.flatMap((rows) => {
            const [first] = rows;
            if (first === undefined) return [];
            return [{ stage: first.stage, by: first.by, product: first.product, ages: together(rows) }];
          }),
  };
}

function meansOf(
  cohorts: readonly { readonly ages: readonly CohortAge[]; readonly kept: readonly Rational[] }[],
): readonly AgeMean[] {
  const oldest = Math.max(0, ...cohorts.map(({ ages }) => ages.length));
  return Array.from({ length: oldest }, (_, age) => {
    const reached = cohorts.filter(({ ages }) => ages[age]?.complete === true);
    const size = reached.map(({ kept }) => kept[0] ?? zero).reduce(add, zero);
    const kept = reached.map((cohort) => cohort.kept[age] ?? zero).reduce(add, zero);
    return { age, cohorts: reached.length, size: toNumber(size), kept: toNumber(kept), rate: ratio(kept, size) };
  }).filter(({ cohorts: n }) => n > 0);
}

function ratio(part: Rational, whole: Rational): number | null {
  return whole.numerator === 0n ? null : toNumber(divide(part, whole));
}
