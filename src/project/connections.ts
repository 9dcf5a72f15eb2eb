import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import { loadModel, projectFile } from "../model/load.ts";
import type { ProjectModel } from "../model/project-model.ts";
import { areKept, credentialsFor } from "../secrets/credentials.ts";
import { systemKeychain } from "../secrets/keychain.ts";
import { keptTokens } from "../secrets/tokens.ts";
import { openVault } from "../secrets/vault.ts";
import type { Vault } from "../secrets/vault.ts";
import { httpWorld } from "../sources/kit/effects-world.ts";
import type { CallEvent } from "../sources/kit/http.ts";
import type { Credentials, OpenedSource, SourceContext, SourceType } from "../sources/kit/source.ts";
import { sourceTypes } from "../sources/source-types.ts";
import { shownPath } from "../store/shown-path.ts";
import { suggestion } from "../text/nearest.ts";
import { refuseStoppedDemo } from "./demo-sign-in.ts";

/** What opening connections needs of the world. */
export interface ConnectionsAround {
  /** The folder of smac.yml. */
  readonly directory: string;
  /** The project's zone. */
  readonly timezone: string;
  readonly effects: Pick<Effects, "env" | "now" | "signal">;
  readonly note: (text: string) => void;
  /** Asks for the passphrase of the secrets; absent: nobody can be asked. */
  readonly askPassphrase?: ((about: { readonly isNew: boolean }) => Promise<string | null>) | undefined;
  readonly onCall?: ((call: CallEvent) => void) | undefined;
  /** The secrets, where they are open already: a passphrase is asked for once. */
  readonly vault?: Vault;
}

/** The connections that a project has. */
export interface ProjectConnections extends ConnectionsAround {
  readonly standing: readonly {
    readonly name: string;
    readonly type: SourceType;
    readonly settings: Connection["settings"];
    readonly credentials: Connection["credentials"];
  }[];
  /**
   * @throws SmacError `USAGE_UNKNOWN_CONNECTION` with the nearest name.
   */
  named(name: string): Connection;
}

/**
 * The connections in a folder's smac.yml; none where there is no smac.yml yet.
 *
 * @throws SmacErrors with every problem of smac.yml.
 */
export function projectConnections(
  directory: string,
  about: Omit<ConnectionsAround, "directory" | "timezone" | "effects"> & { readonly effects: Effects },
): ProjectConnections {
  const folder = resolve(about.effects.cwd, directory);
  const model = modelIn(folder, about.effects.cwd);
  const connections = model?.connections ?? [];
  const around = { ...about, directory: folder, timezone: model?.timezone ?? "UTC" };
  return {
    ...around,
    vault: projectVault(around),
    standing: connections.map((connection) => ({ ...connection, type: typeOf(connection) })),
    named(name) {
      const found = connections.find((one) => one.name === name);
      if (found !== undefined) return found;
      const names = connections.map((one) => one.name);
      throw new SmacError("USAGE_UNKNOWN_CONNECTION", `smac.yml has no connection “${name}”`, {
        hint: names.length === 0 ? `smac connect ${name} sets one up` : suggestion(name, names),
      });
    },
  };
}

function modelIn(folder: string, cwd: string): ProjectModel | null {
  try {
    return loadModel(folder, undefined, shownPath(join(folder, projectFile), cwd), sourceTypes);
  } catch (error) {
    if (error instanceof SmacError && error.code === "CONFIG_NO_PROJECT") return null;
    throw error;
  }
}

/** The file of a project's secrets, from its folder. */
export const secretsFile = join(".smac", "secrets.json");

/** The encrypted secrets of a project. */
export function projectVault({ directory, effects, askPassphrase, vault }: ConnectionsAround): Vault {
  if (vault !== undefined) return vault;
  return openVault(resolve(directory, secretsFile), {
    // A passphrase that is given is meant: a new key goes into no keychain then.
    keychain: ({ isNew }) => (isNew && given(effects.env) ? Promise.resolve(null) : systemKeychain()),
    passphrase: async (about) => (await givenPassphrase(effects.env)) ?? (await askPassphrase?.(about)) ?? null,
  });
}

/**
 * A connection of smac.yml, ready to be read. Credentials are looked up now;
 * nothing is sent yet.
 *
 * @throws SmacError of the area `SECRET` when there are none.
 */
export async function openConnection(connection: Connection, around: ConnectionsAround): Promise<OpenedSource> {
  const type = typeOf(connection);
  const vault = projectVault(around);
  const { env } = around.effects;
  refuseStoppedDemo(connection, env);
  const request = {
    connection: connection.name,
    reference: connection.credentials,
    ways: type.signIn.map(({ name, asks }) => ({ name, fields: asks })),
    at: connection.at,
  };
  const credentials = await credentialsFor(request, { env, directory: around.directory, vault });
  return type.open(sourceContext(connection, { around, credentials, vault: areKept(request, env) ? vault : null }));
}

/** What a source of a connection is given, with credentials that may not be kept yet. */
export function sourceContext(
  connection: Pick<Connection, "name" | "settings" | "timezone">,
  about: { readonly around: ConnectionsAround; readonly credentials: Credentials; readonly vault: Vault | null },
): SourceContext {
  const { around, credentials, vault } = about;
  const { effects, note, onCall } = around;
  const said = new Set<string>();
  return {
    name: connection.name,
    settings: connection.settings,
    credentials,
    world: httpWorld({ signal: effects.signal, ...(onCall === undefined ? {} : { onCall }) }),
    timezone: connection.timezone ?? around.timezone,
    tokens: keptTokens(connection.name, { vault, now: () => effects.now() }),
    note: (text) => {
      if (said.has(text)) return;
      said.add(text);
      note(text);
    },
  };
}

/** The system of a connection. */
export function typeOf({ type }: Pick<Connection, "type">): SourceType {
  const found = sourceTypes.find((one) => one.type === type || one.aliases.includes(type));
  if (found !== undefined) return found;
  throw new SmacError("CONFIG_UNKNOWN_SYSTEM", `there is no source of type “${type}”`, {
    hint: `there are: ${sourceTypes.map((one) => one.type).join(", ")}`,
  });
}

function given(env: Effects["env"]): boolean {
  return ["SMAC_PASSPHRASE", "SMAC_PASSPHRASE_FILE"].some((name) => (env[name] ?? "") !== "");
}

async function givenPassphrase(env: Effects["env"]): Promise<string | null> {
  const text = env["SMAC_PASSPHRASE"] ?? "";
  if (text !== "") return text;
  const file = env["SMAC_PASSPHRASE_FILE"] ?? "";
  if (file === "") return null;
  return readFile(file, "utf8").then(
    (read) => read.replace(/\r?\n$/, ""),
    (cause: unknown) => {
      throw new SmacError("SECRET_PASSPHRASE", `SMAC_PASSPHRASE_FILE names “${file}”, which cannot be read`, {
        hint: "check the path and its permissions",
        cause,
      });
    },
  );
}
