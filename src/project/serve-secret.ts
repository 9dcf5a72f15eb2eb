import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { Effects } from "../effects.ts";
import { SmacError } from "../errors.ts";
import type { OidcSettings } from "../model/serve.ts";
import { credentialReference } from "../text/credential-reference.ts";

/**
 * The secret of this server at the provider that people sign in with; null: it has none.
 *
 * @throws SmacError `SECRET_MISSING`, never with a value in the message.
 */
export async function serveSecret(
  { clientSecret, at }: Pick<OidcSettings, "clientSecret" | "at">,
  { env, folder }: { readonly env: Effects["env"]; readonly folder: string },
): Promise<string | null> {
  if (clientSecret === null) return null;
  const { kind, name } = credentialReference(clientSecret) ?? { kind: "env" as const, name: "" };
  const given = kind === "env" ? (env[name] ?? "") : await textOf(isAbsolute(name) ? name : join(folder, name));
  const secret = given.trim();
  if (secret !== "") return secret;
  const what = kind === "env" ? `the environment variable ${name} is not set` : `the file “${name}” cannot be read`;
  throw new SmacError("SECRET_MISSING", what, {
    at,
    hint: "it is what serve.oidc.client_secret in smac.yml refers to: the secret that the provider gave this server",
  });
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
