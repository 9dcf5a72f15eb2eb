import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { type AjeraStandIn, standIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { shareProject } from "../../src/server/shared-project.ts";
import { effectsIn, type Served, served } from "./served.ts";

// Connecting over the API, against an Ajera of this machine, in the project of an example.
let api: Served;
let ajera: AjeraStandIn;
beforeAll(async () => {
  ajera = await standIn({ settings: demoSettings({ customers: 200, months: 8 }) });
  api = await served();
});
afterAll(async () => {
  await ajera.close();
  await api.close();
});

const passphrase = "a passphrase that nobody guesses";

async function post(address: string, body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const headers = { "content-type": "application/json" };
  const response = await api.ask(address, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

function form(change: Record<string, unknown> = {}) {
  const answers = { ...ajera.credentials };
  const settings = { calls_per_second: "1000" };
  return { name: "office", type: "ajera", way: "api-user", settings, answers, passphrase, ...change };
}

function project(): string {
  return readFileSync(path.join(api.folder, "smac.yml"), "utf8");
}

test("what each system asks for is told, and which way needs a browser", async () => {
  const { systems } = await api.json<{
    systems: {
      type: string;
      ways: { name: string; in_browser: boolean; in_terminal: boolean; asks: { secret: boolean }[] }[];
    }[];
  }>("/api/v1/systems");
  expect(systems.map(({ type }) => type)).toContain("zoho-books");
  const ways = systems.flatMap((system) => system.ways);
  expect(ways.filter((way) => way.in_browser).map(({ name }) => name)).toEqual(["browser"]);
  // Only where the server is reached from elsewhere.
  expect(ways.some((way) => way.in_terminal)).toBe(false);
  expect(systems.find(({ type }) => type === "ajera")?.ways[0]?.asks.map(({ secret }) => secret)).toEqual([
    true,
    false,
    true,
  ]);
});

test("answers that are missing or wrong are told, and nothing is kept", async () => {
  const before = project();
  const cases = [
    [{ type: "ajer" }, "USAGE_UNKNOWN_SYSTEM"],
    [{ way: "no-way" }, "USAGE_UNKNOWN_WAY"],
    [{ name: "9 lives" }, "USAGE_NO_NAME"],
    [{ answers: { url: ajera.credentials.url } }, "USAGE_NEEDS_ANSWER"],
    [{ answers: { ...ajera.credentials, passwort: "x" } }, "USAGE_SETTING"],
    [{ settings: { cals_per_second: "5" } }, "USAGE_SETTING"],
    [{ type: "zoho-books", way: "browser", answers: {} }, "USAGE_IN_TERMINAL"],
  ] as const;
  for (const [change, code] of cases) {
    const { status, answer } = await post("/api/v1/connections", form({ passphrase: undefined, ...change }));
    expect([status, answer["code"]], JSON.stringify(change)).toEqual([400, code]);
    const [first = answer] = (answer["errors"] ?? []) as Record<string, unknown>[];
    expect(first["hint"]).toBeTypeOf("string");
  }
  const { answer } = await post("/api/v1/connections", form({ answers: { ...ajera.credentials, password: "wrong" } }));
  expect(answer).toMatchObject({
    kept: false,
    steps: [
      { step: "reach", ok: true },
      { step: "sign-in", ok: false },
    ],
  });
  expect(project()).toBe(before);
});

test("it is tried, kept encrypted, synced with the progress of every stream, and its secrets stand nowhere", async () => {
  const { status, answer } = await post("/api/v1/connections", form());
  expect(status, JSON.stringify(answer)).toBe(200);
  expect(answer).toMatchObject({ name: "office", kept: true, without: [] });
  expect(project()).toContain("type: ajera");
  expect(project()).toContain("# A software firm");
  const check = await post("/api/v1/connections/office/check", {});
  expect((check.answer["steps"] as { ok: boolean }[]).every(({ ok }) => ok)).toBe(true);
  const { answer: job } = await post("/api/v1/syncs", { streams: ["office.clients", "office.departments"] });
  const id = String(job["id"]);
  while (api.around.jobs.named(id).state === "running") await sleep(20);
  const ended = api.around.jobs.named(id);
  expect(ended.problem).toBeNull();
  expect(ended.progress?.streams?.map(({ stream, state }) => [stream, state])).toEqual([
    ["office.clients", "complete"],
    ["office.departments", "complete"],
  ]);
  const files = readdirSync(path.join(api.folder), { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const texts = files.map((one) => readFileSync(path.join(one.parentPath, one.name), "latin1"));
  texts.push(JSON.stringify(answer), JSON.stringify(ended), await (await api.ask("/api/v1/jobs")).text());
  for (const text of texts)
    for (const secret of [ajera.credentials.password, ajera.credentials.url, passphrase])
      expect(text.includes(secret)).toBe(false);
  expect(api.failures).toEqual([]);
});

test("another server knows the passphrase only once it is told, and only the right one", async () => {
  const signal = new AbortController().signal;
  const other = await shareProject(".", effectsIn(api.folder));
  const kept = () => other.secrets.connections(signal).vault?.get("credentials/office");
  await expect(kept()).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
  await expect(other.secrets.tried("another one")).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
  await expect(kept()).rejects.toMatchObject({ code: "SECRET_PASSPHRASE" });
  await other.secrets.tried(passphrase);
  expect(await kept()).toContain(ajera.credentials.username);
  await other.close();
});

interface Consent {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  readonly connected: { readonly kept: boolean } | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}

test("consent is given in the browser: the service sends back to a port of this computer, and what it gives is kept", async () => {
  const company = demoSettings({ customers: 200, months: 8 });
  const zoho = await zohoBooksStandIn({ company, now: () => Date.parse("2026-11-22") * 1000, perMinute: null });
  const { client_id, client_secret } = zoho.credentials;
  const settings = {
    api_root: zoho.apiRoot,
    accounts_root: zoho.accountsRoot,
    organization: standInOrganization,
    calls_per_minute: "100000",
  };
  const answers = { client_id, client_secret };
  const asked = { name: "books", type: "zoho-books", way: "browser", settings, answers, passphrase, port: 0 };
  const ended = async (id: string): Promise<Consent> => {
    for (;;) {
      const consent = await api.json<Consent>(`/api/v1/consents/${id}`);
      if (consent.state !== "waiting") return consent;
      await sleep(50);
    }
  };
  try {
    // What is wrong is told at once, before anything is waited for.
    for (const [change, code] of [
      [{ way: "self-client" }, "USAGE_UNKNOWN_WAY"],
      [{ answers: { client_id } }, "USAGE_NEEDS_ANSWER"],
    ] as const) {
      const { status, answer } = await post("/api/v1/consents", { ...asked, ...change });
      expect([status, answer["code"]]).toEqual([400, code]);
    }
    // One that nobody answers ends when it is cancelled, or when another begins; its port answers no more.
    const first = (await post("/api/v1/consents", asked)).answer as unknown as Consent;
    const redirect = new URL(first.address).searchParams.get("redirect_uri") ?? "";
    expect(new URL(redirect).hostname).toBe("localhost");
    const second = (await post("/api/v1/consents", asked)).answer as unknown as Consent;
    await expect(fetch(redirect)).rejects.toThrow();
    expect((await api.ask(`/api/v1/consents/${first.id}`)).status).toBe(404);
    const stopped = await api.ask(`/api/v1/consents/${second.id}`, { method: "DELETE" });
    expect(await stopped.json()).toMatchObject({ state: "failed", problem: { code: "SOURCE_SIGN_IN" } });
    expect(project()).not.toContain("books:");
    // What a browser does: open the address, and go where it leads.
    const { status, answer } = await post("/api/v1/consents", asked);
    const { id, address } = answer as unknown as Consent;
    expect([status, address.includes(client_secret ?? "")]).toEqual([202, false]);
    const callback = (await fetch(address, { redirect: "manual" })).headers.get("location") ?? "";
    expect((await fetch(callback.replace(/state=[^&]*/, "state=stolen"))).status).toBe(404);
    expect((await api.json<Consent>(`/api/v1/consents/${id}`)).state).toBe("waiting");
    expect(await (await fetch(callback)).text()).toContain("You can close this page");
    const done = await ended(id);
    expect(done).toMatchObject({ state: "done", connected: { name: "books", kept: true }, problem: null });
    expect(project()).toContain("books:");
    // Neither the secret nor the code stands anywhere in the clear, nor is it told.
    const code = new URL(callback).searchParams.get("code") ?? "-";
    const kept = readdirSync(api.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "latin1"));
    for (const secret of [code, client_secret ?? "-", new URL(address).searchParams.get("state") ?? "-"])
      for (const text of [...kept, JSON.stringify(done.connected)]) expect(text).not.toContain(secret);
  } finally {
    await zoho.close();
  }
});

test("beyond this computer consent in the browser is refused", async () => {
  const { connectBy } = await import("../../src/project/connect-form.ts");
  const { settings, answers } = { settings: {}, answers: { client_id: "a", client_secret: "b" } };
  const asked = { name: "books", type: "zoho-books", way: "browser", settings, answers };
  const around = api.around.project.secrets.connections(new AbortController().signal);
  await expect(connectBy(asked, around)).rejects.toMatchObject({ code: "USAGE_IN_TERMINAL" });
});
