import { randomBytes } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SmacError } from "../errors.ts";
import type { Mapping } from "../model/init/mapping.ts";
import type { ExaminedTable } from "../model/init/examined-table.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { safeName } from "./upload-name.ts";
import { noRoom, notWhole, tooLarge } from "./upload-trouble.ts";

/** How much may be sent, and for how long it is kept. */
export interface UploadLimits {
  /** Bytes of one file. */
  readonly bytes: number;
  /** Bytes that a packed file may unpack to. */
  readonly unpacked: number;
  /** Files that are kept at once. */
  readonly kept: number;
  /** Hours after which a file that was not imported is removed. */
  readonly hours: number;
  /** Bytes of the disk that stay free. */
  readonly reserve: number;
}

/** A file that somebody sent, waiting in `.smac/uploads/ID/` until it is imported or removed. */
export interface Upload {
  readonly id: string;
  /** What the sender calls it: shown, never a path. */
  readonly name: string;
  /** What it is called on the disk, in {@link Upload.folder}. */
  readonly file: string;
  readonly folder: string;
  readonly bytes: number;
  /** An instant in UTC. */
  readonly received: string;
}

/** What is known of an upload beside its bytes. */
export interface UploadNotes {
  /** What was seen of the file; null: nobody looked yet. */
  readonly look: UploadLook | null;
  /** What a person said that its rows mean; null: the guess stands. */
  readonly mapping: Mapping | null;
  /** The sheet or table that a person chose; null: the first. */
  readonly part: string | null;
}

/** What was seen of a file. */
export interface UploadLook {
  readonly table: ExaminedTable;
  /** The sheets or tables there are, where there are several. */
  readonly parts: readonly string[];
  /** The one that was looked at; null: the file is one table. */
  readonly part: string | null;
  /** What was guessed or left out on the way. */
  readonly notes: readonly string[];
}

/** What arrives: the bytes, how many are announced, and what stops it. */
export interface Arriving {
  readonly name: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Null: it was not said. */
  readonly length: number | null;
  readonly signal: AbortSignal;
}

/** The files that wait to be imported. */
export interface Uploads {
  readonly limits: UploadLimits;
  /**
   * Writes a file down as it arrives, never whole in memory; one that does not arrive whole leaves nothing.
   *
   * @throws SmacError `API_TOO_LARGE`, `API_NO_ROOM`, `API_UPLOADS_FULL`, `API_INTERRUPTED`, `INPUT_EMPTY_FILE`.
   */
  receive(arriving: Arriving): Promise<Upload>;
  /** The latest first. */
  list(): readonly Upload[];
  /** @throws SmacError `API_UNKNOWN_UPLOAD`. */
  named(id: string): Upload;
  notes(upload: Upload): UploadNotes;
  note(upload: Upload, notes: Partial<UploadNotes>): void;
  remove(upload: Upload): void;
  /** Removes what waits for too long; and, where nothing can be arriving, what did not arrive whole. */
  tidy(about?: { readonly unfinished: boolean }): void;
}

const gigabyte = 2 ** 30;

/** What holds where nothing else is said. */
export const usualUploadLimits: UploadLimits = {
  bytes: 2 * gigabyte,
  unpacked: 8 * gigabyte,
  kept: 20,
  hours: 24,
  reserve: gigabyte / 4,
};

/** Stands beside a file while it is being imported. */
export const journalFile = "importing.json";

/** Whether it is being imported, so that it stays where it is. */
export function isImporting({ folder }: Upload): boolean {
  return existsSync(join(folder, journalFile));
}

const idForm = /^[\w-]{16}$/;

