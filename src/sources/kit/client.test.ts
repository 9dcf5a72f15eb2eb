import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { SmacError } from "../../errors.ts";
import { httpClient } from "./client.ts";
import { httpWorld } from "./effects-world.ts";
import type { CallEvent, HttpPolicy, HttpRequest, HttpWorld } from "./http.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe("what is asked for", () => {
  test("query, sign-in, JSON body and the parsed answer", async () => {
    const { url, seen } = await serve((request, response) => json(response, { id: 1, path: request.url ?? "" }));
    const { client } = clientOf({ signIn: async () => ({ Authorization: "Bearer t0ken" }) });
    const answer = await client.send({
      method: "POST",
      url: `${url}/rows?fixed=1`,
      label: "rows",
      query: { since: "2026-01-01T00:00:00+0100" },
      body: { json: { a: [1, null] } },
    });
    expect(answer.json).toEqual({ id: 1, path: "/rows?fixed=1&since=2026-01-01T00%3A00%3A00%2B0100" });
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(seen[0]?.headers).toMatchObject({
      authorization: "Bearer t0ken",
      accept: "application/json",
      "content-type": "application/json",
    });
    expect(seen[0]?.body).toBe('{"a":[1,null]}');
  });

  test("a byte order mark, gzip, and ids beyond 2^53", async () => {
    const { url } = await serve((_, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(
        gzipSync(
          '\uFEFF{"id":12345678901234567890,"n":[-9007199254740993, 9007199254740991],"t":"1:12345678901234567"}',
        ),
      );
    });
    const { json } = await clientOf().client.send({ url, label: "x" });
    expect(json).toEqual({
      id: "12345678901234567890",
      n: ["-9007199254740993", 9007199254740991],
      t: "1:12345678901234567",
    });
  });

  test("a stream is given unread, and its end is told when it is cut off", async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { "content-type": "text/csv", "content-length": "20" });
      response.write("Id\n1\n");
      setTimeout(() => (request.url === "/cut" ? response.destroy() : response.end("2\n".padEnd(15, " "))), 20);
    });
    const { client } = clientOf();
    const whole = await client.send({ url, label: "result", expects: "stream" });
    expect((await text(whole.body)).trim()).toBe("Id\n1\n2");
    const cut = await client.send({ url: `${url}/cut`, label: "result", expects: "stream" });
    await expect(text(cut.body)).rejects.toMatchObject({
      code: "SOURCE_UNREACHABLE",
      message: "books: result: the connection was cut",
    });
  });
});

describe("what cannot be used", () => {
  const bad: [string, Handler, string][] = [
    [
      "a web page",
      (_, r) => html(r, 200),
      "books: x: HTTP 200, a web page “Down for maintenance” (text/html) where JSON was expected",
    ],
    [
      "nothing",
      (_, r) => r.end(),
      "books: x: HTTP 200, an empty answer without a content type where JSON was expected",
    ],
    [
      "text",
      (_, r) => r.end(`no\u0000 ${"x".repeat(200)}`),
      `books: x: HTTP 200, something that is no JSON without a content type: “no ${"x".repeat(76)}…”`,
    ],
    [
      "too much",
      (_, r) => r.end(`"${"x".repeat(200_000)}"`),
      "books: x: HTTP 200, the answer is larger than is ever expected",
    ],
    ["a bomb", (_, r) => bomb(r), "books: x: HTTP 200, the answer is larger than is ever expected"],
    [
      "another host",
      (_, r) => r.writeHead(302, { location: "https://elsewhere.example/login" }).end(),
      "books: x: it was redirected to another host, “elsewhere.example”",
    ],
    [
      "round and round",
      (_, r) => r.writeHead(302, { location: "/again" }).end(),
      "books: x: it was redirected where it cannot follow",
    ],
  ];
  for (const [name, handler, message] of bad) {
    test(name, async () => {
      const { url, seen } = await serve(handler);
      await expect(clientOf().client.send({ url, label: "x" })).rejects.toMatchObject({
        code: "SOURCE_BAD_ANSWER",
        message,
      });
      expect(seen.length).toBe(name === "round and round" ? 6 : 1);
    });
  }

  test("broken JSON is asked for again, then refused", async () => {
    const { url, seen } = await serve((_, response) => response.end('{"rows":[{"id":1},{"i'));
    const { client } = clientOf();
    await expect(client.send({ url, label: "x" })).rejects.toMatchObject({
      code: "SOURCE_BAD_ANSWER",
      message:
        'books: x: HTTP 200, JSON that is cut off or broken without a content type: “{"rows":[{"id":1},{"i” (3 tries)',
    });
    expect(seen.length).toBe(3);
  });

  test.each([
    ["http://books.example/x", "books: the address of the service is not encrypted"],
    ["https://me:secret@books.example", "books: the address of the service has a user name or password in it"],
    ["books", "books: the address of the service is not a web address"],
    ["file:///etc/passwd", "books: the address of the service is not encrypted"],
  ])("an address such as %s", async (url, message) => {
    const { client } = clientOf();
    await expect(client.send({ url, label: "x" })).rejects.toMatchObject({ code: "SOURCE_SETTING", message });
  });

  test("a sign-in with a line break is not told", async () => {
    const { client } = clientOf({ signIn: async () => ({ authorization: "s3cret\nx: y" }) });
    const error = await client.send({ url: "https://127.0.0.1:1", label: "x" }).catch(String);
    expect(error).toBe("SmacError: books: x: the sign-in holds a line break or a character that cannot be sent");
  });
});

