import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { canary } from "./canary-traces.ts";

// What stands before a stand-in: to the outside its secrets are canaries.

/** A call as it came in. */
export interface Came {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer that is given instead of the right one; null: the connection is cut. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server before a stand-in. */
export interface Front {
  readonly url: string;
  readonly calls: readonly Came[];
  /** Answers instead of the stand-in; null: it answers itself. */
  trouble: ((came: Came) => Answer | null | "right") | null;
  /** The canaries that were handed out as tokens. */
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

/** How secrets and canaries go together. */
export interface FrontOptions {
  /** The stand-in's address, without a path. */
  readonly behind: string;
  /** What the caller knows, and what the stand-in takes for it. */
  readonly known: readonly { readonly canary: string; readonly real: string }[];
  /** The tokens that the stand-in gives out. */
  readonly given: RegExp;
}

/** Starts a front on a free port of this machine. */
export async function startFront({ behind, known, given }: FrontOptions): Promise<Front> {
  const pairs = [...known];
  const calls: Came[] = [];
  const inward = (text: string): string => pairs.reduce((now, pair) => replaced(now, pair.canary, pair.real), text);
  const outward = (text: string): string =>
    text.replaceAll(given, (real) => {
      const pair = pairs.find((one) => one.real === real) ?? { real, canary: canary() };
      if (!pairs.includes(pair)) pairs.push(pair);
      return pair.canary;
    });
  const front: Front = {
    url: "",
    calls,
    trouble: null,
    get tokens() {
      return pairs.slice(known.length).map((pair) => pair.canary);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((request, response) => {
    void answered(request, response).catch(() => response.destroy());
  });
  async function answered(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const came = await cameIn(request);
    calls.push(came);
    const instead = front.trouble === null ? "right" : front.trouble(came);
    if (instead === null) return void response.destroy();
    const { status, headers = {}, body } = instead === "right" ? await passed(came) : instead;
    response.writeHead(status, headers).end(body);
  }
  async function passed({ method, address, headers, body }: Came): Promise<Answer> {
    const { connection: _, "content-length": __, ...rest } = headers;
    const sent = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, inward(value)]));
    const answer = await fetch(`${behind}${inward(address)}`, {
      method,
      headers: sent,
      redirect: "manual",
      ...(body === "" ? {} : { body: inward(body) }),
    });
    // Tokens carry the address of the service.
    const text = outward(await answer.text()).replaceAll(behind, front.url);
    const own = [...answer.headers].filter(
      ([name]) => !/^(?:content-length|connection|keep-alive|transfer)/.test(name),
    );
    return { status: answer.status, headers: Object.fromEntries(own), body: text };
  }
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return Object.assign(front, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function replaced(text: string, from: string, to: string): string {
  const form = (one: string): string => new URLSearchParams({ s: one }).toString().slice(2);
  const json = (one: string): string => JSON.stringify(one).slice(1, -1);
  return text
    .replaceAll(from, () => to)
    .replaceAll(json(from), () => json(to))
    .replaceAll(form(from), () => form(to))
    .replaceAll(encodeURIComponent(from), () => encodeURIComponent(to));
}

async function cameIn(request: IncomingMessage): Promise<Came> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "GET",
    address: request.url ?? "/",
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(parts).toString("utf8"),
  };
}

/** Answers that repeat what was sent, by what they are; `elsewhere` is another host to be led to. */
export function troubles(elsewhere: string): Readonly<Record<string, (came: Came) => Answer | null>> {
  const all = (came: Came): string => JSON.stringify(came);
  const token = ({ headers, body, address }: Came): string =>
    encodeURIComponent(/\S+$/.exec(headers["authorization"] ?? "")?.[0] ?? `${address}${body}`.slice(0, 500));
  const page = (status: number) => (came: Came) => ({
    status,
    headers: { "content-type": "text/html" },
    body: `<html><head><title>${all(came)}</title></head><body><pre>${all(came)}</pre></body></html>`,
  });
  const json = (status: number, body: (text: string) => unknown) => (came: Came) => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body(all(came))),
  });
  return {
    "a 401 in JSON": json(401, (text) => ({ code: 57, message: text, error: text, error_description: text })),
    "a 400 in JSON": json(400, (text) => ({ error: "invalid_grant", error_description: text, message: text })),
    "a 403 as a list": json(403, (text) => [{ errorCode: text.slice(0, 200), message: text }]),
    "a 200 with an error": json(200, (text) => ({
      code: 1000,
      message: text,
      ResponseCode: -100,
      Message: text,
      Errors: [{ ErrorID: -199, ErrorMessage: text }],
      Content: {},
    })),
    "a 403 page": page(403),
    "a 200 page": page(200),
    "a 500 text": (came) => ({ status: 500, headers: { "x-said": token(came).slice(0, 200) }, body: all(came) }),
    "a 429 text": (came) => ({ status: 429, headers: { "retry-after": "0" }, body: all(came) }),
    garbage: (came) => ({ status: 200, headers: { "content-type": "application/json" }, body: `\0{"a": ${all(came)}` }),
    "cut off": (came) => ({ status: 200, body: all(came).slice(0, -20) }),
    "a redirect": (came) => ({ status: 302, headers: { location: `/again?token=${token(came)}` }, body: "" }),
    "a redirect elsewhere": (came) => ({
      status: 307,
      headers: { location: `${elsewhere}/${token(came)}?token=${token(came)}` },
      body: "",
    }),
    "a reset": () => null,
  };
}
