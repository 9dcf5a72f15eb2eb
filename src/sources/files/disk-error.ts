import { SmacError } from "../../errors.ts";

/** What the system's error about a file means to a person. */
export function diskError(error: unknown, label: string): Error {
  if (error instanceof SmacError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === "ABORT_ERR")
    return new SmacError("ENGINE_CANCELLED", "the work was stopped before it ended", {
      recovery: "abort",
      cause: error,
    });
  if (code === "EACCES" || code === "EPERM") {
    return new SmacError("INPUT_NO_PERMISSION", `“${label}” may not be read by this user`, {
      hint: "check who may read the file and its folder",
      cause: error,
    });
  }
  if (code === "ENOENT") return new SmacError("INPUT_NO_FILE", `“${label}” is not there any more`, { cause: error });
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new SmacError("ENGINE_NO_SPACE", `no space left on the disk for temporary files, while reading “${label}”`, {
      recovery: "retry",
      hint: "free some space, or set the folder for temporary files (TMPDIR) to a larger disk",
      cause: error,
    });
  }
  if (typeof code === "string" && /^Z_|^ERR_ZLIB/.test(code)) return badGzip(label, error);
  if (typeof code === "string" && code.startsWith("E") && !code.startsWith("ERR_")) {
    return new SmacError("INPUT_UNREADABLE", `“${label}” could not be read (${code})`, {
      hint: "check the file and its disk",
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}

/** The error for a gzip file that is cut off or damaged. */
export function badGzip(label: string, cause: unknown): SmacError {
  return new SmacError("INPUT_BAD_GZIP", `“${label}” is not a whole gzip file: it is cut off or damaged`, {
    hint: "fetch or compress the file again; “gzip -t” tests it",
    cause,
  });
}