describe("what is made again", () => {
  test("429 with Retry-After: all calls wait as long", async () => {
    const sleeps: number[] = [];
    const { url, seen } = await serve((_, response) => {
      sleeps.push(slept.length);
      if (seen.length === 1) response.writeHead(429, { "retry-after": "7" }).end("slow down");
      else json(response, 1);
    });
    const { client, calls, slept } = clientOf({ limits: { atOnce: 1 } });
    await Promise.all([client.send({ url, label: "a" }), client.send({ url, label: "b" })]);
    expect(calls[0]).toMatchObject({ label: "a", status: 429, waits: 7500, why: "too many" });
    expect(sleeps).toHaveLength(3);
    expect(sleeps[1]).toBeGreaterThan(0);
  });

  test("an hour is not waited for", async () => {
    const { url, seen } = await serve((_, response) => response.writeHead(429, { "retry-after": "3600" }).end());
    const { client, slept } = clientOf();
    await expect(client.send({ url, label: "x" })).rejects.toMatchObject({
      code: "SOURCE_BUSY",
      message: "books: x: HTTP 429, too many; it asks to wait 60 minutes",
    });
    await expect(client.send({ url, label: "y" })).rejects.toMatchObject({
      code: "SOURCE_BUSY",
      message: "books: y: not asked: the service wants no calls for 60 minutes",
    });
    expect({ calls: seen.length, slept }).toEqual({ calls: 1, slept: [] });
  });

  test("nobody is waited for longer than a day", async () => {
    const { url } = await serve((_, response) => response.writeHead(429, { "retry-after": "99999999999999" }).end());
    const { client } = clientOf();
    await expect(client.send({ url, label: "x" })).rejects.toMatchObject({ code: "SOURCE_BUSY" });
    await expect(client.send({ url, label: "x" })).rejects.toThrow("the service wants no calls for 1440 minutes");
  });

  test("a connection that is cut: reads again, writes not", async () => {
    const { url, seen } = await serve((_, response) => response.destroy());
    const { client } = clientOf();
    const gone = { code: "SOURCE_UNREACHABLE" };
    await expect(client.send({ url, label: "x" })).rejects.toMatchObject({
      ...gone,
      message: "books: x: the connection was cut (3 tries)",
    });
    await expect(client.send({ method: "POST", url, label: "x" })).rejects.toMatchObject({
      ...gone,
      message: "books: x: the connection was cut",
    });
    expect(seen.length).toBe(4);
  });

  test("a body that is cut off counts as no answer", async () => {
    const { url, seen } = await serve((_, response) => {
      if (seen.length > 1) return json(response, { whole: true });
      response.writeHead(200, { "content-length": "100" });
      response.write('{"whole":');
      return setTimeout(() => response.destroy(), 10);
    });
    expect((await clientOf().client.send({ url, label: "x" })).json).toEqual({ whole: true });
  });

  test("too slow to begin, and too slow to go on", async () => {
    const { url } = await serve((request, response) => {
      if (request.url === "/begun") response.write("{");
    });
    const { client } = clientOf({ limits: { tries: 1, timeout: 700 } });
    const late = (path: string): Promise<unknown> => client.send({ url: `${url}${path}`, label: "x" });
    await expect(late("/")).rejects.toThrow("books: x: the service did not answer within 0.7 s");
    await expect(late("/begun")).rejects.toThrow("books: x: the service stopped in the middle of the answer for 0.7 s");
  });

  test("nothing is there: even a write is tried again", async () => {
    const { client, calls } = clientOf();
    const closed = await closedPort();
    await expect(client.send({ method: "POST", url: closed, label: "x" })).rejects.toThrow(
      "books: x: nothing answers at its address (3 tries)",
    );
    expect(calls.map((call) => call.status)).toEqual([null, null, null]);
  });

  test("the sign-in that ran out: once for all calls, then once more is refused", async () => {
    let good = "new";
    const { url } = await serve((request, response) => {
      if (request.headers.authorization === good) json(response, 1);
      else response.writeHead(401).end("{}");
    });
    const asked: boolean[] = [];
    const signIn = async (again: boolean): Promise<Record<string, string>> => {
      asked.push(again);
      return { authorization: asked.includes(true) ? "new" : "old" };
    };
    const { client, pass } = clientOf({ signIn });
    await Promise.all(["a", "b", "c"].map((label) => client.send({ url, label })));
    expect(asked.filter(Boolean)).toEqual([true]);
    good = "another";
    // It was signed in just now: it is not the sign-in's fault.
    for (let n = 0; n < 3; n++)
      await expect(client.send({ url, label: "x" })).rejects.toMatchObject({ code: "SOURCE_SIGN_IN" });
    expect(asked.filter(Boolean)).toEqual([true]);
    pass(61_000);
    for (let n = 0; n < 3; n++)
      await expect(client.send({ url, label: "x" })).rejects.toMatchObject({ code: "SOURCE_SIGN_IN" });
    expect(asked.filter(Boolean)).toEqual([true, true]);
  });

  test("stopping ends a call, a body and a wait", async () => {
    const { url } = await serve((request, response) => {
      if (request.url === "/busy") response.writeHead(429, { "retry-after": "60" }).end();
      if (request.url === "/body") response.write("{");
    });
    for (const path of ["/", "/body", "/busy"]) {
      const stop = new AbortController();
      const { client } = clientOf({ real: true });
      setTimeout(() => stop.abort(new Error("stopped")), 50);
      await expect(client.send({ url: `${url}${path}`, label: "x", signal: stop.signal })).rejects.toThrow("stopped");
    }
  });

  test("many calls at once: each is answered, and nobody is warned of too many listeners", async () => {
    const warnings: unknown[] = [];
    const warned = (warning: unknown): void => void warnings.push(warning);
    process.on("warning", warned);
    const { url } = await serve((_, response) => setTimeout(() => json(response, 1), 5));
    const { client } = clientOf({ limits: { atOnce: 15 }, real: true });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, () => client.send({ url, label: "x", signal })));
    await new Promise((resolve) => void setImmediate(resolve));
    process.off("warning", warned);
    expect(warnings).toEqual([]);
  });

  test("a call that may not be made is not made", async () => {
    const { url, seen } = await serve((_, response) => json(response, 1));
    const mayCall = (): void => {
      throw new SmacError("SOURCE_BUDGET", "books: no calls are left");
    };
    await expect(clientOf({ mayCall }).client.send({ url, label: "x" })).rejects.toMatchObject({
      code: "SOURCE_BUDGET",
    });
    expect(seen.length).toBe(0);
  });
});

