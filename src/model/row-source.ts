import type { SourceSpan } from "../errors.ts";

/** Rows that are read as one table, wherever they come from. */
export interface RowSource {
  readonly name: string;
  readonly dateFormat: string | null;
  /** The zone of times without offset; null: the project's. */
  readonly timezone: string | null;
  /** The column that says which row it is; null: every row is its own. */
  readonly id: string | null;
  /** The column that says when a row became known; null: when it was imported. */
  readonly learned: string | null;
  /** The instant the rows are complete through, as written; null: they say nothing. */
  readonly through: string | null;
  readonly at: SourceSpan;
}

/** Every source of rows of a project: its files, then the streams of its connections. */
export function rowSources(model: {
  readonly sources: readonly RowSource[];
  readonly streams: readonly RowSource[];
}): readonly RowSource[] {
  return [...model.sources, ...model.streams];
}
