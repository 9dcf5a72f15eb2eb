import { Command } from "commander";
import type { Answered } from "../../project/project.ts";
import type { MoveList } from "../../query/cell-list.ts";
import { valuesOf } from "../../project/cell-values.ts";
import { isListed, periodAsked, valuesFlag } from "../cell-flags.ts";
import type { Context } from "../context.ts";
import { moveListTable } from "../format/cell-list-table.ts";
import { flatMoveList, flatTransitions } from "../../format/flat-measures.ts";
import { transitionsTable } from "../format/transitions-table.ts";
import { type Measurement, answerJson, measureCommand } from "../measure-command.ts";
import type { Opened } from "../opened.ts";
import { type FlagValues, askFrom } from "../request.ts";

/** `smac transitions`: moves between stages, conversion, and time in stage. */
export function transitionsCommand(context: Context): Command {
  const command = valuesFlag(new Command("transitions"))
    .summary("moves between stages, conversion, and time in stage")
    .description(
      "Prints who moved from which stage to which in each period, what share of those that could, how long they had held the stage, and each stage's balance.",
    )
    .option("--in <period>", "one period (default for a list: --to, else the last complete one)")
    .option("--list", "instead: the moves of one period, one by one; so do the flags below")
    .option("--out-of <stage>", "… out of this stage; “none”: clusters that had none")
    .option("--into <stage>", "… into this stage; “none”: clusters that left the journey")
    .option("--could", "… instead of moves, the clusters that could have moved out of the stage")
    .addHelpText(
      "after",
      `
Needs no activity: with --stages alone, the stages' own history is enough.

Examples:
  smac transitions --from 2026-01
  smac transitions --in 2026-10 --out-of lead --into opportunity
  smac transitions --stages stages.csv --period quarter --all`,
    );
  const measure = async (opened: Opened, flags: FlagValues): Promise<Measurement> => {
    const ask = periodAsked(askFrom(flags), flags);
    if (isListed(flags, "outOf", "into", "could")) {
      const request = {
        from: flags["outOf"] as string | undefined,
        to: flags["into"] as string | undefined,
        could: flags["could"] === true,
        by: valuesOf(flags["of"] as readonly string[] | undefined),
      };
      return moves(await opened.transitionsList(ask, request));
    }
    const { answer, statements } = await opened.transitions(ask);
    return {
      statements,
      printable: {
        name: "transitions",
        text: (options) => transitionsTable(answer, options),
        json: () => answerJson(answer),
        flat: () => flatTransitions(answer),
      },
    };
  };
  return measureCommand(context, command, measure, { definition: "project-stages" });
}

function moves({ answer, statements }: Answered<MoveList>): Measurement {
  return {
    statements,
    printable: {
      name: "moves",
      text: (options) => moveListTable(answer, options),
      json: () => answerJson(answer),
      flat: () => flatMoveList(answer),
    },
  };
}
