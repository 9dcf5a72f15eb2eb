import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { SmacError } from "../../errors.ts";
import { diskError } from "./disk-error.ts";
import type { Place } from "./paths.ts";

/** The first bytes of a file, uncompressed. */
export interface Head {
  readonly bytes: Buffer;
  /** Whether these bytes are the whole file. */
  readonly whole: boolean;
  readonly gzip: boolean;
}

const headBytes = 256 * 1024;

/**
 * Reads the beginning of a file.
 *
 * @throws SmacError `INPUT_EMPTY_FILE` when it has no byte, `INPUT_BAD_GZIP`.
 */
export async function readHead(place: Place): Promise<Head> {
  try {
    const raw = await firstBytes(place.path);
    if (raw.bytes.length === 0) throw emptyFile(place.label);
    if (raw.bytes[0] !== 0x1f || raw.bytes[1] !== 0x8b) return { ...raw, gzip: false };
    const head = await firstUnzipped(place.path);
    if (head.bytes.length === 0) throw emptyFile(place.label);
    return { ...head, gzip: true };
  } catch (error) {
    throw diskError(error, place.label);
  }
}

function emptyFile(label: string): SmacError {
  return new SmacError("INPUT_EMPTY_FILE", `“${label}” is empty`, {
    hint: "a table needs at least a header line; was the export cut off?",
  });
}

async function firstBytes(path: string): Promise<{ bytes: Buffer; whole: boolean }> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(headBytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: buffer.subarray(0, Math.min(length, headBytes)), whole: length <= headBytes };
  } finally {
    await file.close();
  }
}

async function firstUnzipped(path: string): Promise<{ bytes: Buffer; whole: boolean }> {
  const source = createReadStream(path);
  const unzip = createGunzip();
  source.on("error", (error) => unzip.destroy(error));
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source.pipe(unzip)) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > headBytes) return { bytes: Buffer.concat(chunks).subarray(0, headBytes), whole: false };
    }
    return { bytes: Buffer.concat(chunks), whole: true };
  } finally {
    source.destroy();
    unzip.destroy();
  }
}
