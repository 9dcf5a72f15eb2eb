import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, resolve } from "node:path";
import { SmacError } from "../errors.ts";
import { formatInstant } from "../time/instant.ts";

/** Who holds a store, as the lock file beside the database says it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The command line as a person typed it, for example `smac import`. */
  readonly command: string;
  /** When it was taken, as an instant in UTC. */
  readonly since: string;
}

/** A lock that is ours until released. */
export interface Lock {
  release(): void;
}

/** Held by this process; a lock file with our own process id that is not in here was left by an earlier life. */
const heldHere = new Set<string>();
const beatMilliseconds = 10_000;
const silentMilliseconds = 120_000;

/**
 * Takes the lock file at `path` if nobody alive holds it; the holder otherwise.
 * A lock is taken over when its process is gone on this computer, or when it has
 * given no sign of life for two minutes (the database's own lock then still
 * keeps a live writer safe).
 *
 * @throws SmacError `STORE_NO_PERMISSION` when the file cannot be written.
 */
export function tryLock(path: string, command: string, now: number): Lock | Holder {
  const file = resolve(path);
  const holder = liveHolder(file);
  if (holder !== null) return holder;
  const mine: Holder = { pid: process.pid, host: hostname(), command, since: formatInstant(now) };
  if (!writeNew(file, mine)) {
    putAside(file);
    if (!writeNew(file, mine)) return liveHolder(file) ?? mine;
  }
  heldHere.add(file);
  return { release: keepAlive(file) };
}

/** Who holds the lock file at `path`; null: nobody alive. */
export function liveHolder(path: string): Holder | null {
  const file = resolve(path);
  const holder = readHolder(file);
  if (holder === null) return null;
  if (holder.host === hostname() && !isRunning(holder.pid, file)) return null;
  return isSilent(file) ? null : holder;
}

/** Whether this very process holds the lock file at `path`. */
export function isHeldHere(path: string): boolean {
  return heldHere.has(resolve(path));
}

function writeNew(file: string, holder: Holder): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, JSON.stringify(holder));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw new SmacError("STORE_NO_PERMISSION", `cannot write “${file}”: ${reasonOf(error)}`, {
      hint: "check who may write in the store's folder, or name another one with `store:` in smac.yml",
      cause: error,
    });
  }
}

/** Writes a file that is not there yet: whoever is killed meanwhile leaves all of it, or none. */
function writeWhole(file: string, text: string): void {
  const written = `${file}.${process.pid}.new`;
  try {
    writeFileSync(written, text);
    linkSync(written, file);
  } catch (error) {
    if (codeOf(error) === "EEXIST") throw error;
    // A disk without links.
    writeFileSync(file, text, { flag: "wx" });
  } finally {
    rmSync(written, { force: true });
  }
}

/** A stale file is moved away first: of two processes that see it, one alone succeeds. */
function putAside(file: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another process was faster; the next try shows who.
  }
}

function keepAlive(file: string): () => void {
  const text = readFileSync(file, "utf8");
  const beat = setInterval(() => {
    try {
      writeFileSync(file, text, { flag: "r+" });
    } catch {
      // Someone removed the file by hand; the database's own lock still holds.
    }
  }, beatMilliseconds);
  beat.unref();
  const release = (): void => {
    clearInterval(beat);
    process.off("exit", release);
    if (!heldHere.delete(file)) return;
    rmSync(file, { force: true });
  };
  process.once("exit", release);
  return release;
}

function readHolder(file: string): Holder | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null) return unknownHolder;
    return { ...unknownHolder, ...(value as Partial<Holder>) };
  } catch (error) {
    return codeOf(error) === "ENOENT" ? null : unknownHolder;
  }
}

/** A lock file cut off in the middle of being written. */
const unknownHolder: Holder = { pid: 0, host: "", command: "another command", since: "an unknown time" };

function isRunning(pid: number, file: string): boolean {
  if (pid === process.pid) return heldHere.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** Both ages are by the clock of the disk, which may be another computer's. */
function isSilent(file: string): boolean {
  const probe = `${file}.${process.pid}.now`;
  try {
    writeFileSync(probe, "");
    return statSync(probe).mtimeMs - statSync(file).mtimeMs > silentMilliseconds;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
