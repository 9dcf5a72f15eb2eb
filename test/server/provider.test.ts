import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Serving, serve } from "../../src/server/serve.ts";
import { copyOf, effectsIn } from "./served.ts";

// A provider that others wrote and certified, beside the strict one that also lies: sign-in from smac.yml to the session.

const secret = "a-secret-of-this-server";
const people: Readonly<Record<string, readonly string[]>> = {
  ann: ["everyone"],
  ben: ["everyone", "analysts"],
  cho: ["smac-admins"],
  dee: [],
};
let issuer = "";
let server: Server;
let smac: Serving;
const logged: string[] = [];
let callback: ReturnType<Provider["callback"]>;

beforeAll(async () => {
  server = createServer((request, response) => void callback(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = copyOf("saas");
  const file = path.join(folder, "smac.yml");
  const settings = `
serve:
  oidc:
    issuer: ${issuer}
    client_id: smac
    client_secret: \${env:SIGN_IN}
    scopes: [email, groups]
    roles: { read: everyone, write: [analysts], admin: smac-admins }
    domains: example.com
`;
  writeFileSync(file, `${readFileSync(file, "utf8")}${settings}`);
  const effects = { ...effectsIn(folder), env: { SIGN_IN: `${secret}\n` } };
  const where = { directory: folder, host: "127.0.0.1", port: 0, requireToken: true, allowHosts: [], allowFrames: [] };
  smac = await serve({ ...where, log: (text) => void logged.push(text) }, effects);
  const provider = new Provider(issuer, {
    clients: [{ client_id: "smac", client_secret: secret, redirect_uris: [`${smac.url}/sign-in/done`] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], groups: ["groups"] },
    features: { devInteractions: { enabled: true } },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ["a key of the test"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, groups: [...(people[id] ?? [])] }),
    }),
  });
  callback = provider.callback();
});
afterAll(async () => {
  await smac.close();
  if (logged.length > 0) throw new Error(logged[0]);
  server.closeAllConnections();
  server.close();
});

/** What a browser keeps for one site. */
class Jar {
  private readonly cookies = new Map<string, string>();

  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(address, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** Signs in as somebody: follows where it is led, and fills in the provider's forms. */
async function signIn(who: string): Promise<{ readonly here: Jar; readonly last: Response }> {
  const [here, there] = [new Jar(), new Jar()];
  let address = `${smac.url}/sign-in?to=/trend`;
  for (let steps = 0; steps < 20; steps++) {
    const jar = address.startsWith(smac.url) ? here : there;
    const response = await jar.fetch(address);
    const next = response.headers.get("location");
    if (next !== null && response.status < 400) {
      address = new URL(next, address).href;
      if (address === `${smac.url}/trend`) return { here, last: response };
      continue;
    }
    const text = await response.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
    if (prompt === undefined) return { here, last: new Response(text, { status: response.status }) };
    const body = new URLSearchParams({ prompt, ...(prompt === "login" ? { login: who, password: "x" } : {}) });
    const action = /action="([^"]+)"/.exec(text)?.[1] ?? "";
    const sent = await jar.fetch(new URL(action, address).href, { method: "POST", body });
    address = new URL(sent.headers.get("location") ?? "", address).href;
  }
  throw new Error(`led around: ${address}`);
}

describe("a certified provider", () => {
  test.each([
    ["ann", "read"],
    ["ben", "write"],
    ["cho", "admin"],
  ])("%s signs in, and may %s", async (who, scope) => {
    const { here, last } = await signIn(who);
    expect(last.status).toBe(303);
    const session = (await (await here.fetch(`${smac.url}/api/v1/session`)).json()) as Record<string, unknown>;
    expect(session).toMatchObject({ signed_in: true, name: `${who}@example.com`, scope, via: "account" });
    expect((await here.fetch(`${smac.url}/api/v1/jobs`)).status).toBe(200);
    expect((await here.fetch(`${smac.url}/api/v1/audit`)).status).toBe(scope === "admin" ? 200 : 403);
  });

  test("who has no role is known there, and not let in here", async () => {
    const { here, last } = await signIn("dee");
    expect([last.status, await last.text()]).toEqual([403, expect.stringContaining("dee@example.com")]);
    expect((await here.fetch(`${smac.url}/api/v1/jobs`)).status).toBe(401);
  });
});
