import type { DemoSettings } from "../../demo/options.ts";
import type { Instant } from "../../time/instant.ts";
import { openZone } from "../../time/zone.ts";
import { businessZone } from "../business.ts";
import { serve } from "../serve.ts";
import type { Asked, Fault, Reply, Served } from "../serve.ts";
import { listAnswers, usualSwitches } from "./answer-list.ts";
import type { ListAnswer, Switches } from "./answer-list.ts";
import { notAllowed, replyOf, zohoTroubles } from "./faults.ts";
import type { ZohoTrouble } from "./faults.ts";
import { fillTables } from "./fill.ts";
import { counter } from "./limits.ts";
import type { Counter } from "./limits.ts";
import { lists } from "./lists.ts";
import type { TableName } from "./lists.ts";
import { table } from "./table.ts";
import type { StandInRow, Table } from "./table.ts";
import { zohoTime } from "./time-text.ts";
import { tokenDesk } from "./tokens.ts";
import type { TokenDesk } from "./tokens.ts";

/** How the stand-in begins. */
export interface ZohoStandInOptions {
  /** The company it holds; null: none, its tables are empty. */
  readonly company: DemoSettings | null;
  /** Its clock, microseconds since 1970 UTC. */
  readonly now: () => Instant;
  /** Calls in a minute; null: as many as come. Default 100. */
  readonly perMinute?: number | null;
  /** Calls in a day. Default 10,000. */
  readonly perDay?: number;
}

/** What the stand-in holds, to be changed at any time. */
export interface ZohoHoldings {
  readonly tables: Readonly<Record<TableName, Table>>;
  /** The organisations; the first is that of the tables, the others are empty. */
  readonly organizations: StandInRow[];
  /** How it behaves where nothing is documented. */
  readonly switches: Switches;
  readonly desk: TokenDesk;
  readonly counter: Counter;
  /** Done just before an answer; null: nothing. */
  before: (() => void) | null;
}

