import type { SmacError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";
import type { Json } from "./row.ts";

/** The outside world as a source's calls need it. */
export interface HttpWorld {
  readonly fetch: typeof fetch;
  /** Now, microseconds since 1970 UTC. */
  readonly now: () => Instant;
  /** At least 0, less than 1: spreads retries. */
  readonly random: () => number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when aborted. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Told of every call that was sent, for progress and budgets. */
  readonly onCall?: (call: CallEvent) => void;
}

/** A call that was answered, or was not. */
export interface CallEvent {
  readonly label: string;
  /** Null: no answer came. */
  readonly status: number | null;
  readonly milliseconds: number;
  /** How long is waited before the same call is made again; null: it is not. */
  readonly waits: number | null;
  readonly why: string | null;
}

/** A call to make. */
export interface HttpRequest {
  /** Default GET. */
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  /** Without the query. It may itself be a secret: it is never shown, `label` is. */
  readonly url: string;
  /** What messages call it, e.g. `invoices, page 3`. */
  readonly label: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly json: Json } | { readonly form: Readonly<Record<string, string>> };
  /** Whether making it twice does no harm. Default: GET yes, others no. */
  readonly repeatable?: boolean;
  /** False: without the client's sign-in, e.g. signing in itself. Default true. */
  readonly signedIn?: boolean;
  /** What is expected. `stream`: the body is not read but given as {@link HttpAnswer.body}. Default `json`. */
  readonly expects?: "json" | "text" | "stream";
  /** Ends this call, as the world's signal ends all: `ReadRequest.signal`. */
  readonly signal?: AbortSignal;
}

/** An answer that the policy was content with. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The parsed body; null unless json was expected. */
  readonly json: Json;
  /** The body as text; empty for streams. */
  readonly text: string;
  /** The body, unread, when a stream was expected. */
  readonly body: ReadableStream<Uint8Array> | null;
}

/** What an answer means in a service's own manners. */
export type Verdict =
  | { readonly is: "done" }
  /**
   * Worth making again, after so many milliseconds if the service says so in
   * its own words; what `Retry-After` and the `RateLimit` headers say is known
   * without that. A call that is not repeatable is only made again after a 429
   * or 503, which did nothing.
   */
  | { readonly is: "again"; readonly after?: number; readonly why: string }
  /** The sign-in has run out: sign in again once, then repeat. */
  | { readonly is: "sign-in"; readonly error: SmacError }
  /** It will not do better: throw. */
  | { readonly is: "failed"; readonly error: SmacError };

/** The manners of one service. */
export interface HttpPolicy {
  /** Begins messages, e.g. `books (Zoho Books)`. */
  readonly name: string;
  /**
   * Told for every answer, of whatever status. `json` is null where the body is
   * none: a success without the JSON that was expected is refused by the client.
   */
  readonly verdict: (answer: HttpAnswer, request: HttpRequest) => Verdict;
  /** Headers that sign a call in; `again` when the last ones were refused. */
  readonly signIn?: (again: boolean) => Promise<Readonly<Record<string, string>>>;
  /**
   * Called before each call: throws when the service must not be called any
   * more now (`SOURCE_BUDGET`), so that its owner is never locked out.
   */
  readonly mayCall?: () => void;
  readonly limits: CallLimits;
  /** Texts that must never be shown; credentials and tokens are among them. */
  readonly secrets: () => readonly string[];
}

/** How fast calls may be made. */
export interface CallLimits {
  /** Calls in any minute. */
  readonly perMinute: number;
  readonly atOnce: number;
  /** How often a call is made in all before giving up. */
  readonly tries: number;
  /** Milliseconds until an answer has begun, and between two parts of it; at most 300,000. A whole answer may take ten times as long, a stream any time. */
  readonly timeout: number;
  /** Bytes of an answer that is not a stream. */
  readonly largest: number;
}

/** Makes calls to one service: paced, signed in, repeated where that can help. */
export interface HttpClient {
  /**
   * The answer, once the policy is content.
   *
   * @throws SmacError `SOURCE_UNREACHABLE` (no answer after all tries),
   * `SOURCE_BAD_ANSWER` (not what was expected: HTML, cut off, too large), or
   * what the policy's verdict says. Never with a secret or an address in it.
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
}
