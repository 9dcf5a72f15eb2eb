import { SmacError } from "../errors.ts";

/** Why a file did not arrive. */
export function notWhole(cause: unknown): SmacError {
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (["ENOSPC", "EDQUOT", "EFBIG"].includes(code)) return noRoom(cause);
  if (["EACCES", "EPERM", "EROFS"].includes(code))
    return new SmacError("STORE_NO_PERMISSION", "what is sent cannot be kept in “.smac/uploads”", {
      hint: "check who may write in the project's folder",
      cause,
    });
  return new SmacError("API_INTERRUPTED", "the file did not arrive whole, and nothing of it was kept", {
    hint: "send it again",
    cause,
  });
}

/** The disk is full, or nearly. */
export function noRoom(cause?: unknown): SmacError {
  return new SmacError("API_NO_ROOM", "the disk of the project has no room for the file", {
    hint: "free some room, or import it on a computer that has more",
    cause,
  });
}

/** A file has more bytes than may be sent. */
export function tooLarge(most: number): SmacError {
  return new SmacError("API_TOO_LARGE", `the file has more than ${sizeText(most)}`, {
    hint: "name it in smac.yml where it lies, or allow more with smac serve --upload-limit",
  });
}

/** Bytes as people say them: `2 GB`. */
function sizeText(bytes: number): string {
  const [unit, by] = bytes >= 2 ** 30 ? ["GB", 2 ** 30] : bytes >= 2 ** 20 ? ["MB", 2 ** 20] : ["kB", 1024];
  return `${Math.round((10 * bytes) / Number(by)) / 10} ${unit}`;
}
