import { appendFileSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askFlags } from "../../src/cli/flags.ts";
import { fileOnlyFlags } from "../../src/cli/request.ts";
import { openApiDocument, routes } from "../../src/server/openapi.ts";
import { askParameters } from "../../src/server/parameters.ts";
import { runSmac } from "../run-smac.ts";
import { now, type Served, served } from "./served.ts";

let api: Served;
beforeAll(async () => {
  api = await served();
});
afterAll(async () => {
  await api.close();
});

const clock = `now=${encodeURIComponent(now)}`;
const of = "in=2026-03&of-stage=customer";
const flags = ["--in", "2026-03", "--of-stage", "customer"];
/** An address, the command line that asks the same, and what the API adds to the answer. */
const same: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["report", ["report"], []],
  [
    "report?period=week&from=2026-W05&to=2026-W12&by=region",
    ["report", "--period", "week", "--from", "2026-W05", "--to", "2026-W12", "--by", "region"],
    [],
  ],
  [
    "report?definition=smac-three-days&events=2&stage-at=start&week-start=sunday",
    ["report", "--definition", "smac-three-days", "--events", "2", "--stage-at", "start", "--week-start", "sunday"],
    [],
  ],
  [`clusters?${of}&status=all`, ["clusters", ...flags, "--status", "all"], ["next"]],
  ["ranking?in=2026-03&rank=support", ["clusters", "--in", "2026-03", "--rank", "support"], ["next"]],
  ["explanation?from=2026-02&to=2026-03", ["explain", "--from", "2026-02", "--to", "2026-03"], ["names"]],
  ["retention?from=2026-01", ["retention", "--from", "2026-01"], []],
  [
    "retention/clusters?cohort=2026-02&age=1&lost=true",
    ["retention", "--cohort", "2026-02", "--age", "1", "--lost"],
    ["next"],
  ],
  ["levels?levels=1,3", ["levels", "--levels", "1,3"], []],
  [`levels/clusters?${of}&level=dormant`, ["levels", ...flags, "--level", "dormant"], ["next"]],
  ["stickiness?day-events=2", ["stickiness", "--day-events", "2"], []],
  [`stickiness/clusters?${of}`, ["stickiness", ...flags, "--list"], ["next"]],
  ["transitions", ["transitions"], []],
  ["transitions/moves?in=2026-02", ["transitions", "--in", "2026-02", "--list"], ["next"]],
  ["matrix?in=2026-03&cells=events&top=2", ["matrix", "--in", "2026-03", "--cells", "events", "--top", "2"], []],
];

describe("numbers are those of the command line", () => {
  test.each(same)("%s", async (address, args, added) => {
    const answer = await api.json(`/api/v1/${address}${address.includes("?") ? "&" : "?"}${clock}`);
    const ran = await runSmac([...args, "--format", "json", "--now", now], { cwd: api.folder });
    expect(ran.stderr.replaceAll(/^smac: (nothing|.*not begin).*\n/gm, "")).toBe("");
    const plain = Object.fromEntries(Object.entries(answer).filter(([key]) => !added.includes(key)));
    expect(plain).toEqual(JSON.parse(ran.stdout));
  });

  test("the lists of the project, too", async () => {
    const [check, ledger] = [await api.json("/api/v1/check"), await api.json("/api/v1/ledger")];
    const { stdout } = await runSmac(["check", "--json"], { cwd: api.folder });
    expect(check["findings"]).toEqual(JSON.parse(stdout));
    expect(ledger).toEqual({ changes: [], next: null });
    const status = await api.json<{ sources: { source: string; rows: number }[] }>("/api/v1/status");
    expect(status.sources.map(({ source, rows }) => [source, rows])).toEqual([
      ["accounts", 8],
      ["journey", 20],
      ["events", 75],
    ]);
    expect(JSON.stringify(status)).not.toContain(api.folder);
  });

  test("the statements are those of smac sql", async () => {
    const { statements } = await api.json<{ statements: { sql: string }[] }>(`/api/v1/sql?${clock}`);
    const { stdout } = await runSmac(["sql", "--now", now], { cwd: api.folder });
    for (const { sql } of statements) expect(stdout).toContain(sql.trim());
  });
});

describe("definitions", () => {
  test("the project's own come first, the published ones after, each in words", async () => {
    const { definitions } = await api.json<{ definitions: { name: string; origin: string; sentence: string }[] }>(
      "/api/v1/definitions",
    );
    expect(definitions.slice(0, 2).map(({ name }) => name)).toEqual(["smac", "smac-three-days"]);
    expect(definitions.filter(({ origin }) => origin === "preset")).toHaveLength(10);
    const { definition } = await api.json<{ definition: { sentence: string } }>("/api/v1/report?definition=smac");
    expect(definitions[0]?.sentence).toBe(definition.sentence);
  });

  test("one by its name, with its choices; another name is not found, with the nearest", async () => {
    const one = await api.json<{ choices: Record<string, unknown> }>("/api/v1/definitions/smac-three-days");
    expect(one.choices).toMatchObject({ days: 3, events: 1, period: "month", denominator: "stage", members: null });
    const none = await api.ask("/api/v1/definitions/smca");
    expect(none.status).toBe(404);
    expect(await none.json()).toMatchObject({ code: "API_NOT_FOUND", hint: "did you mean “smac”?" });
  });
});

