import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "@hono/zod-openapi";
import { mediaTypes } from "../../src/server/media.ts";
import { openApiDocument, routes } from "../../src/server/openapi.ts";
import type { Route } from "../../src/server/route.ts";
import { type Served, served } from "./served.ts";

let api: Served;
let token: string;
beforeAll(async () => {
  api = await served();
  token = api.around.tokens.create("fuzz", "read", api.around.now()).text;
});
afterAll(async () => {
  await api.close();
});

function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: { readonly type?: string; readonly enum?: readonly string[] };
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

const document = openApiDocument() as unknown as { paths: Record<string, Record<string, Operation>> };
// Words that mean something, so that many questions have answers.
const words = [
  "2026-01",
  "2026-03",
  "2026-W05",
  "2026-Q1",
  "month",
  "week",
  "day",
  "trailing:30d",
  "trailing:400d",
  "customer",
  "lead",
  "region",
  "plan",
  "region=EMEA",
  "region:EMEA,",
  "!plan:pro",
  "-days,name",
  "acme",
  "smac",
  "smac-three-days",
  "stage-rate",
  "stage-users",
  "segment",
  "interaction-groups",
  "monthly-mean",
  "project-stages",
  "Europe/Paris",
  "20%",
  "1,4,15",
  "dormant",
  "none",
  "2026-02-15T10:00:00Z",
  "0",
  "1",
  "3",
  "true",
  "false",
  "",
];
const nasty = [
  "\u0000",
  "\ud800",
  "'; drop table loads; --",
  "../../etc/passwd",
  "%s%n",
  "\r\nset-cookie: a=b",
  "=1+1",
  "9".repeat(40),
  "-1",
  "NaN",
  "1e309",
  "9999-12",
  "0001-01-01",
  "x".repeat(600),
  "🙂".repeat(50),
  "${env:HOME}",
  "<script>",
  "[]",
  "{}",
];

const periods = ["2026-01", "2026-02", "2026-03", "2026-02-15"];

function valueOf({ name, schema }: Parameter): fc.Arbitrary<string> {
  const meant =
    name === "from" || name === "to"
      ? fc.constantFrom(...periods)
      : name === "a" || name === "b"
        ? fc.constantFrom("smac", "stage-rate", "smac-three-days", "customers")
        : schema.enum === undefined
          ? fc.constantFrom(...words)
          : fc.constantFrom(...schema.enum);
  const number = schema.type === "integer" ? [{ arbitrary: fc.nat(30).map(String), weight: 8 }] : [];
  return fc.oneof(
    ...number,
    { arbitrary: meant, weight: 6 },
    { arbitrary: fc.constantFrom(...nasty), weight: 1 },
    { arbitrary: fc.string({ maxLength: 20, unit: "binary" }), weight: 1 },
  );
}

function addressOf(route: Route, { parameters = [] }: Operation): fc.Arbitrary<string> {
  const query = parameters.filter((one) => one.in === "query");
  const given = query.map((one) =>
    fc
      .option(valueOf(one), { freq: one.required === true ? 10 : 1, nil: null })
      .map((value) => ({ one, value, rare: one.required !== true })),
  );
  const chosen = fc.tuple(
    fc.tuple(...given),
    fc.subarray(
      query.map(({ name }) => name),
      { maxLength: Math.min(4, query.length) },
    ),
    fc.option(fc.string({ maxLength: 8 }), { freq: 1, nil: null }),
  );
  const search = chosen.map(([all, names, stray]) => {
    const pairs = all.flatMap(({ one, value, rare }) =>
      value !== null && (!rare || names.includes(one.name)) ? [[one.name, value] as [string, string]] : [],
    );
    const extra = stray === null || stray.length > 2 ? [] : [[stray, "1"] as [string, string]];
    return new URLSearchParams([...pairs, ...extra]).toString();
  });
  const name = fc.oneof(
    fc.constantFrom(...words.filter((word) => word !== ""), ...nasty),
    fc.string({ minLength: 1, maxLength: 12 }),
  );
  return fc
    .tuple(search, name)
    .map(([text, part]) => `${route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(wellFormed(part)))}?${text}`);
}

const accepts = fc.constantFrom(
  ...Object.values(mediaTypes),
  "*/*",
  "text/*",
  "image/png",
  "",
  "text/csv;q=x, */*;q=0.1",
  ",;,",
  "a".repeat(300),
);
const bodies = (token: string) =>
  fc.oneof(
    fc.constantFrom(
      "{}",
      '{"sources":["events"]}',
      "",
      "[]",
      "null",
      '{"sources":["nothing"]}',
      '{"streams":["a.b"],"full":true}',
      '{"since":"2026-01-01"}',
      '{"sources":[]}',
      '{"__proto__":{}}',
      '{"token":"smac_x"}',
    ),
    fc.constantFrom(
      JSON.stringify({ token }),
      '{"title":"x","page":"/trend","asks":["report"],"days":1}',
      '{"title":"x","filter":["region:EMEA"]}',
      '{"passphrase":"x"}',
      '{"title":"x","tiles":[{"id":"a","kind":"text","column":1,"row":1,"width":1,"height":1}]}',
      '{"title":"x","tiles":[{"id":"a","kind":"text","column":1,"row":1,"width":1.5,"height":-1}]}',
    ),
    fc.json({ maxDepth: 2 }),
  );

