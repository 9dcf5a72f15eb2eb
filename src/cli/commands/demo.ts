import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { SmacError } from "../../errors.ts";
import { counted } from "../../text/counted.ts";
import { formatInstant } from "../../time/instant.ts";
import { type Context, say } from "../context.ts";
import { tame } from "../../format/display-width.ts";
import type { SyncEvent } from "../../sync/sync-work.ts";
import { progressText } from "../format/sync-lines.ts";
import { reportTable } from "../format/table.ts";
import { textOptions } from "../output.ts";

interface DemoFlags {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  readonly force?: boolean;
  readonly from?: string;
}

/** `smac demo`: a realistic company to try everything on. */
export function demoCommand(context: Context): Command {
  return new Command("demo")
    .summary("make a realistic company to try everything on, and print its report")
    .description(
      "Writes the files of a generated company and a smac.yml that says what they mean, reads them into a store, and prints the stage-by-stage monthly table. The same options give the same company everywhere.",
    )
    .argument("[folder]", "where to write it", "smac-demo")
    .option("--customers <n>", "how many customers, 200 to 100000", whole, 400)
    .option("--months <n>", "how many months of history, 8 to 60", whole, 18)
    .option("--seed <n>", "another seed, another company", whole, 1)
    .option("--from <system>", "read it from a system that stands in for zoho-books, ajera or certinia")
    .option("--force", "replace the files of an earlier demo")
    .addHelpText(
      "after",
      "\nExamples:\n  smac demo\n  smac demo big --customers 20000\n  smac demo books --from zoho-books\n  cd smac-demo && smac clusters --rank support",
    )
    .action(async (folder: string, flags: DemoFlags) => {
      if (flags.from !== undefined) return demoFrom(context, folder, flags, flags.from);
      const { effects } = context;
      const path = resolve(effects.cwd, folder);
      const again =
        flags.force !== true && existsSync(resolve(path, "smac.yml")) && existsSync(resolve(path, "events.csv"));
      if (again) say(context, `smac: the company in “${folder}” is there already (--force makes it anew)`);
      else await write(context, folder, path, flags);
      const { openProject } = await import("../../project/open-project.ts");
      const project = await openProject(path, { effects, note: () => {} });
      try {
        await project.import();
        const { answer } = await project.report({ now: "2026-11-16T00:00:00Z" });
        effects.stdout.write(`${reportTable(answer, textOptions(context, {})).trimEnd()}\n`);
      } finally {
        await project.close();
      }
      const smac = effects.env["npm_lifecycle_event"] === "start" ? "npm start --" : "smac";
      const where = effects.env["npm_lifecycle_event"] === "start" ? ` --project ${folder}` : "";
      say(
        context,
        `\nNext${where === "" ? `, in the folder “${folder}”` : ""}:\n  ${smac} explain${where} --from 2026-06 --to 2026-10        why the rate fell\n  ${smac} clusters${where} --in 2026-10 --of-stage customer --status dormant\n  ${smac} clusters${where} --rank support                    who needs support, and why`,
      );
    });
}

/** The company out of a system: written there, synced from there, told from here. */
async function demoFrom(context: Context, folder: string, flags: DemoFlags, from: string): Promise<void> {
  const { effects } = context;
  const path = resolve(effects.cwd, folder);
  if (flags.force !== true && existsSync(resolve(path, "smac.yml")))
    throw new SmacError("USAGE_EXISTS", `there is a smac.yml in “${folder}” already`, {
      hint: "name another folder, or replace it with --force",
    });
  const { startDemoSystem } = await import("../../project/demo-system.ts");
  const { customers, months, seed } = flags;
  const system = await startDemoSystem(from, { folder, options: { customers, months, seed }, effects });
  try {
    say(
      context,
      `smac: a system stands in for ${from} on this machine, with ${counted(customers, "customer")}; reading it`,
    );
    const { openProject } = await import("../../project/open-project.ts");
    const project = await openProject(path, { effects: { ...effects, env: system.env }, note: () => {} });
    try {
      const { streams } = await project.sync({ onEvent: streamAtHand(context) });
      if (effects.stderr.isTTY) effects.stderr.write("\r\u001b[K");
      const rows = streams.reduce((sum, stream) => sum + stream.inserted, 0);
      const calls = streams.reduce((sum, stream) => sum + stream.calls, 0);
      say(
        context,
        `smac: ${counted(rows, "row")} of ${counted(streams.length, "stream")} in ${counted(calls, "call")}`,
      );
      const { answer } = await project.report({ now: formatInstant(system.now) });
      effects.stdout.write(`${reportTable(answer, textOptions(context, {})).trimEnd()}\n`);
    } finally {
      await project.close();
    }
  } finally {
    await system.close();
  }
  say(
    context,
    `\nThe system has stopped; its rows are in “${folder}”. Next:\n  smac source show ${from}\n  smac report --project ${folder}`,
  );
}

/** On a terminal, the stream that is read, on one line that is written over. */
function streamAtHand({ effects }: Context): (event: SyncEvent) => void {
  const { stderr } = effects;
  let shown = { at: 0, stream: "" };
  return (event) => {
    const now = effects.now();
    const isSoon = event.stream === shown.stream && now - shown.at < 100_000;
    if (!stderr.isTTY || event.step === "done" || isSoon) return;
    shown = { at: now, stream: event.stream };
    stderr.write(`\r\u001b[K${tame(`smac: ${progressText(event)}`).slice(0, stderr.columns - 1)}`);
  };
}

async function write(context: Context, folder: string, path: string, flags: DemoFlags): Promise<void> {
  const { writeCompany } = await import("../../demo/write.ts");
  const { stderr, signal } = context.effects;
  const written = await writeCompany(
    path,
    { customers: flags.customers, months: flags.months, seed: flags.seed, overwrite: flags.force === true, signal },
    ({ accounts, of, rows }) => {
      if (stderr.isTTY)
        stderr.write(
          `\r\u001b[Ksmac: writing the company: ${counted(accounts, "customer")} of ${of}, ${counted(rows, "row")}`,
        );
    },
  );
  if (stderr.isTTY) stderr.write("\r\u001b[K");
  say(
    context,
    `smac: wrote ${counted(written.rows, "row")} about ${counted(flags.customers, "customer")} into “${folder}”`,
  );
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It is a whole number.");
  return Number(text);
}
