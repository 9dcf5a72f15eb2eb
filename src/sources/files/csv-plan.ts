import type { LinedFile } from "./lines.ts";
import type { Place } from "./paths.ts";
import type { Dialect } from "./records.ts";

/** A text file as the engine is told to read it. */
export interface CsvPlan {
  readonly place: Place;
  /** What is really read: the file, or a copy of it as UTF-8. */
  readonly file: LinedFile;
  readonly dialect: Dialect;
  readonly header: boolean;
  /** Lines before the header or the first row. */
  readonly skip: number;
  readonly width: number;
  readonly encodingDeclared: boolean;
  readonly lineEndsMended: boolean;
}
