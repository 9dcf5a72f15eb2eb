import type { Param } from "../sql/param.ts";

/** A value of a row to append; instants are microseconds since 1970 UTC, dates whole days. */
export type Cell = string | number | bigint | boolean | null;

/** The values of a column of numbers, in memory that threads can share. */
export type NumberColumn = Int32Array | Float64Array | Uint8Array;

/** Columns of numbers by name, all of the same length. */
export interface NumberColumns {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, NumberColumn>;
}

/** What may go with a statement. */
export interface StatementOptions {
  /** Stops the statement when aborted; default: that of {@link Engine.stoppable}; null: nothing stops it. */
  readonly signal?: AbortSignal | null;
}

/** Work that is shared by several servers. */
export interface Parted {
  /** Brings the parts of temporary tables to one server, which then works alone on what reads them. */
  gather(tables: readonly string[]): Promise<void>;
}

/**
 * A live database. Statements run one at a time, in the order asked. Instants
 * come out as microseconds since 1970 UTC, dates as whole days, big integers as
 * numbers while safe.
 */
export interface Engine {
  /** Whose SQL it runs. Statements are written once, as DuckDB reads them. */
  readonly speaks: "duckdb" | "clickhouse";
  /** Where several servers share the work, each for its own clusters; absent: one does all of it. */
  readonly parted?: Parted;
  /** Whether nobody writes into its database while it is open, in this program or another; absent: somebody may. */
  readonly isStill?: boolean;
  /** Runs one or several statements for their effect. */
  run(sql: string, params?: readonly Param[], options?: StatementOptions): Promise<void>;
  /** All rows of a query as objects. */
  rows<T = Record<string, unknown>>(sql: string, params?: readonly Param[], options?: StatementOptions): Promise<T[]>;
  /** The rows of a query in chunks of about 2,000, without holding them all. No other statement may run until the loop ends. */
  stream<T = Record<string, unknown>>(
    sql: string,
    params?: readonly Param[],
    options?: StatementOptions,
  ): AsyncIterable<T[]>;
  /** All rows of a query as columns of numbers (INTEGER, DOUBLE, BOOLEAN; none null), without an object for any row. */
  columns(sql: string, params?: readonly Param[], options?: StatementOptions): Promise<NumberColumns>;
  /** Adds rows to a table, in bulk; columns not named become null. Gives the number of rows, which must come without asking the engine. */
  append(
    table: string,
    columns: readonly string[],
    rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
  ): Promise<number>;
  /** Does `work`, whose statements stop when `signal` is aborted, and none of which then starts. */
  stoppable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** How far the running statement is, 0 to 100; null when not known. */
  progress(): { readonly percent: number } | null;
  /** A private folder for files that live as long as the engine. */
  readonly scratch: string;
  /** Ends the engine; a second call does nothing. */
  close(): Promise<void>;
}
