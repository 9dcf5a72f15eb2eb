import type { Label } from "./input.ts";

/** The cells of a report (a stage with values of the attributes) by number. */
export interface Cells {
  readonly cells: readonly Label[];
  /** Whether rows have a stage: those without one are no rows then. */
  readonly staged: boolean;
  /** The cell that a label's row is. */
  ofRow(label: number): number;
  /** The cell that a label counts for in a population of all: whatever the stage. */
  ofPopulation(label: number): number;
}

/** The cells that the labels give: without stages every stage is 0, without attributes there are no values. */
export function cellsOf(labels: readonly Label[], definition: { readonly stages: boolean }): Cells {
  const cells: Label[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (cell: Label): number => {
    const key = JSON.stringify([cell.stage, cell.by]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, cells.length);
    return cells.push(cell) - 1;
  };
  numberOf({ stage: 0, by: labels[0]?.by.map(() => null) ?? [] });
  const rows = Int32Array.from(labels, ({ stage, by }) => numberOf({ stage: definition.stages ? stage : 0, by }));
  const populations = Int32Array.from(labels, ({ by }) => numberOf({ stage: 0, by }));
  return {
    cells,
    staged: definition.stages,
    ofRow: (label) => rows[label] ?? 0,
    ofPopulation: (label) => populations[label] ?? 0,
  };
}
