import { Command } from "commander";
import type { StoreStatus } from "../../store/store.ts";
import { formatInstant } from "../../time/instant.ts";
import type { Context } from "../context.ts";
import { connectionTable, filesTable } from "../format/status-tables.ts";
import { textOptions } from "../output.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac status`: what the store holds. */
export function statusCommand(context: Context): Command {
  const command = new Command("status")
    .summary("what the project's store holds, and how fresh it is")
    .description(
      "Prints what is in the store: of files, how many and the last load; of connections, each stream with its rows, how fresh it is, the last trouble, and how many calls are left.",
    )
    .option("--json", "print it as JSON");
  storeFlags(command);
  return command.action(async (flags: FlagValues) => {
    const project = await openNamed(context, flags, "status");
    try {
      const status = await project.status();
      const { stdout } = context.effects;
      if (flags["json"] === true) stdout.write(`${JSON.stringify(status, null, 1)}\n`);
      else stdout.write(statusText(context, flags, status));
    } finally {
      await project.close();
    }
  });
}

function statusText(context: Context, flags: FlagValues, status: StoreStatus): string {
  const options = textOptions(context, flags);
  const now = context.effects.now();
  const files = status.sources.length > 0 || status.connections.length === 0 ? [filesTable(status, options)] : [];
  const connections = status.connections.map((one) => connectionTable(one, now, options));
  const notes = [
    ...(status.outdated ? ["smac.yml changed since: the next report or import derives the facts again"] : []),
    ...(status.unfinished.length > 0
      ? [`the last import of ${status.unfinished.join(", ")} did not come to its end: smac import goes on with it`]
      : []),
    ...(status.unfinished.length === 0 && status.pendingLoads > 0
      ? ["the last sync was stopped before its end: run it again"]
      : []),
    ...(status.rowsSince === null
      ? []
      : [
          `rows are those that came since ${formatInstant(status.rowsSince).slice(0, 10)}: older ones are kept here no longer, and every number still counts them`,
        ]),
  ];
  return `${[...files, ...connections].join("\n")}\n${notes.map((n) => `\n${n}`).join("")}${notes.length > 0 ? "\n" : ""}`;
}
