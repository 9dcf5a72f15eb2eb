import type { Engine } from "../engines/duckdb/engine.ts";
import type { SmacError } from "../errors.ts";
import type { FileSource } from "../model/project-model.ts";
import type { RowSource } from "../model/row-source.ts";
import type { DateReading } from "../sources/files/date-reading.ts";

/** One file of a source. */
export interface SourceFile {
  /** Its name in the store: relative to the project's folder with `/`, else absolute; with its `#part`. */
  readonly path: string;
  /** Where it is on disk, absolute, without the part. */
  readonly file: string;
  /** File and part as the reader takes them. */
  readonly spec: string;
}

/** A file opened as a relation of the engine. */
export interface OpenedFile {
  /** The name of a view, which needs no quoting. */
  readonly relation: string;
  readonly columns: readonly string[];
  /** The column that numbers the rows from 1. */
  readonly rowColumn: string;
  /** Whether rows are numbered while they are read, so that their order matters. */
  readonly countedOn: boolean;
  /** How many rows there are, without those left out. */
  rowCount(): Promise<number>;
  /** Rows left out because they could not be read. */
  rejected(): number;
  /**
   * Looks at a column that holds instants, and refuses or leaves out rows in which it is none; gives
   * how its text is read when that is the usual way in every row, else null.
   */
  checkInstants(
    column: string,
    options: { readonly timezone: string; readonly use: string },
  ): Promise<DateReading | null>;
  close(): Promise<void>;
}

/** What opening a file needs beside the file. */
export interface OpenRequest {
  readonly source: FileSource;
  readonly badRows: "fail" | "skip";
  readonly onNote: (text: string) => void;
  /** Told of rows that cannot be read, where the rest of the file is to be looked at too. */
  readonly onBadRows?: (error: SmacError) => void;
  readonly signal: AbortSignal;
}

/** A column of text whose instants are asked for. */
export interface ReadingRequest {
  readonly source: RowSource;
  /** A table or view, which needs no quoting. */
  readonly relation: string;
  readonly column: string;
  /** What messages call the column. */
  readonly use: string;
}

/** The files of a source. */
export interface Listing {
  readonly files: readonly SourceFile[];
  /** Paths and patterns of smac.yml that match no file, each with the error that says so. */
  readonly unmatched: readonly { readonly pattern: string; readonly error: SmacError }[];
}

/** How the store gets at files: which they are, their columns and rows, and how their instants are written. */
export interface SourceReader {
  list(engine: Engine, source: FileSource): Promise<Listing>;
  /** The names of a file's columns; its rows are not read. */
  columns(engine: Engine, file: SourceFile, request: OpenRequest): Promise<readonly string[]>;
  open(engine: Engine, file: SourceFile, request: OpenRequest): Promise<OpenedFile>;
  /** How a column of text is read as instants; null when it is empty throughout. */
  reading(engine: Engine, request: ReadingRequest): Promise<DateReading | null>;
}
