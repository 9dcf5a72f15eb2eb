import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Effects } from "../effects.ts";
import { openEngine } from "../engines/duckdb/engine.ts";
import type { Engine } from "../engines/duckdb/engine.ts";
import { SmacError } from "../errors.ts";
import { identifier, textLiteral } from "../sql/quote.ts";
import type { Instant } from "../time/instant.ts";
import { shownPath } from "./shown-path.ts";
import { type KeptBlocks, keptBlocksFile, openKeptBlocks, putBack } from "./kept-blocks.ts";
import { isHeldHere, liveHolder, tryLock } from "./lock.ts";
import type { Holder, Lock } from "./lock.ts";

/** How a store is opened. */
export interface OpenOptions {
  /** `read`: beside other readers; `write`: alone; `create`: as `write`, and made when it is not there. */
  readonly mode: "read" | "write" | "create";
  readonly effects: Effects;
  /** How long to wait for another command that holds the store; default 5 seconds. */
  readonly waitSeconds?: number;
  /** The command line, told to others that find the store held; default `smac`. */
  readonly command?: string;
}

/** The database of a store, and the way to let go of it. */
export interface Database {
  /** The database file. */
  readonly path: string;
  /** Another one after a rewrite. */
  readonly engine: Engine;
  /** Rows as received that came before this instant are not in it any more; null: all are. */
  readonly rowsSince: Instant | null;
  /** Writes the database anew: what was deleted is then in no byte of the file any more. Only for writers. */
  rewrite(): Promise<void>;
  /** Copies what is new to the servers that answer questions; absent: there are none. */
  publish?(): Promise<void>;
  close(): Promise<void>;
}

const pollMilliseconds = 100;

/**
 * Opens the database file of a store, waiting for other commands that hold it.
 *
 * @throws SmacError `STORE_MISSING` when there is none and the mode does not
 * create it, `STORE_LOCKED` when another command still holds it after the wait.
 */
export async function openDatabase(path: string, options: OpenOptions): Promise<Database> {
  if (options.mode !== "create" && (!existsSync(path) || isUnfinished(path))) {
    throw new SmacError("STORE_MISSING", `there is no store at “${shownPath(path, options.effects.cwd)}” yet`, {
      hint: "read your files into it with `smac import`",
    });
  }
  makeFolder(path, options.effects.cwd);
  const seconds = options.waitSeconds ?? 5;
  for (let waited = 0; ; waited += pollMilliseconds) {
    const opened = await attempt(path, options);
    if ("engine" in opened) return opened;
    if (waited >= seconds * 1000) throw heldError(shownPath(path, options.effects.cwd), opened, seconds);
    await pause(options.effects.signal);
  }
}

/** The lock file of a database file: `warehouse.lock` beside `warehouse.duckdb`. */
export function lockFile(path: string): string {
  return join(dirname(path), "warehouse.lock");
}

function makeFolder(path: string, cwd: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new SmacError("STORE_NO_PERMISSION", `cannot make the store's folder “${shownPath(dirname(path), cwd)}”`, {
      hint: "check who may write there, or name another place with `store:` in smac.yml",
      cause: error,
    });
  }
}

type Held = { readonly holder: Holder | null; readonly pid: number | null };

async function attempt(path: string, options: OpenOptions): Promise<Database | Held> {
  const shown = (error: SmacError): SmacError =>
    naming(error, dirname(path), shownPath(dirname(path), options.effects.cwd));
  const lock = lockFor(path, options, shown);
  if ("pid" in lock) return { holder: lock, pid: lock.pid };
  try {
    if (options.mode === "read") {
      if (!isHeldHere(lockFile(path))) putBackAlone(path, options);
      return openedDatabase(path, await openEngine({ path, readOnly: true }), { lock, kept: null });
    }
    if (options.mode === "create" && isUnfinished(path))
      for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
    dropSpill(path);
    putBack(path);
    const engine = await openWriter(path);
    const kept = await openKeptBlocks(engine, path);
    return openedDatabase(path, engine, { lock, kept, signal: options.effects.signal });
  } catch (error) {
    lock.release();
    if (!(error instanceof SmacError)) throw error;
    if (error.code !== "ENGINE_LOCKED") throw shown(error);
    return { holder: liveHolder(lockFile(path)), pid: pidIn(error) };
  }
}

/** A database file has three headers of 4096 bytes; the first begins with a checksum and this word. */
const headers = { bytes: 3 * 4096, word: "DUCK", wordAt: 8 };

/** Whether a database file was begun and nothing was ever in it: the disk was full, or the program was killed. */
function isUnfinished(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isFile() !== true || there.size >= headers.bytes) return false;
  try {
    const start = readFileSync(path).toString("latin1");
    return start === "" || start.startsWith(headers.word, headers.wordAt);
  } catch {
    return false;
  }
}

