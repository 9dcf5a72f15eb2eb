// Writes what the pages say about commands and keys from the program itself:
// docs/cli.md, docs/openapi.json and docs/smac.schema.json whole, and the reference in docs/project.md between its marks.
// With --check it writes nothing and fails when a page is not as it would be.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { clientTypes } from "./client-types.mjs";
import { build, root, say, stop } from "./prepare.mjs";

if (!build()) stop("the program could not be built; the compiler's messages are above");
const load = (file) => import(pathToFileURL(path.join(root, "dist", file)).href);
const { program } = await load("cli/program.js");
const { modelJsonSchema } = await load("model/schema.js");
const { projectJsonSchema } = await load("model/connection.js");
const { sourceTypes } = await load("sources/source-types.js");
const { openApiDocument } = await load("server/openapi.js");

/** The heading of flags that are one command's own. */
const ownFlags = "Flags:";
const check = process.argv.includes("--check");
const pages = {
  "docs/cli.md": () => commandsPage(),
  "web/src/api/schema.ts": () => clientTypes(openApiDocument()),
  "docs/openapi.json": () => `${JSON.stringify(openApiDocument(), null, 1)}\n`,
  "docs/smac.schema.json": () => `${JSON.stringify(projectJsonSchema(sourceTypes), null, 1)}\n`,
  "docs/project.md": (page) => between(page, keysReference(modelJsonSchema())),
};
for (const [name, write] of Object.entries(pages)) {
  const file = path.join(root, name);
  const is = existsSync(file) ? readFileSync(file, "utf8").replaceAll("\r\n", "\n") : "";
  const wanted = write(is);
  if (is === wanted) continue;
  if (!check) writeFileSync(file, wanted);
  say(check ? `${name} is not what the program says: run node scripts/generate-docs.mjs` : `wrote ${name}`);
  if (check) process.exitCode = 1;
}

/** Every command with its arguments, flags and examples, from the help data of the program. */
function commandsPage() {
  const silent = { write() {}, isTTY: false, columns: 110 };
  const commands = program({ effects: { stdout: silent, stderr: silent }, exitCode: 0 }, "0").commands;
  const shared = sharedGroups(commands);
  const text = [
    "# Commands",
    "",
    "<!-- Written by scripts/generate-docs.mjs from the program's own help: change the program, not this page. -->",
    "",
    "Data goes to stdout, talk to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 partly done, 130 stopped. `smac COMMAND --help` prints what stands here.",
    "",
    ...table(
      ["command", "does"],
      commands.map((c) => [`[\`smac ${c.name()}\`](#smac-${c.name()})`, c.summary() || c.description()]),
    ),
    ...commands.flatMap((command) => commandSection(command, shared)),
    "## Flags of questions",
    "",
    "`report`, `clusters`, `explain`, `transitions`, `retention`, `levels`, `stickiness`, `matrix` and `sql` share these. What is not given falls to the definition, then to the project, then to the defaults of [definitions](definitions.md).",
    "",
    ...[...shared].flatMap(([heading, options]) => [`### ${heading.replace(/:$/, "")}`, "", ...flagTable(options)]),
  ];
  return `${text.join("\n").trimEnd()}\n`;
}

/** The groups of flags that more than one command has in full: told once, at the end. */
function sharedGroups(commands) {
  const report = commands.find((command) => command.name() === "report");
  return new Map([...groupsOf(report)].filter(([heading]) => heading !== ownFlags));
}

function groupsOf(command) {
  const groups = new Map();
  for (const option of command.options) {
    const heading = option.helpGroupHeading ?? ownFlags;
    groups.set(heading, [...(groups.get(heading) ?? []), option]);
  }
  return groups;
}

function commandSection(command, shared) {
  const args = command.registeredArguments;
  const groups = [...groupsOf(command)];
  const own = groups.filter(([heading]) => !shared.has(heading)).flatMap(([, options]) => options);
  const elsewhere = groups.filter(([heading]) => shared.has(heading)).map(([heading]) => anchor(heading));
  return [
    `## smac ${command.name()}`,
    "",
    ...(command.description() === "" ? [sentence(command.summary())] : [command.description()]),
    "",
    "```text",
    `smac ${command.name()} ${command.usage()}`,
    "```",
    "",
    ...(args.length === 0
      ? []
      : table(
          ["argument", "is"],
          args.map((arg) => [`\`${arg.name()}\``, withDefault(cell(arg.description), arg)]),
        )),
    ...(own.length === 0 ? [] : flagTable(own)),
    ...(elsewhere.length === 0 ? [] : [`And the flags of ${elsewhere.join(", ")}.`, ""]),
    ...after(command),
  ];
}

