import type { OracleQuestion } from "./history.ts";
import type { Cell, Weights } from "./oracle-cell.ts";
import { compareFractions, dividedBy, type Fraction, fraction, sum } from "./oracle-fraction.ts";
import { groupBy } from "./oracle-order.ts";
import { isComplete, type Period } from "./oracle-range.ts";

/** The exact numbers of a row. */
export interface Measures {
  readonly active: Fraction;
  readonly population: Fraction | null;
  readonly lifecycle: {
    readonly new: Fraction;
    readonly retained: Fraction;
    readonly resurrected: Fraction;
    readonly dormant: Fraction;
  } | null;
  readonly left: Fraction | null;
}

/** A cell or several in one, with its numbers. */
export interface Line {
  readonly cell: Cell;
  readonly measures: Measures;
}

/** The numbers of a cell: the sums of the weights of its lists. */
export function measuresOf(cell: Cell): Measures {
  const size = (weights: Weights) => sum(weights.values());
  const l = cell.lifecycle;
  return {
    active: size(cell.active),
    population: cell.population === null ? null : size(cell.population),
    lifecycle:
      l === null
        ? null
        : { new: size(l.new), retained: size(l.retained), resurrected: size(l.resurrected), dormant: size(l.dormant) },
    left: cell.left === null ? null : size(cell.left),
  };
}

/** The periods that are made into one row: the complete ones, unless there is none. */
export function usedPeriods(periods: readonly Period[], question: OracleQuestion): Period[] {
  const complete = periods.filter((p) => isComplete(p, question));
  return complete.length > 0 ? complete : [...periods];
}

/** Every unit of any of the lists, with the greatest of its weights. */
function union(lists: readonly Weights[]): Weights {
  const all = new Map<string, Fraction>();
  for (const [unit, weight] of lists.flatMap((list) => [...list])) {
    const known = all.get(unit);
    if (known === undefined || compareFractions(weight, known) > 0) all.set(unit, weight);
  }
  return all;
}

/** The unions of the lists of several periods. */
export function distinctCell(cells: readonly Cell[]): Cell {
  const populations = cells.map((cell) => cell.population).filter((p) => p !== null);
  return {
    ...cells[0]!,
    active: union(cells.map((c) => c.active)),
    population: populations.length === 0 ? null : union(populations),
    lifecycle: null,
    left: null,
  };
}

function lineOf(cell: Cell): Line {
  return { cell, measures: measuresOf(cell) };
}

function mean(cells: readonly Cell[], periods: number): Line {
  const all = cells.map(measuresOf);
  const populations = all.map((m) => m.population).filter((p) => p !== null);
  const over = fraction(periods);
  const active = dividedBy(sum(all.map((m) => m.active)), over);
  const population = populations.length === 0 ? null : dividedBy(sum(populations), over);
  return { cell: cells[0]!, measures: { active, population, lifecycle: null, left: null } };
}

/** Several periods' cells as one line for each row; `cells` are those of the used periods. */
export function overPeriods(cells: readonly Cell[], used: readonly Period[], question: OracleQuestion): Line[] {
  const last = used.at(-1);
  if (question.over === "last") return cells.filter((c) => c.period === last).map(lineOf);
  const groups = [...groupBy(cells, (c) => JSON.stringify([c.stage, c.product, c.by])).values()];
  return groups.map((group) => (question.over === "mean" ? mean(group, used.length) : lineOf(distinctCell(group))));
}
