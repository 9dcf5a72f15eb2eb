import { Command } from "commander";
import { checkCommand } from "./commands/check.ts";
import { clustersCommand } from "./commands/clusters.ts";
import { connectCommand } from "./commands/connect.ts";
import { completionCommand } from "./commands/completion.ts";
import { copyCommand } from "./commands/copy.ts";
import { demoCommand } from "./commands/demo.ts";
import { explainCommand } from "./commands/explain.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { deleteCommand, mergeCommand, restoreCommand } from "./commands/keys.ts";
import { ledgerCommand } from "./commands/ledger.ts";
import { presetsCommand } from "./commands/presets.ts";
import { reportCommand } from "./commands/report.ts";
import { serveCommand } from "./commands/serve.ts";
import { sourceCommand } from "./commands/source.ts";
import { sqlCommand } from "./commands/sql.ts";
import { statusCommand } from "./commands/status.ts";
import { syncCommand } from "./commands/sync.ts";
import { tokenCommand } from "./commands/token.ts";
import { levelsCommand } from "./commands/levels.ts";
import { matrixCommand } from "./commands/matrix.ts";
import { retentionCommand } from "./commands/retention.ts";
import { stickinessCommand } from "./commands/stickiness.ts";
import { transitionsCommand } from "./commands/transitions.ts";
import type { Context } from "./context.ts";

/** Every command, in the order that help shows them. */
const commands: readonly ((context: Context) => Command)[] = [
  reportCommand,
  clustersCommand,
  explainCommand,
  transitionsCommand,
  retentionCommand,
  levelsCommand,
  stickinessCommand,
  matrixCommand,
  sqlCommand,
  presetsCommand,
  demoCommand,
  initCommand,
  checkCommand,
  importCommand,
  sourceCommand,
  connectCommand,
  syncCommand,
  statusCommand,
  copyCommand,
  ledgerCommand,
  mergeCommand,
  deleteCommand,
  restoreCommand,
  serveCommand,
  tokenCommand,
  completionCommand,
];

/** The whole command line over one outside world. */
export function program(context: Context, version: string): Command {
  const root = new Command("smac")
    .description(
      "How many of your customers, or groups of customers, were really active each month, in every stage of their journey.",
    )
    .version(version, "-V, --version", "print the version")
    .addHelpText(
      "after",
      `
First steps:
  smac demo               a generated company to try everything on
  smac report FILE        the numbers of a file of your own; columns are guessed, and each guess is told
  smac init               a project from the files in this folder
  smac COMMAND --help     the flags of a command, with examples`,
    )
    .showHelpAfterError(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.effects.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(context.effects.stdout.columns, 110),
    });
  for (const make of commands) root.addCommand(inherit(make(context), root));
  return root;
}

/** Added commands do not take over their parent's settings by themselves. */
function inherit(command: Command, root: Command): Command {
  command.copyInheritedSettings(root);
  for (const child of command.commands) inherit(child, root);
  return command;
}
