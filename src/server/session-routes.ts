import { z } from "@hono/zod-openapi";
import { audit } from "./audit.ts";
import { sessionNames, whoIs, wrongToken } from "./caller.ts";
import { setCookie } from "./cookies.ts";
import type { Caller } from "./who-asks.ts";
import { type Place, type Route, route } from "./route.ts";
import { type Session, sessionHours } from "./sessions.ts";

const tag = "Sign-in";
const maybeText = z.string().nullable();

const sessionAnswer = z
  .strictObject({
    needed: z.boolean().openapi({ description: "whether one must sign in" }),
    signed_in: z.boolean(),
    name: maybeText.openapi({ description: "the name of the token, or whose account it is" }),
    via: z.enum(["token", "account"]).nullable().openapi({ description: "with what one signed in" }),
    scope: z.enum(["read", "write", "admin"]).nullable(),
    csrf: maybeText.openapi({ description: "what changes from pages send as Smac-Csrf" }),
    expires: maybeText,
    account: z
      .union([
        z.strictObject({
          name: z.string(),
          path: z.string().openapi({ description: "where a browser begins to sign in" }),
          sign_out: maybeText.openapi({ description: "where one signs out there as well" }),
        }),
        z.null(),
      ])
      .openapi({ description: "the company's account that one can sign in with" }),
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
    reply: async ({ caller }, place) => ({
      json: caller.session !== null ? told(caller, caller.session, place) : unsigned(caller, place),
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
    reply: async ({ body, caller }, place) => {
      const { tokens, sessions, wrong, now, project } = place;
      const token = tokens.find(body.token.trim(), now());
      if (token === null) {
        wrong.spend(caller.address);
        const deed = { who: "nobody", address: caller.address, what: "POST /api/v1/session", asked: null, status: 401 };
        audit(project.storeFolder(), deed, now());
        throw wrongToken();
      }
      if (caller.cookie !== null) sessions.close(caller.cookie);
      const how = { person: token, via: "token", hours: sessionHours.whole } as const;
      const { session, secret } = sessions.open(how, now());
      return { json: told(caller, session, place), headers: cookie(secret, caller), who: whoIs(token) };
    },
  }),
  route("/session", {
    method: "delete",
    tag,
    says: "Signs a browser out.",
    answer: sessionAnswer,
    open: true,
    reply: async ({ caller }, place) => {
      if (caller.cookie !== null) place.sessions.close(caller.cookie);
      const scope = caller.tokenNeeded ? null : caller.scope;
      return { json: { ...unsigned({ ...caller, scope }, place), csrf: null }, headers: cookie("", caller) };
    },
  }),
];

function told(
  { tokenNeeded }: Caller,
  { person: { name, scope }, via, csrf, expires }: Session,
  place: Place,
): z.infer<typeof sessionAnswer> {
  return { needed: tokenNeeded, signed_in: true, name, via, scope, csrf, expires, account: accountOf(place) };
}

function unsigned({ tokenNeeded, scope }: Caller, place: Place): z.infer<typeof sessionAnswer> {
  return {
    needed: tokenNeeded,
    signed_in: scope !== null,
    name: null,
    via: null,
    scope,
    csrf: tokenNeeded ? null : place.sessions.localCsrf,
    expires: null,
    account: tokenNeeded ? accountOf(place) : null,
  };
}

function accountOf({ provider }: Place) {
  return provider === null ? null : { name: provider.name, path: "/sign-in", sign_out: provider.signOut() };
}

/** The cookie of a session; an empty one takes it back. */
export function sessionCookie(value: string, { secure }: Pick<Caller, "secure">): string {
  const seconds = value === "" ? 0 : sessionHours.whole * 3600;
  return setCookie({ name: sessionNames.cookie, value, seconds, path: "/", sites: "Strict", secure });
}

function cookie(value: string, caller: Caller): Record<string, string> {
  return { "set-cookie": sessionCookie(value, caller) };
}
