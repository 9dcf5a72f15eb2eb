import { Command } from "commander";
import { formatInstant } from "../../time/instant.ts";
import type { Context } from "../context.ts";
import { countText } from "../format/numbers.ts";
import { textTable } from "../format/text-table.ts";
import { textOptions } from "../output.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac status`: what the store holds. */
export function statusCommand(context: Context): Command {
  const command = new Command("status")
    .summary("what the project's store holds, and how fresh it is")
    .description("Prints, for each source, the files and rows in the store and the last load.")
    .option("--json", "print it as JSON");
  storeFlags(command);
  return command.action(async (flags: FlagValues) => {
    const project = await openNamed(context, flags, "status");
    try {
      const status = await project.status();
      if (flags["json"] === true) {
        context.effects.stdout.write(`${JSON.stringify(status, null, 1)}\n`);
        return;
      }
      const table = textTable(
        [
          { header: "source" },
          { header: "files", align: "right" },
          { header: "rows", align: "right" },
          { header: "gone", align: "right" },
          { header: "rejected", align: "right" },
          { header: "last load" },
          { header: "complete through" },
        ],
        status.sources.map((s) => [
          s.source,
          String(s.files),
          countText(s.rows),
          countText(s.forgotten),
          countText(s.rejected),
          s.lastLoad === null ? "never" : formatInstant(s.lastLoad.finished).slice(0, 19).replace("T", " "),
          s.through ?? "—",
        ]),
        textOptions(context, flags),
      );
      const notes = [
        ...(status.outdated ? ["smac.yml changed since: the next report or import derives the facts again"] : []),
        ...(status.pendingLoads > 0 ? ["an import was stopped before its end: smac import goes on"] : []),
      ];
      context.effects.stdout.write(`${table}\n${notes.map((n) => `\n${n}`).join("")}${notes.length > 0 ? "\n" : ""}`);
    } finally {
      await project.close();
    }
  });
}
