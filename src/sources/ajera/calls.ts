import { SmacError } from "../../errors.ts";
import { snippet } from "../kit/answer.ts";
import { httpClient } from "../kit/client.ts";
import { addressSecrets, redactor } from "../kit/redact.ts";
import type { Json } from "../kit/row.ts";
import type { SourceContext } from "../kit/source.ts";
import { isObject, meaningOf } from "./answer.ts";
import type { ApiVersion, Content } from "./answer.ts";
import { refusal, verdictOn } from "./refusal.ts";
import { ajeraSessions } from "./sessions.ts";
import type { SendRaw, Session } from "./sessions.ts";
import type { AjeraSettings } from "./settings.ts";
import { spacing } from "./spacing.ts";

/** One method of Ajera to call. */
export interface AjeraCall {
  readonly method: string;
  readonly version: ApiVersion;
  readonly args: { readonly [name: string]: Json };
  /** A page of a list, counted from 1; absent: all of it. */
  readonly page?: { readonly number: number; readonly size: number };
}

/** What a method answered. */
export interface Answered {
  readonly content: Content;
  /** How many pages there are; null: not said. */
  readonly pages: number | null;
}

/** The methods of one Ajera, signed in as they need it. */
export interface AjeraCalls {
  /**
   * What the method answers, after signing in once more where the session has ended.
   *
   * @throws SmacError `SOURCE_SIGN_IN`, `SOURCE_PERMISSION`, `SOURCE_BAD_ANSWER` or one of the HTTP client;
   * {@link TooManyKeys} when fewer keys must be asked for.
   */
  call(call: AjeraCall): Promise<Answered>;
  /** What signing in told about the firm: `CompanyName`, `Timesheets` and more. */
  firm(): Promise<Content>;
  /** The same, stopped by a signal. */
  until(signal: AbortSignal): AjeraCalls;
  /** Ends the sessions. Never throws. */
  close(): Promise<void>;
}

/** Milliseconds that signing out may take. */
const patience = 1500;

/** Ajera wants fewer keys in a call. */
export class TooManyKeys extends Error {}

/** The calls of a connection; nothing is sent before the first. */
export function ajeraCalls(context: SourceContext): AjeraCalls {
  const name = `${context.name} (Ajera)`;
  const tokens = new Set<string>();
  const send = sender(context, name, tokens);
  const opened = (token: string): void => void tokens.add(token);
  const sessions = ajeraSessions({ name, credentials: context.credentials, send, opened });

  async function call(asked: AjeraCall, signal: AbortSignal | undefined): Promise<Answered> {
    const first = await sessions.of(asked.version, { signal });
    let meant = await send(...inSession(asked, first), signal);
    if (meant.is === "refused" && (meant.why === "session" || meant.why === "sign-in")) {
      const second = await sessions.of(asked.version, { signal, ended: first.token });
      meant = await send(...inSession(asked, second), signal);
    }
    if (meant.is === "content") {
      for (const remark of meant.remarks) context.note(`${name}: ${asked.method} remarks: ${remark}`);
      return meant;
    }
    if (meant.why === "too-many-keys") throw new TooManyKeys(meant.said);
    throw refusal.ofMethod(name, asked.method, { meant, version: asked.version });
  }

  const calls = (signal: AbortSignal | undefined): AjeraCalls => ({
    call: (asked) => call(asked, signal),
    firm: async () => (await sessions.of(1, { signal })).firm,
    until: calls,
    async close() {
      const signal = AbortSignal.timeout(patience);
      const leaving = sessions.leave().map((open) => open.then((session) => signOut(session, { send, signal })));
      // Whatever is wrong now, a session ends by itself later.
      await Promise.allSettled(leaving);
    },
  });
  return calls(undefined);
}

function sender(context: SourceContext, name: string, tokens: ReadonlySet<string>): SendRaw {
  const { url = "", password = "" } = context.credentials;
  const { calls_per_second: perSecond } = context.settings as AjeraSettings;
  const secrets = (): string[] => [...addressSecrets(url), password, ...tokens].filter((secret) => secret !== "");
  const redact = redactor(secrets);
  const turn = spacing(1000 / perSecond, context.world);
  const perMinute = Math.max(1, Math.round(perSecond * 60));
  const client = httpClient(
    {
      name,
      verdict: (answer, request) => verdictOn(answer, { name, label: request.label }),
      limits: { perMinute, atOnce: 2, tries: 5, timeout: 60_000, largest: 128 * 2 ** 20 },
      secrets,
    },
    context.world,
  );
  return async (label, json, signal) => {
    if (!URL.canParse(url)) throw refusal.noAddress(name);
    await turn(signal ?? context.world.signal);
    // Reading twice does no harm, and a session more ends by itself.
    const answer = await client.send({
      method: "POST",
      url,
      label,
      body: { json },
      repeatable: true,
      ...(signal === undefined ? {} : { signal }),
    });
    const meant = meaningOf(answer.json);
    if (meant === null) throw refusal.notAjera(name, label);
    if (meant.is === "refused") return { ...meant, said: snippet(meant.said, redact) };
    return { ...meant, remarks: meant.remarks.map((remark) => snippet(remark, redact)) };
  };
}

function inSession(call: AjeraCall, session: Session): [label: string, body: { readonly [name: string]: Json }] {
  const { method, args, page } = call;
  const paging: { readonly [name: string]: Json } =
    page === undefined ? {} : { PageResults: true, PageSize: page.size, PageNumber: page.number };
  // Without MethodArguments some installations refuse the call.
  const body = { Method: method, SessionToken: session.token, ...paging, MethodArguments: args };
  return [page === undefined ? method : `${method}, page ${page.number}`, body];
}

async function signOut(
  { token }: Session,
  { send, signal }: { readonly send: SendRaw; readonly signal: AbortSignal },
): Promise<void> {
  for (const Method of ["EndAPISession", "CloseAPISession"]) {
    const meant = await send("sign-out", { Method, SessionToken: token, MethodArguments: {} }, signal);
    if (meant.is === "content") return;
  }
}

/**
 * The list that an answer holds under a name. Nothing at all under that name is
 * an error, since what is missing must not look as if there was nothing.
 *
 * @throws SmacError `SOURCE_BAD_ANSWER`
 */
export function listIn(
  content: Content,
  key: string,
  about: { readonly name: string; readonly method: string },
): Content[] {
  const list = content[key];
  if (list === null) return [];
  if (isObject(list)) return [list];
  if (!Array.isArray(list)) {
    throw new SmacError("SOURCE_BAD_ANSWER", `${about.name}: ${about.method} answered without “${key}”`, {
      recovery: "skip",
      hint: "the method may not exist in this version of Ajera; leave its stream out with “streams:” in smac.yml",
    });
  }
  return (list as readonly Json[]).filter((row) => isObject(row));
}
