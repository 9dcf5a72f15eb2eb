import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import { SmacError } from "../errors.ts";
import { answerRoute } from "./answer-route.ts";
import { audit } from "./audit.ts";
import { docsPage } from "./docs-page.ts";
import { callerOf, checkCsrf } from "./caller.ts";
import type { Caller } from "./who-asks.ts";
import { checkHost, checkOrigin, type Hosts, securityHeaders } from "./guard.ts";
import { openApiDocument, routes } from "./openapi.ts";
import type { Provider } from "./oidc.ts";
import { problemOf, retryAfter } from "./problem.ts";
import { openRateLimit, type Rate } from "./rate-limit.ts";
import { checkedQuery } from "./request-check.ts";
import { openReplies, type Replies } from "./replies.ts";
import type { ApiContext, Asks, Place, Route } from "./route.ts";
import { asksOver } from "./asks.ts";
import { openShares } from "./shares.ts";
import { openSessions } from "./sessions.ts";
import { openSignIn, signInPaths } from "./sign-in.ts";
import { scopes } from "./tokens.ts";
import { watchJob } from "./job-events.ts";
import { type WebAround, webResponse } from "./web-page.ts";

/** What an API is made over. */
export interface ApiAround extends Omit<Place, "sessions" | "wrong" | "shares" | "asks" | "provider"> {
  /** Whether every request needs a token; without, a request without one may do everything. */
  readonly tokenNeeded: boolean;
  readonly hosts: Hosts;
  /** What people know it by, as behind a proxy: `https://smac.example.com`; default: as it is asked. */
  readonly publicUrl?: string | null;
  /** Where people have the account that they sign in with; default: there are only tokens. */
  readonly provider?: Provider | null;
  readonly rate?: Rate;
  /** The page for people; without, there is only the API. */
  readonly web?: WebAround;
  /** Told of errors of the program. */
  readonly failed: (error: unknown) => void;
  /** Aborted when the server ends. */
  readonly ending: AbortSignal;
}

type Variables = { Variables: { caller: Caller } };

const limits = { address: 8192, body: 65_536 };
const usualRate: Rate = { burst: 600, perSecond: 60 };
const wrongTokens: Rate = { burst: 20, perSecond: 0.2 };
const signIns: Rate = { burst: 30, perSecond: 0.5 };

/** The API as a function from request to response. */
export function apiApp(given: ApiAround): OpenAPIHono<Variables> {
  const app = new OpenAPIHono<Variables>();
  const rate = openRateLimit(given.rate ?? usualRate, given.now);
  const wrong = openRateLimit(wrongTokens, given.now);
  const asks: Asks = asksOver(routes, () => around);
  const shares = openShares(given.project.folder);
  const { provider = null, publicUrl = null } = given;
  const sessions = openSessions(given.tokens);
  const refused = (deed: { readonly address: string; readonly what: string }): void =>
    audit(given.project.storeFolder(), { who: "nobody", ...deed, asked: null, status: 401 }, given.now());
  const around = { ...given, provider, publicUrl, wrong, sessions, shares, asks, refused };
  app.onError((error, c) => problemResponse(c, error, around));
  app.notFound((c) => {
    const page = around.web === undefined ? null : webResponse(around.web, c.req.raw);
    return page ?? problemResponse(c, notFound(c), around);
  });
  app.use(async (c, next) => {
    await next();
    // The page has its own.
    if (c.res.headers.has("content-security-policy") && !c.req.path.startsWith("/api/")) return;
    for (const [name, value] of Object.entries(securityHeaders)) if (!c.res.headers.has(name)) c.header(name, value);
  });
  app.use(async (c, next) => {
    if (around.ending.aborted) throw new SmacError("API_ENDING", "the server is ending", { recovery: "retry" });
    if (c.req.url.length > limits.address)
      throw new SmacError("API_TOO_LONG", `the address has more than ${limits.address} characters`);
    checkHost(c.req.header("host") ?? new URL(c.req.url).host, around.hosts);
    const changes = !["GET", "HEAD"].includes(c.req.method);
    if (changes) checkOrigin(c.req.raw.headers);
    const caller = callerOf(c, around, { rate, wrong });
    // Signing in has no session yet.
    const signsIn = c.req.method === "POST" && c.req.path === "/api/v1/session";
    if (changes && !signsIn) checkCsrf(c, caller, around.sessions);
    c.set("caller", caller);
    await next();
  });
  const limited = bodyLimit({
    maxSize: limits.body,
    onError: () => {
      throw new SmacError("API_TOO_LARGE", `the body has more than ${limits.body} bytes`);
    },
  });
  app.use((c, next) => (takesBytes(c) ? next() : limited(c, next)));
  if (provider !== null && given.tokenNeeded) {
    const signIn = openSignIn({ ...around, provider, begins: openRateLimit(signIns, given.now) });
    app.get(signInPaths.begin, (c) => signIn.begin(c));
    app.get(signInPaths.done, (c) => signIn.done(c));
  }
  const document = openApiDocument();
  app.get("/api/openapi.json", (c) => c.json(document));
  const page = docsPage(document);
  app.get("/api/docs", (c) => c.html(page.html, 200, { "content-security-policy": page.policy }));
  const replies = openReplies();
  for (const route of routes) register(app, route, { ...around, replies });
  return app;
}

