import { Command, Option } from "commander";
import type { ImportEvent } from "../../store/import-work.ts";
import { counted } from "../../text/counted.ts";
import { type Context, say } from "../context.ts";
import { countText } from "../../format/numbers.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac import`: the project's files into its store. */
export function importCommand(context: Context): Command {
  const command = new Command("import")
    .summary("read the project's files into its store, only what is new")
    .description(
      "Reads what is new in the files of smac.yml into the store. Files that did not change are passed over; of a changed file only the new and vanished rows are taken. Can be stopped at any time: the next import goes on.",
    )
    .argument("[sources...]", "names of sources in smac.yml (default: all)")
    .addOption(
      new Option("--bad-rows <rule>", "what to do with rows that cannot be read (default: what smac.yml says)").choices(
        ["fail", "skip"],
      ),
    )
    .option("--forget-missing", "also forget the rows of files that are no longer there")
    .addHelpText("after", "\nExamples:\n  smac import\n  smac import events --bad-rows skip");
  storeFlags(command);
  return command.action(async (sources: readonly string[], flags: FlagValues) => {
    const project = await openNamed(context, flags, "import");
    const line = progressLine(context);
    try {
      const receipts = await project.import({
        ...(sources.length > 0 ? { sources } : {}),
        ...(flags["badRows"] === "skip" || flags["badRows"] === "fail" ? { badRows: flags["badRows"] } : {}),
        forgetMissing: flags["forgetMissing"] === true,
        onEvent: line.show,
        signal: context.effects.signal,
      });
      line.clear();
      for (const r of receipts) {
        const speed = r.rowsPerSecond === null ? "" : ` (${countText(r.rowsPerSecond)} rows/s)`;
        const parts = [
          `${counted(r.inserted, "new row")}${speed}`,
          ...(r.forgotten > 0 ? [`${countText(r.forgotten)} gone`] : []),
          ...(r.rejected > 0 ? [`${countText(r.rejected)} rejected`] : []),
        ];
        context.effects.stdout.write(
          `${r.source}: ${r.files.every((f) => f.state === "unchanged") ? "nothing new" : parts.join(", ")}\n`,
        );
        for (const path of r.missing)
          say(context, `smac: “${path}” is no longer there; its rows still count (--forget-missing forgets them)`);
        if (r.rejected > 0) context.exitCode = 3;
      }
    } finally {
      line.clear();
      await project.close();
    }
  });
}

/** Progress on one line of a terminal; nothing elsewhere. */
function progressLine({ effects }: Context): {
  readonly show: (event: ImportEvent) => void;
  readonly clear: () => void;
} {
  const { stderr } = effects;
  let shown = false;
  return {
    show: (event) => {
      if (!stderr.isTTY) return;
      const speed = event.rowsPerSecond === null ? "" : `, ${countText(Math.round(event.rowsPerSecond))} rows/s`;
      const rows = event.rows === null ? "" : ` ${countText(event.rows)} rows`;
      const percent = event.percent === null ? "" : ` ${Math.round(event.percent)} %`;
      const what = event.step === "deriving" ? "deriving the facts" : `${event.source}: ${event.step} ${event.file}`;
      stderr.write(`\r\u001b[Ksmac: ${what}${percent}${rows}${speed}`.slice(0, stderr.columns + 5));
      shown = true;
    },
    clear: () => {
      if (shown) stderr.write("\r\u001b[K");
      shown = false;
    },
  };
}
