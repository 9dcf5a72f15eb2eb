import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { SmacError } from "../../src/errors.ts";
import { readSettings } from "../../src/sources/salesforce/settings.ts";
import { salesforce } from "../../src/sources/salesforce/source.ts";
import { connect, untilClosed } from "./connect.ts";
import type { Connected } from "./connect.ts";

afterEach(untilClosed);

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
const pkcs8 = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const pkcs1 = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();

async function foundBy(crm: Connected, credentials: Readonly<Record<string, string>>, settings: object = {}) {
  const steps = [];
  for await (const { step, ok, found, hint } of crm.open({ credentials, settings }).check([]))
    steps.push({ step, ok, found, hint });
  return steps.at(-1);
}

function jwt(crm: Connected, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  crm.desk.desk.publicKey = publicKey;
  return { client_id: crm.desk.desk.clientId, username: crm.desk.desk.username, private_key: pkcs8, ...more };
}

describe("signing in", () => {
  test("by client credentials, once for all that is read", async () => {
    const crm = await connect("salesforce");
    for (const stream of ["accounts", "leads", "tasks"]) await crm.read(stream);
    expect(crm.desk.calls.filter(({ path }) => path.endsWith("/token"))).toHaveLength(1);
    const found = await foundBy(crm, crm.desk.credentials);
    expect(found).toMatchObject({
      step: "sign-in",
      ok: true,
      found: "Stand-in Ltd, Enterprise Edition, Europe/Berlin",
    });
    expect(await crm.open().timezone()).toBe("Europe/Berlin");
  });

  test("a token of one sign-in is not used for another", async () => {
    const crm = await connect("salesforce");
    await crm.read("accounts");
    const other = { ...crm.desk.credentials, client_id: "unknown" };
    const about = { name: "crm", settings: { domain: crm.desk.url }, world: crm.world, timezone: "UTC" };
    const source = salesforce.open({ ...about, credentials: other, tokens: crm.kept.tokens, note: () => undefined });
    await expect(source.timezone()).rejects.toMatchObject({ code: "SOURCE_SIGN_IN" });
  });

  test.each([
    ["PKCS8", pkcs8],
    ["PKCS1", pkcs1],
    ["as environments hold it", pkcs8.replaceAll("\n", "\\n")],
  ])("by a signed statement, the key in %s", async (_, private_key) => {
    const crm = await connect("salesforce");
    crm.desk.desk.publicKey = publicKey;
    const { clientId: client_id, username } = crm.desk.desk;
    expect(await foundBy(crm, { client_id, username, private_key })).toMatchObject({ step: "sign-in", ok: true });
    const audience = "https://login.salesforce.com";
    expect(await foundBy(crm, { client_id, username, private_key, audience })).toMatchObject({ ok: true });
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["another user", { username: "nobody@stand-in.example" }, "user hasn't approved this consumer"],
    ["another audience", { audience: "https://example.com" }, "audience is invalid"],
    ["another app", { client_id: "unknown" }, "client identifier invalid"],
    [
      "another key",
      {
        private_key: generateKeyPairSync("rsa", { modulusLength: 2048 })
          .privateKey.export({ type: "pkcs8", format: "pem" })
          .toString(),
      },
      "invalid assertion",
    ],
  ])("%s: refused in Salesforce's words, with a next step, without the key", async (_, wrong, words) => {
    const crm = await connect("salesforce");
    crm.desk.desk.publicKey = publicKey;
    const { clientId: client_id, username } = crm.desk.desk;
    const found = await foundBy(crm, { client_id, username, private_key: pkcs8, ...wrong });
    expect(found).toMatchObject({
      step: "sign-in",
      ok: false,
      found: expect.stringContaining(words),
      hint: expect.any(String),
    });
    expect(JSON.stringify(found)).not.toContain(pkcs8.split("\n")[1]);
  });

  test.each([
    ["no key at all", "this is a text of some length and no private key at all", "begins with -----BEGIN"],
    [
      "a key with a passphrase",
      pair.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString(),
      "it has a passphrase",
    ],
    [
      "a key of another kind",
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "begins with -----BEGIN",
    ],
  ])("%s is told before anything is sent", async (_, private_key, hint) => {
    const crm = await connect("salesforce");
    const found = await foundBy(crm, { ...jwt(crm), private_key });
    expect(found).toMatchObject({ ok: false, hint: expect.stringContaining(hint) });
    expect(JSON.stringify(found)).not.toContain(private_key.slice(30, 60));
    expect(crm.desk.calls.filter(({ path }) => path.endsWith("/token"))).toEqual([]);
  });

  test("credentials that lack something name it; a flow that is not enabled is told", async () => {
    const crm = await connect("salesforce");
    expect(await foundBy(crm, { client_id: "x" })).toMatchObject({ found: expect.stringContaining("client_secret") });
    const { clientId: client_id, username } = crm.desk.desk;
    const found = await foundBy(crm, { client_id, username, private_key: pkcs8 });
    expect(found).toMatchObject({ ok: false, hint: expect.stringContaining("enable the flow") });
  });

  test("a version that the service does not speak is told before signing in", async () => {
    const crm = await connect("salesforce");
    const found = await foundBy(crm, crm.desk.credentials, { api_version: "71.0" });
    expect(found).toMatchObject({
      step: "reach",
      ok: false,
      hint: "set api_version in smac.yml to one from 62.0 to 67.0",
    });
  });
});

describe("settings", () => {
  test.each([
    ["acme.my.salesforce.com", "https://acme.my.salesforce.com"],
    ["https://Acme--uat.sandbox.my.salesforce.com/", "https://acme--uat.sandbox.my.salesforce.com"],
  ])("%s", (domain, root) => {
    expect(readSettings("crm", { domain })).toMatchObject({ root, version: "62.0" });
  });

  test.each([
    ["acme.lightning.force.com", "write domain: acme.my.salesforce.com"],
    ["http://acme.my.salesforce.com", "write domain: YOUR-DOMAIN.my.salesforce.com"],
    ["https://acme.my.salesforce.com/services/data", "write domain: YOUR-DOMAIN.my.salesforce.com"],
    ["user:pass@acme.my.salesforce.com", "write domain: YOUR-DOMAIN.my.salesforce.com"],
    ["", ""],
  ])("%s is refused with the right form", (domain, hint) => {
    const read = (): unknown => readSettings("crm", { domain });
    expect(read).toThrow();
    if (hint === "") return;
    try {
      read();
    } catch (error) {
      expect(error).toBeInstanceOf(SmacError);
      expect(error).toMatchObject({ code: "SOURCE_SETTING", hint });
    }
  });

  test.each([62, "62.0", "v66.0", "67"])("version %s", (api_version) => {
    const { version } = readSettings("crm", { domain: "a.my.salesforce.com", api_version });
    expect(version).toMatch(/^6[267]\.0$/);
  });

  test.each([50, "latest", "61.0"])("version %s is refused", (api_version) => {
    expect(() => readSettings("crm", { domain: "a.my.salesforce.com", api_version })).toThrow("api_version");
  });
});
