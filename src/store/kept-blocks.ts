import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import type { Engine } from "../engines/duckdb/engine.ts";

// The engine puts what is new into free blocks of its file and then names them in a header, so that a program may be
// killed at any moment. The blocks of its directory alone it writes over in place, parts of them that are not in use: a
// program killed in the midst of that leaves a block of two halves, and a file that nobody can open. So these blocks
// are kept beside the file as they are under the present header, and put back where one is not whole.

/** A database file has three headers of 4096 bytes, then its blocks. */
const headerBytes = 3 * 4096;
const digestBytes = 32;

/** Where blocks are kept, while their database is open for writing or after its program was killed. */
export function keptBlocksFile(path: string): string {
  return `${path}.blocks`;
}

/** Blocks kept of a database that is open for writing. */
export interface KeptBlocks {
  /** Keeps the blocks of the present header; costs nothing where they are kept already. */
  keep(): Promise<void>;
  /** Once the engine has let go of the file. */
  end(): void;
}

const keptOf = new WeakMap<Engine, KeptBlocks>();

/** Keeps the blocks of an engine's file, where that is kept at all; for who has just committed. */
export async function keepBlocks(engine: Engine): Promise<void> {
  await keptOf.get(engine)?.keep();
}

/**
 * Begins to keep the blocks of a database file that an engine has open for writing. Where the file cannot be read
 * beside the engine (on Windows), or there is no room, none are kept.
 */
export async function openKeptBlocks(engine: Engine, path: string): Promise<KeptBlocks> {
  // Closing any descriptor of a file gives up all locks this process has on it: it stays open as long as the engine.
  const file = opened(path, "r");
  let under: Buffer | null = null;
  const kept: KeptBlocks = {
    async keep() {
      if (file === null) return;
      const headers = readAt(file, 0, headerBytes);
      if (headers === null || under?.equals(headers) === true) return;
      const block = await blockBytes(engine);
      const ids = await directoryBlocks(engine);
      const blocks = ids.map((id) => readAt(file, headerBytes + id * block, block));
      under = blocks.includes(null) ? null : headers;
      if (under === null || !written(path, { headers, block, ids, blocks: blocks as Buffer[] }))
        rmSync(keptBlocksFile(path), { force: true });
    },
    end() {
      keptOf.delete(engine);
      if (file !== null) closeSync(file);
      putBack(path);
    },
  };
  keptOf.set(engine, kept);
  await kept.keep();
  return kept;
}

/**
 * Puts blocks that were kept back into a database file that nobody has open, where its header is still the one they
 * were kept under; then they are kept no longer. Without any nothing is done.
 */
export function putBack(path: string): void {
  const place = keptBlocksFile(path);
  if (!existsSync(place)) return;
  const kept = existsSync(path) ? readKept(place) : null;
  if (kept !== null) {
    const file = opened(path, "r+");
    // Who may not write it leaves that to another.
    if (file === null) return;
    try {
      if (readAt(file, 0, headerBytes)?.equals(kept.headers) === true) putInto(file, kept);
    } finally {
      closeSync(file);
    }
  }
  rmSync(place, { force: true });
}

interface Kept {
  readonly headers: Buffer;
  /** Bytes of a block. */
  readonly block: number;
  readonly ids: readonly number[];
  readonly blocks: readonly Buffer[];
}

function putInto(file: number, { block, ids, blocks }: Kept): void {
  for (const [at, id] of ids.entries()) {
    const whole = blocks[at];
    const place = headerBytes + id * block;
    if (whole === undefined || readAt(file, place, block)?.equals(whole) === true) continue;
    writeAll(file, whole, place);
  }
  fsyncSync(file);
}

async function blockBytes(engine: Engine): Promise<number> {
  const [row] = await engine.rows<{ n: number }>(
    "SELECT block_size AS n FROM pragma_database_size() WHERE database_name = current_database()",
    [],
    { signal: null },
  );
  return Number(row?.n ?? 0);
}

async function directoryBlocks(engine: Engine): Promise<readonly number[]> {
  const sql = "SELECT block_id AS id FROM pragma_metadata_info() ORDER BY id";
  return (await engine.rows<{ id: number }>(sql, [], { signal: null })).map(({ id }) => Number(id));
}

/** False: there was no room for it, or it may not be. */
function written(path: string, { headers, block, ids, blocks }: Kept): boolean {
  const place = keptBlocksFile(path);
  const about = Buffer.from(`${JSON.stringify({ block, ids })}\n`);
  const all = Buffer.concat([about, headers, ...blocks]);
  try {
    const file = openSync(`${place}.partial`, "w", 0o600);
    try {
      writeAll(file, Buffer.concat([digestOf(all), all]), 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${place}.partial`, place);
    return true;
  } catch {
    rmSync(`${place}.partial`, { force: true });
    return false;
  }
}

/** Null: not all of it is there. */
function readKept(place: string): Kept | null {
  const bytes = readFileSync(place);
  const all = bytes.subarray(digestBytes);
  if (!digestOf(all).equals(bytes.subarray(0, digestBytes))) return null;
  const line = all.indexOf("\n");
  const { block, ids } = JSON.parse(all.subarray(0, line).toString("utf8")) as Pick<Kept, "block" | "ids">;
  const start = line + 1 + headerBytes;
  return {
    block,
    ids,
    headers: all.subarray(line + 1, start),
    blocks: ids.map((_, at) => all.subarray(start + at * block, start + (at + 1) * block)),
  };
}

function digestOf(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function opened(path: string, how: "r" | "r+"): number | null {
  try {
    return openSync(path, how);
  } catch {
    return null;
  }
}

/** Null: the file is not that long. */
function readAt(file: number, at: number, length: number): Buffer | null {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const read = readSync(file, bytes, done, length - done, at + done);
    if (read === 0) return null;
    done += read;
  }
  return bytes;
}

function writeAll(file: number, bytes: Buffer, at: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, at + done);
}