interface Options extends Partial<Omit<HttpPolicy, "limits">> {
  readonly limits?: Partial<HttpPolicy["limits"]>;
  /** Waits for real. */
  readonly real?: boolean;
}

// A client whose waits take no time, but move its clock.
function clientOf(options: Options = {}) {
  const calls: CallEvent[] = [];
  const slept: number[] = [];
  const real = httpWorld({ signal: new AbortController().signal, onCall: (call) => calls.push(call) });
  let ahead = 0;
  const quick: HttpWorld = {
    ...real,
    random: () => 0.5,
    now: () => real.now() + ahead,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
      ahead += milliseconds * 1000;
    },
  };
  const { limits, real: isReal, ...rest } = options;
  const policy: HttpPolicy = {
    name: "books",
    verdict: ({ status }) => {
      const error = new SmacError("SOURCE_SIGN_IN", "books: refused");
      if (status === 401) return { is: "sign-in", error };
      if (status === 429 || status >= 500) return { is: "again", why: "too many" };
      return status === 200 ? { is: "done" } : { is: "failed", error };
    },
    limits: { perMinute: 1000, atOnce: 10, tries: 3, timeout: 5000, largest: 100_000, ...limits },
    secrets: () => [],
    ...rest,
  };
  const pass = (milliseconds: number): void => void (ahead += milliseconds * 1000);
  return { client: httpClient(policy, isReal === true ? real : quick), calls, slept, pass };
}

async function serve(handler: Handler) {
  const seen: {
    readonly label: HttpRequest["label"];
    readonly headers: IncomingMessage["headers"];
    readonly body: string;
  }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      seen.push({ label: request.url ?? "", headers: request.headers, body });
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function closedPort(): Promise<string> {
  const { url } = await serve(() => {});
  await closing.pop()?.();
  return url;
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function html(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/html" });
  response.end("<!DOCTYPE html>\n<html><head><title>Down for\n maintenance</title></head></html>");
}

function bomb(response: ServerResponse): void {
  response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(5_000_000, 32)));
}

async function text(body: ReadableStream<Uint8Array> | null): Promise<string> {
  let read = "";
  const decoder = new TextDecoder();
  for await (const part of body ?? []) read += decoder.decode(part, { stream: true });
  return read;
}
