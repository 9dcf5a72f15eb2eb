import { getConnInfo } from "@hono/node-server/conninfo";
import { SmacError } from "../errors.ts";
import { cookieNamed } from "./cookies.ts";
import { bearerOf, type Hosts, isLoopback } from "./guard.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Caller } from "./who-asks.ts";
import type { ApiContext } from "./route.ts";
import { type Sessions, isSameSecret } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** What callers are told apart by. */
export interface CallerAround {
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly tokenNeeded: boolean;
  readonly hosts: Hosts;
  /** What people know the server by, as behind a proxy; null: as it is asked. */
  readonly publicUrl: string | null;
  readonly now: () => number;
  /** Told of a token that is none, or was revoked. */
  readonly refused: (about: Pick<Caller, "address"> & { readonly what: string }) => void;
}

/** The name of the cookie of a session, and of the header that changes from pages carry. */
export const sessionNames = { cookie: "smac_session", header: "smac-csrf" };

/**
 * Who sends a request: a program by its token, else a browser by its session, else, where no token is needed, whoever
 * is on this computer. Each has a rate of its own; wrong tokens a far smaller one.
 *
 * @throws SmacError `API_TOO_MANY`, `API_WRONG_TOKEN`.
 */
export function callerOf(
  c: ApiContext,
  { tokens, sessions, tokenNeeded, hosts, publicUrl, now, refused }: CallerAround,
  { rate, wrong }: { readonly rate: RateLimit; readonly wrong: RateLimit },
): Caller {
  const asksApi = c.req.path.startsWith("/api/v1/");
  const bearer = asksApi ? bearerOf(c.req.header("authorization")) : null;
  const address = addressOf(c, hosts);
  const cookie = asksApi ? cookieNamed(sessionNames.cookie, c.req.header("cookie")) : null;
  const secure = publicUrl === null ? isSecure(c) : publicUrl.startsWith("https:");
  const about = { cookie, address, secure, tokenNeeded, session: null };
  if (bearer !== null) {
    const token = tokens.find(bearer, now());
    rate.spend(token === null ? address : `token ${token.id}`);
    if (token !== null) return { ...about, who: whoIs(token), scope: token.scope };
    wrong.spend(address);
    refused({ address, what: `${c.req.method} ${c.req.path}` });
    throw wrongToken();
  }
  const session = cookie === null || !tokenNeeded ? null : sessions.find(cookie, now());
  rate.spend(session === null ? address : `session ${session.csrf}`);
  if (session !== null) return { ...about, session, who: whoIs(session.person), scope: session.person.scope };
  return { ...about, who: tokenNeeded ? "nobody" : "local", scope: tokenNeeded ? null : "admin" };
}

/** How somebody is written down: by name and id. */
export function whoIs({ name, id }: { readonly name: string; readonly id: string }): string {
  return name === id ? name : `${name} (${id})`;
}

/** The error of a token that is none of the project's. */
export function wrongToken(): SmacError {
  return new SmacError("API_WRONG_TOKEN", "this token is not valid", { hint: "smac token list shows those there are" });
}

/**
 * Refuses a change that a page asks for without what only pages of this server can know. A program, which sends
 * neither cookies nor where it comes from, needs nothing.
 *
 * @throws SmacError `API_CSRF`.
 */
export function checkCsrf(c: ApiContext, { session }: Caller, { localCsrf }: Sessions): void {
  const { headers } = c.req.raw;
  const fromPage = headers.has("origin") || headers.has("sec-fetch-site");
  if (headers.has("authorization") || (session === null && !fromPage)) return;
  const given = headers.get(sessionNames.header) ?? "";
  if (isSameSecret(given, session?.csrf ?? localCsrf)) return;
  throw new SmacError("API_CSRF", "a change from a page must carry the header Smac-Csrf", {
    hint: "GET /api/v1/session says what it is; load the page again",
  });
}

/** Where a request comes from; a proxy on this computer is believed when it says for whom it asks. */
function addressOf(c: ApiContext, { allowed }: Hosts): string {
  const peer = peerOf(c);
  const told = (c.req.header("x-forwarded-for") ?? "").split(",").at(-1)?.trim() ?? "";
  const isProxy = allowed.length > 0 && (peer === "unknown" || isLoopback(peer.replace(/^::ffff:/, "")));
  return isProxy && /^[0-9a-f.:]{3,45}$/i.test(told) ? told : peer;
}

function peerOf(c: ApiContext): string {
  try {
    return getConnInfo(c).remote.address ?? "unknown";
  } catch {
    return "unknown";
  }
}

/** Who says so untruly gets a cookie that does not come back, and nothing else. */
function isSecure(c: ApiContext): boolean {
  const forwarded = (c.req.header("x-forwarded-proto") ?? "").split(",")[0]?.trim().toLowerCase();
  return forwarded === "https" || new URL(c.req.url).protocol === "https:";
}
