import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createInflateRaw } from "node:zlib";
import { SmacError } from "../errors.ts";

/** What an archive may come to. */
export interface UnpackLimits {
  /** Bytes that a packed file may unpack to. */
  readonly unpacked: number;
}

const megabyte = 2 ** 20;

/** How much a look at a file that was sent may take: the server answers others meanwhile. */
export const lookLimits = { memoryLimit: "1GB", inPlaceFrom: 32 * megabyte };

/** A workbook is read in memory. */
const workbook = { packed: 128 * megabyte, unpacked: 512 * megabyte, entries: 10_000 };
/** Up to so much nothing is a bomb, whatever its ratio. */
const harmless = 64 * megabyte;
const mostRatio = 250;

/**
 * Refuses a file that unpacks to far more than it is, by unpacking it and counting: what its directory says is not
 * believed.
 *
 * @throws SmacError `INPUT_TOO_LARGE`, `INPUT_BAD_XLSX`, `INPUT_BAD_GZIP`.
 */
export async function refuseBomb(path: string, limits: UnpackLimits, signal: AbortSignal): Promise<void> {
  const magic = await firstBytes(path);
  const { size } = await stat(path);
  if (magic.startsWith("1f8b")) {
    const most = Math.min(limits.unpacked, Math.max(harmless, size * mostRatio));
    await unpacked(createReadStream(path), "gzip", { left: most, signal });
  }
  if (magic !== "504b0304") return;
  if (size > workbook.packed) throw tooLarge();
  await refuseZip(await readFile(path), signal);
}

async function refuseZip(bytes: Buffer, signal: AbortSignal): Promise<void> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length) throw damaged("its directory is missing");
  const count = bytes.readUInt16LE(end + 10);
  if (count > workbook.entries) throw tooLarge();
  const most = Math.min(workbook.unpacked, Math.max(harmless, bytes.length * mostRatio));
  let at = bytes.readUInt32LE(end + 16);
  let left = most;
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw damaged("its directory is not whole");
    const start = dataOf(bytes, bytes.readUInt32LE(at + 42));
    const method = bytes.readUInt16LE(at + 10);
    if (method === 8) left -= await unpacked(Readable.from([bytes.subarray(start)]), "deflate", { left, signal });
    else left -= bytes.readUInt32LE(at + 20);
    if (left < 0) throw tooLarge();
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

/** Where the packed bytes of an entry begin. */
function dataOf(bytes: Buffer, header: number): number {
  if (header + 30 > bytes.length || bytes.readUInt32LE(header) !== 0x04034b50) throw damaged("an entry is missing");
  return header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
}

/** How many bytes come out; ends as soon as they are more than there is room for. */
async function unpacked(
  source: Readable,
  how: "gzip" | "deflate",
  { left, signal }: { readonly left: number; readonly signal: AbortSignal },
): Promise<number> {
  let bytes = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > left ? tooLarge() : null);
    },
  });
  try {
    await pipeline(source, how === "gzip" ? createGunzip() : createInflateRaw(), counter, { signal });
  } catch (error) {
    if (error instanceof SmacError || signal.aborted) throw error;
    // What comes after the end of an entry is another entry.
    if (how === "gzip" || !isAfterEnd(error)) throw damaged((error as Error).message, how);
  }
  return bytes;
}

function isAfterEnd(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_TRAILING_JUNK_AFTER_STREAM_END";
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const hex = buffer.subarray(0, bytesRead).toString("hex");
    return hex.startsWith("1f8b") ? "1f8b" : hex;
  } finally {
    await file.close();
  }
}

function tooLarge(): SmacError {
  return new SmacError("INPUT_TOO_LARGE", "the file unpacks to far more than it is", {
    hint: "save it unpacked, as CSV or Parquet, and send that",
  });
}

function damaged(why: string, how: "gzip" | "deflate" = "deflate"): SmacError {
  return how === "gzip"
    ? new SmacError("INPUT_BAD_GZIP", `the file is not a whole gzip file: ${why}`, {
        hint: "pack it again, or send it unpacked",
      })
    : new SmacError("INPUT_BAD_XLSX", `the file is not a whole XLSX file: ${why}`, {
        hint: "open it in a spreadsheet program and save it again, or as CSV",
      });
}
