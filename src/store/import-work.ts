import type { Effects } from "../effects.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import type { SourceReader } from "./source-reader.ts";

/** How far an import is. */
export interface ImportEvent {
  readonly source: string;
  readonly file: string;
  readonly step: "reading" | "writing" | "done" | "deriving";
  /** Rows of this file so far; null when not known yet. */
  readonly rows: number | null;
  /** 0 to 100, of the step; null when not known. */
  readonly percent: number | null;
  /** Null when too little time went by to say. */
  readonly rowsPerSecond: number | null;
}

/** What to import. */
export interface ImportOptions {
  /** Names of sources; default all. */
  readonly sources?: readonly string[];
  /** Default: what each source says. */
  readonly badRows?: "fail" | "skip";
  /** Also close the rows of files that are no longer there. */
  readonly forgetMissing?: boolean;
  readonly onEvent?: (event: ImportEvent) => void;
  readonly signal?: AbortSignal;
}

/** What an import did with one source. */
export interface ImportReceipt {
  readonly source: string;
  readonly files: readonly FileOutcome[];
  /** Files whose rows are in the store but which are not there any more; their rows still count. */
  readonly missing: readonly string[];
  readonly inserted: number;
  readonly forgotten: number;
  readonly rejected: number;
  readonly rowsRead: number;
  /** How fast they were read and written; null when nothing was, or in no time. */
  readonly rowsPerSecond: number | null;
}

/** What an import works on. */
export interface ImportContext {
  readonly engine: Engine;
  readonly model: ProjectModel;
  readonly reader: SourceReader;
  readonly effects: Effects;
}

/** What importing the files of a source needs. */
export interface FileImport extends ImportContext {
  readonly source: FileSource;
  readonly options: ImportOptions & { readonly signal: AbortSignal };
}

/** What an import did with one file. */
export interface FileOutcome {
  readonly path: string;
  /** `unchanged`: same content as before, nothing done; `moved`: the same content under a new name. */
  readonly state: "loaded" | "unchanged" | "moved" | "forgotten";
  readonly loadId: number | null;
  readonly rowsRead: number;
  readonly inserted: number;
  readonly forgotten: number;
  readonly rejected: number;
  /** What a careful reader should know: new columns, missing ones, guesses. */
  readonly notes: readonly string[];
}

/** An outcome without rows. */
export function quietOutcome(path: string, state: FileOutcome["state"]): FileOutcome {
  return { path, state, loadId: null, rowsRead: 0, inserted: 0, forgotten: 0, rejected: 0, notes: [] };
}

/** The patterns by which a file was found: one that found files before may find none now, as when they were archived. */
export function listedAs(source: FileSource): string {
  return JSON.stringify(source.files);
}
