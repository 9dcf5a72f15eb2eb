import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SmacError } from "../errors.ts";

const patience = 3000;
const pause = 10;
/** Whoever made a lock that is older is gone: what is done under it takes milliseconds. */
const old = 10_000;

/**
 * Does work on a file while no other process does: what one reads, the other has not half changed.
 *
 * @throws SmacError `STORE_NO_PERMISSION`; `API_BUSY` when another holds it for seconds.
 */
export function inFileTurn<T>(path: string, work: () => T): T {
  const lock = `${path}.lock`;
  for (let waited = 0; !isMade(lock); waited += pause) {
    if (waited >= patience)
      throw new SmacError("API_BUSY", `“${path}” is held by another process`, { recovery: "retry" });
    if (ageOf(lock) > old) rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Makes an empty file; false: it is there already. */
function isMade(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, "wx", 0o600));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new SmacError("STORE_NO_PERMISSION", `cannot write “${file}”`, {
      hint: "check who may write in the store's folder",
      cause,
    });
  }
}

/** In milliseconds, by the clock of the file system: this process's may be set otherwise, or have slept. */
function ageOf(lock: string): number {
  const probe = `${lock}.${randomBytes(6).toString("hex")}`;
  try {
    isMade(probe);
    const now = statSync(probe).mtimeMs;
    return now - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? now);
  } finally {
    rmSync(probe, { force: true });
  }
}
