import { Command } from "commander";
import { presets } from "../../model/presets.ts";
import type { Context } from "../context.ts";
import { textTable } from "../format/text-table.ts";
import { textOptions } from "../output.ts";

/** `smac presets`: the ten published definitions. */
export function presetsCommand(context: Context): Command {
  return new Command("presets")
    .summary("the ten published definitions of SMAC")
    .description("Lists the definitions that --definition and smac.yml know by name.")
    .action(() => {
      const rows = Object.entries(presets).map(([name, preset]) => [name, preset.says, preset.denominator ?? "none"]);
      context.effects.stdout.write(
        `${textTable([{ header: "name" }, { header: "the number" }, { header: "out of" }], rows, textOptions(context, {}))}\n`,
      );
    });
}
