import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { System } from "../model/connection.ts";
import { loadModel, modelFrom, projectFile } from "../model/load.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { sourceTypes } from "../sources/source-types.ts";
import { shownPath } from "../store/shown-path.ts";

/**
 * What the smac.yml of a folder says; `orNothing`: a folder without one is a project that has nothing yet.
 *
 * @throws SmacErrors with every problem of it; SmacError `CONFIG_NO_PROJECT`.
 */
export function modelIn(
  folder: string,
  about: {
    readonly effects: Pick<Effects, "cwd">;
    readonly systems?: readonly System[];
    readonly orNothing?: boolean;
  },
): ProjectModel {
  const { effects, systems = [], orNothing = false } = about;
  const shown = shownPath(join(folder, projectFile), effects.cwd);
  const known = [...sourceTypes, ...systems];
  if (orNothing && existsSync(folder) && !existsSync(join(folder, projectFile)))
    return modelFrom("timezone: UTC\n", { file: shown, directory: folder, systems: known });
  return loadModel(folder, undefined, shown, known);
}

/** Nothing can be read by itself: there are no sources, or only systems that were never synced. */
export function nothingToRead({ connections }: ProjectModel): SmacError {
  if (connections.length === 0)
    return new SmacError("STORE_EMPTY", "the project has no sources yet, so there is nothing to read", {
      hint: "smac init writes a smac.yml from your files; smac connect sets up a system; smac serve shows both on a page",
    });
  const names = connections.map(({ name }) => `“${name}”`).join(", ");
  return new SmacError("STORE_EMPTY", `nothing was read from ${names} yet`, { hint: "run `smac sync`" });
}
