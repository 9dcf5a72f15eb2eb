import type { z } from "zod";
import type { Instant } from "../../time/instant.ts";
import type { HttpWorld } from "./http.ts";
import type { Json, Row } from "./row.ts";

/**
 * A system that rows are read from, such as Zoho Books: what it is called, what
 * must be known to sign in, which streams it has, and what its rows mean. Plain
 * data but for `open`, so that `smac source show` prints it without a network.
 */
export interface SourceType {
  /** The word after `type:` in smac.yml, e.g. `zoho-books`. */
  readonly type: string;
  readonly aliases: readonly string[];
  /** What people call it, e.g. `Zoho Books`. */
  readonly title: string;
  /** A sentence or two: what it is and what is read from it. */
  readonly about: string;
  /** The keys of `sources.NAME` in smac.yml that are its own, none of them secret; each described. */
  readonly settings: z.ZodObject;
  /** The ways to sign in; the first is offered first. */
  readonly signIn: readonly SignInWay[];
  readonly streams: readonly StreamSpec[];
  /** What its rows mean. */
  readonly meaning: Meaning;
  /** Ready to read; nothing is sent before the first call of a method. */
  open(context: SourceContext): OpenedSource;
}

/** One way to sign in: what is asked for, and what is kept. */
export interface SignInWay {
  /** e.g. `self-client`; kept with the credentials as `way`. */
  readonly name: string;
  readonly title: string;
  /** Where to find what is asked, step by step, a line each. */
  readonly steps: readonly string[];
  readonly asks: readonly CredentialField[];
  /**
   * Turns what was asked into what is kept, e.g. a code into a refresh token.
   * Absent: what was asked is kept.
   *
   * @throws SmacError `SOURCE_SIGN_IN` with what the service said and the next step.
   */
  readonly obtain?: (asked: Credentials, context: SourceContext) => Promise<Credentials>;
  /**
   * A way through the browser: the address to open, given where the answer is
   * received and a state to hand back. `obtain` is then called with what was
   * asked, `redirect_uri`, and every parameter of the answer but the state, in
   * snake case: `code`, `location`, `accounts_server`.
   */
  readonly consent?: (
    asked: Credentials,
    callback: { readonly redirect: string; readonly state: string },
    context: SourceContext,
  ) => string;
}

/** One thing to ask for: a prompt in `smac connect`, and a flag for the prompt. */
export interface CredentialField {
  /** In snake case, e.g. `client_secret`; its flag is `--client-secret`. */
  readonly name: string;
  /** The prompt, e.g. `Client secret`. */
  readonly ask: string;
  /** Secrets are typed unseen, and never taken from the command line itself. */
  readonly secret: boolean;
  readonly optional?: boolean;
}

/** What is kept to sign in with, by field name. Never printed. */
export type Credentials = Readonly<Record<string, string>>;

/** One list of rows of a source. */
export interface StreamSpec {
  /** e.g. `invoices`; smac.yml names it `NAME.invoices`. */
  readonly name: string;
  readonly about: string;
  /** The columns that together say which row it is; never empty. */
  readonly key: readonly string[];
  /** Columns that {@link Meaning} uses; they exist in the store also while no row has them. */
  readonly columns: readonly string[];
  /** What must be granted to read it, in the service's own words, e.g. `ZohoBooks.invoices.READ`. */
  readonly needs: string;
  /** False: only read when smac.yml's `streams` names it. Default true. */
  readonly standard?: boolean;
}

/**
 * What a source's rows mean, in the words of smac.yml with streams for sources:
 * `from: invoices`. Put under what the project says itself, line by line: see
 * `docs/connect.md`.
 */
export interface Meaning {
  /** For people: a sentence for each stage, activity and cluster kind. */
  readonly words: readonly string[];
  /** The keys `clusters`, `memberships`, `stages`, `attributes`, `activities`, `definitions` of smac.yml, as YAML text with comments. */
  readonly yaml: string;
}

