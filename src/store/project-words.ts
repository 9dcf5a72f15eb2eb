import { SmacError, SmacErrors } from "../errors.ts";
import type { FileSource } from "../model/project-model.ts";
import type { SourceFile } from "./source-reader.ts";

/**
 * An error about a file's content in the words of a project: with the file that
 * is meant, its source's place in smac.yml, and keys instead of flags.
 */
export function inProject(
  error: unknown,
  { source, file }: { readonly source: FileSource; readonly file: SourceFile },
): unknown {
  const told = error instanceof SmacError && !(error instanceof SmacErrors) && error.code.startsWith("INPUT_");
  if (!told || error.at !== undefined) return error;
  const { code, recovery, cause } = error;
  const message = error.message.includes(file.path) ? error.message : `“${file.path}”: ${error.message}`;
  const hint = error.hint === undefined ? {} : { hint: keysForFlags(error.hint, source.name) };
  return new SmacError(code, message, { recovery, cause, at: source.at, ...hint });
}

function keysForFlags(hint: string, source: string): string {
  const said = hint.replaceAll(/--date-format(?: ("[^"]*"|%\S*[^\s,;.)]))?/g, (_, format: string | undefined) =>
    format === undefined ? "date_format" : `date_format: "${format.replaceAll('"', "")}"`,
  );
  return said === hint ? hint : `${said}, under sources: ${source}: in smac.yml`;
}
