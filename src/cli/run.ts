import { CommanderError } from "commander";
import type { Effects } from "../effects.ts";
import type { Context } from "./context.ts";
import { errorText, exitCodeOf } from "./print-error.ts";
import { program } from "./program.ts";

/**
 * Runs one command line and gives its exit code: 0 done, 1 failed, 2 wrong usage
 * or input, 3 partly done, 130 stopped by the person. Data goes to stdout, talk
 * to stderr.
 */
export async function run(args: readonly string[], effects: Effects, version: string): Promise<number> {
  const context: Context = { effects, exitCode: 0, inputs: [] };
  const root = program(context, version);
  try {
    await root.parseAsync(args, { from: "user" });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.help") {
      effects.stderr.write(root.helpInformation());
      return 2;
    }
    if (error instanceof CommanderError) return usage(context, error);
    if (effects.signal.aborted) {
      effects.stderr.write("smac: stopped; nothing half-done is left behind\n");
      return 130;
    }
    effects.stderr.write(`${errorText(error)}\n`);
    return exitCodeOf(error);
  }
}

function usage(context: Context, error: CommanderError): number {
  if (error.exitCode === 0) return 0;
  const message = error.message.replace(/^error: /, "").replaceAll("\n", "\n  ");
  context.effects.stderr.write(
    `smac: ${message}\n  smac --help lists the commands, smac COMMAND --help their flags\n  [USAGE_WRONG]\n`,
  );
  return 2;
}
