import { randomBytes } from "node:crypto";
import { SmacError } from "../errors.ts";
import type { Account } from "./account.ts";
import { audit } from "./audit.ts";
import { sessionNames, whoIs } from "./caller.ts";
import { cookieNamed, setCookie } from "./cookies.ts";
import { securityHeaders } from "./guard.ts";
import type { BegunSignIn, Provider } from "./oidc.ts";
import { problemOf } from "./problem.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { ApiContext, Place } from "./route.ts";
import { sessionCookie } from "./session-routes.ts";
import { type Person, isSameSecret } from "./sessions.ts";
import { signInProblemPage } from "./sign-in-page.ts";

/** What signing in with an account elsewhere needs. */
export interface SignInAround extends Pick<Place, "project" | "sessions" | "now" | "wrong"> {
  readonly provider: Provider;
  /** What people know the server by; null: as it is asked. */
  readonly publicUrl: string | null;
  /** How often one address may begin. */
  readonly begins: RateLimit;
}

/** The two addresses that a browser meets on its way to the provider and back. */
export interface SignIn {
  begin(c: ApiContext): Promise<Response>;
  done(c: ApiContext): Promise<Response>;
}

/** Where the two stand. */
export const signInPaths = { begin: "/sign-in", done: "/sign-in/done" };
/** Somebody at the provider has so long to sign in. */
const seconds = 600;
const most = 1000;

interface Kept extends BegunSignIn {
  /** The page that was asked for. */
  readonly to: string;
  /** The address that the provider leads back to. */
  readonly back: string;
  readonly until: number;
}

/** Nobody is on the way. */
export function openSignIn(around: SignInAround): SignIn {
  const onTheWay = new Map<string, Kept>();
  return {
    async begin(c) {
      const to = pageOf(c.req.query("to"));
      try {
        around.begins.spend(c.get("caller").address);
        const begun = { state: chance(), nonce: chance(), verifier: chance() };
        const back = `${baseOf(c, around)}${signInPaths.done}`;
        const address = await around.provider.begin(back, begun);
        onTheWay.set(begun.state, { ...begun, to, back, until: around.now() + seconds * 1_000_000 });
        const oldest = onTheWay.keys().next().value;
        if (onTheWay.size > most && oldest !== undefined) onTheWay.delete(oldest);
        return leading(address, [stateCookie(c, begun.state, seconds)]);
      } catch (error) {
        return problemPage(error, to);
      }
    },
    async done(c) {
      const state = c.req.query("state") ?? "";
      const kept = onTheWay.get(state);
      // Whatever comes of it, it is good for this once.
      onTheWay.delete(state);
      try {
        const account = await comeBack(c, kept, around);
        note(c, around, { account, status: account.scope === null ? 403 : 303 });
        const how = { person: personOf(account, around), via: "account", hours: around.provider.hours } as const;
        const before = cookieNamed(sessionNames.cookie, c.req.header("cookie"));
        if (before !== null) around.sessions.close(before);
        const { secret } = around.sessions.open(how, around.now());
        return leading(kept?.to ?? "/", [stateCookie(c, state, 0), sessionCookie(secret, c.get("caller"))]);
      } catch (error) {
        return problemPage(error, kept?.to ?? "/");
      }
    },
  };
}

/** Whose account it is that a browser comes back with; what is refused is noted, as far as its number allows. */
async function comeBack(c: ApiContext, kept: Kept | undefined, around: SignInAround): Promise<Account> {
  try {
    const own = cookieNamed(cookieName(c.req.query("state") ?? ""), c.req.header("cookie")) ?? "";
    if (kept === undefined || around.now() >= kept.until || !isSameSecret(own, kept.state))
      throw new SmacError("API_SIGN_IN_OLD", "this sign-in is out of date, was used already, or began elsewhere", {
        hint: "begin again",
      });
    return await around.provider.finish(new URL(`${kept.back}${new URL(c.req.url).search}`), kept);
  } catch (error) {
    around.wrong.spend(c.get("caller").address);
    const { status, code } = problemOf(error);
    note(c, around, { account: null, status, code });
    throw error;
  }
}

/** @throws SmacError `API_SIGN_IN_NO_ROLE`. */
function personOf({ id, name, scope, why }: Account, { provider }: SignInAround): Person {
  if (scope !== null) return { id, name, scope };
  const what =
    why === "domain"
      ? `${name} is no verified address that may sign in here`
      : `${provider.name} knows you as ${name}, but you have no role here`;
  throw new SmacError("API_SIGN_IN_NO_ROLE", what, { hint: "ask whoever runs this server to let you in" });
}

function note(
  c: ApiContext,
  { provider, project, now }: SignInAround,
  { account, status, code }: { readonly account: Account | null; readonly status: number; readonly code?: string },
): void {
  const { address } = c.get("caller");
  const values = account === null ? { code } : { values: account.values.slice(0, 50) };
  const asked = { issuer: provider.issuer, ...values };
  const who = account === null ? "nobody" : whoIs(account);
  audit(project.storeFolder(), { who, address, what: `GET ${signInPaths.done}`, asked, status }, now());
}

function problemPage(error: unknown, to: string): Response {
  if (!(error instanceof SmacError)) throw error;
  return signInProblemPage(problemOf(error), `${signInPaths.begin}?to=${encodeURIComponent(to)}`);
}

function leading(to: string, cookies: readonly string[]): Response {
  const headers = new Headers({ ...securityHeaders, location: to, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** Lax, since it is another site that leads back here. */
function stateCookie(c: ApiContext, state: string, forSeconds: number): string {
  const { secure } = c.get("caller");
  const name = cookieName(state);
  return setCookie({ name, value: state, seconds: forSeconds, path: signInPaths.begin, sites: "Lax", secure });
}

/** One for each sign-in, so that several tabs do not take each other's. */
function cookieName(state: string): string {
  return `smac_sign_in_${/^[\w-]{43}$/.test(state) ? state.slice(0, 8) : "none"}`;
}

function chance(): string {
  return randomBytes(32).toString("base64url");
}

function baseOf(c: ApiContext, { publicUrl }: SignInAround): string {
  return publicUrl ?? new URL(c.req.url).origin;
}

/** A page of this server, nothing that leads elsewhere. */
function pageOf(to: string | undefined): string {
  return to !== undefined && to.length <= 2000 && /^\/(?!\/)[!-[\]-~]*$/.test(to) ? to : "/";
}
