import { afterEach, describe, expect, test } from "vitest";
import { accountsRoot, apiRoot, isZohoApi, regions } from "../../src/sources/zoho-books/regions.ts";
import { zohoSettings } from "../../src/sources/zoho-books/settings.ts";
import { zohoScopes } from "../../src/sources/zoho-books/sign-in.ts";
import { zohoBooks } from "../../src/sources/zoho-books/source.ts";
import { check, read } from "../source-kit/reading.ts";
import { connect, contextFor, untilClosed } from "./connect.ts";

afterEach(untilClosed);

const codes = (errors: ReadonlyMap<string, unknown>) => [
  ...new Set([...errors.values()].map((error) => (error as { code: string }).code)),
];
const hints = (errors: ReadonlyMap<string, unknown>) => [...errors.values()].map((e) => (e as { hint: string }).hint);

describe("access tokens", () => {
  test("one is enough for an hour, over several runs", async () => {
    const { on, zoho } = await connect();
    await read(on);
    await read(on);
    expect(zoho.desk.given()).toBe(1);
    on.world.pass(3_700_000);
    await read(on);
    expect(zoho.desk.given()).toBe(2);
  });

  test("a refused one is replaced once, and again not more than three times in ten minutes", async () => {
    const { on, zoho } = await connect();
    zoho.have({ what: "not-allowed", times: 1000 });
    const came = await read(on);
    expect(codes(came.errors)).toEqual(["SOURCE_PERMISSION"]);
    expect(zoho.desk.given()).toBeLessThanOrEqual(4);
  });

  test("when Zoho gives no more, the message says for how long, and it is not asked again", async () => {
    const { on, zoho } = await connect();
    zoho.have({ what: "no-tokens", times: 1000 });
    const came = await read(on, { streams: on.streams.slice(0, 1) });
    expect(codes(came.errors)).toEqual(["SOURCE_BUSY"]);
    expect(hints(came.errors)[0]).toMatch(/ten minutes/);
    expect(came.calls).toBe(1);
  });

  test.each([200, 400] as const)("a revoked grant, answered with HTTP %s", async (status) => {
    const { on, zoho } = await connect();
    zoho.switches.badGrantStatus = status;
    await read(on);
    zoho.desk.grants.get(zoho.credentials.refresh_token)!.revoked = true;
    on.world.pass(60_000);
    const came = await read(on);
    expect(codes(came.errors)).toEqual(["SOURCE_SIGN_IN"]);
    expect(hints(came.errors)[0]).toMatch(/smac connect here/);
  });

  test("a client of another data centre: the region is named", async () => {
    const { on } = await connect({ settings: { region: "eu" } });
    const steps = await check(on, { ...on.rig.credentials, client_id: "1000.US" });
    expect(steps).toEqual([
      expect.objectContaining({ step: "reach", ok: true }),
      expect.objectContaining({ step: "sign-in", ok: false, hint: expect.stringMatching(/“region” is eu \(Europe\)/) }),
    ]);
  });

  test("without a refresh token nothing is sent", async () => {
    const { on } = await connect();
    const came = await read(on, { credentials: { client_id: "a", client_secret: "bbbb" } });
    expect(codes(came.errors)).toEqual(["SOURCE_SIGN_IN"]);
    expect(came.calls).toBe(0);
  });
});

describe("getting a grant", () => {
  const way = (name: string) => zohoBooks.signIn.find((one) => one.name === name)!;

  test("the code of a Self Client becomes a refresh token, once", async () => {
    const { on, zoho } = await connect();
    const { client_id, client_secret } = zoho.credentials;
    const code = zoho.desk.newCode(zohoScopes.split(","));
    const context = contextFor(on, {});
    const kept = await way("self-client").obtain!({ client_id, client_secret, code: ` ${code} ` }, context);
    expect(Object.keys(kept).toSorted()).toEqual(["client_id", "client_secret", "refresh_token"]);
    expect((await read(on, { credentials: kept })).errors).toEqual(new Map());
    await expect(way("self-client").obtain!({ client_id, client_secret, code }, context)).rejects.toMatchObject({
      code: "SOURCE_SIGN_IN",
      hint: expect.stringMatching(/good for one use/),
    });
  });

  test("consent in the browser asks for everything that is read, and its code becomes a refresh token", async () => {
    const { on, zoho } = await connect();
    const { client_id, client_secret } = zoho.credentials;
    const context = contextFor(on, {});
    const callback = { redirect: "http://localhost:8723/callback", state: "st%ate &1" };
    const address = new URL(way("browser").consent!({ client_id, client_secret }, callback, context));
    expect(address.href).not.toContain(client_secret);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      scope: zohoScopes,
      client_id,
      response_type: "code",
      redirect_uri: callback.redirect,
      access_type: "offline",
      prompt: "consent",
      state: callback.state,
    });
    const answer = await fetch(address, { redirect: "manual" });
    const back = new URL(answer.headers.get("location")!);
    expect(back.searchParams.get("state")).toBe(callback.state);
    const code = back.searchParams.get("code")!;
    const asked = {
      client_id,
      client_secret,
      code,
      redirect_uri: callback.redirect,
      accounts_server: "https://accounts.zoho.eu",
    };
    const kept = await way("browser").obtain!(asked, context);
    expect(kept).toMatchObject({ accounts_server: "https://accounts.zoho.eu" });
    expect((await read(on, { credentials: kept })).errors).toEqual(new Map());
  });
});

describe("where Zoho is", () => {
  const settings = (given: object) => zohoSettings.parse(given);

  test("every region signs in at its own place, Canada elsewhere", () => {
    expect(regions["com.au"]).toMatchObject({
      api: "https://www.zohoapis.com.au/books/v3",
      accounts: "https://accounts.zoho.com.au",
    });
    expect(regions.ca).toMatchObject({
      api: "https://www.zohoapis.ca/books/v3",
      accounts: "https://accounts.zohocloud.ca",
    });
    expect(Object.keys(regions)).toHaveLength(8);
  });

  test("the host of the sign-in's answer goes before the region, but only one of Zoho's; smac.yml goes before both", () => {
    expect(apiRoot(settings({}), "https://www.zohoapis.in")).toBe("https://www.zohoapis.in/books/v3");
    expect(apiRoot(settings({ region: "eu" }), "https://www.zohoapis.com.evil.example")).toBe(
      "https://www.zohoapis.eu/books/v3",
    );
    expect(apiRoot(settings({ api_root: "https://proxy.example/books/v3/" }), "https://www.zohoapis.in")).toBe(
      "https://proxy.example/books/v3",
    );
    for (const bad of [
      "http://www.zohoapis.com",
      "https://zohoapis.com.attacker.example",
      "https://www.zohoapis.com@x.example",
      "https://www.zohoapis.com/x",
    ]) {
      expect(isZohoApi(bad), bad).toBe(false);
    }
  });

  test("a grant goes on being used where it came from, when that is Zoho", () => {
    const at = (server: string) => accountsRoot("books", settings({}), { accounts_server: server });
    expect(at("https://accounts.zoho.com.au")).toBe("https://accounts.zoho.com.au");
    expect(at("https://accounts.zohocloud.ca/")).toBe("https://accounts.zohocloud.ca");
    expect(() => at("https://accounts.zoho.evil.example")).toThrow(expect.objectContaining({ code: "SOURCE_SETTING" }));
  });
});
