import type { Asked, Reply, ServeOptions } from "../serve.ts";
import type { ListAnswer } from "./answer-list.ts";
import { tooManyAtOnce, tooManyNow, tooManyToday } from "./limits.ts";
import type { TokenDesk } from "./tokens.ts";

/** Troubles that Zoho Books has besides those of any service. */
export type ZohoTrouble =
  /** 429 with code 44. */
  | "minute"
  /** 429 with code 45. */
  | "day"
  /** 429 with code 1070. */
  | "at-once"
  /** 500 with code 1000. */
  | "internal"
  /** 401 with code 57, whatever the token. */
  | "not-allowed"
  /** All tokens end before this call. */
  | "expired-token"
  /** 200 with code 1000. */
  | "error-in-200"
  /** The organisation may not use the API. */
  | "suspended"
  /** The plan has no API. */
  | "no-api"
  /** There is no such list. */
  | "no-list"
  /** The list before, once more. */
  | "duplicate-page"
  /** Signing in is refused for ten minutes. */
  | "no-tokens";

/** The troubles by name. `before`: the list that was answered last. */
export function zohoTroubles(about: {
  readonly desk: TokenDesk;
  readonly perDay: () => number;
  readonly before: () => Reply | null;
}): NonNullable<ServeOptions["faults"]> {
  const { desk } = about;
  const is =
    (refusal: () => ListAnswer) =>
    (asked: Asked, right: () => Promise<Reply>): Reply | Promise<Reply> =>
      asked.path.startsWith("/oauth/") ? right() : replyOf(refusal());
  const internal: ListAnswer = { status: 500, body: { code: 1000, message: "Internal error" } };
  const suspended = "Your organization has been suspended. Upgrade your plan to use the API.";
  return {
    minute: is(tooManyNow),
    day: is(() => tooManyToday(about.perDay())),
    "at-once": is(tooManyAtOnce),
    internal: is(() => internal),
    "error-in-200": is(() => ({ ...internal, status: 200 })),
    "not-allowed": is(notAllowed),
    suspended: is(() => ({ status: 403, body: { code: 103, message: suspended } })),
    "no-api": is(() => ({
      status: 403,
      body: { code: 103, message: "The API is not available in your current plan." },
    })),
    "no-list": is(() => ({ status: 404, body: { code: 5, message: "Invalid URL Passed" } })),
    "duplicate-page": async (_, right) => {
      const before = about.before();
      const reply = await right();
      return before ?? reply;
    },
    "expired-token": (_, right) => {
      desk.expire();
      return right();
    },
    "no-tokens": (asked, right) => (asked.path.startsWith("/oauth/") ? replyOf(desk.refuseForNow()) : right()),
  };
}

/** The refusal of what the scope or the user does not allow. */
export function notAllowed(): ListAnswer {
  return { status: 401, body: { code: 57, message: "You are not authorized to perform this operation" } };
}

/** An answer as it is sent. */
export function replyOf({ status, body }: ListAnswer, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, json: body, headers: { "content-type": "application/json;charset=UTF-8", ...headers } };
}
