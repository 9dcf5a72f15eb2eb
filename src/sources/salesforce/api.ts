import { SmacError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";
import { budgetKeeper } from "../kit/budget.ts";
import type { BudgetKeeper } from "../kit/budget.ts";
import { httpClient } from "../kit/client.ts";
import type { HttpAnswer, HttpClient, HttpRequest } from "../kit/http.ts";
import type { AccessTokens } from "../kit/oauth.ts";
import { redactor } from "../kit/redact.ts";
import type { Json } from "../kit/row.ts";
import type { Budget, SourceContext } from "../kit/source.ts";
import type { Settings } from "./settings.ts";
import { recordOf } from "./record-of.ts";
import { salesforceTokens, secretsOf } from "./sign-in.ts";
import { salesforceVerdict } from "./verdict.ts";

/** A call to the API of an org. */
export interface ApiCall extends Pick<
  HttpRequest,
  "method" | "label" | "query" | "headers" | "body" | "expects" | "signal"
> {
  /** From the version on: `/query`; or whole, as Salesforce gave it: `/services/data/v62.0/query/…`. */
  readonly path: string;
  /** Another version than that of the settings: jobs are read in the one that made them. */
  readonly version?: string;
}

/** The API of one org. */
export interface SalesforceApi {
  /** Begins messages, e.g. `crm (Salesforce)`. */
  readonly name: string;
  readonly settings: Settings;
  readonly context: SourceContext;
  /**
   * The answer; some refusals come back as answers, see `refusalOf`.
   *
   * @throws SmacError of the area `SOURCE`.
   */
  send(call: ApiCall): Promise<HttpAnswer>;
  /** The same API whose calls end with a signal. */
  under(signal: AbortSignal): SalesforceApi;
  /** Now by the clock of the service, as last heard. */
  now(): Instant;
  budget(): Budget | null;
  /** Reads something small before anyone has signed in: the versions the service speaks. */
  versions(): Promise<readonly string[]>;
  signIn(): Promise<void>;
}

/** The API of a connection; nothing is sent yet. */
export function salesforceApi(title: string, settings: Settings, context: SourceContext): SalesforceApi {
  const name = `${context.name} (${title})`;
  const { world } = context;
  let asking = world.signal;
  const tokens = salesforceTokens(name, settings, { ...context, world: () => ({ ...world, signal: asking }) });
  const budget = budgetKeeper(name, world);
  const clock = serviceClock(world.now);
  const client = clientOf(name, context, { tokens, budget, clock });
  const api: SalesforceApi = {
    name,
    settings,
    context,
    now: clock.now,
    budget: () => budget.current(),
    under: (signal) => ({ ...api, send: (call) => api.send({ signal, ...call }) }),
    async send({ path, version, ...call }) {
      asking = call.signal ?? world.signal;
      const root = instanceOf(name, settings, (await tokens.get(false)).fields["instance_url"]);
      const full = path.startsWith("/services/") ? path : `/services/data/v${version ?? settings.version}${path}`;
      return client.send({ ...call, url: `${root}${full}` });
    },
    async versions() {
      const { json } = await client.send({
        url: `${settings.root}/services/data`,
        label: "the versions",
        signedIn: false,
      });
      return versionsIn(json);
    },
    async signIn() {
      await tokens.get(false);
    },
  };
  return api;
}

interface Heard {
  readonly tokens: AccessTokens;
  readonly budget: BudgetKeeper;
  readonly clock: ServiceClock;
}

function clientOf(name: string, context: SourceContext, { tokens, budget, clock }: Heard): HttpClient {
  const secrets = (): readonly string[] => [...secretsOf(context), ...tokens.secrets()];
  const verdict = salesforceVerdict(name, redactor(secrets));
  return httpClient(
    {
      name,
      verdict(answer, request) {
        budget.heard(usageOf(answer.headers.get("sforce-limit-info") ?? ""));
        clock.hear(answer);
        return verdict(answer, request);
      },
      signIn: async (again) => ({ Authorization: `Bearer ${(await tokens.get(again)).value}` }),
      mayCall: budget.mayCall,
      limits: { perMinute: 1200, atOnce: 5, tries: 6, timeout: 120_000, largest: 100_000_000 },
      secrets,
    },
    context.world,
  );
}

interface ServiceClock {
  readonly now: () => Instant;
  readonly hear: (answer: HttpAnswer) => void;
}

/** The service's time, from the dates of its answers: the clock here may be wrong. */
function serviceClock(now: () => Instant): {
  readonly now: () => Instant;
  readonly hear: (answer: HttpAnswer) => void;
} {
  let ahead = 0;
  return {
    now: () => now() + ahead,
    hear({ headers }) {
      const date = Date.parse(headers.get("date") ?? "");
      if (!Number.isNaN(date)) ahead = date * 1000 - now();
    },
  };
}

function versionsIn(json: Json): readonly string[] {
  const list: readonly Json[] = Array.isArray(json) ? json : [];
  return list.flatMap((each) => {
    const version = recordOf(each)?.["version"];
    return typeof version === "string" ? [version] : [];
  });
}

/** `api-usage=908/15000` as a budget. */
function usageOf(header: string): Budget | null {
  const [, used, limit] = /(?:^|[\s,;])api-usage=(\d+)\/(\d+)/.exec(header) ?? [];
  if (used === undefined || limit === undefined) return null;
  const left = Math.max(0, Number(limit) - Number(used));
  return { of: "calls in 24 hours", limit: Number(limit), remaining: left, resets: null };
}

// The token must not go to a host that is neither ours nor Salesforce's.
function instanceOf(name: string, settings: Settings, told: string | undefined): string {
  if (told === undefined || told === settings.root) return settings.root;
  const url = URL.canParse(told) ? new URL(told) : null;
  const mine = new URL(settings.root);
  const isKnown = url?.protocol === "https:" && /\.(salesforce|cloudforce|force)\.(com|mil)$/.test(url.hostname);
  if (url !== null && (isKnown || (url.hostname === mine.hostname && url.protocol === mine.protocol)))
    return url.origin;
  throw new SmacError("SOURCE_BAD_ANSWER", `${name}: signing in led to a host that is not of Salesforce`, {
    hint: "check domain in smac.yml",
  });
}
