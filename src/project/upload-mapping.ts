import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SmacError } from "../errors.ts";
import { withFile, withSource } from "../model/add-source.ts";
import type { ExaminedTable } from "../model/init/examined-table.ts";
import type { Mapping } from "../model/init/mapping.ts";
import { type RecognisedSource, freeSource, proposeSource, recogniseSource } from "../model/init/propose-source.ts";
import { modelFrom, projectFile } from "../model/load.ts";
import type { FileSource, ProjectModel } from "../model/project-model.ts";
import { sourceTypes } from "../sources/source-types.ts";
import { nearestAndAll } from "../text/nearest.ts";
import { freeFile } from "./import-file-name.ts";
import { partPath } from "./upload-look.ts";
import type { Upload, UploadLook } from "./uploads.ts";

/** The project as it is now: what smac.yml says, and which version of it that is. */
export interface Standing {
  readonly folder: string;
  /** Null: there is no smac.yml yet. */
  readonly text: string | null;
  readonly version: string;
  /** Null: there is no smac.yml yet. */
  readonly model: ProjectModel | null;
}

/**
 * Reads smac.yml as it is now.
 *
 * @throws SmacErrors with every problem of it.
 */
export function standingOf(folder: string): Standing {
  const text = readProject(folder);
  return { folder, text, version: textVersion(text), model: text === null ? null : modelOf(text, folder) };
}

/** A short name of what smac.yml says; null: there is none. */
export function textVersion(text: string | null): string {
  return text === null ? "none" : createHash("sha256").update(text).digest("base64url").slice(0, 27);
}

/** The text of smac.yml; null: there is none. */
export function readProject(folder: string): string | null {
  try {
    return readFileSync(join(folder, projectFile), "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new SmacError("CONFIG_UNREADABLE", `${projectFile} cannot be read`, { hint: "check its permissions", cause });
  }
}

function modelOf(text: string, directory: string): ProjectModel {
  return modelFrom(text, { file: projectFile, directory, systems: sourceTypes });
}

/** What a file that was sent was recognised as, in this project. */
export interface Guess extends RecognisedSource {
  /** Sources that have all of its columns that they need, the best first. */
  readonly alike: readonly string[];
}

/** The guess for a table: more rows of a source that is there, else what `smac init` says of it. */
export function guessFor(table: ExaminedTable, { model }: Standing): Guess {
  const taken = namesIn(model);
  const recognised = recogniseSource(table, { kinds: model?.kinds ?? [], taken });
  const alike = model === null ? [] : alikeSources(table, model);
  const [first] = alike;
  if (first === undefined) return { ...recognised, alike };
  const mapping: Mapping = { ...recognised.mapping, as: "more", source: first, columns: [] };
  return { ...recognised, mapping, sentence: `${table.path}: more rows of “${first}”, whose columns it has`, alike };
}

function namesIn(model: ProjectModel | null): readonly string[] {
  return model === null ? [] : [...model.sources, ...model.connections].map(({ name }) => name);
}

function alikeSources(table: ExaminedTable, model: ProjectModel): readonly string[] {
  const has = new Set(table.columns.map(({ name }) => name.toLowerCase()));
  return model.sources
    .map(({ name }) => ({
      name,
      columns: new Set(model.columnUses.filter((use) => use.source === name).map((use) => use.column.toLowerCase())),
    }))
    .filter(({ columns }) => columns.size > 1 && [...columns].every((column) => has.has(column)))
    .toSorted((a, b) => b.columns.size - a.columns.size)
    .map(({ name }) => name);
}

/** What importing a file with a mapping would make of the project. */
export interface Plan {
  readonly text: string;
  readonly model: ProjectModel;
  readonly source: FileSource;
  /** Where the file comes to lie, from the project's folder. */
  readonly path: string;
  readonly sentence: string;
  /** What of the proposal could not be taken over. */
  readonly notes: readonly string[];
}

/**
 * The smac.yml that a mapping makes, checked.
 *
 * @throws SmacErrors with everything that is wrong with the mapping, or with smac.yml when it is in it.
 */
export function planFor(
  upload: Upload,
  mapping: Mapping,
  about: { readonly standing: Standing; readonly look: UploadLook; readonly guess: Guess },
): Plan {
  const { standing, guess } = about;
  const { table, part } = about.look;
  const { folder, text, model } = standing;
  if (mapping.as === "more") return planMore({ upload, part, source: mapping.source, standing });
  const taken = namesIn(model);
  if (taken.includes(mapping.source))
    throw new SmacError("INPUT_MAPPING", `there is a source “${mapping.source}” in smac.yml already`, {
      hint: `call it ${freeSource(mapping.source, taken)}, or add the rows to “${mapping.source}”`,
    });
  if (!/^\p{L}[\p{L}\p{N}_-]{0,59}$/u.test(mapping.source))
    throw new SmacError("INPUT_MAPPING", `“${mapping.source.slice(0, 60)}” cannot be the name of a source`, {
      hint: "it begins with a letter, and has letters, digits, - and _: events",
    });
  const path = freeFile(folder, upload.file);
  const proposal = proposeSource(table, mapping, { path: partPath(path, part), recognised: guess });
  const next = withSource(text, proposal);
  const made = modelOf(next.text, folder);
  const source = made.sources.find(({ name }) => name === mapping.source);
  if (source === undefined) throw nothingSaid();
  return { text: next.text, model: made, source, path, sentence: proposal.sentence, notes: next.notes };
}

function planMore(about: {
  readonly upload: Upload;
  readonly part: string | null;
  readonly source: string;
  readonly standing: Standing;
}): Plan {
  const { upload, part, source: name, standing } = about;
  const { folder, text, model } = standing;
  const names = model?.sources.map((one) => one.name) ?? [];
  if (text === null || !names.includes(name))
    throw new SmacError("INPUT_MAPPING", `smac.yml has no source “${name}” of files to add to`, {
      hint: names.length === 0 ? "say what the rows are instead" : nearestAndAll(name, names),
    });
  const path = freeFile(folder, upload.file);
  const next = withFile(text, name, partPath(path, part));
  const made = modelOf(next, folder);
  const source = made.sources.find((one) => one.name === name);
  if (source === undefined) throw nothingSaid();
  return { text: next, model: made, source, path, sentence: `${upload.file}: more rows of “${name}”`, notes: [] };
}

function nothingSaid(): SmacError {
  return new SmacError("INPUT_MAPPING", "with this mapping the file says nothing", {
    hint: "choose what its rows are, then what each column is",
  });
}

export { rowsAbout } from "../model/init/mapping-roles.ts";
