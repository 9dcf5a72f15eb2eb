import { SmacError } from "../../errors.ts";
import { snippet } from "./answer.ts";
import { cellText } from "./cells.ts";
import { httpClient } from "./client.ts";
import type { HttpAnswer, HttpWorld, Verdict } from "./http.ts";
import { redactor } from "./redact.ts";
import type { Json } from "./row.ts";
import type { TokenStore } from "./source.ts";

const MINUTE = 60_000_000;
/** Fields of a form that are no secrets. */
const PUBLIC = new Set(["grant_type", "client_id", "scope", "redirect_uri", "username"]);

/** An access token as a service gave it. */
export interface Token {
  readonly value: string;
  /** Microseconds since 1970 UTC; null: the service does not say. */
  readonly expires: number | null;
  /** The other texts of the answer, e.g. `api_domain` or `refresh_token`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** How a token is asked for. */
export interface TokenRequest {
  /** Begins messages, e.g. `books (Zoho Books)`. */
  readonly name: string;
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What must not be shown; the form's values but for names such as `client_id` are hidden anyway. */
  readonly secrets?: readonly string[];
  /** What to do when it is refused, by the service's word for it (`invalid_grant`); `""` for all others. */
  readonly hints: Readonly<Record<string, string>>;
  /** The service's own manners: null leaves an answer to the usual reading. */
  readonly verdict?: (answer: HttpAnswer) => Verdict | null;
}

/**
 * The token that a service gives for a form, as in OAuth 2. Whatever the status
 * is, only an answer with an `access_token` is one.
 *
 * @throws SmacError `SOURCE_SIGN_IN` with the service's own word for the refusal
 * and the next step; those of {@link httpClient}.
 */
export async function requestToken(request: TokenRequest, world: HttpWorld): Promise<Token> {
  const { name, form } = request;
  const values = Object.entries(form).flatMap(([key, value]) => (PUBLIC.has(key) ? [] : [value]));
  const secrets = [...values, ...(request.secrets ?? [])];
  const client = httpClient(
    {
      name,
      verdict: (answer) =>
        request.verdict?.(answer) ??
        tokenVerdict(
          answer,
          request,
          redactor(() => secrets),
        ),
      limits: { perMinute: 10, atOnce: 1, tries: 4, timeout: 60_000, largest: 1_000_000 },
      secrets: () => secrets,
    },
    world,
  );
  const { json } = await client.send({
    method: "POST",
    url: request.url,
    label: "signing in",
    body: { form },
    signedIn: false,
    // A code is good for one time only.
    repeatable: form["grant_type"] !== "authorization_code",
    ...(request.headers === undefined ? {} : { headers: request.headers }),
  });
  const fields = textFields(json);
  const seconds = Number(fields["expires_in"] ?? Number.NaN);
  const expires = Number.isFinite(seconds) && seconds > 0 ? world.now() + Math.round(seconds * 1_000_000) : null;
  return { value: fields["access_token"] ?? "", expires, fields };
}

/** Access tokens that are kept until shortly before they expire, also between runs. */
export interface AccessTokens {
  /** A token that lives for a minute at least; `again`: a new one, since the last was refused. */
  get(again: boolean): Promise<Token>;
  /** The tokens that were handed out: they are secrets. */
  secrets(): readonly string[];
}

/**
 * Keeps access tokens: in memory, and in the store by a name.
 *
 * @example
 * ```ts
 * const tokens = accessTokens({ key: "access", lives: 3600, ask: () => requestToken(request, world) }, context);
 * const signIn = async (again: boolean) => ({ Authorization: `Bearer ${(await tokens.get(again)).value}` });
 * ```
 */
export function accessTokens(
  options: {
    /** The name it is kept by. */
    readonly key: string;
    /** Seconds a token is trusted for when the service does not say. */
    readonly lives: number;
    readonly ask: () => Promise<Token>;
    /** Fields of the answer that are kept with it, e.g. `api_domain`. */
    readonly keeps?: readonly string[];
  },
  context: { readonly tokens: TokenStore; readonly world: Pick<HttpWorld, "now"> },
): AccessTokens {
  const { tokens, world } = context;
  const given = new Set<string>();
  let last: Token | null = null;

  async function fresh(): Promise<Token> {
    const asked = await options.ask();
    const expires = asked.expires ?? world.now() + options.lives * 1_000_000;
    const kept = Object.entries(asked.fields).filter(([field]) => options.keeps?.includes(field));
    const token = { value: asked.value, expires, fields: Object.fromEntries(kept) };
    await tokens.set(options.key, JSON.stringify(token), expires);
    return token;
  }

  return {
    async get(again) {
      if (again) await tokens.forget(options.key);
      const known = again ? null : isAlive(last, world.now()) ? last : readToken(await tokens.get(options.key));
      last = isAlive(known, world.now()) ? known : await fresh();
      given.add(last.value);
      return last;
    },
    secrets: () => [...given],
  };
}

function isAlive(token: Token | null, now: number): token is Token {
  return token !== null && token.expires !== null && token.expires > now + MINUTE;
}

function readToken(text: string | null): Token | null {
  if (text === null) return null;
  try {
    const { value, expires, fields } = JSON.parse(text) as Partial<Token>;
    if (typeof value !== "string" || typeof expires !== "number") return null;
    return { value, expires, fields: { ...fields } };
  } catch {
    return null;
  }
}

function tokenVerdict(answer: HttpAnswer, request: TokenRequest, redact: (text: string) => string): Verdict {
  const fields = textFields(answer.json);
  if (answer.status === 429 || answer.status >= 500) return { is: "again", why: "the sign-in is busy" };
  if (answer.status < 400 && (fields["access_token"] ?? "") !== "") return { is: "done" };
  // A success that is no JSON is refused by the client in its own words.
  if (answer.status < 300 && answer.json === null) return { is: "done" };
  const word = fields["error"] ?? "";
  const said = [word, fields["error_description"] ?? fields["message"] ?? ""].filter((each) => each !== "");
  const told = said.length === 0 ? `HTTP ${answer.status}` : `“${snippet(said.join(": "), redact)}”`;
  const hint = request.hints[Object.hasOwn(request.hints, word) ? word : ""];
  const message = `${request.name}: signing in was refused: ${told}`;
  return { is: "failed", error: new SmacError("SOURCE_SIGN_IN", message, hint === undefined ? {} : { hint }) };
}

function textFields(json: Json): Readonly<Record<string, string>> {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return {};
  const entries = Object.entries(json).map(([key, value]) => [key, cellText(value)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}