/** Bodies that mean something, so that each route also answers. */
const good: Readonly<Record<string, readonly string[]>> = {
  "/api/v1/syncs": ["{}", '{"full":true}'],
  "/api/v1/imports": ["{}", '{"sources":["events"],"bad_rows":"skip"}'],
  "/api/v1/shares": ['{"title":"x","page":"/trend","asks":["report"],"days":1}'],
  "/api/v1/tokens": ['{"name":"a","scope":"read"}', '{"name":"b","scope":"admin"}', '{"name":"","scope":"write"}'],
  "/api/v1/exports": ['{"title":"x","tables":[{"title":"y","ask":"report?from=2026-03"}]}'],
};

// What this project can only refuse: it has a smac.yml, and no system to connect to.
const refused = new Set(["POST /api/v1/demo", "POST /api/v1/connections", "POST /api/v1/consents"]);

// Answers to whatever is asked: never 5xx, always one of those the document declares, and of the shape it says.
test.each(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  "%s",
  async (name, route) => {
    const operation = document.paths[route.path]?.[route.method];
    if (operation === undefined) throw new Error("not in the document");
    let answered = 0;
    const own = (good[route.path] ?? []).map((body) => ({ arbitrary: fc.constant(body), weight: 1 }));
    const body = fc.oneof(...own, { arbitrary: bodies(token), weight: 5 });
    const asked = fc.record({ address: addressOf(route, operation), accept: accepts, body });
    await fc.assert(
      fc.asyncProperty(asked, async ({ address, accept, body }) => {
        const headers = { accept, "content-type": "application/json" };
        const plain = route.takesBytes ? { headers: { accept }, body } : { headers: { accept } };
        const init = route.body === null ? plain : { headers, body };
        const response = await api.ask(address, { method: route.method.toUpperCase(), ...init });
        answered += response.status === route.status ? 1 : 0;
        const bytes = new Uint8Array(await response.arrayBuffer());
        while (api.around.jobs.all().some(({ state }) => state === "running")) await sleep(5);
        const said = `${response.status} ${Buffer.from(bytes.subarray(0, 400)).toString()}`;
        expect(api.failures, said).toEqual([]);
        // What a body starts ends by itself; the next is refused until then.
        expect(response.status < 500 || response.status === 503, said).toBe(true);
        if (address.split("?")[0]?.includes("//")) return;
        const declared = operation.responses[String(response.status)];
        if (response.status === 404 && !route.path.includes("{")) expect(declared, said).toBeDefined();
        expect(declared, said).toBeDefined();
        const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
        if (response.status === 304) return;
        expect(Object.keys(declared?.content ?? {}), said).toContain(type);
        if (type === "application/json") {
          const { error } = route.answer.safeParse(JSON.parse(Buffer.from(bytes).toString()));
          expect(error === undefined ? "" : z.prettifyError(error), said).toBe("");
        }
      }),
      { numRuns: route.status === 202 || route.takesBytes ? 30 : 90, seed: 1_122, endOnFailure: true },
    );
    for (const job of api.around.jobs.all()) api.around.jobs.cancel(job.id);
    // Not a test of refusals alone.
    if (!route.path.includes("{") && !refused.has(name)) expect(answered).toBeGreaterThan(0);
  },
);

test("methods and addresses that there are not", async () => {
  const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND");
  const address = fc.oneof(
    fc.constantFrom(
      ...routes.map(({ path }) => path),
      "/",
      "/api",
      "/api/v1",
      "/api/v1/",
      "/api/docs/",
      "/api/openapi.json/x",
    ),
    fc.webPath().map((text) => `/${text.replace(/^\/+/, "")}`),
  );
  await fc.assert(
    fc.asyncProperty(method, address, async (verb, where) => {
      const response = await api.ask(where, { method: verb });
      expect(response.status, `${verb} ${where}`).toBeLessThan(500);
      expect(api.failures).toEqual([]);
    }),
    { numRuns: 150, seed: 1_123 },
  );
});

test("headers of any kind: a declared answer", async () => {
  const names = [
    "host",
    "origin",
    "sec-fetch-site",
    "authorization",
    "if-none-match",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "range",
    "cookie",
    "x-forwarded-for",
    "x-http-method-override",
  ];
  const values = fc.oneof(
    fc.constantFrom(
      "localhost",
      "[::1]:80",
      "evil.example",
      "null",
      "same-origin",
      "Bearer",
      "Bearer smac_x",
      "Basic eDp5",
      "*",
      'W/"x", "y"',
      "application/json",
      "bytes=0-",
      "DELETE",
      "-1",
      "0",
      "9999999999",
      "",
      "text/csv;q=0",
    ),
    fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, "")),
  );
  const headers = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 5 });
  const chosen = routes.filter(({ path }) =>
    ["/api/v1/sources", "/api/v1/definitions", "/api/v1/report", "/api/v1/imports"].includes(path),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...chosen), headers, async (route, sent) => {
      const init = {
        method: route.method.toUpperCase(),
        headers: sent,
        ...(route.body === null ? {} : { body: "[]" }),
      };
      const response = await api.ask(route.path, init);
      const declared = document.paths[route.path]?.[route.method]?.responses ?? {};
      expect(Object.keys(declared), JSON.stringify(sent)).toContain(String(response.status));
      expect(response.status).toBeLessThan(500);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(api.failures).toEqual([]);
    }),
    { numRuns: 200, seed: 1_124 },
  );
});
