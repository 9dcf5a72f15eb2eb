import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A call as a stand-in received it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it was sent, without `?`. */
  readonly search: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a stand-in answers: JSON, or a text. */
export interface Reply {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

/** Troubles that any service has. A stand-in names further ones of its own. */
export type FaultName =
  /** 429. */
  | "busy"
  /** 503. */
  | "unavailable"
  /** 502 with a web page. */
  | "gateway-page"
  /** 200 with a web page. */
  | "web-page"
  /** 200, JSON that stops in the middle, told as complete. */
  | "cut-off"
  /** 200 without a body. */
  | "empty"
  /** 200 with something that is no JSON. */
  | "garbage"
  /** The connection is cut before an answer. */
  | "reset"
  /** The connection is cut within the answer. */
  | "reset-midway"
  /** The answer comes late: after {@link Fault.milliseconds}. */
  | "slow"
  /** The answer never comes. */
  | "silent";

/** A trouble to have, set at run time. */
export interface Fault {
  readonly what: FaultName | (string & {});
  /** How many calls go well before; default 0. */
  readonly after?: number;
  /** How many calls it befalls; default 1. */
  readonly times?: number;
  /** Default: all calls. */
  readonly when?: (asked: Asked) => boolean;
  /** For `slow`; default 200. */
  readonly milliseconds?: number;
}

/** A server on this machine that stands in for a service. */
export interface Served {
  /** E.g. `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Every call so far. */
  readonly calls: readonly Asked[];
  /** Has such a trouble from now on. */
  readonly have: (fault: Fault) => void;
  /** No trouble from now on. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
}

/** How a stand-in differs from a plain server. */
export interface ServeOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Troubles in the service's own words, by name; they go before the usual ones. `right` is the answer it would have been. */
  readonly faults?: Readonly<Record<string, (asked: Asked, right: () => Promise<Reply>) => Reply | Promise<Reply>>>;
}

/**
 * A server on 127.0.0.1 that answers with `reply`, and has troubles when it is
 * told to.
 *
 * @example
 * ```ts
 * const served = await serve(({ path }) => ({ json: { path } }));
 * served.have({ what: "busy", times: 3 });
 * ```
 */
export async function serve(
  reply: (asked: Asked) => Reply | Promise<Reply>,
  options: ServeOptions = {},
): Promise<Served> {
  const calls: Asked[] = [];
  let faults: { readonly fault: Fault; after: number; times: number }[] = [];
  const befalls = (asked: Asked): Fault | null => {
    for (const one of faults) {
      if (one.times <= 0 || one.fault.when?.(asked) === false) continue;
      if (one.after-- > 0) continue;
      one.times--;
      return one.fault;
    }
    return null;
  };
  const server = createServer((request, response) => {
    void (async () => {
      const asked = await received(request);
      calls.push(asked);
      const fault = befalls(asked);
      const right = async (): Promise<Reply> => reply(asked);
      const own = fault === null ? undefined : options.faults?.[fault.what];
      if (own !== undefined) send(response, await own(asked, right));
      else if (fault === null) send(response, await right());
      else await fail(response, fault, right);
    })().catch((error: unknown) => send(response, { status: 500, text: `the stand-in failed: ${String(error)}` }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    have(fault) {
      faults.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
    },
    heal() {
      faults = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function received(request: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const [path = "/", ...search] = (request.url ?? "/").split("?");
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(search.join("?")),
    search: search.join("?"),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(parts).toString("utf8"),
  };
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(textOf(reply));
  response.writeHead(reply.status ?? 200, headersOf(reply, body.length));
  response.end(body);
}

function textOf(reply: Reply): string {
  return reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json));
}

function headersOf(reply: Reply, length: number): Record<string, string> {
  const type = reply.json === undefined ? "text/plain;charset=utf-8" : "application/json;charset=utf-8";
  return { "content-type": type, "content-length": String(length), ...reply.headers };
}

async function fail(response: ServerResponse, fault: Fault, right: () => Promise<Reply>): Promise<void> {
  const plain = PLAIN[fault.what];
  if (plain !== undefined) return send(response, plain);
  if (fault.what === "reset") return void response.destroy();
  if (fault.what === "silent") return;
  if (fault.what === "slow") {
    await new Promise((resolve) => void setTimeout(resolve, fault.milliseconds ?? 200));
    return send(response, await right());
  }
  const reply = await right();
  const body = Buffer.from(textOf(reply));
  const half = body.subarray(0, Math.ceil(body.length / 2));
  if (fault.what === "cut-off") return send(response, { ...reply, json: undefined, text: half.toString("utf8") });
  if (fault.what !== "reset-midway") throw new Error(`there is no trouble named “${fault.what}”`);
  response.writeHead(reply.status ?? 200, headersOf(reply, body.length));
  response.write(half, () => response.destroy());
}

const PAGE =
  "<!DOCTYPE html><html><head><title>Temporarily unavailable</title></head><body><h1>We will be back soon</h1></body></html>";
const HTML = { "content-type": "text/html" };
const PLAIN: Readonly<Record<string, Reply>> = {
  busy: { status: 429, text: "Too Many Requests", headers: { "retry-after": "1" } },
  unavailable: { status: 503, text: "Service Unavailable" },
  "gateway-page": { status: 502, text: PAGE, headers: HTML },
  "web-page": { status: 200, text: PAGE, headers: HTML },
  empty: { status: 200, text: "" },
  garbage: { status: 200, text: "\u0000\u0001 not at all {" },
};
