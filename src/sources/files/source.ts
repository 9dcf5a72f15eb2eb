import type { Engine } from "../../engines/duckdb/engine.ts";
import type { Head } from "./head.ts";
import type { Recognised } from "./kind.ts";
import { SmacError } from "../../errors.ts";
import type { LinedFile, RecordRule } from "./lines.ts";
import type { Place } from "./paths.ts";
import type { Rejects } from "./rejects.ts";
import type { Column, TableSpec } from "./table-spec.ts";

/** What reading a file needs. */
export interface SourceContext {
  readonly engine: Engine;
  readonly spec: TableSpec;
  readonly rejects: Rejects;
  /** A fresh path in the private folder. */
  readonly scratchPath: () => string;
}

/** A file whose beginning was read. */
export interface Opened {
  readonly place: Place;
  readonly head: Head;
  readonly recognised: Recognised;
}

/** Where the rows of a file go: a table whose columns are `c0`, `c1`, … and `f`. */
export interface LoadTarget {
  readonly table: string;
  /** The target column of each column of the file; null: not loaded. */
  readonly columns: readonly (string | null)[];
  /** The value of `f`, which tells the files of a table apart. */
  readonly file: number;
}

/** A file that was looked at and can be loaded. */
export interface Source {
  readonly place: Place;
  readonly columns: readonly Column[];
  readonly sample: readonly (readonly string[])[];
  load(target: LoadTarget): Promise<void>;
  /** Reads the file to its end and gives a way to read it again; null when some row cannot be read. Absent: it must be loaded. */
  readonly inPlace?: () => Promise<InPlace | null>;
  /** How to find the line of a row; null: the row's number is all there is. Known after loading. */
  lined(): Lined | RowNumbers | null;
}

/** A file that the engine can read any number of times, in the same order. */
export interface InPlace {
  /** A table function with the columns `k0`, `k1`, … */
  readonly from: string;
  readonly rowCount: number;
}

/** A sheet, whose rows are numbered in the file itself. */
export interface RowNumbers {
  /** The number of each loaded row in the file. */
  readonly numbers: readonly number[];
}

/** A text file whose rows have lines. */
export interface Lined extends LinedFile, Pick<RecordRule, "quotes"> {
  /** The lines up to this one are no rows. */
  readonly before: number;
}

/** The columns of a file that are loaded: target and position. */
export function chosen(target: LoadTarget): { readonly to: string; readonly at: number }[] {
  return target.columns.flatMap((to, at) => (to === null ? [] : [{ to, at }]));
}

/** @throws SmacError `ENGINE_CANCELLED` when the person asked to stop. */
export function refuseWhenStopped(context: SourceContext): void {
  if (context.spec.signal?.aborted !== true) return;
  throw new SmacError("ENGINE_CANCELLED", "the work was stopped before it ended", { recovery: "abort" });
}
