import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import { type Context, say } from "../context.ts";
import { writeWhole } from "../../project/whole-file.ts";

/** `smac init`: a first `smac.yml` for the files there are. */
export function initCommand(context: Context): Command {
  return new Command("init")
    .summary("look at files and write a smac.yml that says what they mean")
    .description(
      "Looks at the data files named (or at those in this folder), recognises activities, stage histories, memberships, attributes and cluster records, and writes a commented smac.yml.",
    )
    .argument("[files...]", "files or globs; file.sqlite#Table names a table (default: the data files in this folder)")
    .option("--force", "replace a smac.yml that is there")
    .option("--print", "print it instead of writing it")
    .addHelpText(
      "after",
      "\nExamples:\n  smac init\n  smac init events.csv stages.csv\n  smac init shop.sqlite#Invoice --print",
    )
    .action(async (files: readonly string[], flags: { readonly force?: boolean; readonly print?: boolean }) => {
      const { effects } = context;
      const target = join(resolve(effects.cwd), "smac.yml");
      if (existsSync(target) && flags.force !== true && flags.print !== true) {
        throw new SmacError("USAGE_EXISTS", "there is a smac.yml in this folder already", {
          hint: "smac init --force replaces it, --print only shows what would be written",
        });
      }
      const { dataFiles, examineFiles } = await import("../../project/examine.ts");
      const { proposeModel } = await import("../../model/init.ts");
      const chosen = files.length > 0 ? files : dataFiles(effects.cwd);
      if (chosen.length === 0)
        throw new SmacError("INPUT_NOTHING_FOUND", "there are no data files in this folder", {
          hint: "name them: smac init data/*.csv",
        });
      const tables = await examineFiles(chosen, effects, (text) => say(context, `smac: ${text}`));
      if (tables.length === 0)
        throw new SmacError("INPUT_NOTHING_FOUND", "none of the files could be read as a table", {
          hint: "see the lines above",
        });
      const { yaml, recognised, knows } = proposeModel(tables);
      for (const line of recognised) say(context, `smac: ${line}`);
      if (flags.print === true) {
        effects.stdout.write(yaml);
        return;
      }
      if (!knows.anything) throw nothingRecognised(tables.length);
      await writeWhole(target, "smac.yml", yaml);
      say(
        context,
        knows.activities
          ? "smac: wrote smac.yml; read it, then: smac check, smac import, smac report"
          : "smac: wrote smac.yml, but no file says who was active when; name such a file in it under activities:, then: smac check",
      );
    });
}

function nothingRecognised(files: number): SmacError {
  return new SmacError(
    "INPUT_NOTHING_RECOGNISED",
    `${files === 1 ? "the file was not" : `none of the ${files} files was`} recognised, so no smac.yml was written`,
    {
      hint: [
        "looked for: activities (a column of dates, and one of a customer, a group or a user), stages (cluster, stage, from),",
        "memberships (member, cluster, valid_from, valid_to), records of clusters (a key that differs in every row)",
        "smac report FILE --at COLUMN --cluster COLUMN asks a file directly; smac init --print shows a smac.yml to fill in",
      ].join("\n"),
    },
  );
}
