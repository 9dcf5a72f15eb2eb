import { z } from "@hono/zod-openapi";
import { sessionNames, wrongToken } from "./caller.ts";
import type { Caller } from "./who-asks.ts";
import { type Route, route } from "./route.ts";
import { type Session, sessionHours } from "./sessions.ts";

const tag = "Sign-in";

const sessionAnswer = z
  .strictObject({
    needed: z.boolean().openapi({ description: "whether one must sign in" }),
    signed_in: z.boolean(),
    name: z.string().nullable().openapi({ description: "the name of the token" }),
    scope: z.enum(["read", "write", "admin"]).nullable(),
    csrf: z.string().nullable().openapi({ description: "what changes from pages send as Smac-Csrf" }),
    expires: z.string().nullable(),
  })
  .openapi("Session");

/** Signing a browser in with a token, and out again. */
export const sessionRoutes: readonly Route[] = [
  route("/session", {
    tag,
    says: "Whether one is signed in, what one may do, and what changes from pages must send.",
    answer: sessionAnswer,
    versioned: false,
    open: true,
    reply: async ({ caller }, { sessions }) => ({
      json:
        caller.session !== null
          ? told(caller, caller.session)
          : {
              needed: caller.tokenNeeded,
              signed_in: caller.scope !== null,
              name: null,
              scope: caller.scope,
              csrf: caller.tokenNeeded ? null : sessions.localCsrf,
              expires: null,
            },
    }),
  }),
  route("/session", {
    method: "post",
    tag,
    says: "Signs a browser in: a cookie for what the token allows.",
    body: z.strictObject({ token: z.string().max(200) }).openapi("SignIn"),
    answer: sessionAnswer,
    open: true,
    secret: true,
    reply: async ({ body, caller }, { tokens, sessions, wrong, now }) => {
      const token = tokens.find(body.token.trim(), now());
      if (token === null) {
        wrong.spend(caller.address);
        throw wrongToken();
      }
      if (caller.cookie !== null) sessions.close(caller.cookie);
      const { session, secret } = sessions.open(token, now());
      return { json: told(caller, session), headers: cookie(secret, caller, sessionHours.whole * 3600) };
    },
  }),
  route("/session", {
    method: "delete",
    tag,
    says: "Signs a browser out.",
    answer: sessionAnswer,
    open: true,
    reply: async ({ caller }, { sessions }) => {
      if (caller.cookie !== null) sessions.close(caller.cookie);
      const none = { signed_in: !caller.tokenNeeded, name: null, scope: null, csrf: null, expires: null };
      return { json: { needed: caller.tokenNeeded, ...none }, headers: cookie("", caller, 0) };
    },
  }),
];

function told(
  { tokenNeeded }: Caller,
  { token: { name, scope }, csrf, expires }: Session,
): z.infer<typeof sessionAnswer> {
  return { needed: tokenNeeded, signed_in: true, name, scope, csrf, expires };
}

function cookie(value: string, { secure }: Caller, seconds: number): Record<string, string> {
  const parts = [`${sessionNames.cookie}=${value}`, "Path=/", "HttpOnly", "SameSite=Strict", `Max-Age=${seconds}`];
  return { "set-cookie": [...parts, ...(secure ? ["Secure"] : [])].join("; ") };
}