function flagTable(options) {
  return table(
    ["flag", "meaning"],
    options.map((option) => [
      `\`${option.flags}\``,
      withDefault(withChoices(cell(option.description), option), option),
    ]),
  );
}

function withChoices(text, { argChoices }) {
  return argChoices === undefined ? text : `${text}: ${argChoices.map((choice) => `\`${choice}\``).join(", ")}`;
}

function withDefault(text, { defaultValue }) {
  return defaultValue === undefined || text.includes("(default") ? text : `${text} (default \`${defaultValue}\`)`;
}

/** What help prints after the flags: notes and examples. */
function after(command) {
  const full = [];
  command.configureOutput({ writeOut: (text) => full.push(text) });
  command.outputHelp();
  const text = full.join("").slice(command.helpInformation().length).trim();
  return text === "" ? [] : ["```text", text, "```", ""];
}

/** The keys of smac.yml, level by level, from its JSON Schema. */
function keysReference(schema) {
  return sections(schema, "").join("\n").trimEnd();
}

function sections(node, place) {
  const { properties, required = [] } = node;
  const rows = Object.entries(properties).map(([key, value]) => [
    `\`${key}\``,
    kind(value),
    `${cell(value.description ?? "")}${required.includes(key) ? " (needed)" : ""}`,
  ]);
  const inner = Object.entries(properties).flatMap(([key, value]) => {
    const shape = objectIn(value);
    if (shape === null) return [];
    const to = `${place === "" ? "" : `${place}.`}${key}${shape.named ? ".NAME" : ""}${shape.list ? "[]" : ""}`;
    return sections(shape.node, to);
  });
  return [
    place === "" ? "### The whole file" : `### \`${place}\``,
    "",
    ...(node.description === undefined ? [] : [`${node.description}.`, ""]),
    ...table(["key", "holds", "meaning"], rows),
    ...inner,
  ];
}

/** The object with keys of its own that a value holds, by name, in a list, or itself; null: none worth a table. */
function objectIn(value) {
  if (value.properties !== undefined) return { node: value, named: false, list: false };
  if (value.items !== undefined && value.items.properties !== undefined)
    return { node: value.items, named: false, list: true };
  if (typeof value.additionalProperties === "object") {
    const held = objectIn(value.additionalProperties);
    return held === null ? null : { ...held, named: true, list: false };
  }
  if (value.anyOf === undefined || value.anyOf.some((one) => one.type === "string")) return null;
  return value.anyOf.map(objectIn).find((one) => one !== null && !one.list) ?? null;
}

function kind(value) {
  if (value.enum !== undefined) return value.enum.map((one) => `\`${one}\``).join(", ");
  if (value.anyOf !== undefined) return value.anyOf.map(kind).join(" or ");
  if (value.type === "array")
    return `list of ${kind(value.items)
      .replace(/^text$/, "texts")
      .replace(/^keys$/, "entries")}`;
  if (value.type === "object")
    return value.properties === undefined ? `names with ${kind(value.additionalProperties)} each` : "keys";
  return { string: "text", integer: "whole number", boolean: "true or false" }[value.type] ?? value.type;
}

function between(page, reference) {
  const [open, close] = ["<!-- reference: written by scripts/generate-docs.mjs -->", "<!-- end of the reference -->"];
  const [before, rest] = page.split(open);
  if (rest === undefined) stop("docs/project.md has no mark for its reference");
  return `${before}${open}\n\n${reference}\n\n${close}${rest.split(close)[1] ?? "\n"}`;
}

function table(head, rows) {
  return [
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ];
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");
}

function anchor(heading) {
  const name = heading.replace(/:$/, "");
  return `[${name.toLowerCase()}](#${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")})`;
}

function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
