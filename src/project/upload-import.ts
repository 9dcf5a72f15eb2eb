import { constants, existsSync, lstatSync, readFileSync, rmSync, rmdirSync, writeFileSync } from "node:fs";
import { copyFile, link, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { kill, pid } from "node:process";
import { SmacError } from "../errors.ts";
import { projectFile } from "../model/load.ts";
import { importsFolder } from "./import-file-name.ts";
import { type Plan, type Standing, readProject, textVersion } from "./upload-mapping.ts";
import { type Upload, type Uploads, journalFile } from "./uploads.ts";
import { writeWhole } from "./whole-file.ts";

/** What is written down before the project is touched, so that it can be taken back also after the program was killed. */
interface Journal {
  /** Where the file comes to lie, from the project's folder. */
  readonly path: string;
  /** smac.yml as it was; null: there was none. */
  readonly before: string | null;
  /** The version of smac.yml as it is written. */
  readonly after: string;
  /** Whether the file lies in the project already. */
  readonly laid: boolean;
  /** The process that is at it. */
  readonly pid: number;
}

/**
 * Puts a file that was sent to its place in the project and its source into smac.yml; never over anything.
 *
 * @throws SmacError `USAGE_CHANGED_MEANWHILE` when smac.yml or the place is not as it was when the plan was made,
 * `OUTPUT_CANNOT_WRITE`. Then {@link takeBack} leaves the project as it was.
 */
export async function putInPlace(upload: Upload, plan: Plan, { folder, text, version }: Standing): Promise<void> {
  if (!existsSync(join(upload.folder, upload.file)))
    throw new SmacError("API_UNKNOWN_UPLOAD", "the file was removed meanwhile", { hint: "send it again" });
  if (textVersion(readProject(folder)) !== version) throw changed();
  const journal: Journal = { path: plan.path, before: text, after: textVersion(plan.text), laid: false, pid };
  const note = (laid: boolean): void =>
    writeFileSync(join(upload.folder, journalFile), JSON.stringify({ ...journal, laid }), { mode: 0o600 });
  note(false);
  await laidDown(join(upload.folder, upload.file), folder, plan.path);
  note(true);
  try {
    if (textVersion(readProject(folder)) !== version) throw changed();
    await writeWhole(join(folder, projectFile), projectFile, plan.text);
  } catch (error) {
    // smac.yml does not speak of it: nobody misses it.
    removeLaidDown(folder, plan.path);
    rmSync(join(upload.folder, journalFile), { force: true });
    throw error;
  }
}

async function laidDown(from: string, folder: string, path: string): Promise<void> {
  const to = join(folder, path);
  try {
    await mkdir(join(folder, importsFolder), { recursive: true });
    // A link could lead out of the project.
    if (!lstatSync(join(folder, importsFolder)).isDirectory()) throw new Error("a link stands in its place");
    await link(from, to).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") throw changed();
    throw new SmacError("OUTPUT_CANNOT_WRITE", `the file cannot be put into “${importsFolder}” of the project`, {
      hint: "check who may write there, and that the disk has room",
      cause,
    });
  }
}

function changed(): SmacError {
  return new SmacError("USAGE_CHANGED_MEANWHILE", "smac.yml was changed meanwhile, so nothing was imported", {
    hint: "look at the mapping again, which is now held against smac.yml as it is, then import",
  });
}

/** What became of an import that was taken back. */
export type TakenBack = "as-before" | "stands";

/**
 * Takes back what {@link putInPlace} did: the project is as it was before; where somebody changed smac.yml meanwhile,
 * both stand. Nothing to take back is as before, too.
 */
export async function takeBack(upload: Upload, folder: string): Promise<TakenBack> {
  const path = join(upload.folder, journalFile);
  const journal = readJournal(path);
  if (journal === null) return "as-before";
  const now = textVersion(readProject(folder));
  if (now !== journal.after && now !== textVersion(journal.before)) {
    rmSync(path, { force: true });
    return "stands";
  }
  if (journal.before === null) rmSync(join(folder, projectFile), { force: true });
  else if (now === journal.after) await writeWhole(join(folder, projectFile), projectFile, journal.before);
  if (journal.laid || isSame(upload, folder, journal.path)) removeLaidDown(folder, journal.path);
  rmSync(path, { force: true });
  return "as-before";
}

/** Whether what lies in the project is the very file that was sent, under another name. */
function isSame(upload: Upload, folder: string, path: string): boolean {
  const there = lstatSync(join(folder, path), { throwIfNoEntry: false, bigint: true });
  const sent = lstatSync(join(upload.folder, upload.file), { throwIfNoEntry: false, bigint: true });
  return there !== undefined && there.ino === sent?.ino && there.dev === sent.dev;
}

/** Takes a file that was laid down out of the project again. */
export function removeLaidDown(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  try {
    rmdirSync(join(folder, importsFolder));
  } catch {
    // Other files are in it.
  }
}

/** The import is done: what was sent is in the project, and nothing waits any more. */
export function settle(upload: Upload, uploads: Uploads): void {
  rmSync(join(upload.folder, journalFile), { force: true });
  uploads.remove(upload);
}

/** Takes back imports that were under way when the program was killed, and removes what is left of others. */
export async function recoverUploads(uploads: Uploads, folder: string): Promise<void> {
  for (const upload of uploads.list()) {
    const journal = readJournal(join(upload.folder, journalFile));
    if (journal !== null && !isAtIt(journal)) await takeBack(upload, folder).catch(() => undefined);
  }
  uploads.tidy({ unfinished: true });
}

/** Whether another server is importing it right now. */
function isAtIt({ pid: other }: Journal): boolean {
  if (other === pid) return false;
  try {
    return kill(other, 0);
  } catch {
    return false;
  }
}

function readJournal(path: string): Journal | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Journal;
  } catch {
    return null;
  }
}
