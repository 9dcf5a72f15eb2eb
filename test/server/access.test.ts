import { appendFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now, type Served, served } from "./served.ts";

const at = Date.parse(now) * 1000;
let api: Served;
const texts = { read: "", write: "", admin: "" };
beforeAll(async () => {
  api = await served({ tokenNeeded: true, hosts: { loopback: false, allowed: [] } });
  for (const scope of ["read", "write", "admin"] as const)
    texts[scope] = api.around.tokens.create(`the ${scope}`, scope, at).text;
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

async function ask(
  by: string,
  what: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly text: string }> {
  const [method = "GET", address = ""] = what.split(" ");
  const response = await api.ask(`/api/v1/${address}`, {
    method,
    headers: {
      authorization: `Bearer ${texts[by as keyof typeof texts] ?? by}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  return { status: response.status, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

describe("tokens", () => {
  test("only who is admin sees, makes and revokes them", async () => {
    for (const by of ["read", "write"] as const)
      for (const [what, body] of [
        ["GET tokens", undefined],
        ["POST tokens", { name: "mine", scope: "admin" }],
        ["DELETE tokens/x", undefined],
        ["GET audit", undefined],
        ["GET audit?format=csv", undefined],
      ] as const)
        expect([(await ask(by, what, body)).status, by, what]).toEqual([403, by, what]);
    expect((await ask("admin", "GET tokens")).status).toBe(200);
  });

  test("one is told once, does what it allows, is listed without its secret, and ends at once", async () => {
    const made = await ask("admin", "POST tokens", { name: "looker", scope: "write" });
    expect([made.status, made.json]).toMatchObject([
      200,
      { token: { name: "looker", scope: "write", last_used: null } },
    ]);
    const { text, token } = made.json as { text: string; token: { id: string } };
    expect((await ask(text, "GET jobs")).status).toBe(200);
    expect((await ask(text, "GET tokens")).status).toBe(403);
    const listed = await ask("admin", "GET tokens");
    expect(listed.text).not.toContain(text.slice(-64));
    expect(listed.json["tokens"]).toContainEqual(
      expect.objectContaining({ id: token.id, name: "looker", last_used: "2026-11-22T12:00:00Z" }),
    );
    const twice = await ask("admin", "POST tokens", { name: "looker", scope: "read" });
    expect([twice.status, twice.json]).toMatchObject([400, { code: "USAGE_BAD_TOKEN_NAME" }]);
    expect((await ask("admin", "POST tokens", { name: "<b>", scope: "read" })).status).toBe(400);
    // By its name it could be another one's, made since.
    expect((await ask("admin", "DELETE tokens/looker")).status).toBe(404);
    expect((await ask("admin", `DELETE tokens/${token.id}`)).status).toBe(200);
    expect((await ask(text, "GET jobs")).status).toBe(401);
    expect((await ask("admin", `DELETE tokens/${token.id}`)).status).toBe(404);
  });
});

describe("the audit log", () => {
  const find = async (query: string) =>
    ((await ask("admin", `GET audit?${query}`)).json["deeds"] as Record<string, unknown>[]).map(
      ({ who, what, status, format }) => [String(who).replace(/ \(.*/, ""), what, status, format],
    );

  test("has every change, export and sign-in with who did it, and no secret", async () => {
    const done = async (by: keyof typeof texts, what: string, body?: unknown) =>
      expect((await ask(by, what, body)).status, what).toBeLessThan(300);
    const header = { "content-type": "application/json", origin: "http://localhost", host: "localhost" };
    await done("read", "GET report?format=xlsx");
    await done("write", "POST imports", { sources: ["events"] });
    while (api.around.jobs.all().some(({ state }) => state === "running")) await sleep(10);
    await done("write", "POST shares", { title: "x", page: "/trend", asks: ["report"], days: 1 });
    await api.ask("/api/v1/dashboards/monday", {
      method: "PUT",
      headers: { ...header, "if-none-match": "*", authorization: `Bearer ${texts.write}` },
      body: JSON.stringify({ title: "x", tiles: [] }),
    });
    for (const token of ["smac_x", texts.read])
      await api.ask("/api/v1/session", { method: "POST", headers: header, body: JSON.stringify({ token }) });
    await ask("smac_wrong", "GET report");
    await done("admin", "POST tokens", { name: "another", scope: "read" });
    expect((await find("since=2026-11-22&until=2026-11-22")).slice(0, 8)).toEqual([
      ["the admin", "POST /api/v1/tokens", 200, null],
      ["nobody", "GET /api/v1/report", 401, null],
      ["the read", "POST /api/v1/session", 200, null],
      ["nobody", "POST /api/v1/session", 401, null],
      ["the write", "PUT /api/v1/dashboards/monday", 200, null],
      ["the write", "POST /api/v1/shares", 200, null],
      ["the write", "POST /api/v1/imports", 202, null],
      ["the read", "GET /api/v1/report", 200, "xlsx"],
    ]);
    const whole = await ask("admin", "GET audit");
    for (const text of Object.values(texts)) expect(whole.text).not.toContain(text.slice(-64));
  });

  test("is searched, chosen and paged, and can be taken along, which it notes", async () => {
    expect(await find("kind=export")).toEqual([["the read", "GET /api/v1/report", 200, "xlsx"]]);
    expect(new Set((await find("kind=refused")).map(([who]) => who))).toEqual(new Set(["nobody"]));
    expect((await find("kind=sign-in")).length).toBe(2);
    expect(await find("find=MONDAY")).toHaveLength(1);
    expect(await find("find=trend")).toEqual([["the write", "POST /api/v1/shares", 200, null]]);
    expect(await find("until=2026-11-21")).toEqual([]);
    const page = (await ask("admin", "GET audit?limit=2")).json as { deeds: unknown[]; next: string; count: number };
    expect([page.deeds.length, page.count]).toEqual([2, (await find("")).length]);
    const rest = (await ask("admin", `GET audit?limit=1000&cursor=${page.next}`)).json as { deeds: unknown[] };
    expect(rest.deeds.length).toBe(page.count - 2);
    const csv = await ask("admin", "GET audit?format=csv&kind=export");
    expect(csv.text.split(/\r?\n/)[0]).toBe("at,who,address,what,asked,status,format");
    expect((await find("kind=export"))[0]).toEqual(["the admin", "GET /api/v1/audit", 200, "csv"]);
    expect((await ask("admin", "GET audit?since=yesterday")).status).toBe(400);
  });

  test("lines that somebody wrote into the file are left out", async () => {
    const before = (await find("")).length;
    appendFileSync(path.join(api.folder, ".smac", "audit.jsonl"), '{"at":1}\nnonsense\n[]\nnull\n{"a":\n');
    expect((await find("")).length).toBe(before);
  });
});

test("behind a proxy on this computer the address is the client's, which it cannot choose", async () => {
  const own = await served({ tokenNeeded: true, hosts: { loopback: true, allowed: ["smac.example"] } });
  const statuses = new Set<number>();
  for (let tries = 0; tries < 30; tries++)
    statuses.add(
      (
        await own.ask("/api/v1/jobs", {
          headers: {
            host: "smac.example",
            authorization: "Bearer x",
            "x-forwarded-for": `198.51.100.${tries}, 203.0.113.9`,
          },
        })
      ).status,
    );
  expect(statuses).toEqual(new Set([401, 429]));
  const other = { host: "smac.example", authorization: "Bearer x", "x-forwarded-for": "203.0.113.10" };
  expect((await own.ask("/api/v1/jobs", { headers: other })).status).toBe(401);
  await own.close();
});
