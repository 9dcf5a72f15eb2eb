import { Command, Option } from "commander";
import { type Context, say } from "../context.ts";
import { addFlags, askFlags, outputFlags } from "../flags.ts";
import { flatRows } from "../../format/flat.ts";
import { reportJson } from "../../format/json.ts";
import { countText } from "../../format/numbers.ts";
import { reportMarkdown } from "../../format/markdown.ts";
import { reportTable } from "../format/table.ts";
import { openAsked, showSql } from "../opened.ts";
import { print } from "../output.ts";
import { type FlagValues, askFrom } from "../request.ts";
import type { EngineCheck } from "../../project/engine-check.ts";
import type { ReportEngine } from "../../project/report-engine.ts";

/** `smac report`: the numbers. */
export function reportCommand(context: Context): Command {
  const command = new Command("report")
    .summary("how many clusters were active, period by period and stage by stage")
    .description("Prints the numbers: from files, or, without files, from the project of this folder.")
    .argument("[files...]", "CSV, TSV, JSON lines, Parquet, XLSX, SQLite (file.sqlite#Table), globs, .gz, - for stdin")
    .addHelpText(
      "after",
      `
Examples:
  smac report events.csv                                       columns guessed, the guess printed
  smac report events.csv --cluster account_id --at occurred_at --stages stages.csv
  smac report events.parquet --cluster team --member user --at ts --definition clusters --period trailing:30d
  smac report shop.sqlite#Invoice --cluster CustomerId --at InvoiceDate --period year
  smac report --from 2026-01 --format xlsx --output smac.xlsx   the project of this folder`,
    );
  addFlags(command, [...askFlags, ...outputFlags]);
  command.addOption(
    new Option(
      "--engine <engine>",
      "how the numbers are counted: by the database's sql, or by a sweep over an index of the active days in memory; both give the same (default: the sweep where an index is kept or pays, else sql)",
    ).choices(["sql", "sweep"]),
  );
  command.option("--engine-check", "also compute every number by each execution there is, and tell any difference");
  return command.action(async (files: readonly string[], flags: FlagValues) => {
    const opened = await openAsked(context, files, flags);
    try {
      const { answer, statements } = await opened.report(askFrom(flags), engineOf(flags));
      showSql(context, flags, statements);
      await print(context, flags, {
        name: "report",
        text: (options) => reportTable(answer, options),
        json: () => reportJson(answer),
        flat: () => flatRows(answer),
        markdown: () => reportMarkdown(answer),
        xlsx: async () => (await import("../../format/xlsx.ts")).reportXlsx(answer),
      });
      if (flags["engineCheck"] === true) tellCheck(context, await opened.engineCheck(askFrom(flags)));
    } finally {
      await opened.close();
    }
  });
}

/** The statements are those of SQL. */
function engineOf(flags: FlagValues): ReportEngine {
  return (flags["engine"] as ReportEngine | undefined) ?? (flags["sql"] === true ? "sql" : "auto");
}

/** Says what comparing the executions found, or that there is one alone; a difference is an error of the program. */
function tellCheck(context: Context, { executions, numbers, differences }: EngineCheck): void {
  const by = executions.join(", ").replace(/, ([^,]*)$/, " and $1");
  if (executions.length === 1) {
    say(context, `smac: engine check: nothing was compared: of this definition there is one execution, ${by}`);
    return;
  }
  if (differences.length === 0) {
    say(context, `smac: engine check: ${by} agree on all ${countText(numbers)} numbers`);
    return;
  }
  context.exitCode = 1;
  say(context, `smac: engine check: ${by} differ in ${differences.length} of ${countText(numbers)} numbers:`);
  for (const difference of differences.slice(0, 20)) say(context, `  ${difference}`);
  const byHand = executions.length > 2 ? "unless a table on the servers was changed by hand, " : "";
  say(
    context,
    `  ${byHand}this is an error of the program: please report it with the command line\n  [ENGINE_DISAGREES]`,
  );
}
