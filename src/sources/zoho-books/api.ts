import { SmacError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";
import { budgetKeeper, budgetSpent, headerBudget } from "../kit/budget.ts";
import { httpClient } from "../kit/client.ts";
import type { HttpAnswer, HttpClient } from "../kit/http.ts";
import type { AccessTokens } from "../kit/oauth.ts";
import { redactor } from "../kit/redact.ts";
import type { Json, Row } from "../kit/row.ts";
import type { Budget, SourceContext } from "../kit/source.ts";
import { zohoVerdict } from "./answers.ts";
import { isRecord } from "./cell.ts";
import { apiRoot } from "./regions.ts";
import { settingsOf, titleOf, zohoTokens } from "./sign-in.ts";
import type { Span } from "./spans.ts";
import { zohoStreams } from "./streams.ts";
import type { ZohoStream } from "./streams.ts";

const TEN_MINUTES = 600_000_000;
/** Sign-ins after a refusal that are spent in ten minutes: Zoho gives ten tokens in all, to all programs. */
const REFUSALS = 3;

/** A part of a list as it was answered. */
export interface ListPart {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  /** How many rows a page of this answer can have, as it says itself; null: it does not. */
  readonly size: number | null;
  /** Which page it is, as it says itself; null: it does not. */
  readonly page: number | null;
  /** The service's clock, microseconds since 1970 UTC. */
  readonly at: Instant;
}

/** Which part of which list is asked for. */
export interface ListCall {
  readonly stream: ZohoStream;
  /** Null: `/organizations`, which needs none. */
  readonly organization: string | null;
  readonly span: Span;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The calls that Zoho Books takes, signed in and within its limits. */
export interface ZohoApi {
  /** @throws SmacError of the area `SOURCE`. */
  list(call: ListCall): Promise<ListPart>;
  /** Signs in, if that was not done. */
  signIn(): Promise<void>;
  budget(): Budget | null;
}

/** The calls of one connection, which share the sign-in, the pace and the budget. */
export function zohoApi(context: SourceContext): ZohoApi {
  const { world } = context;
  const name = titleOf(context);
  const tokens = zohoTokens(context);
  const budget = budgetKeeper(name, world);
  const { client_secret = "", refresh_token = "" } = context.credentials;
  const secrets = () => [client_secret, refresh_token, ...tokens.secrets()];
  const manners = {
    name,
    connection: context.name,
    redact: redactor(secrets),
    needs: neededFor,
    spent: () => {
      const known = budget.current();
      const used: Budget = { of: "calls a day", limit: 0, resets: null, ...known, remaining: 0 };
      budget.heard(used);
      return budgetSpent(name, used);
    },
  };
  const client = httpClient(
    {
      name,
      verdict: (answer, { label }) => {
        budget.heard(headerBudget(answer.headers, "calls a day", world.now()));
        return zohoVerdict(answer, label, manners);
      },
      signIn: sparingSignIn(tokens, world.now),
      mayCall: () => budget.mayCall(),
      limits: {
        perMinute: settingsOf(context).calls_per_minute,
        atOnce: 4,
        tries: 5,
        timeout: 60_000,
        largest: 50_000_000,
      },
      secrets,
    },
    world,
  );
  return {
    list: async (call) => {
      const token = await tokens.get(false);
      const root = apiRoot(settingsOf(context), token.fields["api_domain"] ?? null);
      return readPart(await send(client, root, call), call, { name, now: world.now() });
    },
    signIn: async () => {
      await tokens.get(false);
    },
    budget: () => budget.current(),
  };
}

function sparingSignIn(tokens: AccessTokens, now: () => Instant) {
  let refusals: Instant[] = [];
  return async (again: boolean): Promise<Readonly<Record<string, string>>> => {
    refusals = refusals.filter((at) => at > now() - TEN_MINUTES);
    const isNew = again && refusals.length < REFUSALS;
    if (isNew) refusals.push(now());
    return { Authorization: `Zoho-oauthtoken ${(await tokens.get(isNew)).value}` };
  };
}

async function send(client: HttpClient, root: string, call: ListCall): Promise<HttpAnswer> {
  const { stream, organization, span, query, signal } = call;
  return client.send({
    url: `${root}/${stream.path}`,
    label: labelOf(stream.name, span),
    query: {
      ...stream.query,
      ...query,
      ...(organization === null ? {} : { organization_id: organization }),
      ...(organization === null ? {} : { page: String(span.page), per_page: String(span.size) }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

function labelOf(stream: string, span: Span): string {
  return `${stream}, rows from ${span.start + 1}`;
}

function neededFor(label: string): string {
  const found = zohoStreams.find(({ name }) => label.startsWith(`${name},`));
  return `the scope ${found?.needs ?? "of this list"}`;
}

function readPart(answer: HttpAnswer, { stream, span }: ListCall, about: { name: string; now: Instant }): ListPart {
  const body = answer.json as { readonly [key: string]: Json };
  const rows = body[stream.root];
  const wrong = (what: string): SmacError =>
    new SmacError("SOURCE_BAD_ANSWER", `${about.name}: ${labelOf(stream.name, span)}: ${what}`, {
      recovery: "retry",
      hint: "try again later; if it stays so, leave the list out of “streams” in smac.yml",
    });
  if (!Array.isArray(rows)) throw wrong(`the answer has no list “${stream.root}”`);
  const key = stream.key[0] ?? "";
  for (const row of rows as readonly Json[]) {
    if (!isRecord(row)) throw wrong("a row is no record");
    const id = row[key];
    if ((typeof id !== "string" && typeof id !== "number") || id === "") throw wrong(`a row has no “${key}”`);
  }
  const page = contextOf(body["page_context"] ?? null);
  const date = Date.parse(answer.headers.get("date") ?? "");
  return {
    rows: rows as readonly Row[],
    hasMore: page["has_more_page"] === true || page["has_more_page"] === "true",
    size: wholeNumber(page["per_page"]),
    page: wholeNumber(page["page"]),
    at: Number.isNaN(date) ? about.now : date * 1000,
  };
}

/** The documentation shows it as a list of one in places; the service sends an object. */
function contextOf(value: Json): Row {
  const one = Array.isArray(value) ? (value as readonly Json[])[0] : value;
  return isRecord(one) ? one : {};
}

function wholeNumber(value: Json | undefined): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : null;
}
