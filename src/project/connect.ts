import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { SmacError, SmacErrors } from "../errors.ts";
import { withConnection } from "../model/add-connection.ts";
import { projectFile } from "../model/load.ts";
import { valueProblems } from "../model/shape-problems.ts";
import { isName } from "../model/schema.ts";
import { vaultName } from "../secrets/credentials.ts";
import type { Vault } from "../secrets/vault.ts";
import type { CheckStep, Credentials, OpenedSource, SignInWay, SourceType } from "../sources/kit/source.ts";
import { browserConsent } from "./browser-consent.ts";
import type { ConsentRequest } from "./browser-consent.ts";
import { type ConnectionsAround, type ProjectConnections, projectVault, sourceContext } from "./connections.ts";
import { suggestion } from "../text/nearest.ts";
import { writeWhole } from "./whole-file.ts";

/**
 * The name, if a connection may be called so in smac.yml.
 *
 * @throws SmacError `USAGE_NO_NAME`
 */
export function connectionName(text: string): string {
  if (isName(text)) return text;
  const better = text.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^[-\p{N}]+|-$/gu, "");
  throw new SmacError("USAGE_NO_NAME", `“${text}” is no name for a connection`, {
    hint: `it begins with a letter, and has letters, digits, - and _; for example ${better === "" ? "books" : better}`,
  });
}

/**
 * Refuses to set up a connection whose sign-in would not be used: smac.yml says that it is elsewhere.
 *
 * @throws SmacError `USAGE_OTHER_CREDENTIALS`; `USAGE_OTHER_SYSTEM` when smac.yml has another system under that name.
 */
export function refuseOther(standing: ProjectConnections["standing"][number] | undefined, type: SourceType): void {
  if (standing === undefined) return;
  const { name, credentials } = standing;
  if (standing.type.type !== type.type)
    throw new SmacError("USAGE_OTHER_SYSTEM", `“${name}” is a connection to ${standing.type.title} in smac.yml`, {
      hint: `give the connection to ${type.title} another name, or take “${name}” out of smac.yml first`,
    });
  if (credentials === null || credentials === `\${store:${name}}`) return;
  throw new SmacError("USAGE_OTHER_CREDENTIALS", `“${name}” signs in with ${credentials}, as smac.yml says`, {
    hint: `what is kept here would not be used: change the sign-in there, or take “credentials” of “${name}” out of smac.yml and run this again`,
  });
}

/** A connection that is being set up. */
export interface NewConnection {
  /** Under `sources` in smac.yml. */
  readonly name: string;
  readonly type: SourceType;
  /** The system's own settings: see {@link checkedSettings}. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Those that were given: what smac.yml says of them; defaults may change. */
  readonly written: Readonly<Record<string, unknown>>;
}

/**
 * The settings of a system, checked; texts become numbers and flags where the
 * system wants those.
 *
 * @throws SmacErrors with each setting that is unknown, missing or wrong.
 */
export function checkedSettings(
  type: SourceType,
  given: Readonly<Record<string, unknown>>,
): Pick<NewConnection, "settings" | "written"> {
  const known = Object.keys(type.settings.shape);
  const problems = Object.keys(given).flatMap((name) =>
    known.includes(name)
      ? []
      : [
          new SmacError("USAGE_SETTING", `${type.title} has no setting “${name}”`, {
            hint: suggestion(name, known),
          }),
        ],
  );
  const written = plainValues(type, given);
  const parsed = type.settings.safeParse(written);
  if (!parsed.success) problems.push(...settingProblems(parsed.error.issues, written, type));
  if (problems.length > 0) throw new SmacErrors(problems);
  return { settings: parsed.data ?? {}, written };
}

/** What is wrong with settings, in the words in which smac.yml is told. */
function settingProblems(
  issues: readonly z.core.$ZodIssue[],
  written: Readonly<Record<string, unknown>>,
  { title, settings }: SourceType,
): SmacError[] {
  return issues.flatMap((issue) => {
    const [name] = issue.path;
    if (name === undefined) return [];
    const quoted = `setting “${String(name)}”`;
    const about = (settings.shape[String(name)] as { description?: string } | undefined)?.description;
    return valueProblems(issue, written, quoted).map(({ message, hint }) => {
      const text = written[String(name)] === undefined ? `${title} needs the ${quoted}` : message;
      const next = hint ?? (about === undefined ? undefined : `${String(name)}: ${about}`);
      return new SmacError("USAGE_SETTING", text, next === undefined ? {} : { hint: next });
    });
  });
}

