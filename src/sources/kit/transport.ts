import { SmacError } from "../../errors.ts";
import { redirected, unfollowed } from "./address.ts";
import type { CallLimits, HttpRequest } from "./http.ts";
import { noAnswer, tooSlow } from "./no-answer.ts";
import type { NoAnswer } from "./no-answer.ts";

const REDIRECTS = 5;
/** A whole answer may take so many times what its beginning may. */
const PATIENCE = 10;

/** A call as it goes out. */
export interface Outgoing {
  readonly url: URL;
  readonly method: NonNullable<HttpRequest["method"]>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Begins messages; safe to show. */
  readonly message: string;
  /** The body of a success is left unread. */
  readonly stream: boolean;
}

/** What came back. */
export interface Incoming {
  readonly is: "answer";
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly bytes: Uint8Array;
  /** The body was more than the limit; `bytes` is its beginning. */
  readonly tooLarge: boolean;
  readonly body: ReadableStream<Uint8Array> | null;
}

/**
 * Sends a call once and reads its answer, following redirects of the same host.
 * Troubles of the network are told, not thrown.
 *
 * @throws the signal's reason when it is aborted; SmacError for a redirect that is refused.
 */
export async function transmit(
  outgoing: Outgoing,
  context: {
    readonly fetch: typeof fetch;
    readonly limits: CallLimits;
    readonly signals: readonly AbortSignal[];
    /** What a broken stream throws. */
    readonly broken: (none: NoAnswer) => Error;
  },
): Promise<Incoming | NoAnswer> {
  const watch = watchdog(context.signals);
  try {
    watch.within(context.limits.timeout, false);
    const response = await follow(outgoing, context.fetch, watch.signal);
    const headers = new Map(response.headers.entries());
    const answer = { is: "answer" as const, status: response.status, headers };
    if (outgoing.stream && response.ok) {
      const body = watched(response.body, { watch, limits: context.limits, broken: context.broken });
      return { ...answer, bytes: new Uint8Array(), tooLarge: false, body };
    }
    watch.total(context.limits.timeout * PATIENCE);
    const read = await readBody(response.body, { watch, limits: context.limits });
    watch.end();
    return { ...answer, ...read, body: null };
  } catch (error) {
    watch.end();
    return watch.explain(error);
  }
}

async function follow(outgoing: Outgoing, send: typeof fetch, signal: AbortSignal): Promise<Response> {
  let { url } = outgoing;
  const { method, headers, body } = outgoing;
  for (let n = 0; ; n++) {
    const response = await send(url, { method, headers, body, signal, redirect: "manual" });
    const location = response.headers.get("location");
    if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    // The other redirects would turn the call into a GET.
    if (n === REDIRECTS || (method !== "GET" && response.status < 307)) throw unfollowed(outgoing.message);
    url = redirected(url, location, outgoing.message);
  }
}

interface Reading {
  readonly watch: Watchdog;
  readonly limits: CallLimits;
}

async function readBody(
  body: ReadableStream<Uint8Array> | null,
  { watch, limits }: Reading,
): Promise<{ bytes: Uint8Array; tooLarge: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (;;) {
    watch.within(limits.timeout, true);
    const next = await reader?.read();
    if (next === undefined || next.done) return { bytes: Buffer.concat(parts), tooLarge: false };
    size += next.value.byteLength;
    parts.push(next.value);
    if (size > limits.largest) {
      void reader?.cancel().catch(() => {});
      return { bytes: Buffer.concat(parts).subarray(0, limits.largest), tooLarge: true };
    }
  }
}

function watched(
  body: ReadableStream<Uint8Array> | null,
  { watch, limits, broken }: Reading & { readonly broken: (none: NoAnswer) => Error },
): ReadableStream<Uint8Array> | null {
  if (body === null) {
    watch.end();
    return null;
  }
  const reader = body.getReader();
  watch.pause();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        watch.within(limits.timeout, true);
        const next = await reader.read();
        watch.pause();
        if (!next.done) return controller.enqueue(next.value);
        watch.end();
        controller.close();
      } catch (error) {
        watch.end();
        controller.error(reasonOf(error, watch, broken));
      }
    },
    async cancel(reason) {
      watch.end();
      await reader.cancel(reason);
    },
  });
}

function reasonOf(error: unknown, watch: Watchdog, broken: (none: NoAnswer) => Error): unknown {
  try {
    return broken(watch.explain(error));
  } catch (reason) {
    return reason;
  }
}

interface Watchdog {
  readonly signal: AbortSignal;
  /** From now on so many milliseconds until the next sign of life. */
  within(milliseconds: number, begun: boolean): void;
  /** So many milliseconds in all. */
  total(milliseconds: number): void;
  pause(): void;
  end(): void;
  /** What an error means; throws the reason of a signal, and what is no trouble of the network. */
  explain(error: unknown): NoAnswer;
}

function watchdog(signals: readonly AbortSignal[]): Watchdog {
  const controller = new AbortController();
  let late: NoAnswer | null = null;
  let idle: NodeJS.Timeout | undefined;
  let whole: NodeJS.Timeout | undefined;
  const stop = (): void => controller.abort();
  const expire = (milliseconds: number, begun: boolean): NodeJS.Timeout =>
    setTimeout(() => {
      late = tooSlow(milliseconds, begun);
      stop();
    }, milliseconds);
  for (const signal of signals) {
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
  }
  return {
    signal: controller.signal,
    within(milliseconds, begun) {
      clearTimeout(idle);
      idle = expire(milliseconds, begun);
    },
    total(milliseconds) {
      whole = expire(milliseconds, true);
    },
    pause: () => clearTimeout(idle),
    end() {
      clearTimeout(idle);
      clearTimeout(whole);
      for (const signal of signals) signal.removeEventListener("abort", stop);
    },
    explain(error) {
      for (const signal of signals) signal.throwIfAborted();
      if (error instanceof SmacError) throw error;
      return late ?? noAnswer(error);
    },
  };
}
