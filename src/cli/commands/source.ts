import { Command } from "commander";
import type { SettingAbout } from "../../project/systems.ts";
import type { SourceType } from "../../sources/kit/source.ts";
import type { Context } from "../context.ts";
import { wrap } from "../../format/display-width.ts";
import type { TextOptions } from "../format/style.ts";
import { textTable } from "../format/text-table.ts";
import { widthsFor, wrappedRows } from "../format/wrapped-rows.ts";
import { textOptions } from "../output.ts";
import type { FlagValues } from "../request.ts";

/** `smac source`: the systems that can be connected, and what their rows mean. */
export function sourceCommand(context: Context): Command {
  const command = new Command("source")
    .summary("the systems that can be connected, and what their rows mean")
    .description(
      "Lists the systems that a project can be connected to, or shows one: how to sign in, what is read, and what it means.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  smac source list\n  smac source show zoho-books\n  smac source show ajera --yaml --name firm",
    );
  command.addCommand(listCommand(context), { isDefault: true });
  command.addCommand(showCommand(context));
  return command;
}

function listCommand(context: Context): Command {
  return new Command("list").summary("every system there is").action(async () => {
    const { systems } = await import("../../project/systems.ts");
    const rows = systems().map(({ type, aliases, title, streams }) => [
      [type, ...aliases].join(", "),
      title,
      String(streams.length),
    ]);
    const columns = [{ header: "type" }, { header: "system" }, { header: "streams", align: "right" as const }];
    context.effects.stdout.write(`${textTable(columns, rows, textOptions(context, {})).trimEnd()}\n`);
  });
}

function showCommand(context: Context): Command {
  return new Command("show")
    .summary("one system: what is asked, what is read, what it means")
    .argument("<type>", "e.g. zoho-books")
    .option("--yaml", "only the meaning, as it would stand in smac.yml")
    .option("--name <name>", "the connection's name in it (default: the type)")
    .action(async (word: string, flags: FlagValues) => {
      const systems = await import("../../project/systems.ts");
      const type = systems.systemNamed(word);
      const yaml = systems.meaningYaml(type, (flags["name"] as string | undefined) ?? type.type);
      const text = flags["yaml"] === true ? yaml : page(context, { type, settings: systems.settingsOf(type), yaml });
      context.effects.stdout.write(`${text.trimEnd()}\n`);
    });
}

function page(
  context: Context,
  about: { readonly type: SourceType; readonly settings: readonly SettingAbout[]; readonly yaml: string },
): string {
  const { type, yaml } = about;
  const options = textOptions(context, {});
  const width = Math.min(options.width, 100);
  const bullet = (text: string) => wrap(text, width - 2).map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
  const signIn = type.signIn.flatMap((way) => [
    `${way.title} (--way ${way.name})`,
    ...way.steps.flatMap(bullet),
    ...bullet(
      `asked: ${way.asks.map(({ ask, optional }) => (optional === true ? `${ask} (optional)` : ask)).join(", ")}`,
    ),
    "",
  ]);
  const settings = about.settings.map((one) => [one.name, one.needed ? "yes" : "", one.about]);
  const streams = type.streams.map(({ name, about, needs, standard }) => [
    standard === false ? `${name} *` : name,
    about,
    needs,
  ]);
  const some = type.streams.some(({ standard }) => standard === false);
  return [
    `${type.title} — type: ${[type.type, ...type.aliases].join(" or ")}`,
    "",
    ...wrap(type.about, width),
    "",
    "HOW TO SIGN IN",
    "",
    ...signIn,
    "SETTINGS under sources.NAME",
    "",
    wrappedTable(["key", "needed", "meaning"], settings, { ...options, width }),
    "",
    "WHAT IS READ",
    "",
    wrappedTable(["stream", "rows", "needs"], streams, { ...options, width }),
    ...(some ? ["", "* only when smac.yml names it under streams"] : []),
    "",
    "WHAT IT MEANS",
    "",
    ...type.meaning.words.flatMap(bullet),
    "",
    "THE SAME IN smac.yml (every line can be written there and changed)",
    "",
    yaml.trimEnd(),
  ].join("\n");
}

function wrappedTable(headers: readonly string[], rows: readonly (readonly string[])[], options: TextOptions): string {
  const lines = wrappedRows(rows, widthsFor([headers, ...rows], options.width));
  return textTable(
    headers.map((header) => ({ header })),
    lines,
    options,
  ).trimEnd();
}
