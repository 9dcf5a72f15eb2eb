import { addressOf, type Answered, send } from "./ask.ts";
import type { Deletes, Posts, Puts, Session } from "./schema.ts";

interface Changes {
  readonly POST: Posts;
  readonly PUT: Puts;
  readonly DELETE: Deletes;
}
type BodyOf<C> = C extends { body: infer B } ? { readonly body: B } : { readonly body?: undefined };
type AnswerOf<C> = C extends { answer: infer A } ? A : unknown;

/** What goes along with a change. */
export type ChangeOptions<C> = BodyOf<C> & {
  readonly path?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
};

let word: string | null = null;

/**
 * Asks the server to change something, with the word that tells it that this page asks. What is wrong comes back as a value.
 * @example await change("POST", "/api/v1/syncs", { body: { connections: ["books"] } })
 */
export async function change<M extends keyof Changes, P extends keyof Changes[M] & string>(
  method: M,
  path: P,
  options: ChangeOptions<Changes[M][P]>,
): Promise<Answered<AnswerOf<Changes[M][P]>>> {
  const { body, path: named = {}, params = {}, headers = {}, signal } = options;
  const once = async (): Promise<Answered<AnswerOf<Changes[M][P]>>> =>
    send(addressOf(path, params, named), {
      method,
      signal: signal ?? null,
      headers: {
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(word === null ? {} : { "smac-csrf": word }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await changeWord();
  const first = await once();
  // The server was started anew, or somebody signed in elsewhere: there is another word.
  if (first.ok || first.problem.status !== 403) return first;
  const next = await currentWord();
  if (next === word) return first;
  word = next;
  return once();
}

/** The word that changes of this page carry; `anew`: asked for again. */
export async function changeWord({ anew = false } = {}): Promise<string | null> {
  if (anew || word === null) word = await currentWord();
  return word;
}

/** Forgets the word: after signing in or out. */
export function forgetWord(): void {
  word = null;
}

async function currentWord(): Promise<string | null> {
  const answered = await send<Session>("/api/v1/session", { headers: { accept: "application/json" } });
  return answered.ok ? answered.data.csrf : null;
}
