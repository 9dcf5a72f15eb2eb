import type { Definition } from "../model/definition.ts";
import { periodKind } from "../time/calendar.ts";
import { formatDay } from "../time/day.ts";
import { isWeighted } from "./question.ts";
import type { Counts, PrintedPeriod, ReportRow, TotalRow } from "./report.ts";
import { type Rational, add, divide, rational, toNumber, zero } from "./rational.ts";
import { type TimelinePeriod, commonDays, distinctIndex, overPeriods } from "./timeline.ts";

/** One row of the report statement: a sum of weights of one kind in one cell. */
export interface CellCount {
  readonly part: string;
  readonly i: number;
  readonly stage: number;
  readonly by: readonly (string | null)[];
  readonly product: string | null;
  readonly status: string;
  readonly n: bigint;
}

/** What the grid of rows is made of. */
export interface Grid {
  readonly definition: Definition;
  readonly periods: readonly TimelinePeriod[];
  /** Days so far of every period, also those before the range, by number. */
  readonly daysSoFar: ReadonlyMap<number, number>;
  /** The stages in order; empty when rows have no stage. */
  readonly stages: readonly { readonly name: string; readonly number: number }[];
  readonly products: readonly string[];
}

/** The grid of the reported periods, of the stages (given in order) that some cluster held. */
export function gridOf({
  definition,
  periods,
  stages,
  heldStages,
  products,
}: {
  readonly definition: Definition;
  readonly periods: readonly TimelinePeriod[];
  readonly stages: readonly string[];
  readonly heldStages: ReadonlySet<number>;
  readonly products: readonly string[];
}): Grid {
  return {
    definition,
    periods: periods.filter((p) => p.reported),
    daysSoFar: new Map(periods.map((p) => [p.index, p.daysSoFar])),
    stages: stages.map((name, index) => ({ name, number: index + 1 })).filter(({ number }) => heldStages.has(number)),
    products,
  };
}

/** Sums of weights of one cell, exact. */
interface CellSums {
  readonly new: Rational;
  readonly retained: Rational;
  readonly resurrected: Rational;
  readonly dormant: Rational;
  readonly left: Rational;
  readonly population: Rational;
  /** Active clusters counted as one union over several periods, where that was asked for. */
  readonly active: Rational | null;
}

type Sums = ReadonlyMap<string, CellSums>;

/** The rows and totals of a report, in the order of spec section 9. */
export function assemble(
  grid: Grid,
  counts: readonly CellCount[],
): { readonly rows: ReportRow[]; readonly totals: TotalRow[] } {
  const sums = collect(grid, counts);
  const combinations = byCombinations(grid.definition, counts);
  const over = grid.definition.over;
  const spans =
    over === "none"
      ? grid.periods.map((p) => ({ printed: printPeriod(grid.definition, p), over: [p] }))
      : [overSpan(grid)].flat();
  const rows: ReportRow[] = [];
  const totals: TotalRow[] = [];
  for (const span of spans) {
    for (const cell of cellsOf(grid, combinations)) {
      const found = span.over.map(
        (p) => sums.get(rowKey(p.index, cell.stageNumber, cell.product, cell.by)) ?? emptySums,
      );
      const base = span.over.map((p) => sums.get(populationKey(grid, p.index, cell)) ?? emptySums);
      rows.push({
        period: span.printed,
        stage: cell.stage,
        by: Object.fromEntries(byNames(grid.definition).map((name, index) => [name, cell.by[index] ?? null])),
        product: cell.product,
        ...countsOf(grid.definition, found, base),
      });
    }
    totals.push(
      totalRow(
        grid,
        span.printed,
        span.over.map((p) => sums.get(totalKey(p.index)) ?? emptySums),
      ),
    );
  }
  return { rows, totals };
}

/** A period as it is printed. */
export function printPeriod(definition: Definition, period: TimelinePeriod): PrintedPeriod {
  return {
    kind: periodKind(definition.period),
    start: formatDay(period.start),
    end: formatDay(period.end),
    complete: period.complete,
    ...(period.clipped ? { clipped: true as const } : {}),
    ...(period.historyCut ? { history: "cut" as const } : {}),
  };
}

interface Span {
  readonly printed: PrintedPeriod;
  readonly over: readonly TimelinePeriod[];
}

function overSpan({ definition, periods }: Grid): Span[] {
  const used = overPeriods(periods);
  const first = used[0];
  const last = used.at(-1);
  if (first === undefined || last === undefined) return [];
  const printed = {
    kind: `range:${periodKind(definition.period)}`,
    start: formatDay(first.start),
    end: formatDay(last.end),
    complete: used.every((p) => p.complete),
    ...(used.some((p) => p.clipped) ? { clipped: true as const } : {}),
  };
  if (definition.over === "distinct") return [{ printed, over: [{ ...last, index: distinctIndex }] }];
  return [{ printed, over: definition.over === "last" ? [last] : used }];
}

