import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now, type Served, served } from "./served.ts";

const at = Date.parse(now) * 1000;
const hour = 3_600_000_000;
let api: Served;
let clock = at;
const texts = { read: "", write: "" };
beforeAll(async () => {
  api = await served({ tokenNeeded: true, hosts: { loopback: false, allowed: [] }, now: () => clock });
  for (const scope of ["read", "write"] as const) texts[scope] = api.around.tokens.create(scope, scope, at).text;
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

const page = { "content-type": "application/json", host: "smac.example", origin: "https://smac.example" };

interface SignedIn {
  readonly cookie: string;
  readonly csrf: string;
  readonly line: string;
}

async function signIn(token: string, headers: Record<string, string> = {}): Promise<SignedIn> {
  const response = await api.ask("/api/v1/session", {
    method: "POST",
    headers: { ...page, ...headers },
    body: JSON.stringify({ token }),
  });
  expect(response.status).toBe(200);
  const line = response.headers.get("set-cookie") ?? "";
  const { csrf } = (await response.json()) as { csrf: string };
  return { line, csrf, cookie: line.split(";")[0] ?? "" };
}

const status = async (address: string, headers: Record<string, string>, method = "GET"): Promise<number> =>
  (
    await api.ask(address, {
      method,
      headers: { host: "smac.example", ...headers },
      ...(method === "POST" ? { body: "{}" } : {}),
    })
  ).status;

describe("a browser", () => {
  test("signs in with a token, may do what it allows, and signs out", async () => {
    expect(await api.json("/api/v1/session")).toMatchObject({ needed: true, signed_in: false, csrf: null });
    const { cookie, line, csrf } = await signIn(texts.read);
    expect(line).toMatch(/^smac_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    expect(line).not.toContain(texts.read);
    expect(await status("/api/v1/jobs", { cookie })).toBe(200);
    expect(await status("/api/v1/jobs", {})).toBe(401);
    const said = await api.ask("/api/v1/session", { headers: { cookie, host: "smac.example" } });
    expect(await said.json()).toMatchObject({ signed_in: true, name: "read", scope: "read", csrf });
    // It reads, and no more.
    expect(await status("/api/v1/imports", { ...page, cookie, "smac-csrf": csrf }, "POST")).toBe(403);
    expect(await status("/api/v1/session", { ...page, cookie, "smac-csrf": csrf }, "DELETE")).toBe(200);
    expect(await status("/api/v1/jobs", { cookie })).toBe(401);
  });

  test("the cookie is for TLS alone where the request came so", async () => {
    expect((await signIn(texts.read, { "x-forwarded-proto": "https" })).line).toMatch(/; Secure$/);
  });

  test("a wrong token signs nobody in, and soon nobody tries more", async () => {
    const statuses = new Set<number>();
    for (let tries = 0; tries < 40; tries++)
      statuses.add(
        (await api.ask("/api/v1/session", { method: "POST", headers: page, body: '{"token":"smac_x"}' })).status,
      );
    expect(statuses).toEqual(new Set([401, 429]));
  });

  test("changes need what only pages of this server know", async () => {
    const { cookie, csrf } = await signIn(texts.write);
    const other = await signIn(texts.write);
    expect(await status("/api/v1/imports", { ...page, cookie }, "POST")).toBe(403);
    expect(await status("/api/v1/imports", { ...page, cookie, "smac-csrf": other.csrf }, "POST")).toBe(403);
    // A cookie that a browser sends along by itself is not enough, wherever the request says it comes from.
    const bare = await api.ask("/api/v1/imports", {
      method: "POST",
      headers: { cookie, "content-type": "application/json", host: "smac.example" },
      body: "{}",
    });
    expect([bare.status, await bare.json()]).toMatchObject([403, { code: "API_CSRF" }]);
    expect(
      await status("/api/v1/imports", { ...page, cookie, origin: "https://evil.example", "smac-csrf": csrf }, "POST"),
    ).toBe(403);
    expect(await status("/api/v1/imports", { ...page, cookie, "smac-csrf": csrf }, "POST")).toBe(202);
  });

  test("a sign-in from another site is refused", async () => {
    expect(await status("/api/v1/session", { ...page, origin: "https://evil.example" }, "POST")).toBe(403);
  });

  test("it ends when not used, after a week, and with its token", async () => {
    const first = await signIn(texts.read);
    clock = at + 11 * hour;
    expect(await status("/api/v1/jobs", { cookie: first.cookie })).toBe(200);
    clock = at + 22 * hour;
    expect(await status("/api/v1/jobs", { cookie: first.cookie })).toBe(200);
    clock = at + 34.1 * hour;
    expect(await status("/api/v1/jobs", { cookie: first.cookie })).toBe(401);
    const second = await signIn(texts.read);
    for (let hours = 34; hours < 34 + 168; hours += 10) {
      clock = at + hours * hour;
      expect(await status("/api/v1/jobs", { cookie: second.cookie }), String(hours)).toBe(200);
    }
    clock = at + (34.1 + 168) * hour;
    expect(await status("/api/v1/jobs", { cookie: second.cookie })).toBe(401);
    const third = await signIn(texts.read);
    api.around.tokens.revoke("read");
    expect(await status("/api/v1/jobs", { cookie: third.cookie })).toBe(401);
  });

  test("cookies that are none", async () => {
    for (const cookie of [
      "smac_session=",
      "smac_session=x",
      `smac_session=${"A".repeat(43)}`,
      "a=b; ; =;",
      "smac_session",
    ])
      expect(await status("/api/v1/jobs", { cookie }), cookie).toBe(401);
  });
});

test("on this computer nobody signs in, and changes from pages need the word all the same", async () => {
  const own = await served();
  const local = { "content-type": "application/json", host: "localhost:7622", origin: "http://localhost:7622" };
  const session = await own.json<{ needed: boolean; signed_in: boolean; scope: string; csrf: string }>(
    "/api/v1/session",
  );
  expect(session).toMatchObject({ needed: false, signed_in: true, scope: "admin" });
  const post = async (headers: Record<string, string>) =>
    (await own.ask("/api/v1/imports", { method: "POST", headers, body: '{"sources":["nothing"]}' })).status;
  expect(await post(local)).toBe(403);
  expect(await post({ ...local, "sec-fetch-site": "same-origin", "smac-csrf": "x" })).toBe(403);
  expect(await post({ ...local, "smac-csrf": session.csrf })).toBe(202);
  await own.close();
  const again = await served();
  // A program.
  expect(
    (
      await again.ask("/api/v1/imports", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      })
    ).status,
  ).toBe(202);
  await again.close();
});
