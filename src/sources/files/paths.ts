import { createWriteStream } from "node:fs";
import { access, constants, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { SmacError } from "../../errors.ts";
import { nearest } from "../../text/nearest.ts";
import { isGlob, matchGlob } from "./glob.ts";
import { diskError } from "./disk-error.ts";

/** A file to read, and how messages call it. */
export interface Place {
  readonly path: string;
  readonly label: string;
  /** What stood after `#`: a table or a sheet. */
  readonly part: string | null;
}

/** What finding files needs of the outside world. */
export interface PathContext {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  /** A private folder for what comes from a pipe. */
  readonly scratch: string;
  readonly onNote: (text: string) => void;
}

/**
 * The files that a list of paths and patterns stands for, each once, patterns
 * in the order of their names.
 *
 * @throws SmacError `INPUT_NO_FILE`, `INPUT_NO_MATCH`, `INPUT_IS_FOLDER`,
 * `INPUT_NO_PERMISSION`, `INPUT_NO_STDIN`, `INPUT_NO_PATHS`.
 */
export async function findFiles(paths: readonly string[], context: PathContext): Promise<Place[]> {
  if (paths.length === 0)
    throw new SmacError("INPUT_NO_PATHS", "no file was given", {
      hint: "name a file, a glob, or - for the standard input",
    });
  const places: Place[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const place of await placesOf(path, context)) {
      const key = `${place.path}#${place.part ?? ""}`;
      if (seen.has(key)) context.onNote(`“${place.label}” was given more than once and is read once`);
      else places.push(place);
      seen.add(key);
    }
  }
  return places;
}

async function placesOf(path: string, context: PathContext): Promise<Place[]> {
  if (path === "-") return [await stdinPlace(context)];
  const { file, part } = await splitPart(resolve(context.cwd, path));
  const label = (absolute: string): string =>
    part === null ? shown(absolute, path, context) : `${shown(absolute, path, context)}#${part}`;
  if (await exists(file)) return [await readable({ path: file, label: label(file), part }, context)];
  if (isGlob(path)) {
    const matches = await matchGlob(file);
    if (matches.length === 0) {
      throw new SmacError("INPUT_NO_MATCH", `no file matches “${path}”`, { hint: await nearestHint(file) });
    }
    const places = matches.map((match) => ({ path: match, label: label(match), part }));
    return Promise.all(places.map((place) => readable(place, context)));
  }
  throw new SmacError("INPUT_NO_FILE", `there is no file “${path}”`, { hint: await nearestHint(file) });
}

function shown(absolute: string, given: string, context: PathContext): string {
  if (isAbsolute(given)) return absolute;
  const short = relative(context.cwd, absolute);
  return short === "" ? absolute : short;
}

async function splitPart(path: string): Promise<{ file: string; part: string | null }> {
  for (let at = path.indexOf("#"); at >= 0; at = path.indexOf("#", at + 1)) {
    if (await exists(path)) break;
    const file = path.slice(0, at);
    if (isGlob(file) || (await exists(file))) return { file, part: path.slice(at + 1) };
    if (path.indexOf("#", at + 1) < 0) return { file, part: path.slice(at + 1) };
  }
  return { file: path, part: null };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === "EACCES" || error.code === "EPERM",
  );
}

async function readable(place: Place, context: PathContext): Promise<Place> {
  const about = await stat(place.path).catch((error: unknown) => {
    throw diskError(error, place.label);
  });
  if (about.isDirectory()) {
    throw new SmacError("INPUT_IS_FOLDER", `“${place.label}” is a folder, not a file`, {
      hint: `name the files in it, e.g. “${join(place.label, await folderPattern(place.path))}”`,
    });
  }
  await access(place.path, constants.R_OK).catch((error: unknown) => {
    throw diskError(error, place.label);
  });
  if (about.isFile()) return place;
  const { createReadStream } = await import("node:fs");
  return { ...place, path: await spool(createReadStream(place.path), place.label, context) };
}

async function folderPattern(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const known = names.find((name) => /\.(csv|tsv|jsonl|ndjson|json|parquet|xlsx|sqlite)(\.gz)?$/i.test(name));
  const extension = known === undefined ? ".csv" : /\.[^.]+(\.gz)?$/i.exec(known)?.[0];
  return `*${extension ?? ".csv"}`;
}

async function stdinPlace(context: PathContext): Promise<Place> {
  if ("isTTY" in context.stdin && context.stdin.isTTY) {
    throw new SmacError("INPUT_NO_STDIN", "- reads the standard input, but nothing is piped into it", {
      hint: "pipe a file into the command, e.g. “cat events.csv | smac report -”, or name the file",
    });
  }
  const label = "standard input";
  return { path: await spool(context.stdin, label, context), label, part: null };
}

let spools = 0;

async function spool(stream: NodeJS.ReadableStream, label: string, context: PathContext): Promise<string> {
  spools += 1;
  const path = join(context.scratch, `pipe-${spools}`);
  try {
    await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    throw diskError(error, label);
  }
  return path;
}

async function nearestHint(path: string): Promise<string> {
  let folder = dirname(path);
  let missing = basename(path);
  while (!(await exists(folder)) && dirname(folder) !== folder) {
    missing = basename(folder);
    folder = dirname(folder);
  }
  const names = await readdir(folder).catch(() => []);
  const near = nearest(missing, names);
  if (near !== undefined) return `did you mean “${join(folder, near)}”?`;
  const some = names.slice(0, 5).join(", ");
  return names.length === 0
    ? `the folder “${folder}” is empty`
    : `the folder “${folder}” has: ${some}${names.length > 5 ? ", …" : ""}`;
}
