import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import { cellAsked, cellFlags, isListed, listAsk, periodAsked } from "../cell-flags.ts";
import type { Context } from "../context.ts";
import { wholeNumber } from "../flags.ts";
import { flatLevels } from "../../format/flat-measures.ts";
import { levelsTable } from "../format/levels-table.ts";
import { answerJson, listed, measureCommand } from "../measure-command.ts";
import { askFrom } from "../request.ts";

/** `smac levels`: clusters by their number of active days. */
export function levelsCommand(context: Context): Command {
  const command = cellFlags(new Command("levels"))
    .summary("clusters by their number of active days: dormant, light, regular, power")
    .description(
      "Prints how many clusters of each period and stage were active on no, few, some and many days: the activity-level curve.",
    )
    .option("--levels <cuts>", "where levels begin, in active days, with names or without (default: 1,4,15)")
    .option("--day-events <n>", "a day is active from so many activities on (default: 1)", wholeNumber)
    .option("--level <name>", "instead: the clusters of a level, or of an exact number of days")
    .addHelpText(
      "after",
      `
Examples:
  smac levels --from 2026-01
  smac levels --levels light:1,weekly:4,daily:20
  smac levels --in 2026-10 --of-stage customer --level dormant
  smac levels events.csv --cluster account --at ts --period week --levels 1,3,5 --format csv`,
    );
  return measureCommand(context, command, async (opened, flags) => {
    const ask = periodAsked(askFrom(flags), flags);
    const request = {
      levels: flags["levels"] as string | undefined,
      dayEvents: flags["dayEvents"] as number | undefined,
    };
    if (isListed(flags, "level")) {
      const level = flags["level"] as string | undefined;
      if (level === undefined)
        throw new SmacError("USAGE_NO_LEVEL", "a list is that of one level, and none is named", {
          hint: "name it, for example --level dormant",
        });
      return listed(await opened.levelsList(listAsk(ask, flags), { ...request, ...cellAsked(flags), level }));
    }
    const { answer, statements } = await opened.levels(ask, request);
    return {
      statements,
      printable: {
        name: "levels",
        text: (options) => levelsTable(answer, options),
        json: () => answerJson(answer),
        flat: () => flatLevels(answer),
      },
    };
  });
}