/** An error with a folder in its message as the person writes it. */
function naming(error: SmacError, folder: string, shown: string): SmacError {
  const { code, recovery, hint, cause } = error;
  const detail = { recovery, cause, ...(hint === undefined ? {} : { hint }) };
  return new SmacError(
    code,
    error.message.replaceAll(folder, () => shown),
    detail,
  );
}

/** For a reader: what a writer that was killed has left is put back by one program alone. */
function putBackAlone(path: string, { command, effects }: OpenOptions): void {
  if (!existsSync(keptBlocksFile(path))) return;
  try {
    const lock = tryLock(lockFile(path), command ?? "smac", effects.now());
    if ("pid" in lock) return;
    putBack(path);
    lock.release();
  } catch {
    // Who may not write here reads what is there; where that is not whole, the engine says so.
  }
}

interface Holding {
  readonly lock: Lock;
  /** Of a writer. */
  readonly kept: KeptBlocks | null;
  /** Of a writer: when to leave the tidying up to the next one. */
  readonly signal?: AbortSignal;
}

function openedDatabase(path: string, first: Engine, { lock, kept: firstKept, signal }: Holding): Database {
  let engine = first;
  let kept = firstKept;
  return {
    path,
    get engine() {
      return engine;
    },
    rowsSince: null,
    async rewrite() {
      const fresh = `${path}.fresh`;
      rmSync(fresh, { force: true });
      const [row] = await engine.rows<{ name: string }>("SELECT current_database() AS name");
      await engine.run(`CHECKPOINT; ATTACH ${textLiteral(fresh)} AS smac_fresh`);
      // Letting go of a database puts nothing in its place here: without a checkpoint all of it would stay in a log beside it.
      await engine.run(
        `COPY FROM DATABASE ${identifier(row?.name ?? "")} TO smac_fresh; CHECKPOINT smac_fresh; DETACH smac_fresh`,
      );
      await engine.close();
      kept?.end();
      if (existsSync(`${fresh}.wal`)) throw new Error(`“${fresh}” is not whole: it has a log beside it`);
      rmSync(`${path}.wal`, { force: true });
      renameSync(fresh, path);
      engine = await openWriter(path);
      kept = await openKeptBlocks(engine, path);
    },
    async close() {
      // What is committed stays in the log beside the file, should this fail.
      if (signal !== undefined) await engine.run("CHECKPOINT", [], { signal }).catch(() => undefined);
      await engine.close();
      kept?.end();
      if (signal !== undefined) dropSpill(path);
      lock.release();
    },
  };
}

/** Beside the database: what the memory does not hold while it is written. It goes when the writer ends, or when the next begins. */
function spillFolder(path: string): string {
  return `${path}.tmp`;
}

function dropSpill(path: string): void {
  rmSync(spillFolder(path), { recursive: true, force: true });
}

/** The engine's memory while it writes: half of what this process may use, since reading a file needs some beside it. */
export function writerMebibytes(): number {
  const allowed = process.constrainedMemory();
  return Math.ceil(Math.min(allowed > 0 ? allowed : Infinity, totalmem()) / 2 / 2 ** 20);
}

async function openWriter(path: string): Promise<Engine> {
  const memoryLimit = `${writerMebibytes()}MiB`;
  const engine = await openEngine({ path, tempDirectory: spillFolder(path), memoryLimit });
  // Closing would hold up the program, deaf to Ctrl-C, until all is in its place; see close below.
  await engine.run("PRAGMA disable_checkpoint_on_shutdown");
  return engine;
}

const noLock: Lock = { release: () => undefined };

function lockFor(path: string, options: OpenOptions, shown: (error: SmacError) => SmacError): Lock | Holder {
  const file = lockFile(path);
  if (options.mode === "read") return isHeldHere(file) ? noLock : (liveHolder(file) ?? noLock);
  try {
    return tryLock(file, options.command ?? "smac", options.effects.now());
  } catch (error) {
    throw error instanceof SmacError ? shown(error) : error;
  }
}

function pidIn(error: SmacError): number | null {
  const text = `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
  const found = /PID (\d+)/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function heldError(path: string, held: Held, seconds: number): SmacError {
  const served = held.holder === null && held.pid !== null;
  return new SmacError("STORE_LOCKED", `the store “${path}” is in use by ${holderText(held)}; waited ${seconds} s`, {
    recovery: "retry",
    hint: `run this again when it is done, or wait longer with --wait ${Math.max(60, seconds * 2)}${served ? "; while smac serve runs, read files and merge on its page, or end it first" : ""}`,
  });
}

function holderText({ holder, pid }: Held): string {
  if (holder !== null) return `“${holder.command}” (process ${holder.pid} on ${holder.host}) since ${holder.since}`;
  return pid === null ? "another program" : `another program that reads it (process ${pid}), for example smac serve`;
}

async function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted)
    throw new SmacError("STORE_INTERRUPTED", "stopped while waiting for the store", { recovery: "abort" });
  await sleep(pollMilliseconds);
}
