import { SmacError } from "../../errors.ts";
import type { ErrorCode, ErrorDetail } from "../../errors.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  readonly say?: string;
}

const noSpace: ErrorDetail = {
  recovery: "retry",
  hint: "free some space, or use a larger disk for temporary files (TMPDIR) or for the store (store: in smac.yml); nothing was half-written",
};

const rules: readonly Rule[] = [
  {
    pattern: /^INTERRUPT Error/,
    code: "ENGINE_CANCELLED",
    say: "the work was stopped before it ended",
    detail: { recovery: "abort" },
  },
  {
    pattern: /No space left on device|not enough space on the disk|ENOSPC|Disk quota exceeded|File too large/i,
    code: "ENGINE_NO_SPACE",
    detail: noSpace,
  },
  {
    // The engine leaves a tenth of a disk free, and then says that the memory is at its end.
    pattern: /failed to offload data block/i,
    code: "ENGINE_NO_SPACE",
    say: "the disk has no room for what the memory does not hold",
    detail: noSpace,
  },
  {
    pattern: /^Out of Memory Error|could not allocate block|failed to allocate/i,
    code: "ENGINE_OUT_OF_MEMORY",
    detail: {
      recovery: "retry",
      hint: "give fewer columns or a shorter range, or raise the memory limit",
    },
  },
  {
    pattern: /Could not set lock on file|Conflicting lock is held|being used by another process/i,
    code: "ENGINE_LOCKED",
    detail: { recovery: "retry", hint: "another program holds this file; wait until it ends, then run this again" },
  },
  {
    pattern: /Permission denied|Access is denied|in read-only mode/i,
    code: "ENGINE_NO_PERMISSION",
    detail: { hint: "check who may read and write this file and its folder" },
  },
  {
    pattern: /not a valid DuckDB database file|Serialization Error|checksum|corrupt/i,
    code: "ENGINE_CORRUPT_FILE",
    detail: { hint: "this file is damaged or was not written by this program; restore it from a copy" },
  },
  {
    pattern: /^(Conversion Error|Invalid Input Error(?!.*prepared statement)|Out of Range Error)/,
    code: "ENGINE_CONVERSION",
    detail: { hint: "a value has another type than its column; look at the value in the message" },
  },
  { pattern: /^IO Error/, code: "ENGINE_IO", detail: { recovery: "retry", hint: "check the file and its disk" } },
];

/**
 * What a driver's error means to a person: a {@link SmacError} for the outside
 * world (disk, memory, permission, lock, values), else a bare Error, which is a
 * bug of ours and carries the statement as its `cause`.
 */
export function classify(error: unknown, sql: string): Error {
  if (error instanceof SmacError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const rule = rules.find((r) => r.pattern.test(message));
  if (rule === undefined) return new Error(message, { cause: sql });
  return new SmacError(rule.code, rule.say ?? firstLine(message), { ...rule.detail, cause: error });
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message)
    .replace(/^(FATAL|TransactionContext) Error: /, "")
    .replace(/^Failed to (commit|create checkpoint because of error): /, "")
    .replace(/^(IO|Out of Memory|Conversion|Invalid Input|Invalid) Error: /, "");
}
