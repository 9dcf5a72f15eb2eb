import { createReadStream, createWriteStream } from "node:fs";
import { Transform, Writable } from "node:stream";
import type { TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { badGzip, diskError } from "./disk-error.ts";
import type { Place } from "./paths.ts";

/** How the bytes of a file become plain UTF-8. */
export interface Rewriting {
  readonly gzip: boolean;
  /** A label of TextDecoder; null: the bytes stay as they are. */
  readonly encoding: string | null;
  /** Whether `\r\n` and `\r` become `\n`. */
  readonly newlines: boolean;
}

/** When to stop before the end. */
export interface Stop {
  readonly signal?: AbortSignal | undefined;
}

/** Writes a file anew as UTF-8 without a byte order mark, as a stream. */
export async function rewrite(place: Place, target: string, how: Rewriting & Stop): Promise<void> {
  try {
    const steps: (NodeJS.ReadableStream | NodeJS.ReadWriteStream)[] = [createReadStream(place.path)];
    if (how.gzip) steps.push(createGunzip());
    if (how.encoding !== null) steps.push(decoder(how.encoding));
    if (how.newlines) steps.push(newlines());
    const all = [...steps, createWriteStream(target, { mode: 0o600 })] as NodeJS.ReadWriteStream[];
    await (how.signal === undefined ? pipeline(all) : pipeline(all, { signal: how.signal }));
  } catch (error) {
    throw diskError(error, place.label);
  }
}

function decoder(encoding: string): Transform {
  const decode = new TextDecoder(encoding);
  return new Transform({
    transform(chunk: Buffer, _encoding: string, done: TransformCallback) {
      done(null, Buffer.from(decode.decode(chunk, { stream: true })));
    },
    flush(done: TransformCallback) {
      done(null, Buffer.from(decode.decode()));
    },
  });
}

function newlines(): Transform {
  let held = false;
  return new Transform({
    transform(chunk: Buffer, _encoding: string, done: TransformCallback) {
      const text = (held ? "\r" : "") + chunk.toString("latin1");
      held = text.endsWith("\r");
      done(null, Buffer.from((held ? text.slice(0, -1) : text).replace(/\r\n?/g, "\n"), "latin1"));
    },
    flush(done: TransformCallback) {
      done(null, held ? Buffer.from("\n") : null);
    },
  });
}

/**
 * Reads a gzip file to its end, since the engine takes one that is cut off as whole.
 *
 * @throws SmacError `INPUT_BAD_GZIP`.
 */
export async function verifyGzip(place: Place, stop: Stop): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    const options = stop.signal === undefined ? {} : { signal: stop.signal };
    await pipeline(createReadStream(place.path), createGunzip(), nowhere, options);
  } catch (error) {
    const known = diskError(error, place.label);
    throw "code" in known ? known : badGzip(place.label, error);
  }
}

/** How many characters beyond ASCII a file has that are valid UTF-8, and how many bytes that are not. */
export async function countUtf8(place: Place, gzip: boolean): Promise<{ valid: number; invalid: number }> {
  const decode = new TextDecoder("utf-8", { ignoreBOM: true });
  let valid = 0;
  let invalid = 0;
  const source = createReadStream(place.path);
  for await (const chunk of gzip ? source.pipe(createGunzip()) : source) {
    const text = decode.decode(chunk as Buffer, { stream: true });
    if (Buffer.byteLength(text) === text.length) continue;
    const broken = text.match(/\ufffd/g)?.length ?? 0;
    invalid += broken;
    valid += (text.match(/[^\u0000-\u007f]/gu)?.length ?? 0) - broken;
  }
  return { valid, invalid };
}
