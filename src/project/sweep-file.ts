import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { sweepFolder } from "../store/sweep-folder.ts";
import { type IndexBytes, packIndex, unpackIndex } from "../sweep/index-file.ts";
import type { Session } from "./session.ts";
import { type SweepIndex, aboutIndex, buildIndex, isOfMoment, openedIndex } from "./sweep-index.ts";

/** Where the index that answers a question of these data lies: beside its store. */
export function indexFile(store: string, question: Question, data: string): string {
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
  const name = encodeURIComponent(question.definition.name).replaceAll("%", "_").slice(0, 60);
  return join(sweepFolder(store), `${digest(data)}-${name}-${digest(aboutIndex(question, ""))}.index`);
}

/** How much memory indexes may take where nothing else is said. */
export function usualMemory(): number {
  return totalmem() / 4;
}

/** Which data, in which file, and how many bytes an index may take (default: a quarter of the machine's memory). */
interface Kept {
  readonly file: string;
  readonly data: string;
  readonly bytes?: number;
}

/** The index that answers a question, from its file; null: there is none of these data and of the question's moment, or it is damaged. */
export function savedIndex(question: Question, { file, data, bytes: most = usualMemory() }: Kept): SweepIndex | null {
  const about = aboutIndex(question, data);
  const bytes = readIndex(file, { about, most });
  const index = bytes === null ? null : openedIndex(bytes, about);
  return index !== null && isOfMoment(index.told, question) ? index : null;
}

/**
 * The index that answers a question: from its file, else built anew and saved.
 * Where it cannot be saved, the next program builds it again.
 *
 * @throws SmacError `QUERY_NOT_SWEPT` where SQL has to answer: the columns would
 * take more than the bytes allowed.
 */
export async function sweepIndex(
  session: Session,
  { question, facts }: { readonly question: Question; readonly facts: Facts },
  kept: Kept,
): Promise<SweepIndex> {
  const { file, data, bytes = usualMemory() } = kept;
  const saved = savedIndex(question, kept);
  if (saved !== null) return saved;
  const built = await buildIndex(session, { question, facts, data }, { bytes });
  try {
    saveIndex(file, { bytes: packIndex(built), most: bytes });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
  }
  return built;
}

/** The bytes of an index in memory that threads can share; null: there is none of that, it is damaged, or too large. */
export function readIndex(
  file: string,
  { about, most }: { readonly about: string; readonly most: number },
): IndexBytes | null {
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
    return typeof unpackIndex(bytes, about) === "string" ? null : bytes;
  } finally {
    closeSync(open);
  }
}

/**
 * Puts a file in the place of the one before in one step; only its owner can read
 * it. Files of other data go, and the oldest where all together take more than `most` bytes.
 */
export function saveIndex(file: string, { bytes, most }: { readonly bytes: IndexBytes; readonly most: number }): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.${process.pid}.partial`;
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
  tidy(file, most);
}

/** A file that is being written is never as old. */
const hour = 3_600_000;

function tidy(file: string, most: number): void {
  const folder = dirname(file);
  const data = basename(file).slice(0, 17);
  const files = readdirSync(folder).flatMap((name) => {
    const there = statSync(join(folder, name), { throwIfNoEntry: false });
    return there === undefined ? [] : [{ path: join(folder, name), name, size: there.size, at: there.mtimeMs }];
  });
  const latest = Math.max(...files.map(({ at }) => at));
  let sum = 0;
  for (const { path, name, size, at } of files.toSorted((a, b) => b.at - a.at)) {
    const isPartial = name.endsWith(".partial");
    if (!isPartial && name.startsWith(data)) sum += size;
    const isOld = isPartial ? at < latest - hour : !name.startsWith(data) || sum > most;
    if (isOld && path !== file) rmSync(path, { recursive: true, force: true });
  }
}