/** What an opened source is given. */
export interface SourceContext {
  /** The name in smac.yml, e.g. `books`; messages begin with it. */
  readonly name: string;
  /** As {@link SourceType.settings} parsed them. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Credentials;
  readonly world: HttpWorld;
  /** The project's zone: that of days when the service names none. */
  readonly timezone: string;
  /** Short-lived tokens, kept between runs where they are as safe as the credentials. */
  readonly tokens: TokenStore;
  /** Something worth telling, a sentence; said once however often it is noted. */
  readonly note: (text: string) => void;
}

/** A place for access tokens until they expire. */
export interface TokenStore {
  /** Null when there is none, or when it has less than a minute to live. */
  get(name: string): Promise<string | null>;
  /** `expires` in microseconds since 1970 UTC. */
  set(name: string, token: string, expires: Instant): Promise<void>;
  forget(name: string): Promise<void>;
}

/** A source that can be read. */
export interface OpenedSource {
  /** Reaches, signs in, and looks at each of the streams: what works and what is missing, a step at a time. */
  check(streams: readonly StreamSpec[]): AsyncGenerator<CheckStep, void, undefined>;
  /** Roughly how many calls reading a stream would spend; null when it cannot be told without spending more. */
  calls(stream: StreamSpec, request: ReadRequest): Promise<number | null>;
  /**
   * The rows of a stream that are new or changed, and news of those that are
   * gone. What comes before the end of the generator may already be kept: a
   * batch's rows and its cursor are written together, or neither.
   *
   * @throws SmacError of the area `SOURCE`; the stream then fails, the others go on.
   */
  read(stream: StreamSpec, request: ReadRequest): AsyncGenerator<Batch, void, undefined>;
  /** The zone of the days and times without offset that the service writes; null: the project's. */
  timezone(): Promise<string | null>;
  /** What is left to spend, as last heard; null: the service says nothing. */
  budget(): Budget | null;
  /** Signs out where sessions are limited. Never throws. */
  close(): Promise<void>;
}

/** One thing that was looked at when checking a connection. */
export interface CheckStep {
  readonly step: "reach" | "sign-in" | "permission" | "sample";
  /** e.g. `invoices`; null when the step is about the whole service. */
  readonly stream: string | null;
  readonly ok: boolean;
  /** e.g. `Acme Ltd, plan Professional, America/New_York`, or what is missing. */
  readonly found: string;
  /** What to do when it is not ok. */
  readonly hint?: string;
}

/** From where a stream is read. */
export interface ReadRequest {
  /** What the last kept batch gave; null: from the beginning. */
  readonly cursor: Json;
  /** Read everything again, whatever the cursor says; rows that are gone are told. */
  readonly full: boolean;
  /**
   * Only rows since then, where the service can say so; microseconds since 1970
   * UTC; null: all. Where there is a cursor, what changed between it and then is
   * unread: the reading gives no cursor beyond, and takes no row for gone.
   */
  readonly since: Instant | null;
  readonly signal: AbortSignal;
}

/** Rows that belong together with a cursor. */
export interface Batch {
  /** Rows that exist, whole; a key that was seen before is a newer version. In any order, with duplicates. */
  readonly rows: readonly Row[];
  /** Keys (the key columns' values) of rows that are known to be gone. */
  readonly gone?: readonly Row[];
  /** Keys of one cluster kind that were merged by the service. */
  readonly merged?: readonly { readonly kind: string; readonly from: string; readonly into: string }[];
  /**
   * Where to go on after this batch. Never beyond what was surely read. Absent:
   * this batch is kept, but a later run starts where the last cursor says.
   */
  readonly cursor?: Json;
  /**
   * The batches since `begins` was said were all rows that exist (in the window,
   * if there is one): those of the store that were not among them are gone.
   */
  readonly pass?: "begins" | "ends";
  /** The window of the pass: rows whose `column` (a day, `YYYY-MM-DD…`) is from `from` (inclusive) to `to` (exclusive). */
  readonly window?: { readonly column: string; readonly from: string; readonly to: string };
  /** Rows the service says there are in this read, for progress; absent: unknown. */
  readonly expected?: number;
}

/** Calls that may still be made. */
export interface Budget {
  /** e.g. `calls a day`. */
  readonly of: string;
  readonly limit: number;
  readonly remaining: number;
  /** When it is full again, microseconds since 1970 UTC; null: unknown. */
  readonly resets: Instant | null;
}
