import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Instant, formatInstant } from "../time/instant.ts";
import type { Scope, Tokens } from "./tokens.ts";

/** Somebody who signed in, and what they may do. */
export interface Person {
  /** Of a token its id; of an account what the provider calls it. */
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
}

/** A browser that signed in. */
export interface Session {
  readonly person: Person;
  /** With what: a token of the project, or an account elsewhere. */
  readonly via: "token" | "account";
  /** What changes from pages must say beside the cookie. */
  readonly csrf: string;
  /** In UTC. */
  readonly expires: string;
}

/** How somebody signed in. */
export interface SignedIn {
  readonly person: Person;
  readonly via: Session["via"];
  /** Hours after which it has to be done again, at the latest. */
  readonly hours: number;
}

/** The browsers that are signed in; they are forgotten when the server ends. */
export interface Sessions {
  /** Signs a browser in; the secret is for its cookie. */
  open(how: SignedIn, now: Instant): { readonly session: Session; readonly secret: string };
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
/** Who signs in again and again signs out only themselves. */
const mostOfOne = 20;

interface Kept extends SignedIn {
  readonly csrf: string;
  readonly opened: Instant;
  used: Instant;
}

/** Nobody is signed in. */
export function openSessions(tokens: Pick<Tokens, "named">): Sessions {
  const kept = new Map<string, Kept>();
  const expiry = ({ opened, used, hours }: Kept): Instant =>
    Math.min(used + sessionHours.idle * hour, opened + hours * hour);
  const told = (one: Kept, person = one.person): Session => ({
    person,
    via: one.via,
    csrf: one.csrf,
    expires: formatInstant(expiry(one)),
  });
  return {
    localCsrf: randomBytes(32).toString("base64url"),
    open(how, now) {
      const secret = randomBytes(32).toString("base64url");
      const one = { ...how, csrf: randomBytes(32).toString("base64url"), opened: now, used: now };
      const own = [...kept].filter(([, { person, via }]) => person.id === how.person.id && via === how.via);
      if (own.length >= mostOfOne) forgetLeastUsed(kept, own);
      else if (kept.size >= most) forgetLeastUsed(kept, [...kept]);
      kept.set(nameOf(secret), one);
      return { session: told(one), secret };
    },
    find(secret, now) {
      const one = kept.get(nameOf(secret));
      if (one === undefined) return null;
      const person = one.via === "token" ? tokens.named(one.person.id) : one.person;
      if (person === null || now >= expiry(one)) {
        kept.delete(nameOf(secret));
        return null;
      }
      one.used = now;
      return told(one, person);
    },
    close: (secret) => void kept.delete(nameOf(secret)),
  };
}

function forgetLeastUsed(kept: Map<string, Kept>, among: readonly (readonly [string, Kept])[]): void {
  const [least] = among.toSorted(([, one], [, other]) => one.used - other.used);
  if (least !== undefined) kept.delete(least[0]);
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
