import { SmacError } from "../errors.ts";
import { type CredentialReference, credentialReference } from "./credential-reference.ts";

/** How servers stand together. */
export type Topology = "single" | "replicated" | "sharded";

/** Where a store in ClickHouse is, without any secret. */
export interface Address {
  /** For each shard the web addresses of its servers: one, or its replicas in the order they are asked. */
  readonly shards: readonly (readonly string[])[];
  readonly database: string;
  readonly user: string;
  /** Where the password is kept; null: there is none. */
  readonly password: CredentialReference | null;
  readonly topology: Topology;
  /** After so many seconds without an answer a statement is given up; null: after an hour. */
  readonly timeout: number | null;
  /** How many days rows as received are kept there; null: as long as the store in the file keeps them. */
  readonly rawDays: number | null;
}

const settings = ["topology", "secure", "timeout", "raw_days"];

const shape =
  /^clickhouse:\/\/(?:(?<user>[^:@/]*)(?::(?<password>.*))?@)?(?<hosts>[^@/?]+)\/(?<database>[^/?]*)(?:\?(?<query>.*))?$/s;

/** Whether a store's place is servers of ClickHouse. */
export function isAddress(store: string): boolean {
  return /^clickhouse:/i.test(store);
}

/**
 * Reads `clickhouse://user:${env:NAME}@host:8123/database?topology=single`.
 * Several servers: `a,b,c` are shards (or, when replicated, replicas), `a|b,c|d`
 * shards with replicas. `secure=true` speaks TLS, by default on port 8443;
 * `timeout=60` gives a statement up after so many seconds; `raw_days=400` keeps
 * rows as received for so many days.
 *
 * @throws SmacError `CONFIG_BAD_STORE` says what is wrong, and shows no password.
 * @example
 * ```ts
 * readAddress("clickhouse://smac@localhost/smac").shards; // [["http://localhost:8123"]]
 * ```
 */
export function readAddress(store: string): Address {
  const parts = shape.exec(store)?.groups;
  if (parts === undefined) throw bad("it is not of the form clickhouse://user@host:8123/database");
  const options = new URLSearchParams(parts["query"] ?? "");
  const unknown = [...options.keys()].find((name) => !settings.includes(name));
  if (unknown !== undefined) throw bad(`“${unknown}” is no setting of it; there are ${settings.join(", ")}`);
  const topology = topologyOf(options.get("topology") ?? "single");
  const secure = secureOf(options.get("secure") ?? "false");
  const groups = (parts["hosts"] ?? "").split(topology === "replicated" ? ";" : ",");
  const shards = groups.map((group) => group.split(/[|,]/).map((host) => webAddress(host, secure)));
  if (topology === "single" && shards.flat().length > 1)
    throw bad("it names several servers, and its topology is single: add ?topology=sharded or ?topology=replicated");
  const database = parts["database"] ?? "";
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(database))
    throw bad("after the host it needs the name of a database: letters, digits and _");
  const user = decoded(parts["user"] ?? "");
  return {
    shards,
    database,
    user: user === "" ? "default" : user,
    password: passwordOf(parts["password"]),
    topology,
    timeout: wholeOf(options, "timeout", { units: "seconds", most: 999_999 }),
    rawDays: wholeOf(options, "raw_days", { units: "days", most: 36_500 }),
  };
}

function wholeOf(
  options: URLSearchParams,
  name: string,
  { units, most }: { readonly units: string; readonly most: number },
): number | null {
  const value = options.get(name);
  if (value === null) return null;
  const number = Number(value);
  if (/^\d{1,6}$/.test(value) && number > 0 && number <= most) return number;
  throw bad(`${name} is a whole number of ${units} from 1 to ${most}, not “${value}”`);
}

function topologyOf(name: string): Topology {
  if (name === "single" || name === "replicated" || name === "sharded") return name;
  throw bad(`there is no topology “${name}”: it is single, replicated or sharded`);
}

function secureOf(value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw bad(`secure is true or false, not “${value}”`);
}

function webAddress(host: string, secure: boolean): string {
  const found = /^(?<name>[A-Za-z0-9_.-]+|\[[0-9a-fA-F:.]+\])(?::(?<port>\d{1,5}))?$/.exec(host)?.groups;
  const port = Number(found?.["port"] ?? (secure ? 8443 : 8123));
  if (found === undefined || port < 1 || port > 65535) throw bad(`“${host}” is no host with a port`);
  return `${secure ? "https" : "http"}://${found["name"]}:${port}`;
}

function passwordOf(text: string | undefined): CredentialReference | null {
  if (text === undefined || text === "") return null;
  const reference = credentialReference(text);
  if (reference !== null) return reference;
  throw bad("a password stands in it: a secret belongs in no file of a project", {
    hint: `write clickhouse://user:\${env:CLICKHOUSE_PASSWORD}@host:8123/database and set that variable; then change the password, since the file may have been shared`,
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw bad("the user's name is not written as in a web address");
  }
}

function bad(what: string, { hint }: { readonly hint?: string } = {}): SmacError {
  return new SmacError("CONFIG_BAD_STORE", `store: in smac.yml cannot be used: ${what}`, {
    hint:
      hint ?? `for example clickhouse://smac:\${env:CLICKHOUSE_PASSWORD}@localhost:8123/smac; see docs/clickhouse.md`,
  });
}