/** Texts as numbers, or as yes and no, where the setting takes no text. */
function plainValues(
  { settings }: SourceType,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const values = Object.entries(given).map(([name, value]) => {
    const schema = settings.shape[name] as z.ZodType | undefined;
    const isFine = typeof value !== "string" || schema === undefined || schema.safeParse(value).success;
    return [name, isFine ? value : plainValue(value)];
  });
  return Object.fromEntries(values);
}

function plainValue(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
}

/** How consent in the browser is asked for. */
export type AskConsent = Pick<ConsentRequest, "port" | "show" | "patience">;

/**
 * What is kept to sign in with, of what was asked: codes are exchanged, and
 * consent is asked for in the browser where that is the way.
 *
 * @throws SmacError `SOURCE_SIGN_IN` with what the service said.
 */
export async function obtained(
  connection: NewConnection,
  about: {
    readonly way: SignInWay;
    readonly asked: Credentials;
    readonly around: ConnectionsAround;
    readonly consent: AskConsent;
  },
): Promise<Credentials> {
  const { way, asked, around } = about;
  const context = sourceContext({ ...connection, timezone: null }, { around, credentials: asked, vault: null });
  const consented =
    way.consent === undefined
      ? {}
      : await browserConsent({
          ...about.consent,
          address: (callback) => way.consent?.(asked, callback, context) ?? "",
          signal: around.effects.signal,
        });
  const all = { ...asked, ...consented };
  const kept = way.obtain === undefined ? all : await way.obtain(all, context);
  return { ...kept, way: way.name };
}

/** The source of a connection that is not kept yet. */
export function openNew(connection: NewConnection, credentials: Credentials, around: ConnectionsAround): OpenedSource {
  const context = sourceContext({ ...connection, timezone: null }, { around, credentials, vault: null });
  return connection.type.open(context);
}

/** Looks at a connection step by step; stops where nothing further can be seen. */
export function checked(source: OpenedSource, type: SourceType): AsyncGenerator<CheckStep, void, undefined> {
  return source.check(type.streams.filter((stream) => stream.standard !== false));
}

/** Keeps a connection: its secrets encrypted, then its entry in smac.yml, which is made when there is none. */
export async function keepConnection(
  connection: NewConnection,
  about: { readonly credentials: Credentials; readonly timezone: string | null; readonly around: ConnectionsAround },
): Promise<void> {
  const { credentials, timezone, around } = about;
  const path = join(around.directory, projectFile);
  const zoned = timezone !== null && timezone !== around.timezone ? { timezone } : {};
  const written = async (): Promise<string> => {
    const text = await projectText(path);
    return withConnection(text ?? firstFile(timezone), connection.name, {
      type: connection.type.type,
      ...connection.written,
      ...(text === null ? {} : zoned),
    });
  };
  await written();
  await keepOutOfGit(around.directory);
  const vault = projectVault(around);
  await vault.set(vaultName(connection.name), JSON.stringify(credentials));
  // A token of the sign-in before may be of another user, or of another set of data.
  for (const token of await tokensOf(connection.name, vault)) await vault.remove(token);
  // As it is now: somebody may have changed it meanwhile.
  await writeWhole(path, projectFile, await written());
}

async function projectText(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    if ((cause as { code?: string }).code === "ENOENT") return null;
    throw new SmacError("CONFIG_UNREADABLE", `${projectFile} cannot be read`, { hint: "check its permissions", cause });
  });
}

function firstFile(timezone: string | null): string {
  return `# What is read, and what it means: smac source show TYPE prints what comes with each system.\ntimezone: ${timezone ?? "UTC"}\n`;
}

/** The store and the secrets are of this machine: no repository takes them in by accident. */
async function keepOutOfGit(directory: string): Promise<void> {
  await mkdir(join(directory, ".smac"), { recursive: true });
  await writeFile(join(directory, ".smac", ".gitignore"), "*\n", { flag: "wx" }).catch(() => undefined);
}

/** Forgets what was kept to sign in a connection, its tokens too; whether there was anything. The entry in smac.yml stays. */
export async function forgetConnection(name: string, around: ConnectionsAround): Promise<boolean> {
  const vault = projectVault(around);
  const credentials = (await vault.names()).filter((one) => one === vaultName(name));
  const mine = [...credentials, ...(await tokensOf(name, vault))];
  for (const one of mine) await vault.remove(one);
  return mine.length > 0;
}

async function tokensOf(name: string, vault: Vault): Promise<readonly string[]> {
  return (await vault.names()).filter((one) => one.startsWith(`tokens/${name}/`));
}
