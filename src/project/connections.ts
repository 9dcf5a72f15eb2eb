import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { Connection } from "../model/connection.ts";
import { credentialsFor, vaultName } from "../secrets/credentials.ts";
import { systemKeychain } from "../secrets/keychain.ts";
import { keptTokens } from "../secrets/tokens.ts";
import { openVault } from "../secrets/vault.ts";
import type { Vault } from "../secrets/vault.ts";
import { httpWorld } from "../sources/kit/effects-world.ts";
import type { CallEvent } from "../sources/kit/http.ts";
import type { Credentials, OpenedSource, SourceContext, SourceType } from "../sources/kit/source.ts";
import { sourceTypes } from "../sources/registry.ts";

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
}

/** The file of a project's secrets, from its folder. */
export const secretsFile = join(".smac", "secrets.json");

/** The encrypted secrets of a project. */
export function projectVault({ directory, effects, askPassphrase }: ConnectionsAround): Vault {
  return openVault(resolve(directory, secretsFile), {
    // A passphrase that is given is meant: no keychain is asked then.
    keychain: () => (given(effects.env) ? Promise.resolve(null) : systemKeychain()),
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
  const credentials = await credentialsFor(
    {
      connection: connection.name,
      reference: connection.credentials,
      ways: type.signIn.map(({ name, asks }) => ({ name, fields: asks })),
      at: connection.at,
    },
    { env: around.effects.env, directory: around.directory, vault },
  );
  const isKept = (await vault.names()).includes(vaultName(connection.name));
  return type.open(sourceContext(connection, { around, credentials, vault: isKept ? vault : null }));
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
