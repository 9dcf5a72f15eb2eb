import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { type AjeraStandIn, standIn } from "../../src/stand-ins/ajera/stand-in.ts";
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

test("what each system asks for is told, and which way needs a terminal", async () => {
  const { systems } = await api.json<{
    systems: { type: string; ways: { name: string; in_terminal: boolean; asks: { secret: boolean }[] }[] }[];
  }>("/api/v1/systems");
  expect(systems.map(({ type }) => type)).toContain("zoho-books");
  const ways = systems.flatMap((system) => system.ways);
  expect(ways.some((way) => way.in_terminal)).toBe(true);
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
