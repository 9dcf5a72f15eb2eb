import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { SmacError } from "../errors.ts";
import { tame } from "../format/display-width.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import { inFileTurn } from "./file-turn.ts";

/** What a token allows; each includes the ones before it. */
export type Scope = "read" | "write" | "admin";

/** Every scope, the smallest first. */
export const scopes: readonly Scope[] = ["read", "write", "admin"];

/** A token without its secret. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  /** Instants in UTC. */
  readonly created: string;
  /** To the minute; null: never. */
  readonly lastUsed: string | null;
}

interface KeptToken extends Omit<Token, "lastUsed"> {
  /** SHA-256 of the secret, which is 256 bits of chance, in hexadecimal. */
  readonly sha256: string;
}

/** The tokens of a project, in `.smac/tokens.json`: hashes alone, so that the file opens nothing. */
export interface Tokens {
  /**
   * A new token; its text is told this once and never kept.
   *
   * @throws SmacError `USAGE_BAD_TOKEN_NAME` when the name cannot be one, or is taken.
   */
  create(name: string, scope: Scope, now: Instant): { readonly token: Token; readonly text: string };
  list(): readonly Token[];
  /** @throws SmacError `USAGE_UNKNOWN_TOKEN`. */
  revoke(id: string): Token;
  /** The token of an id; null: there is none, or it was revoked. */
  named(id: string): Token | null;
  /** The token that a text is; null: none of them. A revoked one is refused at once. */
  find(text: string, now: Instant): Token | null;
}

const form = /^smac_([0-9a-f]{12})_([0-9a-f]{64})$/;
const minute = 60_000_000;

/**
 * The folder, if it is that of a project.
 *
 * @throws SmacError `CONFIG_NO_PROJECT`.
 */
export function projectFolder(folder: string): string {
  if (statSync(join(folder, "smac.yml"), { throwIfNoEntry: false }) !== undefined) return folder;
  throw new SmacError("CONFIG_NO_PROJECT", "this folder has no smac.yml, and tokens are a project's", {
    hint: "name its folder with --project, or make one with smac init",
  });
}

/** The tokens of the project in a folder. */
export function openTokens(folder: string): Tokens {
  const path = join(folder, ".smac", "tokens.json");
  const usedPath = join(folder, ".smac", "tokens-used.json");
  let known: { readonly stamp: string; readonly tokens: readonly KeptToken[] } | null = null;
  const used = new Map<string, Instant>();
  const kept = (): readonly KeptToken[] => {
    const stamp = stampOf(path);
    if (known?.stamp !== stamp) known = { stamp, tokens: readTokens(path) };
    return known.tokens;
  };
  const lastUsed = (): Record<string, string> => usesIn(usedPath);
  const plain = ({ id, name, scope, created }: KeptToken, uses = lastUsed()): Token => ({
    id,
    name,
    scope,
    created,
    lastUsed: uses[id] ?? null,
  });
  return {
    create(name, scope, now) {
      const id = randomBytes(6).toString("hex");
      const secret = randomBytes(32).toString("hex");
      const token = { id, name, scope, created: formatInstant(now), sha256: hash(secret).toString("hex") };
      inFileTurn(path, () => {
        checkName(name, kept());
        write(path, { tokens: [...kept(), token] });
      });
      return { token: plain(token, {}), text: `smac_${id}_${secret}` };
    },
    list: () => kept().map((token) => plain(token)),
    revoke: (id) =>
      inFileTurn(path, () => {
        const found = kept().find((token) => token.id === id || token.name === id);
        if (found === undefined)
          throw new SmacError("USAGE_UNKNOWN_TOKEN", `there is no token “${id}”`, {
            hint: "smac token list shows them",
          });
        write(path, { tokens: kept().filter((token) => token !== found) });
        return plain(found);
      }),
    named(id) {
      const found = kept().find((token) => token.id === id);
      return found === undefined ? null : plain(found, {});
    },
    find(text, now) {
      const [, id = "", secret = ""] = form.exec(text) ?? [];
      const found = kept().find((token) => token.id === id);
      // Compared also where there is no such token, so that the time taken says nothing.
      const same = timingSafeEqual(hash(secret), Buffer.from(found?.sha256 ?? hash("").toString("hex"), "hex"));
      if (found === undefined || !same) return null;
      if (now - (used.get(id) ?? -minute) >= minute) {
        used.set(id, now);
        // A file of its own: noting a use never brings back a token that was revoked meanwhile.
        write(usedPath, { ...lastUsed(), [id]: formatInstant(now - (now % minute)) });
      }
      return plain(found, {});
    },
  };
}

function checkName(name: string, kept: readonly KeptToken[]): void {
  if (!/^[\w. -]{1,60}$/.test(name))
    throw new SmacError("USAGE_BAD_TOKEN_NAME", `“${tame(name.slice(0, 80))}” cannot be the name of a token`, {
      hint: "use up to 60 letters, digits, spaces, dots, hyphens and underscores",
    });
  if (kept.some((token) => token.name === name))
    throw new SmacError("USAGE_BAD_TOKEN_NAME", `there is a token “${name}” already`, {
      hint: "choose another name, or revoke that one",
    });
}

function hash(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

function stampOf(path: string): string {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  return there === undefined ? "none" : `${there.ino} ${there.size} ${there.mtimeNs}`;
}

function readTokens(path: string): readonly KeptToken[] {
  const file = readJson<{ tokens?: unknown }>(path);
  if (file === null) return [];
  const tokens = Array.isArray(file.tokens) ? (file.tokens as Partial<KeptToken>[]) : null;
  const whole = tokens?.every(
    ({ id, scope, sha256 }) =>
      typeof id === "string" && scopes.includes(scope as Scope) && /^[0-9a-f]{64}$/.test(String(sha256)),
  );
  if (tokens === null || whole !== true) throw damaged(path);
  return tokens as KeptToken[];
}

/** Only told to people: where the file is damaged nothing is known of uses, and the next one writes it anew. */
function usesIn(path: string): Record<string, string> {
  try {
    return readJson<Record<string, string>>(path) ?? {};
  } catch {
    return {};
  }
}

function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw damaged(path);
  }
}

function damaged(path: string): SmacError {
  return new SmacError("STORE_TOKENS_UNREADABLE", `“${path}” cannot be read, or is not what this program wrote`, {
    hint: "delete it, and make new tokens with smac token create",
  });
}

function write(path: string, value: unknown): void {
  const next = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(next, `${JSON.stringify(value, null, 1)}\n`, { mode: 0o600, flag: "wx" });
    renameSync(next, path);
  } catch (cause) {
    rmSync(next, { force: true });
    throw new SmacError("STORE_NO_PERMISSION", `cannot write “${path}”`, {
      hint: "check who may write in the store's folder",
      cause,
    });
  }
}
