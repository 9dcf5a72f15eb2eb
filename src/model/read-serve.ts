import type { z } from "zod";
import { credentialReference } from "../text/credential-reference.ts";
import { type Reading, note } from "./reading.ts";
import type { ServeSettings, serveSchema } from "./serve.ts";

/** What the file says under `serve`, checked. */
export function readServe(serve: z.output<typeof serveSchema>, reading: Reading): ServeSettings {
  const given = serve?.oidc;
  if (given === undefined) return { oidc: null };
  const path = ["serve", "oidc"];
  if (!isIssuer(given.issuer))
    note(reading, [...path, "issuer"], {
      code: "CONFIG_BAD_VALUE",
      message: `“${given.issuer}” is no address of a provider`,
      hint: "write https://…, without a query; plain http is for a provider on this computer alone",
    });
  const secret = given.client_secret === undefined ? null : given.client_secret.trim();
  const kind = secret === null ? null : credentialReference(secret)?.kind;
  if (kind === "store")
    note(reading, [...path, "client_secret"], {
      code: "CONFIG_BAD_VALUE",
      message: "the secret of a sign-in is read where nobody can be asked for a passphrase",
      hint: `refer to the environment or to a file: \${env:NAME}, \${file:PATH}`,
    });
  const roles = {
    read: listOf(given.roles?.read),
    write: listOf(given.roles?.write),
    admin: listOf(given.roles?.admin),
  };
  const otherwise = given.default === undefined || given.default === "none" ? null : given.default;
  if (otherwise === null && Object.values(roles).every((values) => values.length === 0))
    note(reading, path, {
      code: "CONFIG_BAD_VALUE",
      message: "nobody could sign in: no value has a role, and everybody else has none",
      hint: "name groups under roles, or write default: read",
      part: "key",
    });
  return {
    oidc: {
      issuer: given.issuer,
      clientId: given.client_id,
      clientSecret: secret,
      name: given.name ?? "your company's account",
      scopes: [...new Set(["openid", ...(given.scopes ?? ["email", "profile"])])],
      claim: given.claim ?? "groups",
      roles,
      otherwise,
      domains: given.domains === undefined ? null : listOf(given.domains).map((domain) => domain.toLowerCase()),
      hours: given.hours ?? 8,
      at: reading.yaml.at(path, "key"),
    },
  };
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(address);
  if (search !== "" || hash !== "" || username !== "" || password !== "") return false;
  const isHere = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === "https:" || (protocol === "http:" && isHere);
}
