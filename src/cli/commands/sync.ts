import { Command, Option } from "commander";
import { SmacError } from "../../errors.ts";
import type { SyncPlan } from "../../sync/plan.ts";
import type { SyncEvent, SyncOptions, SyncReceipt } from "../../sync/sync-work.ts";
import { parseInstant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import { type Context, say } from "../context.ts";
import { tame } from "../../format/display-width.ts";
import { outcomeLine, planText, progressText, receiptJson } from "../format/sync-lines.ts";
import { textOptions } from "../output.ts";
import { errorText } from "../print-error.ts";
import { openNamed, storeFlags } from "../project-flags.ts";
import type { FlagValues } from "../request.ts";

/** `smac sync`: what is new in the connected systems into the store. */
export function syncCommand(context: Context): Command {
  const command = new Command("sync")
    .summary("read what is new in the connected systems into the store")
    .description(
      "Reads what is new in the systems that smac.yml connects to: all of it, or some. A stream that fails does not stop the others. Can be stopped at any time: the next sync goes on.",
    )
    .option("--source <names...>", "only these connections of smac.yml")
    .option("--stream <names...>", "only these streams, e.g. books.invoices")
    .option("--full", "read everything again, whatever was read before; rows that are gone are found")
    .option("--since <instant>", "only rows since then, where the system can say so, e.g. 2026-01-01")
    .option("--dry-run", "only say how many calls it would make, and how many are left")
    .option("--quiet", "no progress and no notes")
    .addOption(new Option("--json", "print what was done as JSON"))
    .addHelpText(
      "after",
      "\nExamples:\n  smac sync\n  smac sync --source books --dry-run\n  smac sync --stream books.invoices --full",
    );
  storeFlags(command);
  return command.action(async (flags: FlagValues) => {
    const project = await openNamed(context, flags, "sync");
    const progress = progressLines(context, flags);
    try {
      const options: SyncOptions = {
        ...(flags["source"] === undefined ? {} : { sources: flags["source"] as readonly string[] }),
        ...(flags["stream"] === undefined ? {} : { streams: flags["stream"] as readonly string[] }),
        ...(flags["since"] === undefined ? {} : { since: sinceOf(flags["since"] as string, project.model.timezone) }),
        full: flags["full"] === true,
        signal: context.effects.signal,
      };
      if (flags["dryRun"] === true) showPlan(context, flags, await project.planSync(options));
      else showReceipt(context, flags, await project.sync({ ...options, onEvent: progress.show }));
    } finally {
      progress.clear();
      await project.close();
    }
  });
}

function sinceOf(text: string, timezone: string): number {
  const at = parseInstant(text, openZone(timezone));
  if (at !== null) return at;
  throw new SmacError("USAGE_BAD_INSTANT", `--since: “${text}” is no instant`, {
    hint: "write for example 2026-01-01",
  });
}

function showReceipt(context: Context, flags: FlagValues, receipt: SyncReceipt): void {
  if (flags["json"] === true) context.effects.stdout.write(`${receiptJson(receipt)}\n`);
  if (flags["quiet"] !== true) for (const note of receipt.notes) say(context, `smac: ${tame(note)}`);
  if (receipt.state === "failed") context.exitCode = 1;
  else if (receipt.state === "partial" || receipt.streams.some(({ rejected }) => rejected > 0)) context.exitCode = 3;
}

function showPlan(context: Context, flags: FlagValues, plan: SyncPlan): void {
  const { stdout, stderr } = context.effects;
  if (flags["json"] === true) {
    const plain = plan.connections.map(({ error, ...rest }) => ({
      ...rest,
      error: error === null ? null : { code: error.code, message: error.message, hint: error.hint ?? null },
    }));
    stdout.write(`${JSON.stringify({ connections: plain }, null, 1)}\n`);
  } else stdout.write(planText(plan, textOptions(context, flags)));
  for (const { error } of plan.connections) if (error !== null) stderr.write(`${errorText(error)}\n`);
  const failed = plan.connections.filter(({ error }) => error !== null).length;
  if (failed > 0) context.exitCode = failed === plan.connections.length ? 1 : 3;
}

interface Progress {
  readonly show: (event: SyncEvent) => void;
  readonly clear: () => void;
}

const everyMicroseconds = { live: 100_000, plain: 10_000_000 };

/** Streams that are done, a line each; how far the others are, on one line of a terminal, else now and then. */
function progressLines(context: Context, flags: FlagValues): Progress {
  const { stdout, stderr } = context.effects;
  const now = (): number => context.effects.now();
  const quiet = flags["quiet"] === true;
  let live = false;
  let last = now();
  const told = new Set<string>();
  const clear = (): void => {
    if (live) stderr.write("\r\u001b[K");
    live = false;
  };
  const done = ({ outcome }: SyncEvent): void => {
    clear();
    if (outcome === null) return;
    if (flags["json"] !== true) stdout.write(`${tame(outcomeLine(outcome))}\n`);
    if (!quiet) for (const note of outcome.notes) say(context, `smac: ${tame(note)}`);
    const text = outcome.error === null ? "" : errorText(outcome.error);
    // A connection that cannot be opened fails all its streams for one reason.
    if (text !== "" && !told.has(text)) say(context, text);
    told.add(text);
  };
  return {
    clear,
    show(event) {
      if (event.step === "done") return done(event);
      const every = stderr.isTTY ? everyMicroseconds.live : everyMicroseconds.plain;
      if (quiet || (now() - last < every && event.step !== "deriving")) return;
      last = now();
      const text = tame(`smac: ${progressText(event)}`);
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[K${text.slice(0, stderr.columns - 1)}`);
        live = true;
      } else if (event.step !== "deriving") say(context, text);
    },
  };
}
