import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { flatLedger, ledgerRows } from "../../format/flat-ledger.ts";
import { textTable } from "../format/text-table.ts";
import { addFlags, outputFlags } from "../flags.ts";
import { print } from "../output.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac ledger`: past numbers that changed: was, is, when, which load. */
export function ledgerCommand(context: Context): Command {
  const command = new Command("ledger")
    .summary("past numbers that changed: was, is, when, by which load")
    .description("Lists the numbers of complete periods that a later import changed, latest first.")
    .option("--definition <name>", "only this definition")
    .option("--load <id>", "only changes by this load")
    .addHelpText("after", "\nExample:\n  smac ledger --definition stage-rate");
  storeFlags(command);
  addFlags(command, outputFlags);
  return command.action(async (flags: FlagValues) => {
    const load = flags["load"] === undefined ? undefined : Number(flags["load"]);
    if (load !== undefined && !Number.isInteger(load))
      throw new SmacError("USAGE_BAD_LOAD", `--load: “${String(flags["load"])}” is no load's number`, {
        hint: "smac status shows the loads",
      });
    const project = await openNamed(context, flags, "ledger");
    try {
      const rows = await project.ledger({
        ...(flags["definition"] === undefined ? {} : { definition: flags["definition"] as string }),
        ...(load === undefined ? {} : { loadId: load }),
      });
      const flat = flatLedger(rows);
      await print(context, flags, {
        name: "ledger",
        text: (options) =>
          rows.length === 0
            ? "no past number has changed since it was first recorded"
            : textTable(
                flat.columns.map((c) => ({
                  header: c.name.replaceAll("_", " "),
                  align: c.type === "number" ? ("right" as const) : ("left" as const),
                })),
                flat.rows.map((row) => row.map((v) => (v === null ? "—" : String(v)))),
                options,
              ),
        json: () => JSON.stringify(ledgerRows(rows), null, 1),
        flat: () => flat,
      });
    } finally {
      await project.close();
    }
  });
}
