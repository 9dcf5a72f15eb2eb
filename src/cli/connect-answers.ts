import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SmacError } from "../errors.ts";
import type { Credentials, SignInWay, SourceType } from "../sources/kit/source.ts";
import type { SettingAbout } from "../project/systems.ts";
import { needsAnswer } from "./prompt.ts";
import type { Prompter } from "./prompt.ts";
import { nearest, nearestAndAll, suggestion } from "../text/nearest.ts";

/** What was given on the command line for a connection. */
export interface ConnectGiven {
  /** `--set name=value`. */
  readonly set: Readonly<Record<string, string>>;
  /** `--secret name=file`. */
  readonly secret: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** `name=value` flags by name. */
export function pairsOf(flag: string, texts: readonly string[]): Readonly<Record<string, string>> {
  const pairs = texts.map((text): [string, string] => {
    const cut = text.indexOf("=");
    if (cut > 0) return [text.slice(0, cut).trim().replaceAll("-", "_"), text.slice(cut + 1)];
    throw new SmacError("USAGE_PAIR", `${flag} is written ${flag} NAME=${flag === "--set" ? "VALUE" : "FILE"}`, {
      hint: `for example ${flag === "--set" ? "--set region=eu" : "--secret client_secret=secret.txt"}`,
    });
  });
  return Object.fromEntries(pairs);
}

/** The settings of a system: those given, those that stand, and, when a person is there, what is asked for. */
export async function askedSettings(
  abouts: readonly SettingAbout[],
  given: Readonly<Record<string, unknown>>,
  person: Prompter | null,
): Promise<Readonly<Record<string, unknown>>> {
  const settings: Record<string, unknown> = { ...given };
  for (const { name, about, needed, choices } of abouts) {
    if (settings[name] !== undefined) continue;
    if (person === null) {
      if (needed) throw needsAnswer(`setting “${name}” (${about})`, `--set ${name}=…`);
      continue;
    }
    if (choices !== null && choices.length > 0)
      settings[name] = await person.choice(
        about === "" ? name : `${name}: ${about}`,
        choices.map((value) => ({ value, label: value })),
      );
    else if (needed) settings[name] = await person.text(`${name}: ${about}`);
  }
  return settings;
}

/** The way to sign in that is named, or chosen, or the first. */
export async function chosenWay(
  type: SourceType,
  name: string | undefined,
  person: Prompter | null,
): Promise<SignInWay> {
  const [first] = type.signIn;
  const known = type.signIn.map((way) => way.name);
  const asked =
    name ??
    (person === null || known.length < 2
      ? first?.name
      : await person.choice(
          "How to sign in",
          type.signIn.map((way) => ({ value: way.name, label: way.title })),
        ));
  const way = type.signIn.find((one) => one.name === asked);
  if (way !== undefined) return way;
  throw new SmacError("USAGE_UNKNOWN_WAY", `${type.title} has no way to sign in called “${name}”`, {
    hint: nearestAndAll(name ?? "", known),
  });
}

/** What a way to sign in asks for: from flags and files, else from the person. */
export async function askedCredentials(
  way: SignInWay,
  given: ConnectGiven,
  person: Prompter | null,
): Promise<Credentials> {
  const asked: Record<string, string> = {};
  checkNames(way, given);
  for (const { name, ask, secret, optional } of way.asks) {
    const value = await valueOf(name, secret, given);
    if (value !== null) asked[name] = value;
    else if (person === null) {
      if (optional !== true) throw needsAnswer(ask, secret ? `--secret ${name}=FILE` : `--set ${name}=…`);
    } else {
      const typed =
        secret && optional !== true
          ? await person.secret(ask)
          : await person.text(ask, { optional: optional === true });
      if (typed !== "") asked[name] = typed;
    }
  }
  return asked;
}

/**
 * Refuses what neither the system's settings nor any way to sign in ask for,
 * and secrets that stand on the command line itself.
 *
 * @throws SmacError `USAGE_SETTING` with the nearest name, `USAGE_SECRET_SHOWN`.
 */
export function refuseUnknownNames(
  type: SourceType,
  abouts: readonly SettingAbout[],
  { set, secret }: Pick<ConnectGiven, "set" | "secret">,
): void {
  const fields = type.signIn.flatMap((way) => way.asks);
  const secrets = [...new Set(fields.filter((field) => field.secret).map((field) => field.name))];
  const open = fields.filter((field) => !field.secret).map((field) => field.name);
  const settings = [...new Set([...abouts.map((about) => about.name), ...open])];
  const shown = Object.keys(set).find((name) => secrets.includes(name) && !settings.includes(name));
  if (shown !== undefined)
    throw new SmacError(
      "USAGE_SECRET_SHOWN",
      `“${shown}” is a secret: other people on this computer can see command lines`,
      {
        hint: `put it into a file and give --secret ${shown}=FILE; then change the secret, since it may have been seen`,
      },
    );
  const unset = Object.keys(set).find((name) => !settings.includes(name));
  if (unset !== undefined)
    throw new SmacError("USAGE_SETTING", `${type.title} has no setting “${unset}”`, {
      hint: suggestion(unset, settings),
    });
  const unasked = Object.keys(secret).find((name) => fields.every((field) => field.name !== name));
  if (unasked === undefined) return;
  const isSetting = settings.includes(unasked);
  const near = nearest(unasked, secrets) === undefined ? undefined : suggestion(unasked, secrets);
  throw new SmacError("USAGE_SETTING", `nothing called “${unasked}” is asked for to sign in`, {
    hint: isSetting
      ? `give it with --set ${unasked}=…`
      : (near ?? `${type.title} asks for these with --secret: ${secrets.join(", ")}`),
  });
}

function checkNames(way: SignInWay, { secret }: ConnectGiven): void {
  const unknown = Object.keys(secret).find((name) => way.asks.every((field) => field.name !== name));
  if (unknown === undefined) return;
  const names = way.asks.filter((field) => field.secret).map((field) => field.name);
  throw new SmacError("USAGE_SETTING", `nothing called “${unknown}” is asked for to sign in`, {
    hint: `${way.title} asks for these with --secret: ${names.join(", ")}`,
  });
}

async function valueOf(name: string, secret: boolean, given: ConnectGiven): Promise<string | null> {
  if (!secret && Object.hasOwn(given.set, name)) return given.set[name] ?? null;
  const file = given.secret[name];
  if (file === undefined) return null;
  const text = await readFile(resolve(given.cwd, file), "utf8").catch((cause: unknown) => {
    throw new SmacError(
      "USAGE_SECRET_FILE",
      `--secret ${name}: “${file}” cannot be read (${(cause as { code?: string }).code})`,
      {
        hint: "check the path and its permissions",
        cause,
      },
    );
  });
  return text.replace(/^\uFEFF/, "").trim();
}
