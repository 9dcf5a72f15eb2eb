import { isAbsolute, relative } from "node:path";

/** A path as a person in the folder `cwd` writes it: relative, unless that is the longer way to say it. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  if (short === "") return ".";
  return isAbsolute(short) || short.length > path.length ? path : short;
}
