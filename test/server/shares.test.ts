import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { now, type Served, served } from "./served.ts";

const at = Date.parse(now) * 1000;
let clock = at;
let api: Served;
let headers: Record<string, string>;
beforeAll(async () => {
  api = await served({ tokenNeeded: true, hosts: { loopback: false, allowed: [] }, now: () => clock });
  const { text } = api.around.tokens.create("maker", "write", at);
  headers = { authorization: `Bearer ${text}`, "content-type": "application/json" };
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

const asked = "report?by=region&from=2026-03&to=2026-03";
const about = { title: "Regions", page: "/trend?by=region", asks: [asked, "clusters?in=2026-03"], days: 7 };
const make = async (body: object) => api.ask("/api/v1/shares", { method: "POST", headers, body: JSON.stringify(body) });

test("a link shows the answers to its own questions without a token, and nothing else", async () => {
  const { path: link, share } = (await (await make(about)).json()) as { path: string; share: { id: string } };
  const text = link.replace("/embed/", "");
  expect(await api.json(`/api/v1/shared/${text}`)).toMatchObject({ title: "Regions", page: "/trend?by=region" });
  const own = await api.ask(`/api/v1/${asked}`, { headers });
  expect(await api.json(`/api/v1/shared/${text}/answers/0`)).toEqual(await own.json());
  expect((await api.ask(`/api/v1/shared/${text}/answers/2`)).status).toBe(404);
  expect((await api.ask(`/api/v1/${asked}`)).status).toBe(401);
  expect((await api.ask(`/api/v1/${asked}`, { headers: { authorization: `Bearer ${text}` } })).status).toBe(401);
  expect((await api.ask("/api/v1/shares")).status).toBe(401);
  const file = readFileSync(path.join(api.folder, ".smac", "shares.json"), "utf8");
  expect(file).not.toContain(text.slice(-64));
  expect(file).toContain(share.id);
  for (const wrong of [`${text}0`, text.replace(/.$/, (end) => (end === "0" ? "1" : "0")), "x", "__proto__"])
    expect((await api.ask(`/api/v1/shared/${wrong}`)).status, wrong).toBe(404);
});

test("it runs out, and can be taken back", async () => {
  const { path: link } = (await (await make(about)).json()) as { path: string };
  const second = (await (await make(about)).json()) as { path: string; share: { id: string } };
  expect((await api.ask(`/api/v1/shares/${second.share.id}`, { method: "DELETE", headers })).status).toBe(200);
  expect((await api.ask(second.path.replace("/embed/", "/api/v1/shared/"))).status).toBe(404);
  clock = at + 7 * 86_400_000_000;
  const ended = await api.ask(link.replace("/embed/", "/api/v1/shared/"));
  expect([ended.status, await ended.json()]).toMatchObject([410, { code: "API_SHARE_ENDED" }]);
  clock = at;
});

const dashboard = {
  title: "Monday",
  tiles: [{ id: "t", kind: "figure", show: "/trend?by=region", column: 1, row: 1, width: 12, height: 6 }],
};

test("a dashboard's link shows its tiles, and its questions are asked of the dates of the day, of nothing else", async () => {
  const asks = ["report?by=region&from=*&to=*", "definitions"];
  const { path: link, share } = (await (await make({ ...about, asks, dashboard })).json()) as {
    path: string;
    share: Record<string, unknown>;
  };
  const shared = `/api/v1/shared/${link.replace("/embed/", "")}`;
  expect(await api.json(shared)).toMatchObject({ asks, dashboard, created: share["created"] });
  // The list tells no tiles.
  expect(share).not.toHaveProperty("dashboard");
  for (const month of ["2026-03", "2026-02"]) {
    const own = await api.ask(`/api/v1/report?by=region&from=${month}&to=${month}`, { headers });
    expect(await api.json(`${shared}/answers/0?from=${month}&to=${month}`)).toEqual(await own.json());
  }
  expect(await api.json(`${shared}/answers/1`)).toHaveProperty("definitions");
  const refused = async (query: string) => {
    const answer = await api.ask(`${shared}/answers/0?${query}`);
    return [answer.status, ((await answer.json()) as { code: string }).code];
  };
  expect(await refused("from=2026-03")).toEqual([400, "API_BAD_PARAMETER"]);
  expect(await refused("from=2026-03&to=2026-03%26by%3Downer")).toEqual([400, "API_BAD_PARAMETER"]);
  expect(await refused("from=2026-03&to=2026-03&by=owner")).toEqual([400, "API_UNKNOWN_PARAMETER"]);
  // What is not left open stays as it was shared.
  const { path: fixed } = (await (await make(about)).json()) as { path: string };
  const answers = `/api/v1/shared/${fixed.replace("/embed/", "")}/answers/0`;
  expect(await api.json(`${answers}?from=2020-01&to=2026-12`)).toEqual(await api.json(answers));
});

test.each([
  [{ ...about, dashboard: { ...dashboard, tiles: [{ ...dashboard.tiles[0], show: "https://evil.example" }] } }],
  [{ ...about, asks: ["report?events=*"] }],
  [{ ...about, asks: ["shares"] }],
  [{ ...about, asks: ["jobs"] }],
  [{ ...about, asks: ["report?frm=1"] }],
  [{ ...about, asks: ["https://evil.example/"] }],
  [{ ...about, asks: ["clusters/acme"] }],
  [{ ...about, asks: ["../openapi.json"] }],
  [{ ...about, page: "//evil.example" }],
  [{ ...about, days: 0 }],
  [{ ...about, days: 1e9 }],
])("what may not be shared is refused: %j", async (body) => {
  expect((await make(body)).status).toBe(400);
});
