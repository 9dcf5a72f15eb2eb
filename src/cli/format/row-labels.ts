import type { MeasuredPlace } from "../../query/measured-rows.ts";
import type { TextColumn } from "./text-table.ts";

/** What tells the rows of a period from one another: a heading each, and a row's texts. */
export interface RowLabels {
  readonly headings: readonly string[];
  of(row: Omit<MeasuredPlace, "period">): string[];
  /** The labels of the totals, where rows have any. */
  readonly total: readonly string[];
}

/** The labels of rows: stage, product and attributes, those that they are split by. */
export function rowLabels(rows: readonly Omit<MeasuredPlace, "period">[]): RowLabels {
  const stages = rows.some((row) => row.stage !== null);
  const products = rows.some((row) => row.product !== null);
  const by = Object.keys(rows[0]?.by ?? {});
  const headings = [...(stages ? ["stage"] : []), ...(products ? ["product"] : []), ...by];
  return {
    headings,
    of: (row) => [
      ...(stages ? [row.stage ?? "(no stage)"] : []),
      ...(products ? [row.product ?? "(all)"] : []),
      ...by.map((name) => row.by[name] ?? "(none)"),
    ],
    total: headings.map((_, i) => (i > 0 ? "" : stages ? "all stages" : "all")),
  };
}

/** The columns of labels in a text table. */
export function labelColumns({ headings }: RowLabels): TextColumn[] {
  return headings.map((header) => ({ header, shrinkTo: 12 }));
}
