import { Command } from "commander";
import type { Context } from "../context.ts";
import { addFlags, askFlags } from "../flags.ts";
import { sqlText } from "../../format/sql-text.ts";
import { openAsked } from "../opened.ts";
import { type FlagValues, askFrom } from "../request.ts";

/** `smac sql`: the statements behind a report, in the order they run. */
export function sqlCommand(context: Context): Command {
  const command = new Command("sql")
    .summary("the SQL behind a report")
    .description("Prints the statements that a report runs, in order, with the values they are given.")
    .argument("[files...]", "as for smac report")
    .addHelpText("after", "\nExample:\n  smac sql events.csv --cluster account_id --at occurred_at > report.sql");
  addFlags(command, askFlags);
  return command.action(async (files: readonly string[], flags: FlagValues) => {
    const opened = await openAsked(context, files, flags);
    try {
      const { statements } = await opened.report(askFrom(flags));
      context.effects.stdout.write(sqlText(statements));
    } finally {
      await opened.close();
    }
  });
}
