import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

/** A file whose lines are counted. */
export interface LinedFile {
  readonly path: string;
  readonly gzip: boolean;
}

function bytesOf(file: LinedFile): AsyncIterable<Buffer> {
  const source = createReadStream(file.path, { highWaterMark: 1 << 20 });
  return (file.gzip ? source.pipe(createGunzip()) : source) as AsyncIterable<Buffer>;
}

/**
 * The lines (from 1) on which the text at some byte offsets begins, line ends
 * at an offset skipped. One pass; the offsets are in ascending order.
 */
export async function linesAt(file: LinedFile, offsets: readonly number[]): Promise<number[]> {
  const lines: number[] = [];
  let base = 0;
  let line = 1;
  for await (const chunk of bytesOf(file)) {
    for (let i = 0; i < chunk.length && lines.length < offsets.length; i++) {
      const byte = chunk[i];
      if (byte !== 10 && byte !== 13) {
        while (lines.length < offsets.length && (offsets[lines.length] ?? 0) <= base + i) lines.push(line);
        const next = (offsets[lines.length] ?? 0) - base;
        const jump = chunk.indexOf(10, i + 1);
        // Nothing but line ends matters before the next offset.
        i = Math.max(i, Math.min(jump < 0 ? chunk.length : jump, next) - 1);
      } else if (byte === 10) line += 1;
    }
    base += chunk.length;
    if (lines.length === offsets.length) break;
  }
  while (lines.length < offsets.length) lines.push(line);
  return lines;
}

/** How records are told apart while counting them. */
export interface RecordRule {
  /** Whether a quote at a field's beginning holds line ends; the delimiter's bytes then matter. */
  readonly quotes: { readonly delimiter: string; readonly escape: string } | null;
  /** Lines that are no rows: a header, rejected rows. */
  readonly skip: (line: number) => boolean;
}

/**
 * The lines (from 1) on which some rows begin, blank lines and skipped ones not
 * counted. The rows, counted from 1, are in ascending order; a row beyond the
 * end has no line.
 */
export async function linesOfRows(file: LinedFile, rows: readonly number[], rule: RecordRule): Promise<number[]> {
  const found: number[] = [];
  if (rows.length === 0) return found;
  let count = 0;
  const counter = recordCounter(rule.quotes, (start) => {
    if (rule.skip(start)) return;
    count += 1;
    while (found.length < rows.length && rows[found.length] === count) found.push(start);
  });
  for await (const chunk of bytesOf(file)) {
    counter.take(chunk);
    if (found.length === rows.length) return found;
  }
  counter.end();
  return found;
}

/** Calls back with the line of each record that is not blank, when it ends. */
function recordCounter(quotes: RecordRule["quotes"], onRecord: (line: number) => void) {
  const delimiter = quotes?.delimiter.at(-1)?.charCodeAt(0);
  const escape = quotes?.escape === "\\" ? 92 : undefined;
  let line = 1;
  let start = 1;
  let blank = true;
  let quoted = false;
  let fieldStart = true;
  let escaped = false;
  const end = (): void => {
    if (!blank) onRecord(start);
    blank = true;
    fieldStart = true;
    start = line + 1;
  };
  const inside = (byte: number): void => {
    if (escaped) escaped = false;
    else if (byte === escape) escaped = true;
    else if (byte === 34) {
      quoted = false;
      // A doubled quote opens the value again.
      fieldStart = escape === undefined;
    }
  };
  const outside = (byte: number): void => {
    if (byte === 13) return;
    if (byte !== 32 && byte !== 9) blank = false;
    quoted = quotes !== null && byte === 34 && fieldStart;
    fieldStart = byte === delimiter;
  };
  return {
    take(chunk: Buffer) {
      for (const byte of chunk) {
        if (byte === 10) {
          if (!quoted) end();
          line += 1;
        } else if (quoted) inside(byte);
        else outside(byte);
      }
    },
    end,
  };
}
