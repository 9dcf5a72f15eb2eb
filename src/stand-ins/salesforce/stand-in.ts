import type { DemoSettings } from "../../demo/options.ts";
import type { Instant } from "../../time/instant.ts";
import { serve } from "../serve.ts";
import type { Asked, Fault, Reply } from "../serve.ts";
import { apiAnswer } from "./api-answers.ts";
import { refusal } from "./api-state.ts";
import type { ApiState } from "./api-state.ts";
import { fillOrg } from "./fill.ts";
import { standInOrg } from "./org.ts";
import { standInPackages } from "./schema.ts";
import type { StandInPackage } from "./schema.ts";
import { tokenDesk } from "./token-desk.ts";
import type { TokenDesk } from "./token-desk.ts";

/** How the stand-in begins. */
export interface SalesforceStandInOptions {
  /** The company it holds; null: none, it is empty. */
  readonly company: DemoSettings | null;
  /** Its clock, microseconds since 1970 UTC. */
  readonly now: () => Instant;
  /** Default: all. */
  readonly packages?: readonly StandInPackage[];
  /** Calls in 24 hours. Default 100,000. */
  readonly perDay?: number;
  /** Rows of a page. Default 2,000. */
  readonly pageRows?: number;
}

/** Troubles in Salesforce's own words. */
export type SalesforceTrouble =
  | "expired-token"
  | "error-in-200"
  | "duplicate-page"
  | "no-permission"
  | "budget-spent"
  | "api-disabled"
  /** The org is locked. */
  | "suspended"
  | "too-many-at-once"
  | "query-timeout";

/** A Salesforce org on this machine, for tests and for the demo. */
export interface SalesforceStandIn extends ApiState {
  /** For `domain`. */
  readonly url: string;
  readonly desk: TokenDesk;
  /** What to sign in with. */
  readonly credentials: { readonly client_id: string; readonly client_secret: string };
  /** Calls to the API so far, and how many there may be. */
  readonly usage: { used: number; limit: number };
  /** Every call so far, signing in among them. */
  readonly calls: readonly Asked[];
  /** Done just before an answer; null: nothing. */
  before: (() => void) | null;
  /** Has a trouble from now on. */
  readonly have: (fault: Fault & { readonly what: Fault["what"] | SalesforceTrouble }) => void;
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in for a Salesforce org, with or without the packages of
 * Certinia, on a free port of this machine: it signs in, describes, answers
 * queries by pages and by bulk jobs, and tells deletions as documented, from
 * records that may be changed at any time.
 *
 * @example
 * ```ts
 * const org = await salesforceStandIn({ company: demoSettings({}), now: () => clock });
 * org.org.merge("Account", loser, master);
 * await org.close();
 * ```
 */
export async function salesforceStandIn(options: SalesforceStandInOptions): Promise<SalesforceStandIn> {
  const { now, company, packages = standInPackages } = options;
  const org = standInOrg(packages, now);
  fillOrg(org, company);
  const state: ApiState = {
    org,
    now,
    pageRows: options.pageRows ?? 2000,
    locators: new Map(),
    jobs: new Map(),
    deletionsKept: 15 * 86_400_000_000,
    newest: 67,
  };
  const desk = tokenDesk(now);
  const hooks: Pick<SalesforceStandIn, "before"> = Object.assign(state, { before: null });
  const usage = { used: 0, limit: options.perDay ?? 100_000 };
  const held = { last: null as Reply | null };
  const reply = (asked: Asked): Reply => {
    hooks.before?.();
    const answer = answerTo({ state, desk, usage }, asked);
    const page = { ...answer, headers: { date: new Date(now() / 1000).toUTCString(), ...answer.headers } };
    if (asked.path.startsWith("/services/data/")) held.last = page;
    return page;
  };
  const served = await serve(reply, { faults: troubles(desk, usage, held) });
  return Object.assign(state, hooks, {
    url: served.url,
    desk,
    credentials: { client_id: desk.clientId, client_secret: desk.clientSecret },
    usage,
    calls: served.calls,
    have: served.have,
    heal: served.heal,
    close: served.close,
  });
}

interface Standing {
  readonly state: ApiState;
  readonly desk: TokenDesk;
  readonly usage: { used: number; readonly limit: number };
}

function answerTo({ state, desk, usage }: Standing, asked: Asked): Reply {
  if (asked.path === "/services/oauth2/token" && asked.method === "POST")
    return desk.answer(new URLSearchParams(asked.body), `http://${asked.headers["host"] ?? ""}`);
  if (asked.path === "/services/data") {
    const versions = Array.from({ length: state.newest - 49 }, (_, n) => 50 + n);
    return { json: versions.map((n) => ({ label: `v${n}`, url: `/services/data/v${n}.0`, version: `${n}.0` })) };
  }
  if (!asked.path.startsWith("/services/data/"))
    return { status: 404, text: "<html><head><title>Not found</title></head></html>" };
  if (!desk.isGood(asked.headers["authorization"] ?? ""))
    return refusal(401, "INVALID_SESSION_ID", "Session expired or invalid");
  if (usage.used >= usage.limit) return spent(usage);
  usage.used++;
  const answer = apiAnswer(state, asked);
  return { ...answer, headers: { ...answer.headers, ...usageHeader(usage) } };
}

function usageHeader({ used, limit }: Standing["usage"]): Record<string, string> {
  return { "sforce-limit-info": `api-usage=${used}/${limit}` };
}

function spent(usage: Standing["usage"]): Reply {
  const full = { used: usage.limit, limit: usage.limit };
  return { ...refusal(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), headers: usageHeader(full) };
}

function troubles(
  desk: TokenDesk,
  usage: Standing["usage"],
  held: { readonly last: Reply | null },
): Readonly<Record<SalesforceTrouble, (asked: Asked, right: () => Promise<Reply>) => Reply | Promise<Reply>>> {
  return {
    "expired-token": (_, right) => {
      desk.expire();
      return right();
    },
    "error-in-200": () => ({ json: [{ message: "An unexpected error occurred", errorCode: "UNKNOWN_EXCEPTION" }] }),
    "duplicate-page": (_, right) => held.last ?? right(),
    "no-permission": () => refusal(403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id"),
    "budget-spent": () => spent(usage),
    "api-disabled": () => refusal(403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"),
    suspended: () => refusal(403, "ORG_LOCKED", "The organization has been locked."),
    "too-many-at-once": () =>
      refusal(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded."),
    "query-timeout": () => refusal(400, "QUERY_TIMEOUT", "Your query request was running for too long."),
  };
}
