import { grouped } from "./grouped.ts";
import { type Grid, byCombinations, cellsOf, printPeriod } from "./assemble.ts";
import { type Rational, rational } from "./rational.ts";
import { isWeighted } from "./question.ts";
import type { PrintedPeriod } from "./report.ts";
import type { TimelinePeriod } from "./timeline.ts";

/** The name and version of a definition, and what it counts in one sentence. */
export interface MeasuredDefinition {
  readonly name: string;
  readonly version: number;
  readonly sentence: string;
}

/** Which row: a period, a stage, a combination of attribute values, a product; null where rows are not split by it. */
export interface MeasuredPlace {
  readonly period: PrintedPeriod;
  readonly stage: string | null;
  readonly by: Readonly<Record<string, string | null>>;
  readonly product: string | null;
}

/** One line of a statement about cells: which cell, and numbers. */
export interface MeasuredCell {
  readonly part: "row" | "total";
  readonly i: number;
  readonly stage: number;
  readonly by: readonly (string | null)[];
  readonly product: string | null;
}

/** Rows as a report has them, and the totals of each period, each with what is made of its cell's lines. */
export interface MeasuredRows<T> {
  readonly rows: readonly (MeasuredPlace & T)[];
  readonly totals: readonly ({ readonly period: PrintedPeriod } & T)[];
}

/** The rows and totals of a measure, in the order of a report; `make` gets the lines of one cell, none for an empty one. */
export function measuredRows<C extends MeasuredCell, T>(
  grid: Grid,
  lines: readonly C[],
  make: (lines: readonly C[], period: TimelinePeriod) => T,
): MeasuredRows<T> {
  const found = grouped(lines, keyOf);
  const { definition } = grid;
  const combinations = byCombinations(definition, lines);
  const rows: (MeasuredPlace & T)[] = [];
  const totals: ({ readonly period: PrintedPeriod } & T)[] = [];
  for (const period of grid.periods) {
    const printed = printPeriod(definition, period);
    for (const cell of cellsOf(grid, combinations)) {
      const key = keyOf({ part: "row", i: period.index, stage: cell.stageNumber, by: cell.by, product: cell.product });
      const place = {
        period: printed,
        stage: cell.stage,
        by: Object.fromEntries(definition.by.map((name, index) => [name, cell.by[index] ?? null])),
        product: cell.product,
      };
      rows.push({ ...place, ...make(found.get(key) ?? [], period) });
    }
    const by = definition.by.map(() => null);
    const key = keyOf({ part: "total", i: period.index, stage: 0, by, product: null });
    totals.push({ period: printed, ...make(found.get(key) ?? [], period) });
  }
  return { rows, totals };
}

/** A sum of weights as the statements count it, as a number of clusters. */
export function clustersOf({ definition, daysSoFar }: Grid, cell: MeasuredCell, sum: bigint): Rational {
  const wholeTotal = !definition.stages && definition.denominator === "none" && cell.part === "total";
  const whole = !isWeighted(definition) || wholeTotal;
  return rational(sum, whole ? 1n : BigInt(Math.max(daysSoFar.get(cell.i) ?? 1, 1)));
}

function keyOf({ part, i, stage, by, product }: MeasuredCell): string {
  return JSON.stringify([part, i, stage, by, product]);
}
