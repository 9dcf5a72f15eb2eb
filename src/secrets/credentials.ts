import { readFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { SmacError } from "../errors.ts";
import type { SourceSpan } from "../errors.ts";
import { credentialReference } from "../text/credential-reference.ts";
import type { Vault } from "./vault.ts";

/** Whose credentials are wanted. */
export interface CredentialRequest {
  /** The connection's name in smac.yml. */
  readonly connection: string;
  /** What smac.yml says under `credentials`; null: nothing. */
  readonly reference: string | null;
  /** The fields of each way to sign in; optional ones need not be there. */
  readonly ways: readonly {
    readonly name: string;
    readonly fields: readonly { readonly name: string; readonly optional?: boolean }[];
  }[];
  readonly at: SourceSpan;
}

/** Where credentials are looked for. */
export interface CredentialPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of smac.yml: file references start from it. */
  readonly directory: string;
  readonly vault: Vault;
}

/** What to sign in with, by field name. */
export type FoundCredentials = Readonly<Record<string, string>>;

/** What a connection's credentials are called in the vault. */
export function vaultName(connection: string): string {
  return `credentials/${connection}`;
}

/** The environment variable of one field: `SMAC_BOOKS_CLIENT_SECRET`. */
export function variableOf(connection: string, field: string): string {
  return `SMAC_${connection}_${field}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_");
}

/**
 * The credentials of a connection: what smac.yml refers to; else environment
 * variables that name the connection; else what `smac connect` kept. Texts are
 * a JSON object or lines of `field=value`.
 *
 * @throws SmacError `SECRET_MISSING` with where they were looked for, or which
 * variable is not set beside one that is; `SECRET_UNREADABLE` when a reference
 * leads to something else. Never with a value in the message.
 */
export async function credentialsFor(request: CredentialRequest, places: CredentialPlaces): Promise<FoundCredentials> {
  const referred = await referredText(request, places);
  if (referred !== null) return parsedCredentials(referred, request);
  const fromEnvironment = environmentCredentials(request, places.env);
  if (fromEnvironment !== null) return fromEnvironment;
  const kept = await places.vault.get(vaultName(request.connection));
  if (kept !== null) return parsedCredentials(kept, request);
  throw new SmacError("SECRET_MISSING", `there are no credentials for “${request.connection}”`, {
    at: request.at,
    hint: `run smac connect ${request.connection}; or set ${variables(request).join(", ")} in the environment`,
  });
}

/** Whether credentials that were found came out of the vault: then what is won by them may be kept there, too. */
export function areKept(request: CredentialRequest, env: CredentialPlaces["env"]): boolean {
  if (request.reference !== null) return request.reference.startsWith("${store:");
  return environmentCredentials(request, env) === null;
}

async function referredText(request: CredentialRequest, places: CredentialPlaces): Promise<string | null> {
  const { reference, at } = request;
  const found = credentialReference(reference ?? "");
  if (found === null) return null;
  const { kind, name } = found;
  if (kind === "store") {
    const text = await places.vault.get(vaultName(name));
    if (text !== null) return text;
    throw new SmacError("SECRET_MISSING", `no credentials are kept under “${name}”`, {
      at,
      hint: `run smac connect ${request.connection}`,
    });
  }
  if (kind === "env") {
    const text = places.env[name];
    if (text !== undefined && text !== "") return text;
    throw new SmacError("SECRET_MISSING", `the environment variable ${name} is not set`, {
      at,
      hint: `set it to the credentials of “${request.connection}”, or take the reference out and run smac connect ${request.connection}`,
    });
  }
  const path = isAbsolute(name) ? name : join(places.directory, name);
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new SmacError("SECRET_MISSING", `the file “${name}” cannot be read (${(cause as { code?: string }).code})`, {
      at,
      hint: "check the path, which starts from the folder of smac.yml, and its permissions",
      cause,
    });
  });
}

function parsedCredentials(text: string, { connection, at }: CredentialRequest): FoundCredentials {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  const pairs = trimmed.startsWith("{") ? jsonPairs(trimmed) : linePairs(trimmed);
  if (pairs !== null && pairs.length > 0) return Object.fromEntries(pairs);
  throw new SmacError(
    "SECRET_UNREADABLE",
    `the credentials of “${connection}” are neither JSON nor field=value lines`,
    {
      at,
      hint: 'write {"client_id": "…", "client_secret": "…"} or a line for each: client_id=…',
    },
  );
}

function jsonPairs(text: string): [string, string][] | null {
  try {
    const data = JSON.parse(text) as Record<string, unknown>;
    const pairs = Object.entries(data);
    if (pairs.some(([, value]) => typeof value !== "string" && typeof value !== "number")) return null;
    return pairs.map(([name, value]) => [name, String(value)]);
  } catch {
    return null;
  }
}

function linePairs(text: string): [string, string][] | null {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const pairs = lines.map((line) => /^\s*([a-z_]+)\s*=\s*(.*?)\s*$/i.exec(line));
  if (pairs.some((pair) => pair === null)) return null;
  return pairs.map((pair) => [pair?.[1]?.toLowerCase() ?? "", (pair?.[2] ?? "").replaceAll("\\n", "\n")]);
}

/** The first way whose fields are all there; null when none is begun, an error when one is begun and not complete. */
function environmentCredentials(request: CredentialRequest, env: CredentialPlaces["env"]): FoundCredentials | null {
  const value = (field: string): string => env[variableOf(request.connection, field)] ?? "";
  for (const way of request.ways) {
    const complete = way.fields.every((field) => field.optional === true || value(field.name) !== "");
    if (!complete) continue;
    const given = way.fields.filter((field) => value(field.name) !== "");
    if (given.length > 0) return { way: way.name, ...Object.fromEntries(given.map((f) => [f.name, value(f.name)])) };
  }
  const begun = request.ways.find((way) => way.fields.some((field) => value(field.name) !== ""));
  if (begun !== undefined) throw incomplete(request, begun.fields, env);
  return null;
}

function incomplete(
  { connection, at }: CredentialRequest,
  fields: CredentialRequest["ways"][number]["fields"],
  env: CredentialPlaces["env"],
): SmacError {
  const isSet = (field: (typeof fields)[number]): boolean => (env[variableOf(connection, field.name)] ?? "") !== "";
  const names = (some: typeof fields): string => some.map((field) => variableOf(connection, field.name)).join(", ");
  const missing = names(fields.filter((field) => !isSet(field) && field.optional !== true));
  return new SmacError("SECRET_MISSING", `${names(fields.filter(isSet))} is set, but ${missing} is not`, {
    at,
    hint: "set all of them, or none to sign in with what smac connect kept",
  });
}

function variables(request: CredentialRequest): readonly string[] {
  const fields = request.ways[0]?.fields.filter((field) => field.optional !== true) ?? [];
  return fields.map((field) => variableOf(request.connection, field.name));
}
