import { lstatSync } from "node:fs";
import { join } from "node:path";

/** The folder of the project that files from the page come to lie in. */
export const importsFolder = "imports";

/** Where a file would lie in the project, from its folder: under its name, or with a number where that is taken. */
export function freeFile(folder: string, name: string): string {
  const cut = name.indexOf(".");
  const [stem, ending] = cut < 0 ? [name, ""] : [name.slice(0, cut), name.slice(cut)];
  for (let n = 1; ; n++) {
    const path = `${importsFolder}/${stem}${n === 1 ? "" : `-${n}`}${ending}`;
    if (lstatSync(join(folder, path), { throwIfNoEntry: false }) === undefined) return path;
  }
}
