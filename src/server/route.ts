import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { type Exportable, tableFormats } from "./media.ts";
import type { Jobs } from "./jobs.ts";
import type { SharedProject } from "./shared-project.ts";
import type { Shares } from "./shares.ts";
import type { Caller } from "./who-asks.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Sessions } from "./sessions.ts";
import type { Provider } from "./oidc.ts";
import type { Scope, Tokens } from "./tokens.ts";

/** Who asks a kept question, and when. */
export interface AskedBy {
  readonly caller: Caller;
  readonly signal: AbortSignal;
  /** Of a question that leaves dates open with `*`: those that are asked for. */
  readonly dates?: Readonly<Partial<Record<"from" | "to" | "in" | "now" | "compare", string | undefined>>>;
}

/** Questions that are kept as addresses: `report?by=region`. */
export interface Asks {
  /** @throws SmacError `API_BAD_PARAMETER` when it is no question, or as asking it does. */
  check(text: string): void;
  /** Its answer as JSON; of a list, the first page. */
  answer(text: string, by: AskedBy): Promise<object>;
  /** Its answer as a table. @throws SmacError `API_BAD_PARAMETER` when it is none. */
  table(text: string, by: AskedBy): Promise<Exportable>;
}

/** What routes work with. */
export interface Place {
  readonly project: SharedProject;
  readonly jobs: Jobs;
  /** Now, in microseconds since 1970 UTC. */
  readonly now: () => number;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly shares: Shares;
  readonly asks: Asks;
  /** Signing in with an account elsewhere; null: there is none. */
  readonly provider: Provider | null;
  /** Counts wrong tokens. */
  readonly wrong: RateLimit;
}

/** What is asked of a route, checked. */
export interface Asked<Q, P, B> {
  readonly query: Q;
  readonly params: P;
  readonly body: B;
  readonly caller: Caller;
  /** The bytes that are sent, where the route takes them as they come; `length`: as announced, null: not at all. */
  readonly sent: { readonly bytes: ReadableStream<Uint8Array> | null; readonly length: number | null };
  /** Which version the client has, or means to change. */
  readonly match: { readonly ifMatch: string | null; readonly ifNoneMatch: string | null };
  readonly signal: AbortSignal;
  /** The lines that are sent, where the route may work out those alone. */
  readonly page?: { readonly from: number; readonly limit: number } | undefined;
}

/** What a route answers: the JSON, and the table for the other formats. */
export interface Reply {
  readonly json: object;
  readonly table?: Exportable;
  /** How many lines the list has, where the JSON holds only those that were asked for. */
  readonly lines?: number | undefined;
  /** Further headers of the answer as JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Who it was noted for, where that is somebody else than who asked: who signed in by it. */
  readonly who?: string;
}

/** One method of one resource, from which the document, the checks and the handler are made. */
export interface Route {
  readonly method: "get" | "post" | "put" | "delete";
  /** As OpenAPI writes it: `/api/v1/jobs/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly says: string;
  readonly scope: Scope;
  readonly query: z.ZodObject;
  readonly params: z.ZodObject;
  readonly body: z.ZodType | null;
  readonly answer: z.ZodType;
  readonly status: 200 | 202;
  /** Whether the answer also comes as CSV, Markdown, XLSX, Parquet and Arrow. */
  readonly exports: boolean;
  /** The part of the answer that comes in pages; null: it comes whole. */
  readonly list: string | null;
  /** Whether a page of the list is worked out by itself. */
  readonly byPage: boolean;
  /** Whether the answer follows from the data alone, so that it has a version; with `now` it changes with the clock, too. */
  readonly versioned: boolean;
  /** The event stream of a job instead of one answer. */
  readonly events: boolean;
  /** Whether it takes a body of any size as it comes, instead of JSON. */
  readonly takesBytes: boolean;
  /** Whether one need not be signed in. */
  readonly open: boolean;
  /** Whether what is posted is no one's business but the server's, so that it is not noted. */
  readonly secret: boolean;
  /** Statuses of problems beside those that every route has. */
  readonly problems: readonly number[];
  reply(asked: Asked<never, never, never>, place: Place): Promise<Reply>;
}

/** What a route says of itself; the rest has its usual value. */
export interface RouteAbout<Q extends z.ZodRawShape, P extends z.ZodRawShape, B extends z.ZodType> {
  readonly method?: Route["method"];
  readonly tag: string;
  readonly says: string;
  readonly scope?: Scope;
  readonly query?: Q;
  readonly params?: P;
  readonly body?: B;
  readonly answer: z.ZodType;
  readonly status?: Route["status"];
  readonly exports?: boolean;
  readonly list?: string;
  readonly byPage?: boolean;
  readonly versioned?: boolean;
  readonly events?: boolean;
  readonly takesBytes?: boolean;
  readonly open?: boolean;
  readonly secret?: boolean;
  readonly problems?: readonly number[];
  reply(asked: Asked<z.infer<z.ZodObject<Q>>, z.infer<z.ZodObject<P>>, z.infer<B>>, place: Place): Promise<Reply>;
}

/** The parameters of every list that comes in pages. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "It is a whole number from 1 to 999999.")
    .transform(Number)
    .optional()
    .openapi({
      param: { description: "so many lines at most (default: 1000 as JSON, all in other formats)" },
      type: "integer",
      minimum: 1,
      maximum: 999_999,
    }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .openapi({ param: { description: "where to go on: what the page before said under next" } }),
};

const formatParameter = {
  format: z
    .enum(tableFormats, { error: `It is one of: ${tableFormats.join(", ")}.` })
    .optional()
    .openapi({ param: { description: "the format, where the Accept header does not say it" } }),
};

/** A route under `/api/v1`. */
export function route<
  Q extends z.ZodRawShape = Record<never, never>,
  P extends z.ZodRawShape = Record<never, never>,
  B extends z.ZodType = z.ZodUndefined,
>(path: string, about: RouteAbout<Q, P, B>): Route {
  const { method = "get", scope = "read", exports = false, list = null, versioned = method === "get" } = about;
  const query = {
    ...about.query,
    ...(list === null ? {} : pageParameters),
    ...(exports ? formatParameter : {}),
  };
  return {
    method,
    path: `/api/v1${path}`,
    tag: about.tag,
    says: about.says,
    scope,
    query: z.strictObject(query),
    params: z.strictObject(about.params ?? {}),
    body: about.body ?? null,
    answer: about.answer,
    status: about.status ?? 200,
    exports,
    list,
    byPage: about.byPage ?? false,
    versioned,
    events: about.events ?? false,
    takesBytes: about.takesBytes ?? false,
    open: about.open ?? false,
    secret: about.secret ?? false,
    problems: about.problems ?? [],
    reply: (asked, place) => about.reply(asked, place),
  };
}

/** The context of a request: who asks. */
export type ApiContext = Context<{ Variables: { caller: Caller } }>;