describe("formats", () => {
  test("by Accept or by format, the same as the command line writes", async () => {
    const written = await runSmac(["report", "--format", "csv", "--now", now], { cwd: api.folder });
    const csv = await api.ask(`/api/v1/report?${clock}`, { headers: { accept: "text/html;q=0.4, text/csv;q=0.9" } });
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="report.csv"');
    expect(await csv.text()).toBe(written.stdout);
    const md = await runSmac(["report", "--format", "md", "--now", now], { cwd: api.folder });
    expect((await (await api.ask(`/api/v1/report?format=md&${clock}`)).text()).trimEnd()).toBe(md.stdout.trimEnd());
    const xlsx = await api.ask("/api/v1/clusters?format=xlsx");
    const book = await readXlsx(new Uint8Array(await xlsx.arrayBuffer()));
    expect(book.sheets[0]?.rows[0]?.[0]).toBe("cluster");
    const parquet = await api.ask("/api/v1/levels", { headers: { accept: "application/vnd.apache.parquet" } });
    expect(
      Buffer.from(await parquet.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe("PAR1");
  });

  test("one that there is not is refused, with those there are", async () => {
    const none = await api.ask("/api/v1/report", { headers: { accept: "image/png" } });
    expect([none.status, await none.json()]).toMatchObject([406, { code: "API_NOT_ACCEPTABLE" }]);
    const status = await api.ask("/api/v1/status", { headers: { accept: "text/csv" } });
    expect(status.status).toBe(406);
  });
});

describe("versions and pages", () => {
  test("what one has is not sent again until the data or the question changes", async () => {
    const first = await api.ask("/api/v1/report");
    const tag = first.headers.get("etag") ?? "";
    const headers = { "if-none-match": `"other", ${tag}` };
    const again = await api.ask("/api/v1/report", { headers });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await api.ask("/api/v1/report?events=2", { headers })).status).toBe(200);
    expect((await api.ask("/api/v1/report?format=csv", { headers })).status).toBe(200);
  });

  test("pages together are the whole list, and an import ends them", async () => {
    const own = await served();
    type List = { clusters: { cluster: string }[]; count: number; next: string | null };
    const all = await own.json<List>("/api/v1/clusters?status=all");
    const seen: string[] = [];
    let cursor = "";
    let stale = "";
    for (let pages = 0; pages < 20; pages++) {
      const page = await own.json<List>(`/api/v1/clusters?status=all&limit=3${cursor}`);
      expect(page.count).toBe(all.count);
      seen.push(...page.clusters.map(({ cluster }) => cluster));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
      stale ||= cursor;
    }
    expect(seen).toEqual(all.clusters.map(({ cluster }) => cluster));
    const csv = await own.ask(`/api/v1/clusters?status=all&format=csv&limit=3${stale}`);
    expect((await csv.text()).split("\n")[1]?.split(",")[0]).toBe(seen[3]);
    expect((await own.ask(`/api/v1/clusters?limit=3${stale}`)).status, "another question").toBe(409);
    expect((await own.ask("/api/v1/clusters?cursor=x")).status).toBe(400);
    appendFileSync(
      path.join(own.folder, "events.csv"),
      readFileSync(path.join(own.folder, "events.csv"), "utf8")
        .split("\n")[1]
        ?.replace(/^[^,]*/, "e-new") + "\n",
    );
    const job = (await (await own.ask("/api/v1/imports", post({}))).json()) as { id: string };
    await ended(own, job.id);
    const old = await own.ask(`/api/v1/clusters?status=all&limit=3${stale}`);
    expect([old.status, await old.json()]).toMatchObject([409, { code: "API_OLD_CURSOR" }]);
    await own.close();
  });
});

test("other commands do not load the server", () => {
  const folder = path.join(import.meta.dirname, "../../src/cli");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const loading = names.filter((name) =>
    /^(?:import|export) (?!type )[^;]*"[./]+server\//m.test(readFileSync(path.join(folder, name), "utf8")),
  );
  expect(names.length).toBeGreaterThan(40);
  expect(loading).toEqual([]);
});

describe("the document", () => {
  test("is the one that is committed", () => {
    const committed = readFileSync(path.join(import.meta.dirname, "../../docs/openapi.json"), "utf8");
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  test("every reference leads somewhere, and every operation has its own name", async () => {
    const document = await api.json<Record<string, unknown>>("/api/openapi.json");
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references)
      expect(
        reference.split("/").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document),
        reference,
      ).toBeDefined();
    const ids = [...JSON.stringify(document).matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1]);
    expect(ids).toHaveLength(routes.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("the page tells every route, and asks for nothing from elsewhere", async () => {
    const page = await api.ask("/api/docs");
    const html = await page.text();
    for (const route of routes) expect(html).toContain(`${route.method.toUpperCase()} ${route.path}<`);
    expect(html).not.toMatch(/<script|(?:src|href)="(?:https?:)?\/\//);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/);
  });

  test("parameters are the flags of smac report, in the same words", () => {
    const fileOnly: readonly string[] = [...fileOnlyFlags, "project", "rejects"];
    const asked = askFlags.flatMap(({ flags: written, says, choices }) => {
      const name = /^--([\w-]+)/.exec(written)?.[1] ?? "";
      const key = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      return fileOnly.includes(key) ? [] : [[name, says, choices ?? null] as const];
    });
    const parameters = openApiDocument().paths?.["/api/v1/report"]?.get?.parameters as
      | { name: string; description: string; schema: { enum?: string[] } }[]
      | undefined;
    const known = (parameters ?? []).filter(({ name }) => name in askParameters);
    expect(new Set(known.map((one) => JSON.stringify([one.name, one.description, one.schema.enum ?? null])))).toEqual(
      new Set(asked.map((one) => JSON.stringify(one))),
    );
  });
});

function post(body: unknown): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

async function ended(own: Served, id: string): Promise<void> {
  for (;;) {
    const job = await own.json<{ state: string }>(`/api/v1/jobs/${id}`);
    if (job.state !== "running") return expect(job).toMatchObject({ state: "done" });
    await sleep(50);
  }
}
