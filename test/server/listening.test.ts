import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { openEngine } from "../../src/engines/duckdb/engine.ts";
import { type Serving, serve } from "../../src/server/serve.ts";
import { openTokens } from "../../src/server/tokens.ts";
import { tryLock } from "../../src/store/lock.ts";
import { runSmac } from "../run-smac.ts";
import { copyOf, effectsIn, now } from "./served.ts";

const open: Serving[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serving(
  folder: string,
  how: Partial<Parameters<typeof serve>[0]> = {},
): Promise<Serving & { readonly logged: string[] }> {
  const logged: string[] = [];
  const options = {
    directory: folder,
    host: "127.0.0.1",
    port: 0,
    requireToken: false,
    allowHosts: [],
    allowFrames: [],
    log: (text: string) => void logged.push(text),
  };
  const one = await serve({ ...options, ...how }, effectsIn(folder));
  open.push(one);
  return { ...one, logged };
}

function get(url: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, (response: IncomingMessage) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    })
      .on("error", reject)
      .end();
  });
}

describe("a server that listens", () => {
  test("answers what the command line says, and refuses another host by name", async () => {
    const folder = copyOf("saas");
    await runSmac(["import"], { cwd: folder });
    const { url } = await serving(folder);
    const { status, text } = await get(`${url}/api/v1/report`);
    const ran = await runSmac(["report", "--format", "json"], { cwd: folder });
    expect([status, JSON.parse(text)]).toEqual([200, JSON.parse(ran.stdout)]);
    expect((await get(`${url}/api/v1/report`, { host: "evil.example" })).status).toBe(403);
    expect((await get(url.replace("127.0.0.1", "localhost") + "/api/v1/sources")).status).toBe(200);
  });

  test("what is no HTTP, or too much of it, does not end it", async () => {
    const { url, logged } = await serving(copyOf("saas"));
    const port = Number(new URL(url).port);
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let heard = "";
        const socket = connect(port, "127.0.0.1", () => socket.end(text));
        socket.on("data", (data) => (heard += data.toString()));
        socket.on("close", () => resolve(heard)).on("error", () => resolve(heard));
      });
    const start = async (text: string) => (await raw(text)).split("\r\n")[0];
    expect(await start("nonsense\r\n\r\n")).toMatch(/^HTTP\/1.1 400/);
    expect(await start(`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431/,
    );
    expect(await start("GET /api/v1/sources HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1.1 400/);
    expect(await start("GET /../../../etc/passwd HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).toMatch(
      /^HTTP\/1.1 404/,
    );
    expect(
      await start("GET http://evil.example/api/v1/sources HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n"),
    ).toMatch(/^HTTP\/1.1 40[03]/);
    expect((await get(`${url}/api/v1/sources`)).status).toBe(200);
    expect(logged).toEqual([]);
  });

  test("tells an import as it goes, and the store is free for others after it", async () => {
    const folder = copyOf("saas");
    const { url } = await serving(folder);
    const posted = await fetch(`${url}/api/v1/imports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const job = (await posted.json()) as { id: string; state: string };
    expect([posted.status, job.state]).toEqual([202, "running"]);
    const events = await (await fetch(`${url}/api/v1/jobs/${job.id}/events`)).text();
    const told = events.split("\n\n").filter((text) => text.startsWith("event:"));
    expect(told.at(-1)).toMatch(/^event: done\ndata: \{.*"state":"done"/);
    const last = JSON.parse(/data: (.*)/.exec(told.at(-1) ?? "")?.[1] ?? "null") as {
      result: { receipts: { source: string; inserted: number }[] };
    };
    expect(last.result.receipts.map(({ source, inserted }) => [source, inserted])).toEqual([
      ["accounts", 8],
      ["journey", 20],
      ["events", 75],
    ]);
    const engine = await openEngine({ path: path.join(folder, ".smac", "warehouse.duckdb") });
    await engine.close();
    expect((await get(`${url}/api/v1/report`)).status).toBe(200);
  });

  test("a client that goes away stops its question, and the next is answered", async () => {
    const folder = copyOf("saas");
    await runSmac(["import"], { cwd: folder });
    const { url, logged } = await serving(folder);
    for (let times = 0; times < 5; times++) {
      const stop = new AbortController();
      const gone = fetch(`${url}/api/v1/report?period=day&now=20${30 + times}-01-01&to=20${30 + times}-01-01`, {
        signal: stop.signal,
      });
      setTimeout(() => stop.abort(), 5 + times * 15);
      await gone.then((response) => response.text()).catch(() => {});
    }
    expect((await get(`${url}/api/v1/report`)).status).toBe(200);
    expect(logged).toEqual([]);
  });

  test("ends when it is told to, and says so to those that come late", async () => {
    const folder = copyOf("saas");
    const one = await serving(folder);
    const answers = await Promise.all([
      get(`${one.url}/api/v1/report`),
      get(`${one.url}/api/v1/levels`),
      sleep(100).then(() => one.close()),
    ]);
    for (const answer of answers.slice(0, 2) as { status: number }[]) expect([200, 503]).toContain(answer.status);
    await expect(get(`${one.url}/api/v1/report`)).rejects.toThrow(/ECONNREFUSED/);
    expect(tryLock(path.join(folder, ".smac", "warehouse.lock"), "test", 0)).toHaveProperty("release");
  });
});

describe("what does not start", () => {
  test("beyond this computer without a token; with one it does, and asks for it", async () => {
    const folder = copyOf("saas");
    await expect(serving(folder, { host: "0.0.0.0" })).rejects.toMatchObject({ code: "USAGE_NO_TOKEN" });
    await expect(serving(folder, { allowHosts: ["smac.example"] })).rejects.toMatchObject({ code: "USAGE_NO_TOKEN" });
    const { text } = openTokens(folder).create("reader", "read", 0);
    const { url } = await serving(folder, { allowHosts: ["smac.example"] });
    const authorization = `Bearer ${text}`;
    expect((await get(`${url}/api/v1/sources`, { host: "smac.example" })).status).toBe(401);
    expect((await get(`${url}/api/v1/sources`, { host: "smac.example", authorization })).status).toBe(200);
    expect((await get(`${url}/api/v1/sources`, { host: "evil.example", authorization })).status).toBe(403);
    openTokens(folder).revoke("reader");
    expect((await get(`${url}/api/v1/sources`, { authorization })).status).toBe(401);
  });

  test("a port that is taken, a folder without project, a smac.yml that is wrong", async () => {
    const folder = copyOf("saas");
    const { url } = await serving(folder);
    await expect(serving(folder, { port: Number(new URL(url).port) })).rejects.toMatchObject({ code: "API_PORT" });
    await expect(serving(path.join(folder, "none"))).rejects.toMatchObject({ code: "CONFIG_NO_PROJECT" });
    writeFileSync(path.join(folder, "smac.yml"), `${readFileSync(path.join(folder, "smac.yml"), "utf8")}\nx: 1\n`);
    await expect(serving(folder)).rejects.toMatchObject({ code: expect.stringMatching(/^CONFIG_/) as string });
  });
});

test("smac serve prints where it is, and ends with Ctrl-C", async () => {
  const folder = copyOf("saas");
  const stop = new AbortController();
  let said = "";
  const running = runSmac(["serve", "--port", "0"], {
    cwd: folder,
    now,
    signal: stop.signal,
    onStderr: (text) => (said += text),
  });
  while (!said.includes("serving")) await sleep(20);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
  expect((await get(`${url}/api/v1/sources`)).status).toBe(200);
  stop.abort();
  expect(await running).toMatchObject({ code: 0, stdout: `${url}\n` });
  expect((await runSmac(["serve", "--port", "99999"], { cwd: folder })).stderr).toContain("[USAGE_BAD_PORT]");
  const frame = await runSmac(["serve", "--port", "0", "--allow-frame", "wiki.example; x"], { cwd: folder });
  expect([frame.code, frame.stderr]).toEqual([2, expect.stringContaining("[USAGE_BAD_ORIGIN]")]);
});

test("a store that another program holds is one clear line, and worth a later try", async () => {
  const folder = copyOf("saas");
  await runSmac(["import"], { cwd: folder });
  // As another process holds it: the lock file of a program that runs.
  const lock = path.join(folder, ".smac", "warehouse.lock");
  writeFileSync(
    lock,
    JSON.stringify({
      pid: process.ppid,
      host: (await import("node:os")).hostname(),
      command: "smac import",
      since: "2026-11-22T12:00:00Z",
    }),
  );
  const { url } = await serving(folder);
  const { status, text } = await get(`${url}/api/v1/report`);
  expect([status, JSON.parse(text)]).toMatchObject([
    503,
    { code: "STORE_LOCKED", detail: expect.stringContaining("smac import") as string },
  ]);
});
