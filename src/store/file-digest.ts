import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { SmacError } from "../errors.ts";

/** What a file holds, by its content. */
export interface FileDigest {
  readonly size: number;
  readonly sha256: string;
}

/**
 * Size and SHA-256 of a file's content.
 *
 * @throws SmacError `INPUT_UNREADABLE`; `STORE_INTERRUPTED` when stopped.
 */
export async function fileDigest(file: string, signal: AbortSignal): Promise<FileDigest> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
      const bytes = chunk as Buffer;
      size += bytes.length;
      hash.update(bytes);
    }
  } catch (error) {
    if (signal.aborted) throw interrupted();
    throw new SmacError(
      "INPUT_UNREADABLE",
      `cannot read “${file}”: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
  return { size, sha256: hash.digest("hex") };
}

/** A mark that changes whenever the file is written: read before and after, it shows that nobody wrote in between. */
export function fileMark(file: string): string {
  const stats: Stats | undefined = statSync(file, { throwIfNoEntry: false });
  return stats === undefined ? "gone" : `${stats.size}:${stats.mtimeMs}:${stats.ino}`;
}

/** The error of work that was asked to stop. */
export function interrupted(): SmacError {
  return new SmacError("STORE_INTERRUPTED", "the import was stopped; the store is as before this file", {
    recovery: "abort",
    hint: "run it again: it goes on where it stopped",
  });
}
