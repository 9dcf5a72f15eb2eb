import { SmacError } from "../errors.ts";
import type { Fragment } from "../sql/fragment.ts";
import type { Answers } from "../project/project.ts";
import type { Context } from "./context.ts";
import { say } from "./context.ts";
import { checkOutput } from "./output.ts";
import { questionLine } from "./question-line.ts";
import { sqlText } from "../format/sql-text.ts";
import { type FlagValues, adHocFrom, fileOnlyFlags } from "./request.ts";

/** Answers to questions, to be closed when done. */
export interface Opened extends Answers {
  close(): Promise<void>;
}

/**
 * What is asked: the files named, or without files the project of this folder
 * (or `--project`).
 */
export async function openAsked(context: Context, files: readonly string[], flags: FlagValues): Promise<Opened> {
  const { effects } = context;
  const note = (text: string) => {
    if (flags["quiet"] !== true) say(context, `smac: ${text}`);
  };
  const onProgress = flags["quiet"] === true ? undefined : questionLine(effects);
  context.inputs.push(
    ...files,
    ...["stages", "memberships", "attributes"].flatMap((name) =>
      typeof flags[name] === "string" ? [flags[name]] : [],
    ),
  );
  checkOutput(context, flags);
  const beside = ["stages", "memberships", "attributes"].some((name) => flags[name] !== undefined);
  if (files.length > 0 || (beside && flags["definition"] === "project-stages")) {
    if (flags["project"] !== undefined)
      throw new SmacError("USAGE_FILES_AND_PROJECT", "files and --project were both given", {
        hint: "ask the files, or the project",
      });
    const { openFiles } = await import("../project/open-files.ts");
    return openFiles(adHocFrom(files, flags), effects, note, onProgress);
  }
  const stray = fileOnlyFlags.find((name) => flags[name] !== undefined);
  if (stray !== undefined) {
    throw new SmacError(
      "USAGE_NO_FILES",
      `--${stray.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} describes files, and no files were given`,
      { hint: "name the files, for example smac report events.csv" },
    );
  }
  const { openProject } = await import("../project/open-project.ts");
  return openProject((flags["project"] as string | undefined) ?? ".", { effects, note, onProgress });
}

/** Prints the statements behind an answer on stderr, when asked. */
export function showSql(context: Context, flags: FlagValues, statements: readonly Fragment[]): void {
  if (flags["sql"] === true) context.effects.stderr.write(sqlText(statements));
}
