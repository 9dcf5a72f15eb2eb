import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OidcSettings } from "../../src/model/serve.ts";
import { openProvider } from "../../src/server/oidc.ts";
import { type Served, now, served } from "./served.ts";
import { type Fault, own, type StrictProvider, strictProvider } from "./strict-provider.ts";

const at = Date.parse(now) * 1000;
const hour = 3_600_000_000;
let there: StrictProvider;
let api: Served;
let clock = at;
beforeAll(async () => {
  there = await strictProvider();
  api = await opened({});
});
beforeEach(() => {
  Object.assign(there, { claims: { sub: "u1", email: "kim@example.com", email_verified: true, groups: ["analysts"] } });
  Object.assign(there, { more: null, fault: null, says: null, back: "http://localhost/sign-in/done" });
  // Wrong ones are few for each address, and there is but one here.
  clock += 1000 * hour;
});
afterAll(async () => {
  await api.close();
  await there.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

function settings(how: Partial<OidcSettings> = {}): OidcSettings {
  return {
    issuer: there.issuer,
    clientId: own.id,
    clientSecret: null,
    name: "Example",
    scopes: ["openid", "email", "profile"],
    claim: "groups",
    roles: { read: ["everyone"], write: ["analysts"], admin: ["smac-admins"] },
    otherwise: null,
    domains: null,
    hours: 8,
    at: { file: "smac.yml", line: 1, column: 1 },
    ...how,
  };
}

async function opened(how: Partial<OidcSettings>, secret = own.secret): Promise<Served> {
  const provider = openProvider(settings(how), secret);
  return served({ tokenNeeded: true, provider, now: () => clock }, "saas", false);
}

const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

interface Walked {
  readonly response: Response;
  readonly text: string;
  readonly cookie: string;
  /** The address that the browser came back to, and with which cookie. */
  readonly came: { readonly address: string; readonly cookie: string };
}

/** What a browser does: begins, is led to the provider and back. `change` tampers with the way back. */
async function walk(
  one = api,
  { to = "/", change = (address: string) => address }: { to?: string; change?: (address: string) => string } = {},
): Promise<Walked> {
  const begun = await one.ask(`/sign-in?to=${encodeURIComponent(to)}`);
  if (begun.status !== 303)
    return { response: begun, text: await begun.text(), cookie: "", came: { address: "", cookie: "" } };
  const led = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
  expect([led.status, led.status === 302 ? "" : await led.text()]).toEqual([302, ""]);
  const back = new URL(led.headers.get("location") ?? "");
  const came = { address: change(`${back.pathname}${back.search}`), cookie: cookieOf(begun) };
  const response = await one.ask(came.address, { headers: { cookie: came.cookie } });
  return { response, text: await response.text(), cookie: cookieOf(response), came };
}

const statusOf = async (one: Served, address: string, cookie: string): Promise<number> =>
  (await one.ask(address, { headers: { cookie } })).status;

async function session(one: Served, cookie: string): Promise<Record<string, unknown>> {
  return (await (await one.ask("/api/v1/session", { headers: { cookie } })).json()) as Record<string, unknown>;
}

const audited = (one: Served): Record<string, unknown>[] =>
  readFileSync(path.join(one.folder, ".smac", "audit.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("an account elsewhere", () => {
  test.each([
    ["everyone", "read"],
    ["analysts", "write"],
    ["smac-admins", "admin"],
  ])("%s may %s, and no more", async (group, scope) => {
    Object.assign(there.claims, { groups: ["everyone", group] });
    const { response, cookie } = await walk(api, { to: "/trend?by=stage%20x" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/trend?by=stage%20x"]);
    expect(response.headers.getSetCookie()[1]).toMatch(
      /^smac_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/,
    );
    expect(await session(api, cookie)).toMatchObject({
      signed_in: true,
      name: "kim@example.com",
      via: "account",
      scope,
      account: { name: "Example", path: "/sign-in", sign_out: `${there.issuer}/end?client_id=smac` },
    });
    expect(await statusOf(api, "/api/v1/jobs", cookie)).toBe(200);
    expect(await statusOf(api, "/api/v1/tokens", cookie)).toBe(scope === "admin" ? 200 : 403);
    expect(audited(api).at(-1)).toMatchObject({
      who: "kim@example.com (u1)",
      what: "GET /sign-in/done",
      status: 303,
      asked: { values: ["everyone", group] },
    });
  });

  test("is offered where one must sign in, and changes need the word as with a token", async () => {
    expect(await session(api, "")).toMatchObject({ needed: true, signed_in: false, account: { path: "/sign-in" } });
    const { cookie } = await walk();
    const { csrf } = await session(api, cookie);
    const post = async (headers: Record<string, string>) =>
      (
        await api.ask("/api/v1/shares", {
          method: "POST",
          headers: { "content-type": "application/json", cookie, ...headers },
          body: '{"title":"x","page":"/trend","asks":["report"],"days":1}',
        })
      ).status;
    expect(await post({})).toBe(403);
    expect(await post({ "smac-csrf": String(csrf) })).toBe(200);
    const headers = { cookie, "smac-csrf": String(csrf) };
    expect((await api.ask("/api/v1/session", { method: "DELETE", headers })).status).toBe(200);
    expect(await statusOf(api, "/api/v1/jobs", cookie)).toBe(401);
    expect(audited(api).slice(-2)).toMatchObject([{ what: "POST /api/v1/shares" }, { what: "DELETE /api/v1/session" }]);
  });

  test("after the hours of the settings the provider is asked again", async () => {
    const { cookie } = await walk();
    clock += 7.9 * hour;
    expect(await statusOf(api, "/api/v1/jobs", cookie)).toBe(200);
    clock += 0.2 * hour;
    expect(await statusOf(api, "/api/v1/jobs", cookie)).toBe(401);
    // Who lost their role there meanwhile has none here.
    Object.assign(there.claims, { groups: [] });
    expect((await walk()).response.status).toBe(403);
  });

  test("roles that are told only when asked for more, deep inside, or by everybody else's rule", async () => {
    const one = await opened({ claim: "realm_access.roles", otherwise: "read" });
    Object.assign(there.claims, { groups: undefined });
    there.more = { realm_access: { roles: ["smac-admins"] } };
    expect(await session(one, (await walk(one)).cookie)).toMatchObject({ scope: "admin" });
    there.more = { realm_access: { roles: ["others"] }, sub: "somebody else" };
    expect((await walk(one)).response.status).toBe(403);
    there.more = { realm_access: { roles: ["others"] } };
    expect(await session(one, (await walk(one)).cookie)).toMatchObject({ scope: "read" });
    await one.close();
  });

  test("addresses: of these domains, and verified", async () => {
    const one = await opened({ domains: ["example.com"], otherwise: "read" });
    const tried = async (claims: Record<string, unknown>) => {
      there.claims = { sub: "u1", ...claims };
      const { response, text } = await walk(one);
      return [response.status, /API_[A-Z_]+/.exec(text)?.[0] ?? ""];
    };
    const refused = [403, "API_SIGN_IN_NO_ROLE"];
    expect(await tried({ email: "kim@EXAMPLE.com", email_verified: true })).toEqual([303, ""]);
    expect(await tried({ email: "kim@example.com", email_verified: false })).toEqual(refused);
    expect(await tried({ email: "kim@example.com" })).toEqual(refused);
    expect(await tried({ email: "kim@evil-example.com", email_verified: true })).toEqual(refused);
    expect(await tried({ email: "kim@example.com@evil.example", email_verified: true })).toEqual(refused);
    expect(await tried({ email_verified: true })).toEqual(refused);
    await one.close();
  });
});

describe("what is refused, each with a page that says so", () => {
  const faults: readonly (readonly [Fault, RegExp])[] = [
    ["nonce", /nonce/],
    ["no-nonce", /nonce/],
    ["audience", /aud/],
    ["issuer", /iss/],
    ["expired", /exp/],
    ["not-yet", /nbf/],
    ["unsigned", /unsupported .*alg/],
    ["empty-signature", /signature verification failed/],
    ["other-key", /signature verification failed/],
    ["shared-secret", /unsupported .*algorithm/],
    ["no-id-token", /id_token/],
    ["answer-issuer", /iss.* response parameter/],
    ["html", /content-type/],
    ["redirect", /status code/],
  ];
  test.each(faults)("a provider's answer with the fault “%s”", async (fault, why) => {
    there.fault = fault;
    const { response, text, cookie } = await walk();
    expect([response.status, /API_[A-Z_]+/.exec(text)?.[0]]).toEqual([403, "API_SIGN_IN_REFUSED"]);
    expect(/<p>(.*?)<\/p>/.exec(text)?.[1]).toMatch(why);
    expect(text).toContain("You are not signed in");
    expect(cookie).toBe("");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(audited(api).at(-1)).toMatchObject({ who: "nobody", status: 403, asked: { code: "API_SIGN_IN_REFUSED" } });
  });

  test("who has no role, and who said no at the provider", async () => {
    Object.assign(there.claims, { groups: ["guests"], email: "<b>kim</b>@example.com" });
    const none = await walk();
    expect([none.response.status, none.cookie]).toEqual([403, ""]);
    expect(none.text).toContain("&lt;b&gt;kim&lt;/b&gt;@example.com, but you have no role here");
    expect(audited(api).at(-1)).toMatchObject({ status: 403, asked: { values: ["guests"] } });
    there.says = "access_denied";
    const denied = await walk();
    expect([denied.response.status, denied.text]).toEqual([403, expect.stringContaining("access_denied")]);
  });

  test("a state that is not ours, out of date, in another browser, or used already; a code for the second time", async () => {
    const old = [400, "API_SIGN_IN_OLD"];
    const told = ({ response, text }: Pick<Walked, "response" | "text">) => [
      response.status,
      /API_[A-Z_]+/.exec(text)?.[0],
    ];
    expect(told(await walk(api, { change: (address) => address.replace(/state=[^&]*/, "state=x") }))).toEqual(old);
    expect(told(await walk(api, { change: (address) => address.replace(/state=[^&]*&?/, "") }))).toEqual(old);
    const late = (address: string): string => {
      clock += hour;
      return address;
    };
    expect(told(await walk(api, { change: late }))).toEqual(old);
    const good = await walk();
    expect(good.response.status).toBe(303);
    const again = await api.ask(good.came.address, { headers: { cookie: good.came.cookie } });
    expect(told({ response: again, text: await again.text() })).toEqual(old);
    // Begun by one, finished by another: the link of an attacker signs nobody in.
    const begun = await api.ask("/sign-in");
    const led = await fetch(begun.headers.get("location") ?? "", { redirect: "manual" });
    const back = new URL(led.headers.get("location") ?? "");
    const stolen = await api.ask(`${back.pathname}${back.search}`);
    expect(told({ response: stolen, text: await stolen.text() })).toEqual(old);
    // The code of one sign-in in another of the same browser.
    const code = new URL(`http://x${good.came.address}`).searchParams.get("code") ?? "";
    const replayed = await walk(api, { change: (address) => address.replace(/code=[^&]*/, `code=${code}`) });
    expect(told(replayed)).toEqual([403, "API_SIGN_IN_REFUSED"]);
    expect(replayed.text).toContain("used already");
  });

  test("a secret that the provider does not know, and a provider that is away", async () => {
    const wrong = await opened({}, "another");
    const refused = await walk(wrong);
    expect(refused.text).toContain("API_SIGN_IN_PROVIDER");
    expect(refused.text).not.toContain("another");
    await wrong.close();
    const away = await opened({ issuer: "http://127.0.0.1:9" });
    const { response, text } = await walk(away);
    expect([response.status, text]).toEqual([503, expect.stringContaining("cannot be asked now")]);
    expect(text).toContain('href="/"');
    await away.close();
  });

  test("pages to come back to are this server's; and who begins too often waits", async () => {
    for (const to of ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nset-cookie:a=b", ""])
      expect((await walk(api, { to })).response.headers.get("location"), to).toBe("/");
    const statuses = new Set<number>();
    for (let tries = 0; tries < 60; tries++) statuses.add((await api.ask("/sign-in")).status);
    expect(statuses).toEqual(new Set([303, 429]));
  });
});

test("cookies of the way there are Lax, for that way alone, and Secure behind a proxy with TLS", async () => {
  const line = (await api.ask("/sign-in")).headers.get("set-cookie");
  expect(line).toMatch(/^smac_sign_in_[\w-]{8}=[\w-]{43}; Path=\/sign-in; HttpOnly; SameSite=Lax; Max-Age=600$/);
  const behind = { publicUrl: "https://smac.example", hosts: { loopback: true, allowed: ["smac.example"] } };
  const provider = openProvider(settings(), own.secret);
  const one = await served({ tokenNeeded: true, provider, now: () => clock, ...behind }, "saas", false);
  there.back = "https://smac.example/sign-in/done";
  const { response } = await walk(one);
  expect(response.status).toBe(303);
  for (const each of response.headers.getSetCookie()) expect(each).toMatch(/; Secure$/);
  await one.close();
});