function register(
  app: OpenAPIHono<Variables>,
  route: Route,
  around: Place & { readonly ending: AbortSignal; readonly replies: Replies },
): void {
  app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
    if (!route.open) checkScope(route, c.get("caller"));
    if (!route.events) return answerRoute(c, route, around);
    const id = c.req.param("id") ?? "";
    checkedQuery(new URL(c.req.url).searchParams, route.query);
    around.jobs.named(id);
    if (c.req.method === "HEAD") return c.body(null, 200, { "content-type": "text/event-stream" });
    return streamSSE(c, (stream) => watchJob(around.jobs, id, { stream, ending: around.ending }));
  });
}

function checkScope(route: Route, { scope }: Caller): void {
  if (scope === null)
    throw new SmacError("API_NO_TOKEN", "a token is needed", {
      hint: "send it as Authorization: Bearer TOKEN, or sign in; smac token create makes one",
    });
  if (scopes.indexOf(scope) < scopes.indexOf(route.scope))
    throw new SmacError("API_SCOPE", `this needs a token with the scope “${route.scope}”`, {
      hint: `yours has “${scope}”`,
    });
}

/** Whether a request is for a route that limits its body itself. */
function takesBytes(c: ApiContext): boolean {
  return routes.some((one) => one.takesBytes && one.method === c.req.method.toLowerCase() && one.path === c.req.path);
}

/** A path that has other methods says which. */
function notFound(c: ApiContext): SmacError {
  const there = methodsOf(c.req.path);
  if (there.length > 0)
    return new SmacError("API_WRONG_METHOD", `${c.req.path} cannot be asked with ${c.req.method}`, {
      hint: `it has: ${there.join(", ")}`,
    });
  return new SmacError("API_NOT_FOUND", "there is nothing at this address", {
    hint: "GET /api/docs shows what there is",
  });
}

function methodsOf(path: string): readonly string[] {
  if (["/api/openapi.json", "/api/docs", "/"].includes(path)) return ["GET"];
  return routes
    .filter((route) => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map((route) => route.method.toUpperCase());
}

function problemResponse(c: ApiContext, error: unknown, around: Pick<ApiAround, "failed">): Response {
  const problem = problemOf(error);
  if (!(error instanceof SmacError)) around.failed(error);
  const seconds = retryAfter(error);
  const methods = problem.status === 405 ? methodsOf(c.req.path) : [];
  const headers = {
    ...securityHeaders,
    "content-type": "application/problem+json",
    ...(seconds === null ? {} : { "retry-after": String(seconds) }),
    ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="smac"' } : {}),
    ...(methods.length === 0 ? {} : { allow: methods.join(", ") }),
  };
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
