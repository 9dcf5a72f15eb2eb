import type { Command } from "commander";
import { SmacError } from "../errors.ts";
import type { Project } from "../project/open-project.ts";
import { type Context, say } from "./context.ts";
import type { FlagValues } from "./request.ts";

/** The flags of every command that works on a project's store. */
export function storeFlags(command: Command): Command {
  return command
    .option("--project <dir>", "the folder with smac.yml", ".")
    .option("--wait <seconds>", "how long to wait while another command holds the store", "5");
}

/** The project that the flags name. */
export async function openNamed(context: Context, flags: FlagValues, command: string): Promise<Project> {
  const { openProject } = await import("../project/open-project.ts");
  const wait = Number(flags["wait"] ?? 5);
  if (!Number.isFinite(wait) || wait < 0)
    throw new SmacError("USAGE_BAD_WAIT", `--wait: “${String(flags["wait"])}” is no number of seconds`, {
      hint: "for example --wait 60",
    });
  return openProject((flags["project"] as string | undefined) ?? ".", {
    effects: context.effects,
    note: (text) => say(context, `smac: ${text}`),
    waitSeconds: wait,
    command: `smac ${command}`,
  });
}
