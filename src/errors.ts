/** What a person can do about an error; the command line maps it to an exit code. */
export type Recovery = "fix-input" | "retry" | "skip" | "abort";

/** Where in a file the trouble is; lines and columns count from 1. */
export interface SourceSpan {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type Area =
  | "CONFIG"
  | "MODEL"
  | "QUERY"
  | "INPUT"
  | "STORE"
  | "ENGINE"
  | "OUTPUT"
  | "USAGE"
  | "SOURCE"
  | "SYNC"
  | "SECRET"
  | "API";

/** The stable name of a kind of trouble, e.g. `INPUT_NO_TIME_COLUMN`; each has an anchor in docs/troubleshooting.md. */
export type ErrorCode = `${Area}_${string}`;

/** Everything about an error but its message. */
export interface ErrorDetail {
  /** Default `fix-input`: the person can mend what they gave us. */
  readonly recovery?: Recovery;
  /** The next step, as a sentence. */
  readonly hint?: string;
  readonly at?: SourceSpan;
  readonly cause?: unknown;
}

/**
 * The one error the program throws on purpose: what went wrong, where, and the
 * next step. Anything else that escapes is a bug and is printed as one.
 *
 * @example
 * ```ts
 * const error = new SmacError("QUERY_UNKNOWN_DEFINITION", "there is no definition “smca”", { hint: "did you mean “smac”?" });
 * error.code; // "QUERY_UNKNOWN_DEFINITION"
 * ```
 */
export class SmacError extends Error {
  readonly code: ErrorCode;
  readonly recovery: Recovery;
  readonly hint: string | undefined;
  readonly at: SourceSpan | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = "SmacError";
    this.code = code;
    this.recovery = detail.recovery ?? "fix-input";
    this.hint = detail.hint;
    this.at = detail.at;
  }
}

/** Several errors found in one look, so that a person mends them all at once. */
export class SmacErrors extends SmacError {
  readonly errors: readonly SmacError[];

  constructor(errors: readonly SmacError[]) {
    const first = errors[0];
    super(first?.code ?? "CONFIG_INVALID", errors.map((e) => e.message).join("\n"), { recovery: "fix-input" });
    this.name = "SmacErrors";
    this.errors = errors;
  }
}
