import { randomUUID } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { SmacError } from "../errors.ts";

/**
 * Writes a file whole and at once: until it is complete, what was there stays as
 * it was. A link is followed; a pipe or a device is written to, never replaced.
 * `said` is how the person named it, e.g. `--output report.json`.
 *
 * @throws SmacError `OUTPUT_CANNOT_WRITE`; then nothing half-written is left.
 */
export async function writeWhole(path: string, said: string, content: string | Uint8Array): Promise<void> {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile()) {
      await writeFile(path, content);
      return;
    }
    await replaceFile(there === undefined ? path : realpathSync(path), content);
  } catch (error) {
    throw cannotWrite(said, error);
  }
}

async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

const elsewhere = "write somewhere else";
const room = "free some room, or write to another disk";

const reasons: Readonly<Record<string, { readonly why: string; readonly hint: string; readonly retry?: true }>> = {
  EACCES: { why: "there is no permission to write it", hint: elsewhere },
  EPERM: { why: "there is no permission to write it", hint: elsewhere },
  EISDIR: { why: "it is a folder", hint: "name a file in it" },
  EROFS: { why: "the disk is read-only", hint: elsewhere },
  ENOSPC: { why: "the disk is full", hint: room, retry: true },
  EDQUOT: { why: "the disk quota is used up", hint: room, retry: true },
  EFBIG: { why: "the disk or the shell does not let a file grow so large", hint: room, retry: true },
};

/** Why something could not be written, with the next step. */
export function cannotWrite(said: string, error: unknown): SmacError {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
  return new SmacError("OUTPUT_CANNOT_WRITE", `${said}: ${reason?.why ?? String(error)}`, {
    recovery: reason?.retry === true ? "retry" : "fix-input",
    hint: reason?.hint ?? elsewhere,
    cause: error,
  });
}
