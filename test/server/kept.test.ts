import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

const dashboard = {
  title: "Monday review",
  tiles: [
    { id: "look", kind: "text", text: "Look at EMEA first", column: 1, row: 1, width: 4, height: 2 },
    { id: "rate", kind: "figure", show: "/trend?by=stage", column: 5, row: 1, width: 8, height: 6 },
  ],
};

async function send(method: string, address: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await api.ask(`/api/v1/${address}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as { code?: string; version?: string; value?: unknown };
  return {
    status: response.status,
    code: json.code,
    version: json.version,
    value: json.value,
    tag: response.headers.get("etag"),
  };
}
const fresh = { "if-none-match": "*" };

describe("dashboards", () => {
  test("are files of the project, and two windows do not overwrite one another", async () => {
    const made = await send("PUT", "dashboards/monday", dashboard, fresh);
    expect([made.status, made.tag]).toEqual([200, `"${made.version}"`]);
    const file = path.join(api.folder, "dashboards", "monday.yml");
    expect(readFileSync(file, "utf8")).toMatch(/^title: Monday review\ntiles:\n {2}- id: look\n/);
    // Two windows read the same version.
    const first = await send(
      "PUT",
      "dashboards/monday",
      { ...dashboard, title: "First" },
      { "if-match": made.tag ?? "" },
    );
    expect(first.status).toBe(200);
    const second = await send(
      "PUT",
      "dashboards/monday",
      { ...dashboard, title: "Second" },
      { "if-match": made.tag ?? "" },
    );
    expect([second.status, second.code]).toEqual([412, "USAGE_CHANGED_MEANWHILE"]);
    expect(await send("PUT", "dashboards/monday", dashboard, fresh)).toMatchObject({ status: 412 });
    expect(await send("PUT", "dashboards/monday", dashboard)).toMatchObject({ status: 428, code: "API_NO_VERSION" });
    expect(readFileSync(file, "utf8")).toContain("title: First");
    // A change by hand counts as one.
    writeFileSync(file, readFileSync(file, "utf8").replace("First", "By hand"));
    expect(await send("PUT", "dashboards/monday", dashboard, { "if-match": first.tag ?? "" })).toMatchObject({
      status: 412,
    });
    const read = await send("GET", "dashboards/monday", undefined);
    expect(read.value).toEqual({ ...dashboard, title: "By hand" });
    expect(await send("DELETE", "dashboards/monday", undefined)).toMatchObject({ status: 428 });
    expect(await send("DELETE", "dashboards/monday", undefined, { "if-match": first.tag ?? "" })).toMatchObject({
      status: 412,
    });
    expect(await send("DELETE", "dashboards/monday", undefined, { "if-match": read.tag ?? "" })).toMatchObject({
      status: 200,
    });
    expect(existsSync(file)).toBe(false);
    expect(await send("GET", "dashboards/monday", undefined)).toMatchObject({ status: 404, code: "USAGE_NOT_KEPT" });
    expect(readdirSync(path.join(api.folder, "dashboards"))).toEqual([]);
  });

  test.each([
    [{ ...dashboard, tiles: [{ ...dashboard.tiles[0], column: 13 }] }],
    [{ ...dashboard, tiles: [dashboard.tiles[0], dashboard.tiles[0]] }],
    [{ ...dashboard, tiles: [{ ...dashboard.tiles[1], show: "https://evil.example/x" }] }],
    [{ ...dashboard, tiles: [{ ...dashboard.tiles[1], show: "//evil.example" }] }],
    [{ ...dashboard, tiles: [{ ...dashboard.tiles[0], text: undefined }] }],
    [{ ...dashboard, tiles: [{ ...dashboard.tiles[1], show: undefined }] }],
    [{ ...dashboard, script: "x" }],
    [{ tiles: [] }],
    [[]],
  ])("what is none is refused: %j", async (body) => {
    expect((await send("PUT", "dashboards/bad", body, fresh)).status).toBe(400);
    expect(existsSync(path.join(api.folder, "dashboards", "bad.yml"))).toBe(false);
  });
});

describe("notes and targets", () => {
  test("come back as they were written, and are deleted", async () => {
    const kept = [
      ["notes/2026-07-01-price", { day: "2026-07-01", text: "price: “change” # 1", definition: "stage-rate" }],
      ["targets/customers", { definition: "stage-rate", period: "trailing:30d", stage: "customer", rate: 0.8 }],
    ] as const;
    for (const [where, value] of kept) {
      const made = await send("PUT", where, value, fresh);
      expect(made).toMatchObject({ status: 200, value });
      expect((await send("GET", where, undefined)).value).toEqual(value);
      expect(await send("PUT", where, value, fresh)).toMatchObject({ status: 412 });
      const [what = "", name = ""] = where.split("/");
      const list = await api.json<{ files: { name: string }[] }>(`/api/v1/${what}`);
      expect(list.files.map((each) => each.name)).toEqual([name]);
      expect(await send("DELETE", where, undefined, { "if-match": made.tag ?? "" })).toMatchObject({ status: 200 });
      expect(await send("GET", where, undefined)).toMatchObject({ status: 404, code: "USAGE_NOT_KEPT" });
    }
  });

  test.each([
    ["notes/bad", { day: "2026-02-30", text: "no such day" }],
    ["notes/bad", { day: "tomorrow", text: "x" }],
    ["notes/bad", { day: "2026-07-01", text: "" }],
    ["targets/bad", { definition: "stage-rate" }],
    ["targets/bad", { definition: "stage-rate", rate: 0.8, count: 12 }],
    ["targets/bad", { definition: "stage-rate", rate: 80 }],
  ])("%s: what is none is refused: %j", async (where, body) => {
    expect((await send("PUT", where, body, fresh)).status).toBe(400);
    expect(existsSync(path.join(api.folder, `${where}.yml`))).toBe(false);
  });

  test("a target that says two things is told with its file", async () => {
    mkdirSync(path.join(api.folder, "targets"), { recursive: true });
    writeFileSync(path.join(api.folder, "targets", "two.yml"), "definition: stage-rate\nrate: 0.8\ncount: 5\n");
    const { files, unread } = await api.json<{
      files: unknown[];
      unread: { problem: { code: string; at: string; detail: string } }[];
    }>("/api/v1/targets");
    expect(files).toEqual([]);
    expect(unread[0]?.problem).toMatchObject({ code: "CONFIG_BAD_VALUE", at: "targets/two.yml:1:1" });
    expect(unread[0]?.problem.detail).toContain("must have a rate or a count");
  });
});

describe("segments", () => {
  test("come back as they were written, whatever their texts", async () => {
    const value = {
      title: "EMEA: “going” quiet\n# - {x}",
      filter: ["region:EMEA", "!plan:pro"],
      support: true,
      sort: ["trend"],
    };
    expect((await send("PUT", "segments/emea-quiet", value, fresh)).status).toBe(200);
    expect((await send("GET", "segments/emea-quiet", undefined)).value).toEqual(value);
    const list = await api.json<{ files: { name: string }[] }>("/api/v1/segments");
    expect(list.files.map(({ name }) => name)).toEqual(["emea-quiet"]);
  });

  test("a file that is not as it should be is told with its line, beside the good ones", async () => {
    writeFileSync(path.join(api.folder, "segments", "odd.yml"), "title: Odd\nfiltr: [region:EMEA]\n");
    const { files, unread } = await api.json<{
      files: { name: string }[];
      unread: { name: string; problem: { code: string; at: string; hint: string; detail: string } }[];
    }>("/api/v1/segments");
    expect(files.map(({ name }) => name)).toContain("emea-quiet");
    expect(unread[0]?.problem).toMatchObject({
      code: "CONFIG_UNKNOWN_KEY",
      at: "segments/odd.yml:2:1",
      hint: "did you mean “filter”?",
    });
    expect(unread[0]?.problem.detail).not.toContain("smac.yml");
    expect((await send("GET", "segments/odd", undefined)).status).toBe(400);
  });

  test.each([
    "..%2fsmac",
    "..",
    "a%2fb",
    "CON",
    "con",
    "nul",
    "a.yml",
    "A",
    "-a",
    "a%00",
    "x".repeat(61),
    "%F0%9F%99%82",
    "__proto__",
  ])("%s is no name", async (name) => {
    const { status } = await send("PUT", `segments/${name}`, { title: "x" }, fresh);
    expect([400, 404, 405]).toContain(status);
    expect(readdirSync(path.join(api.folder, "segments")).toSorted()).toEqual(["emea-quiet.yml", "odd.yml"]);
  });

  test("links are not followed", async () => {
    mkdirSync(path.join(api.folder, "elsewhere"));
    writeFileSync(path.join(api.folder, "elsewhere", "x.yml"), "title: secret\n");
    symlinkSync(path.join(api.folder, "elsewhere", "x.yml"), path.join(api.folder, "segments", "link.yml"));
    expect((await send("GET", "segments/link", undefined)).status).toBe(404);
  });
});
