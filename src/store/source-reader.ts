import type { Engine } from "../engines/duckdb/engine.ts";
import type { FileSource } from "../model/project-model.ts";
import type { Fragment } from "../sql/fragment.ts";

/** One file of a source. */
export interface SourceFile {
  /** Its name in the store: relative to the project's folder with `/`, else absolute; with its `#part`. */
  readonly path: string;
  /** Where it is on disk, absolute, without the part. */
  readonly file: string;
  /** The path with its part as the reader takes it. */
  readonly spec: string;
}

/** A file opened as a relation of the engine. */
export interface OpenedFile {
  readonly relation: Fragment;
  readonly columns: readonly string[];
  /** Rows left out because they could not be read, counted once the relation was read to its end. */
  rejected(): Promise<number>;
  readonly warnings: readonly string[];
}

/** What to do with a column of text that holds instants. */
export interface InstantRequest {
  /** The rows to look at, with the column. */
  readonly relation: Fragment;
  /** The column in the relation, as its bare name. */
  readonly column: string;
  readonly source: FileSource;
  /** The zone of times without offset. */
  readonly timezone: string;
}

/** How the store gets at files: what they are, their rows, and what their instants look like. */
export interface SourceReader {
  list(source: FileSource, directory: string): Promise<readonly SourceFile[]>;
  open(engine: Engine, file: SourceFile, request: { readonly source: FileSource; readonly badRows: "fail" | "skip" }): Promise<OpenedFile>;
  /** SQL that turns the column (named as its identifier) into a TIMESTAMP in UTC, null where it is empty. */
  instant(engine: Engine, request: InstantRequest): Promise<string>;
}
