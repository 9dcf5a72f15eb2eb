import type { Command } from "commander";
import type { Answered } from "../project/project.ts";
import type { CellList } from "../query/cell-list.ts";
import { withoutColumns } from "./cell-flags.ts";
import type { Context } from "./context.ts";
import { addFlags, askFlags, outputFlags } from "./flags.ts";
import { cellListTable } from "./format/cell-list-table.ts";
import { flatCellList } from "../format/flat-measures.ts";
import { document } from "../format/json.ts";
import { type Opened, openAsked, showSql } from "./opened.ts";
import { type Printable, print } from "./output.ts";
import type { FlagValues } from "./request.ts";

/** What a measure's command prints, and the statements behind it. */
export interface Measurement {
  readonly statements: Answered<unknown>["statements"];
  readonly printable: Printable;
}

/** Gives a command the files and flags of every question, and prints what `measure` answers; files are
 * opened as with the `defaults`, where flags do not say otherwise. */
export function measureCommand(
  context: Context,
  command: Command,
  measure: (opened: Opened, flags: FlagValues) => Promise<Measurement>,
  defaults: FlagValues = {},
): Command {
  command.argument("[files...]", "as for smac report; without files, the project of this folder");
  addFlags(command, [...askFlags, ...outputFlags]);
  return command.action(async (files: readonly string[], given: FlagValues) => {
    const flags = withoutColumns(files, given);
    const opened = await openAsked(context, files, { ...defaults, ...flags });
    try {
      const { statements, printable } = await measure(opened, flags);
      showSql(context, flags, statements);
      await print(context, flags, printable);
    } finally {
      await opened.close();
    }
  });
}

/** An answer as JSON: its parts in their order, numbers unrounded. */
export function answerJson(answer: object): string {
  return document(answer as Readonly<Record<string, unknown>>);
}

/** The list of a cell in every format. */
export function listed({ answer, statements }: Answered<CellList>): Measurement {
  return {
    statements,
    printable: {
      name: answer.measure,
      text: (options) => cellListTable(answer, options),
      json: () => answerJson(answer),
      flat: () => flatCellList(answer),
    },
  };
}
