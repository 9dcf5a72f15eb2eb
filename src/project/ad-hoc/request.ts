import type { SmacError } from "../../errors.ts";

/** What is asked of files without a project: which columns mean what. Unsaid columns are guessed, and the guess is told. */
export interface AdHocRequest {
  readonly files: readonly string[];
  /** Names for the columns of files without a header. */
  readonly columns?: readonly string[] | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
  readonly badRows: "fail" | "skip";
  readonly rejectsFile?: string | undefined;
  readonly at?: string | undefined;
  readonly dateFormat?: string | undefined;
  readonly cluster?: string | undefined;
  readonly member?: string | undefined;
  readonly product?: string | undefined;
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly learned?: string | undefined;
  readonly with?: string | undefined;
  readonly stage?: string | undefined;
  /** A row filter on the activity file, as SQL. */
  readonly where?: string | undefined;
  /** Clusters, members or rows that never count, as SQL. */
  readonly exclude?: string | undefined;
  readonly stages?: string | undefined;
  readonly memberships?: string | undefined;
  readonly attributes?: string | undefined;
  readonly by: readonly string[];
  readonly stageOrder?: readonly string[] | undefined;
  /** The zone of times without offset. */
  readonly timezone: string;
}

/** Where relative paths start, what is piped in, and who is told of guesses. */
export interface AdHocSurroundings {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly note: (text: string) => void;
  readonly signal?: AbortSignal;
  /** Told of rows that cannot be read, where the rest is to be looked at too. */
  readonly onBadRows?: (error: SmacError) => void;
}
