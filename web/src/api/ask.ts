import type { Gets, Problem } from "./schema.ts";

/** A path of the API that answers a question. */
export type GetPath = keyof Gets;
/** The parameters that a path takes; lists are sent once for each value. */
export type ParamsOf<P extends GetPath> = Gets[P]["params"];
/** What a path answers. */
export type AnswerOf<P extends GetPath> = Gets[P]["answer"];

/** What came back: an answer, or what is wrong in the words of the API. */
export type Answered<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly problem: Problem; readonly retryAfter: number | null };

/** What goes along with a question. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** The values of `{name}` in the path. */
  readonly path?: Readonly<Record<string, string>>;
}

/**
 * Asks the API. What is wrong comes back as a value; only a request that the caller aborted throws.
 * @throws DOMException `AbortError`
 */
export async function ask<P extends GetPath>(
  path: P,
  params: ParamsOf<P>,
  options: AskOptions = {},
): Promise<Answered<AnswerOf<P>>> {
  return send(addressOf(path, params, options.path ?? {}), {
    headers: { accept: "application/json" },
    signal: options.signal ?? null,
  });
}

/**
 * Sends any request to the API: for changes, with a method and a body.
 * @throws DOMException `AbortError`
 */
export async function send<T>(address: string, init: RequestInit): Promise<Answered<T>> {
  let response: Response;
  try {
    response = await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    return { ok: false, retryAfter: null, problem: away() };
  }
  const body = await bodyOf(response);
  if (response.ok) return { ok: true, data: body as T };
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return {
    ok: false,
    retryAfter: Number.isFinite(seconds) ? seconds : null,
    problem: isProblem(body) ? body : unreadable(response),
  };
}

/** The address of a question: values that are null or undefined are left out. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, unknown>>,
  named: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const each of values)
      if (typeof each === "string" || typeof each === "number" || typeof each === "boolean")
        query.append(name, String(each));
  }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ""));
  const text = query.toString();
  return text === "" ? filled : `${filled}?${text}`;
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

function away(): Problem {
  return {
    type: "about:blank",
    title: "No answer",
    status: 0,
    code: "PAGE_SERVER_AWAY",
    detail: "The server does not answer.",
    hint: "See whether smac serve still runs; this page tries again by itself.",
  };
}

function unreadable(response: Response): Problem {
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    code: "PAGE_UNREADABLE",
    detail: `The server answered ${response.status} with something this page cannot read.`,
  };
}
