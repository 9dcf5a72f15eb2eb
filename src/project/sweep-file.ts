import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { sweepFolder } from "../store/sweep-folder.ts";
import { type IndexBytes, packIndex } from "../sweep/index-file.ts";
import type { Session } from "./prepare.ts";
import { type SweepIndex, aboutIndex, buildIndex, isOfMoment, openedIndex } from "./sweep-index.ts";

/** Where the index of a definition lies: beside its store. */
export function indexFile(store: string, definition: string): string {
  const name = encodeURIComponent(definition).replaceAll("%", "_").slice(0, 100);
  return join(sweepFolder(store), `${name}.index`);
}

/**
 * The index that answers a question: from its file when that is of these data
 * and whole, else built anew and saved. `data` is what the store's facts follow from.
 *
 * @throws SmacError `QUERY_NOT_SWEPT` where SQL has to answer: the columns would
 * take more than the bytes allowed (default: a quarter of the machine's memory).
 */
export async function sweepIndex(
  session: Session,
  about: { readonly question: Question; readonly facts: Facts; readonly data: string },
  where: { readonly file: string; readonly bytes?: number },
): Promise<SweepIndex> {
  const bytes = where.bytes ?? totalmem() / 4;
  const saved = readIndex(where.file, bytes);
  const opened = saved === null ? null : openedIndex(saved, aboutIndex(about.question, about.data));
  if (opened !== null && isOfMoment(opened, about.question)) return opened;
  const built = await buildIndex(session, about, { bytes });
  saveIndex(where.file, packIndex(built));
  return built;
}

/** The bytes of a file in memory that threads can share; null: there is none, or it is too large. */
function readIndex(file: string, most: number): IndexBytes | null {
  let open: number;
  try {
    open = openSync(file, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(open);
    if (size > most) return null;
    const bytes = new Uint8Array(new SharedArrayBuffer(size));
    for (let at = 0; at < size;) {
      const read = readSync(open, bytes, at, Math.min(size - at, 2 ** 30), at);
      if (read === 0) return null;
      at += read;
    }
    return bytes;
  } finally {
    closeSync(open);
  }
}

/** Puts a file in the place of the one before in one step; only its owner can read it. */
function saveIndex(file: string, bytes: IndexBytes): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.partial`;
  const open = openSync(partial, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(open, bytes, at, Math.min(bytes.length - at, 2 ** 30), at);
    fsyncSync(open);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    closeSync(open);
  }
  renameSync(partial, file);
}
