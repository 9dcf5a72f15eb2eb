import { Command, Option } from "commander";
import { cellAsked, cellFlags, periodAsked } from "../cell-flags.ts";
import type { Context } from "../context.ts";
import { wholeNumber } from "../flags.ts";
import { flatMatrix } from "../../format/flat-measures.ts";
import { matrixTable } from "../format/matrix-table.ts";
import { answerJson, measureCommand } from "../measure-command.ts";
import { askFrom } from "../request.ts";

/** `smac matrix`: which clusters use which products. */
export function matrixCommand(context: Context): Command {
  const command = cellFlags(new Command("matrix"))
    .summary("which clusters use which products, the most engaged first")
    .description(
      "Prints, for the active clusters of one period, on how many days (or how often) each acted with each product; those after the first N are taken together.",
    )
    .addOption(
      new Option("--cells <what>", "what stands in a cell: active days or activities")
        .choices(["days", "events"])
        .default("days"),
    )
    .option("--top <n>", "so many clusters have a line of their own (default: 20; --all: every one)", wholeNumber)
    .addHelpText(
      "after",
      `
--of-product keeps only the clusters that did something with it.

Examples:
  smac matrix --in 2026-10
  smac matrix --of-stage customer --cells events --top 50
  smac matrix events.csv --cluster account --at ts --product app --format xlsx --output matrix.xlsx`,
    );
  return measureCommand(context, command, async (opened, flags) => {
    const top = flags["all"] === true ? null : (flags["top"] as number | undefined);
    const cells = flags["cells"] as "days" | "events";
    const { answer, statements } = await opened.matrix(periodAsked(askFrom(flags), flags), {
      ...cellAsked(flags),
      cells,
      ...(top === undefined ? {} : { top }),
    });
    return {
      statements,
      printable: {
        name: "matrix",
        text: (options) => matrixTable(answer, options),
        json: () => answerJson(answer),
        flat: () => flatMatrix(answer),
      },
    };
  });
}
