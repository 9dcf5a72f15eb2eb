import { getConnInfo } from "@hono/node-server/conninfo";
import { SmacError } from "../errors.ts";
import { bearerOf } from "./guard.ts";
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
  readonly now: () => number;
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
  { tokens, sessions, tokenNeeded, now }: CallerAround,
  { rate, wrong }: { readonly rate: RateLimit; readonly wrong: RateLimit },
): Caller {
  const asksApi = c.req.path.startsWith("/api/v1/");
  const bearer = asksApi ? bearerOf(c.req.header("authorization")) : null;
  const address = addressOf(c);
  const cookie = asksApi ? cookieOf(c.req.header("cookie")) : null;
  const about = { cookie, address, secure: isSecure(c), tokenNeeded, session: null };
  if (bearer !== null) {
    const token = tokens.find(bearer, now());
    rate.spend(token === null ? address : `token ${token.id}`);
    if (token !== null) return { ...about, who: `${token.name} (${token.id})`, scope: token.scope };
    wrong.spend(address);
    throw wrongToken();
  }
  const session = cookie === null || !tokenNeeded ? null : sessions.find(cookie, now());
  rate.spend(session === null ? address : `session ${session.csrf}`);
  if (session !== null) {
    const { name, id, scope } = session.token;
    return { ...about, session, who: `${name} (${id})`, scope };
  }
  return { ...about, who: "local", scope: tokenNeeded ? null : "admin" };
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

/** Where a request comes from. */
export function addressOf(c: ApiContext): string {
  try {
    return getConnInfo(c).remote.address ?? "unknown";
  } catch {
    return "unknown";
  }
}

function cookieOf(header: string | undefined): string | null {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim().split("="));
  const found = pairs.find(([name]) => name === sessionNames.cookie)?.[1] ?? "";
  return /^[\w-]{43}$/.test(found) ? found : null;
}

/** Who says so untruly gets a cookie that does not come back, and nothing else. */
function isSecure(c: ApiContext): boolean {
  const forwarded = (c.req.header("x-forwarded-proto") ?? "").split(",")[0]?.trim().toLowerCase();
  return forwarded === "https" || new URL(c.req.url).protocol === "https:";
}
