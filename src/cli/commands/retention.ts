import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import { cellAsked, cellFlags, isListed, listAsk } from "../cell-flags.ts";
import type { Context } from "../context.ts";
import { wholeNumber } from "../flags.ts";
import { flatRetention } from "../../format/flat-measures.ts";
import { retentionTable } from "../format/retention-table.ts";
import { answerJson, listed, measureCommand } from "../measure-command.ts";
import { askFrom } from "../request.ts";

/** `smac retention`: who of each cohort of newly active clusters was active later. */
export function retentionCommand(context: Context): Command {
  const command = cellFlags(new Command("retention"), { period: false })
    .summary("who of each cohort of newly active clusters was active later")
    .description(
      "Prints, for the clusters that were active for the first time ever in each period, how many were active so many periods later.",
    )
    .option("--cohort <period>", "instead: the clusters of the cohort of this period")
    .option("--age <n>", "… that were active so many periods later (default: 0)", wholeNumber)
    .option("--lost", "… that were not active then")
    .addHelpText(
      "after",
      `
Examples:
  smac retention --from 2026-01
  smac retention events.csv --cluster account --at ts --period week
  smac retention --cohort 2026-01 --age 3
  smac retention --cohort 2026-01 --age 3 --lost --format csv`,
    );
  return measureCommand(context, command, async (opened, flags) => {
    const ask = askFrom(flags);
    const cohort = flags["cohort"] as string | undefined;
    if (cohort !== undefined) {
      const [age, lost] = [flags["age"] as number | undefined, flags["lost"] === true];
      return listed(await opened.retentionList(listAsk(ask, flags), { ...cellAsked(flags), cohort, age, lost }));
    }
    if (isListed(flags, "age", "lost"))
      throw new SmacError("USAGE_NO_COHORT", "a list is that of one cohort, and none is named", {
        hint: "name its period, for example --cohort 2026-01",
      });
    const { answer, statements } = await opened.retention(ask);
    return {
      statements,
      printable: {
        name: "retention",
        text: (options) => retentionTable(answer, options),
        json: () => answerJson(answer),
        flat: () => flatRetention(answer),
      },
    };
  });
}
