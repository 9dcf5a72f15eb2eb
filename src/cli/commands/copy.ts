import { Command } from "commander";
import { countText } from "../../format/numbers.ts";
import { counted } from "../../text/counted.ts";
import { formatInstant } from "../../time/instant.ts";
import { type Context, say } from "../context.ts";
import { storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac copy`: a project's store to ClickHouse, or back into a file. */
export function copyCommand(context: Context): Command {
  const command = new Command("copy")
    .summary("copy the project's store to ClickHouse, or back into a file")
    .description(
      "Copies everything in the project's store to another place: from a file to ClickHouse, or from ClickHouse to a file. Into ClickHouse only what is new or other travels. What is in use there is replaced when all has arrived and is verified. Can be stopped at any time: the next copy goes on. With ?raw_days=400 at the end of the address, rows as they were received are kept there for so many days; no number needs them there.",
    )
    .option("--to <place>", "where to: clickhouse://USER@HOST:8123/DATABASE, or a file")
    .option("--from <place>", "where from, into the project's store")
    .addHelpText(
      "after",
      `\nExample:\n  smac copy --to 'clickhouse://smac:\${env:CLICKHOUSE_PASSWORD}@localhost:8123/smac'`,
    );
  storeFlags(command);
  return command.action(async (flags: FlagValues) => {
    const { copyStore } = await import("../../project/copy-store.ts");
    const { stderr } = context.effects;
    const receipt = await copyStore(
      (flags["project"] as string | undefined) ?? ".",
      {
        effects: context.effects,
        note: (text) => say(context, `smac: ${text}`),
        waitSeconds: Number(flags["wait"] ?? 5),
        command: "smac copy",
      },
      {
        to: flags["to"] as string | undefined,
        from: flags["from"] as string | undefined,
        onProgress({ table, rows, of }) {
          if (stderr.isTTY) stderr.write(`\r\u001b[Ksmac: ${table}: ${countText(rows)} of ${counted(of, "row")}`);
        },
      },
    );
    if (stderr.isTTY) stderr.write("\r\u001b[K");
    context.effects.stdout.write(
      receipt.changed
        ? `copied ${counted(receipt.rows, "row")} that were new or other: all ${counted(receipt.tables, "table")} are there, verified\n`
        : "nothing new: the same is there already\n",
    );
    if (receipt.rowsSince !== null)
      context.effects.stdout.write(
        `rows as received are kept there since ${formatInstant(receipt.rowsSince).slice(0, 10)}\n`,
      );
  });
}