/** Which row of a period; null where rows are not split by it. */
export interface Cell {
  readonly stage: string | null;
  readonly stageNumber: number;
  readonly product: string | null;
  readonly by: readonly (string | null)[];
}

/** Every row of a period, in the report's order. */
export function* cellsOf(grid: Grid, combinations: readonly (readonly (string | null)[])[]): Iterable<Cell> {
  const stages = grid.definition.stages ? grid.stages : [{ name: null, number: 0 }];
  for (const stage of stages) {
    for (const product of [null, ...grid.products]) {
      for (const by of combinations) yield { stage: stage.name, stageNumber: stage.number, product, by };
    }
  }
}

function byNames(definition: Definition): readonly string[] {
  return definition.unit === "combination" ? [] : definition.by;
}

/** The combinations of attribute values that occur in rows, ascending, null last; one of nothing without attributes. */
export function byCombinations(
  definition: Definition,
  counts: readonly Pick<CellCount, "part" | "by">[],
): readonly (readonly (string | null)[])[] {
  if (byNames(definition).length === 0) return [[]];
  const found = new Map<string, readonly (string | null)[]>();
  for (const { part, by } of counts) if (part === "row" || part === "population") found.set(JSON.stringify(by), by);
  return [...found.values()].toSorted(compareValues);
}

/** Ascending by code unit, null last. */
function compareValues(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index] ?? null, b[index] ?? null];
    if (x === y) continue;
    if (x === null) return 1;
    if (y === null) return -1;
    return x < y ? -1 : 1;
  }
  return 0;
}

function rowKey(i: number, stage: number, product: string | null, by: readonly (string | null)[]): string {
  return product === null && by.length === 0 ? `${i} ${stage}` : JSON.stringify([i, stage, product, by]);
}

function totalKey(i: number): string {
  return `total ${i}`;
}

/** Under `all` every stage has the same population; products never have one of their own. */
function populationKey({ definition }: Grid, i: number, cell: Cell): string {
  return rowKey(i, definition.denominator === "all" ? 0 : cell.stageNumber, null, cell.by) + " population";
}

const emptySums: CellSums = {
  new: zero,
  retained: zero,
  resurrected: zero,
  dormant: zero,
  left: zero,
  population: zero,
  active: null,
};

function collect({ definition, periods, daysSoFar }: Grid, counts: readonly CellCount[]): Sums {
  const common = commonDays(overPeriods(periods));
  const weighted = isWeighted(definition);
  const wholeTotals = !definition.stages && definition.denominator === "none";
  const sums = new Map<string, Record<string, Rational | null>>();
  for (const { part, i, stage, product, by, status, n } of counts) {
    if (part === "stageless" || part === "unattributed") continue;
    const key =
      part.startsWith("total") || part === "left"
        ? totalKey(i)
        : part === "population"
          ? `${rowKey(i, stage, null, by)} population`
          : rowKey(i, stage, product, by);
    const cell = sums.get(key) ?? { ...emptySums };
    const whole = !weighted || (wholeTotals && part === "total");
    cell[status] = rational(
      n,
      whole ? 1n : i === distinctIndex ? common : BigInt(daysSoFar.get(part === "left" ? i - 1 : i) ?? 1),
    );
    sums.set(key, cell);
  }
  return sums as unknown as Sums;
}

function countsOf(definition: Definition, found: readonly CellSums[], base: readonly CellSums[]): Counts {
  const hasPopulation =
    definition.denominator !== "none" && definition.unit !== "stage" && definition.unit !== "component";
  const active = sum(found.map(activeOf));
  const population = sum(base.map((c) => c.population));
  const periods = rational(BigInt(Math.max(found.length, 1)), 1n);
  const life = definition.unit !== "component" && (definition.over === "none" || definition.over === "last");
  const mean = (value: Rational) => toNumber(divide(value, periods));
  const cycle = (name: "new" | "retained" | "resurrected" | "dormant") =>
    life ? mean(sum(found.map((c) => c[name]))) : null;
  return {
    active: mean(active),
    population: hasPopulation ? mean(population) : null,
    rate: hasPopulation && population.numerator !== 0n ? toNumber(divide(active, population)) : null,
    new: cycle("new"),
    retained: cycle("retained"),
    resurrected: cycle("resurrected"),
    dormant: cycle("dormant"),
  };
}

function totalRow({ definition }: Grid, period: PrintedPeriod, found: readonly CellSums[]): TotalRow {
  const life = definition.unit !== "component" && (definition.over === "none" || definition.over === "last");
  const counts = countsOf(definition, found, found);
  if (!definition.stages) return { period, ...counts };
  return { period, ...counts, left: life ? toNumber(sum(found.map((c) => c.left))) : null };
}

function activeOf(cell: CellSums): Rational {
  return cell.active ?? add(add(cell.new, cell.retained), cell.resurrected);
}

function sum(values: readonly Rational[]): Rational {
  return values.reduce(add, zero);
}
