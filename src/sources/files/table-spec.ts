import type { SmacError, SourceSpan } from "../../errors.ts";

/** What a column of a table holds; `other` is what has no plain value (lists, structs, bytes). */
export type ColumnType = "text" | "integer" | "float" | "boolean" | "date" | "timestamp" | "timestamptz" | "other";

/** A column of a table, by its name as the file writes it. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** What a person says about files that together are one table. */
export interface TableSpec {
  /** Files, globs (with `**`), `-` for the standard input, `file.sqlite#Table`, `file.xlsx#Sheet`. */
  readonly paths: readonly string[];
  /** Names for the columns of text files without a header. */
  readonly columns?: readonly string[];
  /** One to four characters, or a word: comma, semicolon, tab, pipe, space (runs of spaces). */
  readonly delimiter?: string;
  /** For example `latin-1`, `utf-16le`; default: found out. */
  readonly encoding?: string;
  readonly badRows: "fail" | "skip";
  /** Told of the rows that cannot be read where they would end the reading, which then goes on, so that what else is wrong is found too. */
  readonly onBadRows?: (error: SmacError) => void;
  /** Where skipped rows are written, as CSV. */
  readonly rejectsFile?: string;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  /** The columns to load, or how to choose them once the columns and the first rows are known; default: all. */
  readonly needed?:
    | readonly string[]
    | ((columns: readonly Column[], sample: readonly (readonly string[])[]) => readonly string[]);
  /**
   * A single text file of at least so many bytes is not copied when every row of it
   * can be read: it is read where it lies, again for each statement. Default: never.
   */
  readonly inPlaceFrom?: number;
  /** What messages call this table, e.g. `events`. */
  readonly name: string;
  /** Told everything that was guessed or changed on the way, a sentence each. */
  readonly onNote: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Files as a table of the engine. */
export interface FileTable {
  /** A temporary view, named so that it needs no quoting. */
  readonly relation: string;
  /** The columns that were loaded, in the files' order. */
  readonly columns: readonly Column[];
  /** Every column the files have, also those not loaded. */
  readonly allColumns: readonly Column[];
  /** Up to 100 first rows over `allColumns`, as text; an empty cell is "". */
  readonly sample: readonly (readonly string[])[];
  /** The files' names as messages show them. */
  readonly files: readonly string[];
  /** Rows that were loaded, when that is known without a scan. */
  readonly rowCount: number | null;
  /** Rows that were left out so far because they could not be read. */
  badRows(): number;
  /** The column that numbers the rows of a file, 1 = the first row of data. */
  readonly rowColumn: string;
  /** Whether `rowColumn` is counted while the rows are read, and not known of each row. */
  readonly countedOn: boolean;
  /** The column that holds the name of a row's file, one of `files`. */
  readonly fileColumn: string;
  /**
   * The least and the greatest value of a column of dates or times, as
   * microseconds, when the files state them; null when only a scan can tell.
   */
  extremes(column: string): Promise<{ readonly first: number; readonly last: number } | null>;
  /** Where a row is written. */
  locate(file: string, row: number): Promise<SourceSpan>;
  /**
   * Takes the rows that meet a condition out of the table and writes them to
   * the rejects file; gives how many.
   */
  reject(condition: string, reason: string): Promise<number>;
  readonly badRowsRule: "fail" | "skip";
}
