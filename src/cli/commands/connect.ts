import { Command } from "commander";
import { SmacError } from "../../errors.ts";
import type { ConnectionsAround, ProjectConnections } from "../../project/connections.ts";
import type { NewConnection } from "../../project/connect.ts";
import type { CheckStep, Credentials, OpenedSource } from "../../sources/kit/source.ts";
import type { ConnectGiven } from "../connect-answers.ts";
import { askedCredentials, askedSettings, chosenWay, pairsOf, refuseUnknownNames } from "../connect-answers.ts";
import { type Context, say } from "../context.ts";
import { tame, wrap } from "../../format/display-width.ts";
import { type Prompter, needsAnswer, prompter } from "../prompt.ts";
import type { FlagValues } from "../request.ts";

/** `smac connect`: sets up the connection to a system, or looks at one. */
export function connectCommand(context: Context): Command {
  const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  return new Command("connect")
    .summary("set up the connection to a system, step by step")
    .description(
      "Asks for what is needed to sign in (smac source show TYPE says where to find it), tries it, and keeps it: secrets encrypted in .smac/secrets.json, the rest in smac.yml. Every question has a flag.",
    )
    .argument("[name]", "what the connection is called in smac.yml, e.g. books")
    .option("--type <type>", "the system, e.g. zoho-books (smac source list)")
    .option("--way <way>", "how to sign in, where there are several ways")
    .option("--set <name=value>", "a setting, or an answer that is no secret; may be repeated", several)
    .option("--secret <name=file>", "an answer that is a secret, in a file; may be repeated", several)
    .option("--port <number>", "the port that the browser's answer comes to, where consent is given there", "8723")
    .option("--check", "only look whether the connection works")
    .option("--forget", "forget its secrets")
    .option("--project <dir>", "the folder with smac.yml", ".")
    .addHelpText(
      "after",
      "\nExamples:\n  smac connect books --type zoho-books\n  smac connect firm --type ajera --set username=api --secret password=pw.txt --secret url=url.txt\n  smac connect books --check",
    )
    .action(async (name: string | undefined, flags: FlagValues) => {
      const { effects } = context;
      const person = await prompter(context);
      const { projectConnections } = await import("../../project/connections.ts");
      const around = projectConnections((flags["project"] as string | undefined) ?? ".", {
        effects,
        note: (text) => say(context, `smac: ${text}`),
        askPassphrase: person === null ? undefined : ({ isNew }) => passphrase(person, isNew),
      });
      if (flags["check"] === true) return checkOne(context, named(name), around);
      if (flags["forget"] === true) return forgetOne(context, named(name), around);
      return connect(context, { name, flags, person, around });
    });
}

function named(name: string | undefined): string {
  if (name !== undefined) return name;
  throw new SmacError("USAGE_NO_NAME", "which connection?", { hint: "for example smac connect books --check" });
}

async function passphrase(person: Prompter, isNew: boolean): Promise<string> {
  if (!isNew) return person.secret("Passphrase of the secrets of this project");
  const first = await person.secret("Secrets are kept encrypted. A passphrase for this project (needed at every sync)");
  const second = await person.secret("Once more");
  if (first === second) return first;
  throw new SmacError("USAGE_PASSPHRASE", "the two passphrases are not the same", { hint: "run this again" });
}

function tellStep(context: Context, step: string): void {
  const width = Math.max(30, Math.min(context.effects.stderr.columns, 100) - 4);
  for (const [index, line] of wrap(step, width).entries()) say(context, `${index === 0 ? "  - " : "    "}${line}`);
}

interface Connecting {
  readonly name: string | undefined;
  readonly flags: FlagValues;
  readonly person: Prompter | null;
  readonly around: ProjectConnections;
}

async function connect(context: Context, connecting: Connecting): Promise<void> {
  const project = await import("../../project/connect.ts");
  const { projectVault } = await import("../../project/connections.ts");
  const { around, flags, person } = connecting;
  const connection = await newConnection(context, connecting);
  const { type } = connection;
  const given = { ...givenPairs(flags), cwd: context.effects.cwd };
  const way = await chosenWay(type, flags["way"] as string | undefined, person);
  if (person !== null) for (const step of way.steps) tellStep(context, step);
  const asked = await askedCredentials(way, given, person);
  const consent = {
    port: portOf(flags["port"]),
    patience: 5 * 60_000,
    show: (address: string) => say(context, `smac: open this address in a browser and give consent:\n  ${address}`),
  };
  // A code is good once: it is not spent before it is sure that what it gives can be kept.
  await projectVault(around).prepare();
  const credentials = await project.obtained(connection, { way, asked, around, consent });
  await tryAndKeep(context, { connection, credentials, around });
}

