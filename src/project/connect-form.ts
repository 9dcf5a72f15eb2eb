import { SmacError } from "../errors.ts";
import type { CheckStep, SignInWay, SourceType } from "../sources/kit/source.ts";
import { nearestAndAll } from "../text/nearest.ts";
import { checked, checkedSettings, connectionName, keepConnection, obtained, openNew, refuseOther } from "./connect.ts";
import type { AskConsent, NewConnection } from "./connect.ts";
import { type ProjectConnections, projectVault } from "./connections.ts";
import { systemNamed } from "./systems.ts";

/** The answers to the questions of `smac connect`, given all at once. */
export interface ConnectForm {
  readonly name: string;
  readonly type: string;
  readonly way: string;
  readonly settings: Readonly<Record<string, string>>;
  /** What the way to sign in asks for, secrets too; an empty text is no answer. */
  readonly answers: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Connected {
  readonly name: string;
  readonly title: string;
  /** False: a step on which all others rest failed, and nothing was kept. */
  readonly kept: boolean;
  /** Each step that was looked at, in order. */
  readonly steps: readonly CheckStep[];
  /** Streams that it is connected without. */
  readonly without: readonly string[];
}

/**
 * Sets up a connection as `smac connect` does: it is tried step by step, then its secrets are kept encrypted and the
 * rest stands in smac.yml. Where the first steps fail nothing is kept.
 *
 * @throws SmacErrors with each answer that is missing or wrong; `SOURCE_SIGN_IN` with what the service said;
 * `USAGE_IN_TERMINAL` where the browser of the one who connects is needed, and `consent` does not say how it is reached.
 */
export async function connectBy(
  form: ConnectForm,
  around: ProjectConnections,
  consent?: AskConsent,
): Promise<Connected> {
  const type = systemNamed(form.type);
  const way = wayOf(type, form.way, consent !== undefined);
  const connection = connectionOf(form, type, around);
  const asked = answersOf(form, way);
  // A code is good once: it is not spent before it is sure that what it gives can be kept.
  await projectVault(around).prepare();
  const none = { port: 0, patience: 0, show: () => undefined };
  const credentials = await obtained(connection, { way, asked, around, consent: consent ?? none });
  const source = openNew(connection, credentials, around);
  try {
    const steps: CheckStep[] = [];
    for await (const step of checked(source, type)) steps.push(step);
    const failed = steps.filter(({ ok }) => !ok);
    const about = { name: connection.name, title: type.title, steps };
    if (failed.some(({ stream }) => stream === null)) return { ...about, kept: false, without: [] };
    const timezone = await source.timezone();
    await keepConnection(connection, { credentials, timezone, around });
    const without = failed.flatMap(({ stream }) => (stream === null ? [] : [stream]));
    return { ...about, kept: true, without };
  } finally {
    await source.close();
  }
}

/** Looks whether a connection of smac.yml works, step by step. */
export async function checkConnection(name: string, around: ProjectConnections): Promise<readonly CheckStep[]> {
  const { openConnection, typeOf } = await import("./connections.ts");
  const connection = around.named(name);
  const source = await openConnection(connection, around);
  try {
    const steps: CheckStep[] = [];
    for await (const step of checked(source, typeOf(connection))) steps.push(step);
    return steps;
  } finally {
    await source.close();
  }
}

function wayOf(type: SourceType, name: string, consents: boolean): SignInWay {
  const way = type.signIn.find((one) => one.name === name);
  const known = type.signIn.map((one) => one.name);
  if (way === undefined)
    throw new SmacError("USAGE_UNKNOWN_WAY", `${type.title} has no way to sign in called “${name}”`, {
      hint: nearestAndAll(name, known),
    });
  if (way.consent === undefined && consents)
    throw new SmacError("USAGE_UNKNOWN_WAY", `“${way.title}” asks for no consent in a browser`, {
      hint: "connect with its answers alone: POST /api/v1/connections",
    });
  if (way.consent === undefined || consents) return way;
  throw new SmacError("USAGE_IN_TERMINAL", `“${way.title}” asks for consent in the browser of this computer`, {
    hint: `do this step in the terminal: smac connect --type ${type.type} --way ${way.name}`,
  });
}

function connectionOf(form: ConnectForm, type: SourceType, around: ProjectConnections): NewConnection {
  const name = connectionName(form.name.trim());
  const standing = around.standing.find((one) => one.name === name);
  refuseOther(standing, type);
  const given = Object.fromEntries(Object.entries(form.settings).filter(([, value]) => value.trim() !== ""));
  const own = standing === undefined ? {} : standing.settings;
  const { settings, written } = checkedSettings(type, { ...own, ...given });
  const changed = Object.entries(written).filter(([key, value]) => standing?.settings[key] !== value);
  return { name, type, settings, written: Object.fromEntries(changed) };
}

function answersOf({ answers }: ConnectForm, way: SignInWay): Readonly<Record<string, string>> {
  const fields = way.asks.map(({ name }) => name);
  const unknown = Object.keys(answers).find((name) => !fields.includes(name));
  if (unknown !== undefined)
    throw new SmacError("USAGE_SETTING", `nothing called “${unknown.slice(0, 60)}” is asked for to sign in`, {
      hint: nearestAndAll(unknown, fields),
    });
  const missing = way.asks.find(({ name, optional }) => optional !== true && (answers[name] ?? "").trim() === "");
  if (missing !== undefined)
    throw new SmacError("USAGE_NEEDS_ANSWER", `“${missing.ask}” is needed`, {
      hint: way.steps[0] ?? "look where it is shown in the system",
    });
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()]])),
  );
}
