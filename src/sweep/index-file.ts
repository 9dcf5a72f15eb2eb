import type { SweepInput } from "./input.ts";
import { type IndexColumn, columnsIn, inputFrom } from "./index-columns.ts";

/** An index as one piece of memory that threads can share, and that is a file as it is. */
export type IndexBytes = Uint8Array<SharedArrayBuffer>;

/** What an index is of, what else is told of it as plain data, and its columns. */
export interface PackedIndex {
  /** What the columns were made of: another text, and they are of no use. */
  readonly about: string;
  readonly told: unknown;
  readonly input: SweepInput;
}

const magic = 0x534d_4143;
/** Another one whenever anything in an index, or in how its columns are made, changes. */
const format = 2;
/** The magic number, the format, and the length and the checksums of the header and of the columns. */
const leadWords = 6;
const alignment = 8;

interface Header {
  readonly about: string;
  readonly told: unknown;
  readonly sizes: Omit<SweepInput, "activity" | "states" | "belonging" | "ownHistory" | "unattributed">;
  readonly columns: readonly (Omit<IndexColumn, "values"> & { readonly at: number; readonly length: number })[];
  readonly bytes: number;
}

/** An index as bytes: a few words that tell its lengths and checksums, a header, then the columns one after the other. */
export function packIndex({ about, told, input }: PackedIndex): IndexBytes {
  const columns = columnsIn(input);
  const { clusters, members, products, labels, eventUnit } = input;
  const text = (bytes: number, first: number): Uint8Array => {
    let at = first;
    const placed = columns.map(({ name, kind, values }) => {
      const place = { name, kind, at, length: values.length };
      at = aligned(at + values.byteLength);
      return place;
    });
    const sizes = { clusters, members, products, labels, eventUnit };
    return new TextEncoder().encode(JSON.stringify({ about, told, sizes, columns: placed, bytes } satisfies Header));
  };
  const size = columns.reduce((sum, { values }) => sum + aligned(values.byteLength), 0);
  // The header tells places that depend on its own length: room is left for their digits.
  const room = aligned(text(0, 0).length + 20 * (columns.length + 1));
  const first = aligned(leadWords * 4) + room;
  const header = text(first + size, first);
  const bytes = new Uint8Array(new SharedArrayBuffer(first + size));
  bytes.fill(0x20, aligned(leadWords * 4), first);
  bytes.set(header, aligned(leadWords * 4));
  let at = first;
  for (const { values } of columns) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at = aligned(at + values.byteLength);
  }
  const words = wordsOf(bytes);
  const start = aligned(leadWords * 4) / 4;
  words.set([magic, format, room, checksum(words, start, first / 4), checksum(words, first / 4, words.length)]);
  return bytes;
}

/**
 * The index that bytes hold, its columns where they lie in them; else, in a few
 * words, why they hold none that can be used: cut off, changed, of another format,
 * or made of something else.
 */
export function unpackIndex(bytes: IndexBytes, about: string): PackedIndex | string {
  if (bytes.byteOffset !== 0 || bytes.length < leadWords * 4 || bytes.length % alignment !== 0) return "it is cut off";
  const words = wordsOf(bytes);
  if (words[0] !== magic) return "it is no index";
  if (words[1] !== format) return `it is of format ${words[1]}, not ${format}`;
  const start = aligned(leadWords * 4);
  const first = start + (words[2] as number);
  if (first > bytes.length || first % alignment !== 0) return "it is cut off";
  if (checksum(words, start / 4, first / 4) !== words[3]) return "its header was changed";
  const header = headerOf(bytes);
  if (header.bytes !== bytes.length) return "it is cut off";
  if (header.about !== about) return "it was made of other data";
  if (checksum(words, first / 4, words.length) !== words[4]) return "its columns were changed";
  return indexIn(bytes);
}

/** The index that bytes hold which {@link packIndex} or {@link unpackIndex} gave. */
export function indexIn(bytes: IndexBytes): PackedIndex {
  const { about, told, sizes, columns } = headerOf(bytes);
  const views = columns.map(({ name, kind, at, length }) => ({
    name,
    kind,
    values: viewOf(kind, bytes.buffer, { at, length }),
  }));
  return { about, told, input: { ...sizes, ...inputFrom(views) } };
}

function headerOf(bytes: IndexBytes): Header {
  const start = aligned(leadWords * 4);
  return JSON.parse(new TextDecoder().decode(bytes.slice(start, start + (wordsOf(bytes)[2] as number)))) as Header;
}

function viewOf(
  kind: IndexColumn["kind"],
  buffer: SharedArrayBuffer,
  { at, length }: { readonly at: number; readonly length: number },
): IndexColumn["values"] {
  if (kind === "real") return new Float64Array(buffer, at, length);
  return kind === "whole" ? new Int32Array(buffer, at, length) : new Uint8Array(buffer, at, length);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

function wordsOf(bytes: IndexBytes): Uint32Array {
  return new Uint32Array(bytes.buffer, 0, bytes.length / 4);
}

/** A number that changes with any of the words, and with their order. */
function checksum(words: Uint32Array, from: number, to: number): number {
  let sum = 0x811c_9dc5;
  for (let k = from; k < to; k++) sum = Math.imul(sum ^ (words[k] as number), 0x0100_0193);
  return sum >>> 0;
}