/** Zoho Books on this machine, for tests and for the demo. */
export interface ZohoStandIn extends ZohoHoldings {
  /** For `api_root`. */
  readonly apiRoot: string;
  /** For `accounts_root`. */
  readonly accountsRoot: string;
  /** What to sign in with. */
  readonly credentials: {
    readonly client_id: string;
    readonly client_secret: string;
    readonly refresh_token: string;
  };
  /** Every call so far, signing in among them. */
  readonly calls: readonly Asked[];
  /** Has a trouble from now on. */
  readonly have: (fault: Fault & { readonly what: Fault["what"] | ZohoTrouble }) => void;
  /** No trouble from now on. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

/** The ID of the organisation that the tables belong to. */
export const standInOrganization = "60001234567";

/**
 * Starts a stand-in for Zoho Books on a free port of this machine: it answers
 * lists, pages, filters, limits and errors as the service is documented or was
 * recorded to do, from tables that may be changed at any time.
 *
 * @example
 * ```ts
 * const zoho = await zohoBooksStandIn({ company: demoSettings({}), now: () => clock });
 * zoho.tables.invoices.update(id, { status: "void" });
 * await zoho.close();
 * ```
 */
export async function zohoBooksStandIn(options: ZohoStandInOptions): Promise<ZohoStandIn> {
  const holdings = holdingsOf(options);
  const { desk } = holdings;
  const api = apiOf(holdings);
  let last: Reply | null = null;
  const reply = (asked: Asked): Reply => {
    holdings.before?.();
    const date = { date: new Date(options.now() / 1000).toUTCString() };
    if (asked.path === "/oauth/v2/auth") return consent(asked.query, desk);
    if (asked.path === "/oauth/v2/token") return replyOf(desk.answer(formOf(asked)), date);
    const refused = holdings.counter.count();
    const answer = refused ?? api(asked);
    const wait = answer.status === 429 && holdings.switches.retryAfter ? { "retry-after": "60" } : {};
    last = replyOf(answer, { ...date, ...holdings.counter.headers(), ...wait });
    return last;
  };
  const troubles = zohoTroubles({ desk, perDay: () => holdings.counter.limits.perDay, before: () => last });
  return standing(holdings, await serve(reply, { faults: troubles }));
}

function standing(holdings: ZohoHoldings, served: Served): ZohoStandIn {
  const { desk } = holdings;
  return Object.assign(holdings, {
    apiRoot: `${served.url}/books/v3`,
    accountsRoot: served.url,
    credentials: { client_id: desk.clientId, client_secret: desk.clientSecret, refresh_token: desk.refreshToken },
    calls: served.calls,
    have: served.have,
    heal: served.heal,
    close: served.close,
  });
}

function holdingsOf({ company, now, perMinute = 100, perDay = 10_000 }: ZohoStandInOptions): ZohoHoldings {
  const zone = openZone(businessZone);
  const switches = usualSwitches();
  const time = (): string => zohoTime(now(), zone);
  const tables = Object.fromEntries(
    lists.map(({ table: name, key, times }, i) => [name, table(key, { now: time, times, first: (i + 1) * 10 ** 9 })]),
  ) as Record<TableName, Table>;
  if (company !== null) fillTables(tables, company, zone);
  return {
    tables,
    organizations: [ownOrganization()],
    switches,
    desk: tokenDesk({ now, switches, scopes: allScopes() }),
    counter: counter({ perMinute, perDay }, { now, zone }),
    before: null,
  };
}

function allScopes(): string[] {
  return [...new Set(lists.map(({ scope }) => `ZohoBooks.${scope}.READ`))];
}

function ownOrganization(): StandInRow {
  return {
    organization_id: standInOrganization,
    name: "Demo Software Company",
    is_default_org: true,
    language_code: "en",
    fiscal_year_start_month: "1",
    account_created_date: "2020-01-01",
    time_zone: businessZone,
    currency_code: "EUR",
    plan_name: "Premium",
    country_code: "DE",
  };
}

/** The page on which a person consents: here everybody does at once. */
function consent(query: URLSearchParams, desk: TokenDesk): Reply {
  const back = new URL(query.get("redirect_uri") ?? "http://127.0.0.1");
  back.searchParams.set("code", desk.newCode((query.get("scope") ?? "").split(",")));
  back.searchParams.set("state", query.get("state") ?? "");
  back.searchParams.set("location", "eu");
  back.searchParams.set("accounts-server", "https://accounts.zoho.eu");
  return { status: 302, headers: { location: back.href } };
}

function formOf({ query, body }: Asked): URLSearchParams {
  const form = new URLSearchParams(query);
  for (const [name, value] of new URLSearchParams(body)) form.set(name, value);
  return form;
}

function apiOf(own: ZohoHoldings): (asked: Asked) => ListAnswer {
  const answerList = listAnswers(own.switches);
  const nothing = table("id", { now: () => "", times: false, first: 0 });
  return ({ path, query, headers }) => {
    const token = /^(?:Zoho-oauthtoken|Bearer) (.+)$/.exec(headers["authorization"] ?? "")?.[1] ?? "";
    const grant = own.desk.grantOf(token);
    const refused = notAllowed();
    if (grant === null) return { ...refused, body: { ...refused.body, code: own.switches.expiredCode } };
    const isGranted = (scope: string): boolean => grant.scopes.includes(`ZohoBooks.${scope}.READ`);
    const resource = path.replace(/^\/books\/v3\//, "");
    if (resource === "organizations") {
      if (!isGranted("settings")) return refused;
      return { status: 200, body: { code: 0, message: "success", organizations: own.organizations } };
    }
    const manners = lists.find((one) => one.path === resource);
    if (manners === undefined) {
      return { status: own.switches.notFoundStatus, body: { code: 5, message: "Invalid URL Passed" } };
    }
    if (!isGranted(manners.scope)) return refused;
    const place = placeOf(query.get("organization_id"), own);
    if (typeof place !== "number") return place;
    return answerList(place === 0 ? own.tables[manners.table] : nothing, manners, query);
  };
}

/** Which organisation is meant: the only one when none is named. */
function placeOf(organization: string | null, { organizations }: ZohoHoldings): number | ListAnswer {
  if (organization === null && organizations.length === 1) return 0;
  if (organization === null) {
    return { status: 400, body: { code: 6, message: "Invalid value passed for organization_id" } };
  }
  const place = organizations.findIndex((one) => one["organization_id"] === organization);
  if (place >= 0) return place;
  return { status: 401, body: { code: 6041, message: "This user is not associated with the CompanyID/CompanyName:." } };
}
