import { Command } from "commander";
import { cellAsked, cellFlags, isListed, listAsk, periodAsked } from "../cell-flags.ts";
import type { Context } from "../context.ts";
import { wholeNumber } from "../flags.ts";
import { flatStickiness } from "../../format/flat-measures.ts";
import { stickinessTable } from "../format/stickiness-table.ts";
import { answerJson, listed, measureCommand } from "../measure-command.ts";
import { askFrom } from "../request.ts";

/** `smac stickiness`: on how many days active clusters are active. */
export function stickinessCommand(context: Context): Command {
  const command = cellFlags(new Command("stickiness"))
    .summary("on how many days of the period active clusters are active")
    .description(
      "Prints the active days of each active cluster on average, and what share of the period's days that is, period by period and stage by stage.",
    )
    .option("--day-events <n>", "a day is active from so many activities on (default: 1)", wholeNumber)
    .option("--list", "instead: the active clusters of one number with their days; so do the --of flags")
    .addHelpText(
      "after",
      `
Examples:
  smac stickiness --from 2026-01
  smac stickiness events.csv --cluster account --at ts --period week
  smac stickiness --in 2026-10 --of-stage customer --list`,
    );
  return measureCommand(context, command, async (opened, flags) => {
    const ask = periodAsked(askFrom(flags), flags);
    const dayEvents = flags["dayEvents"] as number | undefined;
    if (isListed(flags))
      return listed(await opened.stickinessList(listAsk(ask, flags), { ...cellAsked(flags), dayEvents }));
    const { answer, statements } = await opened.stickiness(ask, { dayEvents });
    return {
      statements,
      printable: {
        name: "stickiness",
        text: (options) => stickinessTable(answer, options),
        json: () => answerJson(answer),
        flat: () => flatStickiness(answer),
      },
    };
  });
}
