/** A value of a flat table; numbers are unrounded, null is “does not apply”. */
export type FlatValue = string | number | boolean | null;

/** What a column holds: `share` is a number from 0 to 1 (a rate), shown as a percentage where cells have formats. */
export interface FlatColumn {
  readonly name: string;
  readonly type: "text" | "date" | "number" | "share" | "boolean";
}

/** Rows under named columns: what CSV, Markdown, XLSX and Parquet are written from. */
export interface FlatTable {
  readonly columns: readonly FlatColumn[];
  readonly rows: readonly (readonly FlatValue[])[];
}
