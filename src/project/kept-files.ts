import { createHash, randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { SmacError } from "../errors.ts";
import {
  type Dashboard,
  type Note,
  type Segment,
  type Target,
  dashboardSchema,
  keptText,
  noteSchema,
  readKept,
  segmentSchema,
  targetSchema,
} from "../model/kept.ts";
import { suggestion } from "../text/nearest.ts";

export { dashboardSchema, noteSchema, segmentSchema, targetSchema } from "../model/kept.ts";

/** What is kept as a file of YAML in the project, with the version of its file. */
export interface KeptFile<T> {
  readonly name: string;
  /** Changes with the file's content. */
  readonly version: string;
  readonly value: T;
}

/** A file that cannot be read as what it should be. */
export interface UnreadFile {
  readonly name: string;
  readonly problem: SmacError;
}

/** Files of one folder of the project, one for each name. */
export interface KeptFiles<T> {
  /** In the order of their names, with those that cannot be read. */
  list(): { readonly files: readonly KeptFile<T>[]; readonly unread: readonly UnreadFile[] };
  /** @throws SmacError `USAGE_NOT_KEPT` when there is none, SmacErrors when it is not as it should be. */
  read(name: string): KeptFile<T>;
  /**
   * Writes it; `over`: the version that is written over, null: there must be none.
   *
   * @throws SmacError `USAGE_CHANGED_MEANWHILE`, `USAGE_BAD_FILE_NAME`.
   */
  write(name: string, value: T, over: string | null): KeptFile<T>;
  /** @throws SmacError `USAGE_CHANGED_MEANWHILE`, `USAGE_NOT_KEPT`. */
  remove(name: string, over: string): KeptFile<T>;
}

/** The segments of the project in a folder. */
export function segmentsOf(folder: string): KeptFiles<Segment> {
  return keptFiles(folder, "segments", segmentSchema);
}

/** The dashboards of the project in a folder. */
export function dashboardsOf(folder: string): KeptFiles<Dashboard> {
  return keptFiles(folder, "dashboards", dashboardSchema);
}

/** The notes of the project in a folder. */
export function notesOf(folder: string): KeptFiles<Note> {
  return keptFiles(folder, "notes", noteSchema);
}

/** The targets of the project in a folder. */
export function targetsOf(folder: string): KeptFiles<Target> {
  return keptFiles(folder, "targets", targetSchema);
}

const good = /^[a-z0-9][a-z0-9-]{0,59}$/;
/** Names that some systems keep for devices. */
const devices = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;
const largest = 1_000_000;
const most = 1000;

function keptFiles<T extends Segment | Dashboard | Note | Target>(
  folder: string,
  what: string,
  schema: z.ZodType<T>,
): KeptFiles<T> {
  const pathOf = (name: string): string => {
    if (good.test(name) && !devices.test(name)) return join(folder, what, `${name}.yml`);
    throw new SmacError("USAGE_BAD_FILE_NAME", `“${name.slice(0, 60)}” cannot be a name here`, {
      hint: "names have letters a to z, digits and -, sixty at most: monday-review",
    });
  };
  const readText = (name: string): string | null => {
    const path = pathOf(name);
    // A link could lead out of the project.
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there === undefined || !there.isFile() || there.size > largest) return null;
    return readFileSync(path, "utf8");
  };
  const read = (name: string): KeptFile<T> => {
    const text = readText(name);
    if (text === null)
      throw new SmacError("USAGE_NOT_KEPT", `there is no “${name.slice(0, 60)}” in ${what}`, {
        hint: suggestion(name, namesIn()),
      });
    return { name, version: versionOf(text), value: readKept(text, `${what}/${name}.yml`, schema) };
  };
  const namesIn = (): readonly string[] => {
    const path = join(folder, what);
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const names = readdirSync(path).flatMap((file) => /^(.+)\.yml$/.exec(file)?.[1] ?? []);
    return names.filter((name) => good.test(name) && !devices.test(name)).toSorted();
  };
  const mustBe = (name: string, over: string | null): void => {
    const text = readText(name);
    const version = text === null ? null : versionOf(text);
    if (version === over) return;
    throw new SmacError(
      "USAGE_CHANGED_MEANWHILE",
      version === null
        ? `“${name}” was deleted meanwhile`
        : over === null
          ? `there is a “${name}” already`
          : `“${name}” was changed meanwhile`,
      { hint: "read it again, and choose which of the two to keep" },
    );
  };
  return {
    list() {
      const files: KeptFile<T>[] = [];
      const unread: UnreadFile[] = [];
      for (const name of namesIn()) {
        try {
          files.push(read(name));
        } catch (error) {
          if (!(error instanceof SmacError)) throw error;
          unread.push({ name, problem: error });
        }
      }
      return { files, unread };
    },
    read,
    write(name, value, over) {
      mustBe(name, over);
      if (over === null && namesIn().length >= most)
        throw new SmacError("USAGE_BAD_FILE_NAME", `${what} has ${most} files already`, {
          hint: "delete some of them",
        });
      const text = keptText(value);
      writeFile(join(folder, what), pathOf(name), text);
      return { name, version: versionOf(text), value };
    },
    remove(name, over) {
      const there = read(name);
      mustBe(name, over);
      rmSync(pathOf(name));
      return there;
    },
  };
}

function writeFile(folder: string, path: string, text: string): void {
  const partial = `${path}.${randomUUID()}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    if (!lstatSync(folder).isDirectory()) throw new Error("a link stands in its place");
    writeFileSync(partial, text, { flag: "wx" });
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw new SmacError("OUTPUT_CANNOT_WRITE", "it cannot be written into the project's folder", {
      hint: "check who may write there, and that the disk has room",
      cause,
    });
  }
}

function versionOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 27);
}
