import { Command } from "commander";
import type { Context } from "../context.ts";
import { addFlags, askFlags, outputFlags } from "../flags.ts";
import { explanationTable } from "../format/explain-table.ts";
import { flatExplanation } from "../../format/flat.ts";
import { explanationJson } from "../../format/json.ts";
import { openAsked, showSql } from "../opened.ts";
import { print } from "../output.ts";
import { type FlagValues, askFrom } from "../request.ts";

/** `smac explain`: why the number changed between two periods. */
export function explainCommand(context: Context): Command {
  const command = new Command("explain")
    .summary("why the number changed between two periods")
    .description(
      "Splits the change of the overall count and rate between --from and --to into parts that add up exactly, each opened into its clusters. Without --to it is about the last complete period, without --from about the change to it from the one before.",
    )
    .argument("[files...]", "as for smac report; without files, the project of this folder")
    .option("--then <instant>", "the earlier number was told with what was known then: adds the part “restated”")
    .option("--then-definition <name>", "the earlier number was told by this definition: adds the part “definition”")
    .addHelpText(
      "after",
      `
Parts: behaviour (did more or less in the same stage), mix (moved to a stage that is more or less active),
entry and exit (came into, went out of the population), restated, definition.

Examples:
  smac explain
  smac explain --from 2026-09 --to 2026-10
  smac explain events.csv --cluster account --at ts --stages stages.csv --from 2026-01 --to 2026-02 --format json`,
    );
  addFlags(command, [...askFlags, ...outputFlags]);
  return command.action(async (files: readonly string[], flags: FlagValues) => {
    const ask = askFrom(flags);
    const opened = await openAsked(context, files, flags);
    try {
      const asOf = flags["then"] as string | undefined;
      const definition = flags["thenDefinition"] as string | undefined;
      const then = asOf === undefined && definition === undefined ? undefined : { asOf: asOf ?? ask.asOf, definition };
      const { answer, statements, names } = await opened.explain(ask, then);
      showSql(context, flags, statements);
      await print(context, flags, {
        name: "explanation",
        text: (options) => explanationTable(answer, { ...options, names }),
        json: () => explanationJson(answer),
        flat: () => flatExplanation(answer),
      });
    } finally {
      await opened.close();
    }
  });
}
