import { Command } from "commander";
import type { Context } from "../context.ts";
import { addFlags, askFlags, outputFlags } from "../flags.ts";
import { flatRows } from "../format/flat.ts";
import { reportJson } from "../format/json.ts";
import { reportMarkdown } from "../format/markdown.ts";
import { reportTable } from "../format/table.ts";
import { openAsked, showSql } from "../opened.ts";
import { print } from "../output.ts";
import { type FlagValues, askFrom } from "../request.ts";

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
  return command.action(async (files: readonly string[], flags: FlagValues) => {
    const opened = await openAsked(context, files, flags);
    try {
      const { answer, statements } = await opened.report(askFrom(flags));
      showSql(context, flags, statements);
      await print(context, flags, {
        name: "report",
        text: (options) => reportTable(answer, options),
        json: () => reportJson(answer),
        flat: () => flatRows(answer),
        markdown: () => reportMarkdown(answer),
        xlsx: async () => (await import("../format/xlsx.ts")).reportXlsx(answer),
      });
    } finally {
      await opened.close();
    }
  });
}
