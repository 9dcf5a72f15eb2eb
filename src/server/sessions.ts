import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Instant, formatInstant } from "../time/instant.ts";
import type { Token, Tokens } from "./tokens.ts";

/** A browser that signed in with a token. */
export interface Session {
  readonly token: Token;
  /** What changes from pages must say beside the cookie. */
  readonly csrf: string;
  /** In UTC. */
  readonly expires: string;
}

/** The browsers that are signed in; they are forgotten when the server ends. */
export interface Sessions {
  /** Signs a browser in; the secret is for its cookie. */
  open(token: Token, now: Instant): { readonly session: Session; readonly secret: string };
  /** Null: there is none, it ran out, or its token was revoked. */
  find(secret: string, now: Instant): Session | null;
  close(secret: string): void;
  /** What changes from pages must say where nobody has to sign in. */
  readonly localCsrf: string;
}

/** Hours until a session runs out: after its last use, and at the latest. */
export const sessionHours = { idle: 12, whole: 168 };
const hour = 3_600_000_000;
const most = 1000;

interface Kept {
  readonly tokenId: string;
  readonly csrf: string;
  readonly opened: Instant;
  used: Instant;
}

/** Nobody is signed in. */
export function openSessions(tokens: Pick<Tokens, "named">): Sessions {
  const kept = new Map<string, Kept>();
  const expiry = ({ opened, used }: Kept): Instant =>
    Math.min(used + sessionHours.idle * hour, opened + sessionHours.whole * hour);
  const told = (token: Token, one: Kept): Session => ({ token, csrf: one.csrf, expires: formatInstant(expiry(one)) });
  return {
    localCsrf: randomBytes(32).toString("base64url"),
    open(token, now) {
      const secret = randomBytes(32).toString("base64url");
      const one = { tokenId: token.id, csrf: randomBytes(32).toString("base64url"), opened: now, used: now };
      kept.set(nameOf(secret), one);
      const oldest = kept.keys().next().value;
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return { session: told(token, one), secret };
    },
    find(secret, now) {
      const one = kept.get(nameOf(secret));
      if (one === undefined) return null;
      const token = tokens.named(one.tokenId);
      if (token === null || now >= expiry(one)) {
        kept.delete(nameOf(secret));
        return null;
      }
      one.used = now;
      return told(token, one);
    },
    close: (secret) => void kept.delete(nameOf(secret)),
  };
}

/** Whether two secrets are the same; the time taken says nothing. */
export function isSameSecret(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** Kept by its hash, so that what is in memory opens nothing. */
function nameOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
