import { afterEach, expect, test } from "vitest";
import { quickWorld } from "../../../test/source-kit/quick-world.ts";
import { serve } from "../../stand-ins/serve.ts";
import type { Reply, Served } from "../../stand-ins/serve.ts";
import { accessTokens, requestToken } from "./oauth.ts";
import type { Token, TokenRequest } from "./oauth.ts";

const open: Served[] = [];
afterEach(async () => {
  for (const served of open.splice(0)) await served.close();
});

test("a token, until when it is good, and what else was said", async () => {
  const { ask, served, world } = await asking({
    json: { access_token: "t1", expires_in: 3600, api_domain: "https://x" },
  });
  const before = world.now();
  const token = await ask();
  expect(token).toMatchObject({ value: "t1", fields: { api_domain: "https://x" } });
  expect(Math.abs((token.expires ?? 0) - before - 3_600_000_000)).toBeLessThan(5_000_000);
  expect(served.calls[0]?.body).toBe("grant_type=refresh_token&refresh_token=s3cret-s3cret");
});

test.each<[string, Reply, string, string | undefined]>([
  ["a refusal in a success", { json: { error: "invalid_code" } }, "“invalid_code”", "get a new code"],
  [
    "a refusal with words, and the secret",
    { status: 400, json: { error: "invalid_grant", error_description: "expired: s3cret-s3cret" } },
    "“invalid_grant: expired: [hidden]”",
    "connect again",
  ],
  ["a refusal in a word that every object has", { json: { error: "constructor" } }, "“constructor”", "connect again"],
  ["an answer without a token", { json: { token_type: "Bearer" } }, "HTTP 200", "connect again"],
  ["an empty token", { json: { access_token: "" } }, "HTTP 200", "connect again"],
  ["a page that is not there", { status: 404, text: "no" }, "HTTP 404", "connect again"],
])("%s is no token", async (_, reply, told, hint) => {
  const { ask } = await asking(reply);
  await expect(ask()).rejects.toMatchObject({
    code: "SOURCE_SIGN_IN",
    message: `books: signing in was refused: ${told}`,
    hint,
  });
});

test("a web page is no token", async () => {
  const { ask } = await asking({ text: "<html><title>Log in</title>" });
  await expect(ask()).rejects.toMatchObject({ code: "SOURCE_BAD_ANSWER" });
});

test("a cut connection is tried again, but not with a code that is good only once", async () => {
  for (const [grant, calls] of [
    ["refresh_token", 2],
    ["authorization_code", 1],
  ] as const) {
    const { ask, served } = await asking(
      { json: { access_token: "t" } },
      { form: { grant_type: grant, code: "c0de" } },
    );
    served.have({ what: "reset" });
    await ask().catch(() => null);
    expect(served.calls.length).toBe(calls);
  }
});

test("one token for all calls and runs, until a minute before its end, or when it is refused", async () => {
  const world = quickWorld();
  const kept = new Map<string, string>();
  const store = {
    get: async (name: string) => kept.get(name) ?? null,
    set: async (name: string, token: string) => void kept.set(name, token),
    forget: async (name: string) => void kept.delete(name),
  };
  let asked = 0;
  const ask = async (): Promise<Token> => ({
    value: `t${++asked}`,
    expires: null,
    fields: { api_domain: "d", scope: "all" },
  });
  const run = () => accessTokens({ key: "access", lives: 600, ask, keeps: ["api_domain"] }, { tokens: store, world });
  const first = run();
  expect(await first.get(false)).toMatchObject({ value: "t1", fields: { api_domain: "d" } });
  expect((await first.get(false)).value).toBe("t1");
  const second = run();
  expect((await second.get(false)).value).toBe("t1");
  world.pass(541_000);
  expect((await second.get(false)).value).toBe("t2");
  expect((await second.get(true)).value).toBe("t3");
  expect(second.secrets()).toEqual(["t1", "t2", "t3"]);
  kept.set("access", "what someone else wrote");
  expect((await run().get(false)).value).toBe("t4");
});

async function asking(reply: Reply, more: Partial<TokenRequest> = {}) {
  const world = quickWorld();
  const served = await serve(() => reply);
  open.push(served);
  const request: TokenRequest = {
    name: "books",
    url: `${served.url}/token`,
    form: { grant_type: "refresh_token", refresh_token: "s3cret-s3cret" },
    hints: { invalid_code: "get a new code", "": "connect again" },
    ...more,
  };
  return { ask: () => requestToken(request, world), served, world };
}