async function tryAndKeep(
  context: Context,
  about: { readonly connection: NewConnection; readonly credentials: Credentials; readonly around: ConnectionsAround },
): Promise<void> {
  const project = await import("../../project/connect.ts");
  const { connection, credentials, around } = about;
  const source = project.openNew(connection, credentials, around);
  try {
    const failed = await steps(context, source, connection);
    const hopeless = failed.find((step) => step.stream === null);
    if (hopeless !== undefined)
      throw new SmacError("SOURCE_NOT_CONNECTED", `“${connection.name}” is not connected; nothing was kept`, {
        hint: hopeless.hint ?? "see the lines above",
      });
    const timezone = await source.timezone();
    await project.keepConnection(connection, { credentials, timezone, around });
    const { name, type } = connection;
    const without = failed.length === 0 ? "" : `, without ${failed.map((step) => step.stream).join(", ")}`;
    say(context, `smac: “${name}” is connected to ${type.title}${without}; next: smac sync, then smac report`);
  } finally {
    await source.close();
  }
}

async function newConnection(context: Context, { name, flags, person, around }: Connecting): Promise<NewConnection> {
  const systems = await import("../../project/systems.ts");
  const { checkedSettings, connectionName, refuseOther } = await import("../../project/connect.ts");
  const standing = around.standing.find((one) => one.name === name);
  const word =
    (flags["type"] as string | undefined) ?? standing?.type.type ?? (await askedType(person, systems.systems()));
  const type = systems.systemNamed(word);
  const called = connectionName(
    name ?? (person === null ? type.type : await person.text("What to call it in smac.yml", { fallback: type.type })),
  );
  refuseOther(standing ?? around.standing.find((one) => one.name === called), type);
  const { set, secret } = givenPairs(flags);
  refuseUnknownNames(type, systems.settingsOf(type), { set, secret });
  const fields = new Set(type.signIn.flatMap((way) => way.asks.map((field) => field.name)));
  const own = Object.fromEntries(Object.entries(set).filter(([key]) => !fields.has(key)));
  const given = { ...(standing?.type.type === type.type ? standing.settings : {}), ...own };
  const settings = await askedSettings(systems.settingsOf(type), given, person);
  say(context, `smac: connecting “${called}” to ${type.title}`);
  const checked = checkedSettings(type, settings);
  const written = Object.entries(checked.written).filter(([key, value]) => standing?.settings[key] !== value);
  return { name: called, type, settings: checked.settings, written: Object.fromEntries(written) };
}

async function askedType(
  person: Prompter | null,
  systems: readonly { readonly type: string; readonly title: string }[],
): Promise<string> {
  if (person === null) throw needsAnswer("the system", `--type TYPE (${systems.map(({ type }) => type).join(", ")})`);
  return person.choice(
    "Which system",
    systems.map(({ type, title }) => ({ value: type, label: title })),
  );
}

function givenPairs(flags: FlagValues): Pick<ConnectGiven, "set" | "secret"> {
  return {
    set: pairsOf("--set", (flags["set"] as readonly string[] | undefined) ?? []),
    secret: pairsOf("--secret", (flags["secret"] as readonly string[] | undefined) ?? []),
  };
}

function portOf(text: unknown): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new SmacError("USAGE_BAD_PORT", `--port: “${String(text)}” is no port`, { hint: "for example --port 8723" });
}

/** Prints each step as it is seen; gives those that failed. */
async function steps(
  context: Context,
  source: OpenedSource,
  { type }: Pick<NewConnection, "type">,
): Promise<readonly CheckStep[]> {
  const { checked } = await import("../../project/connect.ts");
  const failed: CheckStep[] = [];
  for await (const step of checked(source, type)) {
    const about = step.stream === null ? step.step : `${step.step} ${step.stream}`;
    context.effects.stdout.write(`${step.ok ? "✓" : "✗"} ${about}: ${tame(step.found)}\n`);
    if (step.ok) continue;
    failed.push(step);
    if (step.hint !== undefined) context.effects.stdout.write(`  ${tame(step.hint)}\n`);
  }
  return failed;
}

async function checkOne(context: Context, name: string, around: ProjectConnections): Promise<void> {
  const { openConnection } = await import("../../project/connections.ts");
  const connection = around.named(name);
  const source = await openConnection(connection, around);
  try {
    const type = around.standing.find((one) => one.name === name)?.type;
    const failed = type === undefined ? [] : await steps(context, source, { type });
    if (failed.length > 0) context.exitCode = failed.some((step) => step.stream === null) ? 1 : 3;
  } finally {
    await source.close();
  }
}

async function forgetOne(context: Context, name: string, around: ConnectionsAround): Promise<void> {
  const { forgetConnection } = await import("../../project/connect.ts");
  const gone = await forgetConnection(name, around);
  say(context, gone ? `smac: the secrets of “${name}” are forgotten` : `smac: no secrets were kept for “${name}”`);
}
