import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Scope } from "../../server/tokens.ts";
import { type Context, say } from "../context.ts";
import { textTable } from "../format/text-table.ts";
import { textOptions } from "../output.ts";
import type { FlagValues } from "../request.ts";

/** `smac token`: who may ask a project that is served. */
export function tokenCommand(context: Context): Command {
  const command = new Command("token")
    .summary("tokens for programs that ask smac serve")
    .description(
      "Makes, lists and revokes the tokens of a project that is served. A token is shown once, when it is made; only its hash is kept, in .smac/tokens.json.",
    )
    .addHelpText(
      "after",
      "\nScopes: read asks, write also imports and syncs, admin also makes tokens and reads the audit log.\n\nExamples:\n  smac token create reader --scope read\n  smac token list\n  smac token revoke reader",
    );
  command.addCommand(createCommand(context));
  command.addCommand(listCommand(context), { isDefault: true });
  command.addCommand(revokeCommand(context));
  return command;
}

function createCommand(context: Context): Command {
  return withProject(new Command("create"))
    .summary("make a token, and show it this once")
    .argument("<name>", "what it is for")
    .addOption(new Option("--scope <scope>", "what it allows").choices(["read", "write", "admin"]).default("read"))
    .action(async (name: string, flags: FlagValues) => {
      const tokens = await tokensOf(context, flags);
      const { token, text } = tokens.create(name, flags["scope"] as Scope, context.effects.now());
      context.effects.stdout.write(`${text}\n`);
      say(context, `smac: token “${token.name}” (${token.scope}); keep it now, it is not shown again`);
    });
}

function listCommand(context: Context): Command {
  return withProject(new Command("list"))
    .summary("every token, without its secret")
    .action(async (flags: FlagValues) => {
      const rows = (await tokensOf(context, flags))
        .list()
        .map(({ id, name, scope, created, lastUsed }) => [name, id, scope, shown(created), shown(lastUsed)]);
      const columns = ["name", "id", "scope", "created", "last used"].map((header) => ({ header }));
      const text = rows.length === 0 ? "no tokens" : textTable(columns, rows, textOptions(context, {})).trimEnd();
      context.effects.stdout.write(`${text}\n`);
    });
}

function revokeCommand(context: Context): Command {
  return withProject(new Command("revoke"))
    .summary("a token that is good for nothing from now on")
    .argument("<name>", "its name or its id")
    .action(async (name: string, flags: FlagValues) => {
      const { name: revoked, scope } = (await tokensOf(context, flags)).revoke(name);
      say(context, `smac: revoked “${revoked}” (${scope})`);
    });
}

function withProject(command: Command): Command {
  return command.option("--project <dir>", "the folder with smac.yml", ".");
}

async function tokensOf({ effects }: Context, flags: FlagValues) {
  const folder = resolve(effects.cwd, flags["project"] as string);
  const { projectFolder, openTokens } = await import("../../server/tokens.ts");
  return openTokens(projectFolder(folder));
}

function shown(instant: string | null): string {
  return instant === null ? "never" : instant.slice(0, 16).replace("T", " ");
}
