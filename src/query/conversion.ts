import { type Grid, printPeriod } from "./assemble.ts";
import type { MeasuredDefinition } from "./measured-rows.ts";
import type { PrintedPeriod, Warning } from "./report.ts";

/** How many of those that entered a stage in a period went on within so many days. */
export interface Conversion {
  readonly definition: Omit<MeasuredDefinition, "sentence">;
  readonly days: number;
  /** The stage that had to be reached, or one after it; null: the next one. */
  readonly into: string | null;
  readonly rows: readonly ConversionRow[];
  readonly warnings?: readonly Warning[];
}

/** The entries of one stage in one period. */
export interface ConversionRow {
  /** The period of the entry. */
  readonly period: PrintedPeriod;
  readonly stage: string;
  /** Distinct clusters that entered the stage in the period. */
  readonly entered: number;
  /** Those of them that entered a stage further on within the days after. */
  readonly converted: number;
  /** Null where nobody entered. */
  readonly rate: number | null;
  /** Days of 24 hours that it took, of those that did it. */
  readonly median_days: number | null;
  /** Whether all of them had all the days; else the rate may still rise. */
  readonly complete: boolean;
}

/** One line of the statement of conversions. */
export interface ConversionCount {
  readonly i: number;
  readonly stage: number;
  readonly entered: number;
  readonly converted: number;
  /** In microseconds. */
  readonly median: number | null;
}

const dayMicros = 86_400_000_000;

/** A row for each period and each stage that something comes after. `known`: until when all is known, in microseconds. */
export function assembleConversion(
  { definition, periods, stages }: Grid,
  counts: readonly ConversionCount[],
  { days, into, known }: { readonly days: number; readonly into: number | null; readonly known: number },
): readonly ConversionRow[] {
  const found = new Map(counts.map((count) => [`${count.i} ${count.stage}`, count]));
  const last = into ?? Math.max(0, ...stages.map(({ number }) => number));
  return periods.flatMap((period) =>
    stages
      .filter(({ number }) => number < last)
      .map(({ name, number }): ConversionRow => {
        const { entered = 0, converted = 0, median = null } = found.get(`${period.index} ${number}`) ?? {};
        return {
          period: printPeriod(definition, period),
          stage: name,
          entered,
          converted,
          rate: entered === 0 ? null : converted / entered,
          median_days: median === null ? null : median / dayMicros,
          complete: period.complete && period.endAt + days * dayMicros <= known,
        };
      }),
  );
}
