import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openJobs } from "../../src/server/jobs.ts";
import { openTokens } from "../../src/server/tokens.ts";
import { runSmac } from "../run-smac.ts";
import { copyOf, now, type Served, served } from "./served.ts";

const at = Date.parse(now) * 1000;
let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

async function refused(address: string, init?: RequestInit): Promise<readonly [number, string]> {
  const response = await api.ask(address, init);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = (await response.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(response.status);
  expect(JSON.stringify(problem)).not.toMatch(/\bat .*\.ts|node_modules/);
  return [response.status, problem.code];
}

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body,
});

describe("what is asked", () => {
  test.each([
    ["report?frm=2026-01", 400, "API_UNKNOWN_PARAMETER"],
    ["report?from=2026-01&from=2026-02", 400, "API_BAD_PARAMETER"],
    ["report?events=-1", 400, "API_BAD_PARAMETER"],
    ["report?events=1e3", 400, "API_BAD_PARAMETER"],
    ["report?by=region,region", 400, "API_BAD_PARAMETER"],
    ["report?stage-at=never", 400, "API_BAD_PARAMETER"],
    ["report?definition=smca", 400, "QUERY_UNKNOWN_DEFINITION"],
    ["report?timezone=Mars/Base", 400, "CONFIG_UNKNOWN_TIMEZONE"],
    ["report?now=yesterday", 400, "USAGE_BAD_INSTANT"],
    ["clusters?of=region", 400, "USAGE_BAD_VALUES"],
    ["clusters?of-stage=%27%3B%20drop%20table%20loads%3B--", 400, "QUERY_UNKNOWN_STAGE"],
    ["clusters?limit=0", 400, "API_BAD_PARAMETER"],
    ["explanation?from=2026-01", 400, "API_BAD_PARAMETER"],
    ["jobs/../../etc/passwd", 404, "API_NOT_FOUND"],
    ["jobs/..%2f..%2fetc%2fpasswd", 404, "API_UNKNOWN_JOB"],
    ["definitions/%2e%2e%2fsmac.yml", 404, "API_NOT_FOUND"],
    ["definitions/__proto__", 404, "API_NOT_FOUND"],
    ["report?__proto__=1", 400, "API_UNKNOWN_PARAMETER"],
    ["report?constructor=1", 400, "API_UNKNOWN_PARAMETER"],
    ["../../smac.yml", 404, "API_NOT_FOUND"],
    [`report?definition=${"x".repeat(7000)}`, 400, "API_BAD_PARAMETER"],
    [`report?${"x".repeat(9000)}`, 414, "API_TOO_LONG"],
  ])("%s", async (address, status, code) => {
    expect(await refused(`/api/v1/${address}`)).toEqual([status, code]);
  });

  test("several problems are told at once", async () => {
    const response = await api.ask("/api/v1/report?frm=1&sideways=2");
    const { errors } = (await response.json()) as { errors: { detail: string; hint: string }[] };
    expect(errors.map(({ hint }) => hint)).toEqual([
      "did you mean “from”?",
      expect.stringContaining("there are: definition"),
    ]);
  });

  test("a method that an address has not is refused with those it has", async () => {
    const response = await api.ask("/api/v1/report", { method: "DELETE" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("bodies: no JSON, too large, unknown keys", async () => {
    expect(
      await refused("/api/v1/imports", { method: "POST", body: "{}", headers: { "content-type": "text/plain" } }),
    ).toEqual([415, "API_NOT_JSON"]);
    expect(await refused("/api/v1/imports", post("{"))).toEqual([400, "API_BAD_BODY"]);
    expect(await refused("/api/v1/imports", post('{"source":["events"]}'))).toEqual([400, "API_UNKNOWN_PARAMETER"]);
    expect(await refused("/api/v1/imports", post('{"sources":"events"}'))).toEqual([400, "API_BAD_PARAMETER"]);
    expect(await refused("/api/v1/imports", post(JSON.stringify({ sources: ["x".repeat(70_000)] })))).toEqual([
      413,
      "API_TOO_LARGE",
    ]);
    expect(await refused("/api/v1/syncs", post('{"since":"soon"}'))).toEqual([400, "USAGE_BAD_INSTANT"]);
  });

  test("texts of the data and the request come back as data, in no header", async () => {
    const name = encodeURIComponent("x\r\nset-cookie: a=b");
    const response = await api.ask(`/api/v1/definitions/${name}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("set-cookie")).toBeNull();
  });
});

describe("who asks", () => {
  test("another host in the Host header is refused, this computer's names are not", async () => {
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example:80",
      "127.0.0.1@evil.example",
      "",
    ])
      expect(await refused("/api/v1/sources", { headers: { host } }), host).toEqual([403, "API_HOST"]);
    for (const host of ["localhost", "LOCALHOST:7622", "127.0.0.1:1", "[::1]:7622"])
      expect((await api.ask("/api/v1/sources", { headers: { host } })).status, host).toBe(200);
  });

  test("a change asked for by a page of another site is refused", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { origin: "http://localhost:1" },
    ])
      expect(await refused("/api/v1/imports", post("{}", { host: "localhost:7622", ...headers }))).toEqual([
        403,
        "API_ORIGIN",
      ]);
    expect(existsSync(path.join(api.folder, ".smac", "audit.jsonl"))).toBe(false);
  });

  test("no answer allows other sites to read it, and each has its policy", async () => {
    for (const address of ["/api/v1/sources", "/api/v1/none", "/api/docs"]) {
      const { headers } = await api.ask(address, { headers: { origin: "https://evil.example" } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });
});

describe("tokens", () => {
  let own: Served;
  const texts = { read: "", write: "" };
  const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
  beforeAll(async () => {
    own = await served({ tokenNeeded: true, hosts: { loopback: false, allowed: [] } });
    for (const scope of ["read", "write"] as const) texts[scope] = own.around.tokens.create(scope, scope, at).text;
  });
  afterAll(async () => {
    await own.close();
  });

  test("without one, with a wrong one, with one that allows less", async () => {
    expect((await own.ask("/api/v1/sources")).status).toBe(401);
    expect((await own.ask("/api/v1/sources")).headers.get("www-authenticate")).toContain("Bearer");
    const almost = `${texts.read.slice(0, -1)}${texts.read.endsWith("0") ? "1" : "0"}`;
    for (const text of ["", "x", almost, `${texts.read}0`, `smac_${"0".repeat(12)}_${"0".repeat(64)}`])
      expect((await own.ask("/api/v1/sources", bearer(text))).status, text).toBe(401);
    expect((await own.ask("/api/v1/sources", bearer(texts.read))).status).toBe(200);
    const less = await own.ask("/api/v1/imports", {
      ...post("{}"),
      headers: { "content-type": "application/json", ...bearer(texts.read).headers },
    });
    expect([less.status, await less.json()]).toMatchObject([403, { code: "API_SCOPE" }]);
  });

  test("wrong ones are soon refused for their number", async () => {
    const statuses = new Set<number>();
    for (let tries = 0; tries < 40; tries++) statuses.add((await own.ask("/api/v1/sources", bearer("x"))).status);
    expect(statuses).toEqual(new Set([401, 429]));
    expect((await own.ask("/api/v1/sources", bearer(texts.read))).status).toBe(200);
  });

  test("made, listed and revoked on the command line; the file opens nothing", async () => {
    const folder = copyOf("saas");
    const made = await runSmac(["token", "create", "reader", "--scope", "read"], { cwd: folder });
    expect(made.stdout).toMatch(/^smac_[0-9a-f]{12}_[0-9a-f]{64}\n$/);
    const text = made.stdout.trim();
    const file = path.join(folder, ".smac", "tokens.json");
    expect(readFileSync(file, "utf8")).not.toContain(text.slice(-64));
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    const tokens = openTokens(folder);
    expect(tokens.find(text, at)).toMatchObject({ name: "reader", scope: "read" });
    const listed = await runSmac(["token", "list"], { cwd: folder });
    expect(listed.stdout).toMatch(/reader .* read .* 2026-11-22 12:00 .*2026-11-22 12:00/);
    expect(listed.stdout).not.toContain(text.slice(-64));
    expect((await runSmac(["token", "create", "reader"], { cwd: folder })).code).toBe(2);
    expect((await runSmac(["token", "revoke", "reader"], { cwd: folder })).code).toBe(0);
    expect(tokens.find(text, at)).toBeNull();
    expect((await runSmac(["token", "revoke", "reader"], { cwd: folder })).stderr).toContain("[USAGE_UNKNOWN_TOKEN]");
    expect((await runSmac(["token", "list"], { cwd: path.join(folder, "..") })).stderr).toContain(
      "[CONFIG_NO_PROJECT]",
    );
    writeFileSync(file, '{"tokens":[{"id":"x"}]}');
    expect((await runSmac(["token", "list"], { cwd: folder })).stderr).toContain("[STORE_TOKENS_UNREADABLE]");
  });
});

describe("how much", () => {
  test("requests beyond the rate are put off, each client by itself", async () => {
    const own = await served({ rate: { burst: 3, perSecond: 1 } });
    const statuses = [];
    for (let asked = 0; asked < 5; asked++) statuses.push((await own.ask("/api/v1/jobs")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect((await own.ask("/api/v1/jobs")).headers.get("retry-after")).toBe("1");
    await own.close();
  });

  test("two jobs at once: the second is refused, and the first can be cancelled", async () => {
    const jobs = openJobs(
      () => at,
      () => {},
    );
    const own = await served({ jobs });
    const slow = jobs.start(
      "sync",
      (signal) =>
        own.around.project.hold(
          signal,
          () =>
            new Promise((_, reject) => {
              signal.addEventListener("abort", () => reject(new Error("stopped")));
            }),
        ) as never,
    );
    for (const what of ["imports", "syncs"]) {
      const second = await own.ask(`/api/v1/${what}`, post("{}"));
      expect([second.status, second.headers.get("retry-after"), await second.json()]).toMatchObject([
        409,
        "5",
        { code: "API_JOB_RUNNING" },
      ]);
    }
    const busy = await own.ask("/api/v1/sources");
    expect([busy.status, await busy.json()]).toMatchObject([503, { code: "API_BUSY" }]);
    expect((await own.ask(`/api/v1/jobs/${slow.id}`, { method: "DELETE" })).status).toBe(200);
    await sleep(20);
    expect(await own.json(`/api/v1/jobs/${slow.id}`)).toMatchObject({ state: "cancelled" });
    expect((await own.ask("/api/v1/sources")).status).toBe(200);
    await own.close();
  });

  test("a request that is cancelled leaves its place, and the next is answered", async () => {
    const stop = new AbortController();
    stop.abort();
    const gone = await api.ask("/api/v1/report?events=7", { signal: stop.signal });
    expect([gone.status, await gone.json()]).toMatchObject([499, { code: "API_CANCELLED" }]);
    expect((await api.ask("/api/v1/report?events=7")).status).toBe(200);
  });

  test("who goes away during a statement stops it, and no other", async () => {
    const stop = new AbortController();
    const { project: shared } = api.around;
    const gone = shared.read(stop.signal, async (project) => {
      const report = project.report({ period: "day" });
      stop.abort();
      return report;
    });
    const other = shared.read(new AbortController().signal, (project) => project.report());
    await expect(gone).rejects.toMatchObject({ code: "ENGINE_CANCELLED" });
    expect((await other).value.answer.totals.length).toBeGreaterThan(0);
  });

  test("changes and exports are noted, without secrets; questions are not", async () => {
    const own = await served();
    await own.ask("/api/v1/report");
    await own.ask("/api/v1/report?format=csv&events=2");
    await own.ask("/api/v1/report?format=csv&evnts=2");
    await own.ask("/api/v1/imports", post('{"sources":["events"]}'));
    const lines = readFileSync(path.join(own.folder, ".smac", "audit.jsonl"), "utf8")
      .trim()
      .split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      {
        at: "2026-11-22T12:00:00Z",
        who: "local",
        address: "unknown",
        what: "GET /api/v1/report",
        asked: { format: "csv", events: 2 },
        status: 200,
        format: "csv",
      },
      {
        at: "2026-11-22T12:00:00Z",
        who: "local",
        address: "unknown",
        what: "POST /api/v1/imports",
        asked: { sources: ["events"] },
        status: 202,
      },
    ]);
    await own.close();
  });
});

test("a smac.yml that changed is read again; one that is wrong is told, not guessed", async () => {
  const own = await served();
  const file = path.join(own.folder, "smac.yml");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, `${before}\n  heavy: { preset: customers, threshold: { events: 9 } }\n`);
  expect((await own.ask("/api/v1/definitions/heavy")).status).toBe(200);
  expect((await own.ask("/api/v1/report?definition=heavy")).status).toBe(200);
  writeFileSync(file, `${before}\nnonsense: 1\n`);
  const wrong = await own.ask("/api/v1/report");
  expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([
    500,
    expect.stringMatching(/^CONFIG_/),
  ]);
  writeFileSync(file, before);
  expect((await own.ask("/api/v1/report")).status).toBe(200);
  await own.close();
});