/** The uploads of the project in a folder. */
export function openUploads(
  project: string,
  about: { readonly limits: UploadLimits; readonly now: () => Instant },
): Uploads {
  const { limits, now } = about;
  const home = join(project, ".smac", "uploads");
  const arriving = new Set<string>();
  const read = (id: string): Upload | null => {
    const folder = join(home, id);
    const kept = idForm.test(id) ? readJson<Omit<Upload, "folder">>(join(folder, "about.json")) : null;
    // What stands there by another hand is not read: a link could lead out of the project.
    const there = kept === null ? undefined : lstatSync(join(folder, kept.file), { throwIfNoEntry: false });
    return kept === null || there?.isFile() !== true ? null : { ...kept, folder };
  };
  const ids = (): readonly string[] => (existsSync(home) ? readdirSync(home).filter((id) => idForm.test(id)) : []);
  const list = (): readonly Upload[] =>
    ids()
      .flatMap((id) => read(id) ?? [])
      .toSorted((a, b) => (a.received < b.received ? 1 : -1));
  const tidy = ({ unfinished } = { unfinished: false }): void => {
    const oldest = formatInstant(now() - limits.hours * 3_600_000_000);
    for (const id of ids()) {
      const upload = read(id);
      const isOver = upload === null ? unfinished : upload.received < oldest && !isImporting(upload);
      if (isOver) rmSync(join(home, id), { recursive: true, force: true });
    }
  };
  return {
    limits,
    list,
    tidy,
    async receive({ name, body, length, signal }) {
      tidy();
      if (list().length + arriving.size >= limits.kept)
        throw new SmacError("API_UPLOADS_FULL", `${limits.kept} files wait to be imported already`, {
          hint: "import or remove some of them first",
        });
      if (length !== null && length > limits.bytes) throw tooLarge(limits.bytes);
      makeHome(project, home);
      mustHaveRoom(home, limits.reserve + (length ?? 0));
      const id = randomBytes(12).toString("base64url");
      const folder = join(home, id);
      arriving.add(id);
      try {
        mkdirSync(folder, { mode: 0o700 });
        const file = safeName(name);
        const bytes = await written(body, { path: join(folder, file), limits, home, signal });
        const upload = { id, name: shownName(name), file, bytes, received: formatInstant(now()) };
        writeJson(join(folder, "about.json"), upload);
        return { ...upload, folder };
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      } finally {
        arriving.delete(id);
      }
    },
    named(id) {
      const found = read(id);
      if (found !== null) return found;
      throw new SmacError("API_UNKNOWN_UPLOAD", "there is no such file here any more", {
        hint: `files are removed ${limits.hours} hours after they were sent, and once they are imported; send it again`,
      });
    },
    notes: ({ folder }) => ({
      look: null,
      mapping: null,
      part: null,
      ...readJson<Partial<UploadNotes>>(join(folder, "notes.json")),
    }),
    note(upload, notes) {
      const path = join(upload.folder, "notes.json");
      writeJson(path, { ...readJson<Partial<UploadNotes>>(path), ...notes });
    },
    remove: ({ folder }) => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The folder of all uploads; no repository takes it in by accident. */
function makeHome(project: string, home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (!lstatSync(home).isDirectory()) throw new Error("a link stands in its place");
    const ignore = join(project, ".smac", ".gitignore");
    if (!existsSync(ignore)) writeFileSync(ignore, "*\n", { flag: "wx" });
  } catch (cause) {
    throw new SmacError("STORE_NO_PERMISSION", "what is sent cannot be kept in “.smac/uploads”", {
      hint: "check who may write in the project's folder",
      cause,
    });
  }
}

interface Writing {
  readonly path: string;
  readonly home: string;
  readonly limits: UploadLimits;
  readonly signal: AbortSignal;
}

const betweenLooks = 64 * 2 ** 20;
/** Milliseconds in which something has to come. */
const patience = 60_000;

async function written(
  body: ReadableStream<Uint8Array> | null,
  { path, home, limits, signal }: Writing,
): Promise<number> {
  let bytes = 0;
  let looked = 0;
  const idle = new AbortController();
  const late = setTimeout(() => idle.abort(), patience);
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.byteLength;
      late.refresh();
      if (bytes > limits.bytes) throw tooLarge(limits.bytes);
      if (bytes - looked > betweenLooks) {
        looked = bytes;
        mustHaveRoom(home, limits.reserve);
      }
      yield chunk;
    }
  }
  try {
    if (body !== null)
      await pipeline(Readable.fromWeb(body as never), counted, createWriteStream(path, { flags: "wx", mode: 0o600 }), {
        signal: AbortSignal.any([signal, idle.signal]),
      });
  } catch (error) {
    if (error instanceof SmacError) throw error;
    throw notWhole(error);
  } finally {
    clearTimeout(late);
  }
  if (bytes === 0)
    throw new SmacError("INPUT_EMPTY_FILE", "the file is empty", { hint: "choose one with a header and rows" });
  return bytes;
}

function mustHaveRoom(home: string, needed: number): void {
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize < needed) throw noRoom();
}

/** A name as it is shown: on one line, not too long. */
function shownName(name: string): string {
  const line = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, " ").trim();
  return line === "" ? "a file" : [...line].slice(0, 200).join("");
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return null;
  }
}

function writeJson(path: string, value: unknown): void {
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  writeFileSync(partial, JSON.stringify(value), { mode: 0o600, flag: "wx" });
  renameSync(partial, path);
}
