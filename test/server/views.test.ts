import { readFileSync } from "node:fs";
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

// In the middle of March, so that the period in focus is not over.
const march = `now=${encodeURIComponent("2026-03-16T12:00:00Z")}`;

interface Row {
  readonly stage: string | null;
  readonly active: number;
  readonly population: number | null;
  readonly dormant: number | null;
  readonly interval: { low: number; high: number } | null;
}
interface Side {
  readonly name: string;
  readonly first_day: string;
  readonly last_day: string;
  readonly until: string;
  readonly period: { complete: boolean; clipped?: true };
  readonly rows: readonly Row[];
  readonly totals: readonly Row[];
}
interface Comparison {
  readonly now: Side;
  readonly before: Side | null;
  readonly around: { from: string; to: string };
}
interface Listed {
  readonly count: number;
  readonly clusters: readonly { readonly cluster: string; readonly status: string }[];
}
interface Table {
  readonly count: number;
  readonly all: number;
  readonly support: number;
  readonly clusters: readonly {
    cluster: string;
    name: string;
    status: string;
    stage: string;
    active: boolean;
    days: number;
    weeks: number[];
    needs_support: boolean;
    reasons: string[];
    lapses: string | null;
    members: number;
    members_all: number;
    products: number;
  }[];
  readonly next: string | null;
}

const plain = ({ stage, active, population, dormant }: Row) => ({ stage, active, population, dormant });
const get = <T>(address: string): Promise<T> => api.json<T>(`/api/v1/${address}`);

describe("a period beside an earlier one", () => {
  test("the earlier one is cut after as many days and the same time of day, with its dates", async () => {
    const { now, before, around } = await get<Comparison>(`comparison?${march}`);
    expect([now.name, now.first_day, now.last_day, now.period.complete]).toEqual([
      "2026-03",
      "2026-03-01",
      "2026-03-16",
      false,
    ]);
    expect(before).toMatchObject({
      name: "2026-02",
      first_day: "2026-02-01",
      last_day: "2026-02-16",
      until: "2026-02-16T12:00:00Z",
    });
    expect(before?.period.clipped).toBe(true);
    expect(around).toEqual({ from: "2025-04", to: "2026-03" });
    // What the report said at that moment.
    const report = await get<{ rows: Row[]; totals: Row[] }>(
      `report?from=2026-02&to=2026-02&now=${encodeURIComponent("2026-02-16T12:00:00Z")}`,
    );
    expect(before?.rows.map(plain)).toEqual(report.rows.map(plain));
    expect(before?.totals[0]?.active).toBe(report.totals[0]?.active);
    const today = await get<{ rows: Row[] }>(`report?from=2026-03&to=2026-03&${march}`);
    expect(now.rows.map(plain)).toEqual(today.rows.map(plain));
    // 2 of 3, by the formula of Wilson.
    expect(now.rows.find(({ stage }) => stage === "customer")).toMatchObject({ active: 2, population: 3 });
    expect(now.rows.find(({ stage }) => stage === "customer")?.interval?.low).toBeCloseTo(0.20766, 4);
  });

  test.each([
    ["in=2026-03&compare=like", "2026-02", "2026-02-28"],
    ["in=2026-03&compare=year", "2025-03", "2025-03-31"],
    ["in=2026-04&compare=2026-01", "2026-01", "2026-01-31"],
    [`compare=previous&${march}`, "2026-02", "2026-02-28"],
    ["in=2026-W10&period=week&compare=year", "2025-W10", "2025-03-09"],
    ["in=2026-03-20&period=trailing:30d", "2026-02-18", "2026-02-18"],
    ["in=2026-Q1&period=quarter&compare=year", "2025-Q1", "2025-03-31"],
  ])("%s is compared with %s", async (query, name, last) => {
    const { before } = await get<Comparison>(`comparison?${query}`);
    expect([before?.name, before?.last_day]).toEqual([name, last]);
  });

  test("with nothing, and with what is not before it", async () => {
    expect((await get<Comparison>("comparison?in=2026-03&compare=none")).before).toBeNull();
    const later = await api.ask("/api/v1/comparison?in=2026-03&compare=2026-04");
    expect([later.status, await later.json()]).toMatchObject([400, { code: "QUERY_BAD_COMPARISON" }]);
    const side = await api.ask("/api/v1/comparison/clusters?in=2026-03&compare=none&side=before");
    expect(side.status).toBe(400);
  });

  test("every number is the length of its list", async () => {
    const answer = await get<Comparison>(`comparison?${march}`);
    for (const side of ["now", "before"] as const)
      for (const row of [...(answer[side]?.rows ?? []), ...(answer[side]?.totals ?? [])])
        for (const [status, wanted] of [
          ["active", row.active],
          ["all", row.population],
          ["dormant", row.dormant],
        ] as const) {
          const stage = row.stage === null || row.stage === undefined ? "" : `&of-stage=${row.stage}`;
          const list = await get<Listed>(`comparison/clusters?${march}&side=${side}&status=${status}${stage}`);
          expect([list.count, list.clusters.length], `${side} ${row.stage} ${status}`).toEqual([wanted, wanted]);
        }
  });
});

describe("the table of clusters", () => {
  test("has each of the population once, as the list says it, with active days of twelve weeks", async () => {
    const table = await get<Table>("table?in=2026-03");
    const list = await get<Listed>("clusters?in=2026-03&status=all");
    expect(table.clusters.map(({ cluster, status }) => [cluster, status])).toEqual(
      list.clusters.map(({ cluster, status }) => [cluster, status]),
    );
    expect([table.count, table.all]).toEqual([list.count, list.count]);
    // Counted from the file: days in Paris within the 84 days to 31 March.
    const lines = readFileSync(path.join(api.folder, "events.csv"), "utf8").trim().split("\n").slice(1);
    const local = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" });
    for (const { cluster, weeks, days } of table.clusters) {
      const own = lines.filter((line) => line.split(",")[2] === cluster);
      const dates = new Set(own.map((line) => local.format(new Date(line.split(",")[1] ?? ""))));
      const within = [...dates].filter((day) => day > "2026-01-06" && day <= "2026-03-31");
      expect(
        weeks.reduce((sum, n) => sum + n, 0),
        cluster,
      ).toBe(within.length);
      expect(days, cluster).toBe(within.filter((day) => day >= "2026-03-01").length);
    }
  });

  test("is searched, chosen, sorted and paged here", async () => {
    const names = async (query: string) => (await get<Table>(`table?in=2026-03&${query}`)).clusters.map((c) => c.name);
    expect(await names("find=BIRCH")).toEqual(["Birch & Sons"]);
    expect(await names("find=none-such")).toEqual([]);
    const byDays = (await get<Table>("table?in=2026-03&sort=-days,name")).clusters.map(({ days }) => days);
    expect(byDays).toEqual(byDays.toSorted((a, b) => b - a));
    const active = await get<Table>("table?in=2026-03&status=active&stage=customer");
    const list = await get<Listed>("clusters?in=2026-03&of-stage=customer");
    expect(active.clusters.map(({ cluster }) => cluster)).toEqual(list.clusters.map(({ cluster }) => cluster));
    const support = await get<Table>("table?in=2026-03&support=true");
    const ranking = await get<Listed>("ranking?in=2026-03&rank=support");
    expect(new Set(support.clusters.map(({ cluster }) => cluster))).toEqual(
      new Set(ranking.clusters.map(({ cluster }) => cluster)),
    );
    expect(support.support).toBe(support.count);
    const first = await get<Table>("table?in=2026-03&sort=-days&limit=2");
    const second = await get<Table>(`table?in=2026-03&sort=-days&limit=2&cursor=${first.next}`);
    const all = await get<Table>("table?in=2026-03&sort=-days");
    expect([...first.clusters, ...second.clusters]).toEqual(all.clusters.slice(0, 4));
    const bad = await api.ask("/api/v1/table?sort=colour");
    expect([bad.status, await bad.json()]).toMatchObject([400, { code: "API_BAD_PARAMETER" }]);
    const csv = await (await api.ask("/api/v1/table?in=2026-03&format=csv&find=birch")).text();
    expect(csv.split("\n")[1]).toMatch(/^birch,Birch & Sons,/);
  });

  test("until when a cluster counts: the window's days after its last, or the period's end", async () => {
    const { clusters } = await get<Table>("table?definition=customers&period=trailing:30d&in=2026-03-20");
    const lines = readFileSync(path.join(api.folder, "events.csv"), "utf8").trim().split("\n").slice(1);
    const local = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Paris" });
    for (const { cluster, active, lapses } of clusters) {
      const days = lines
        .filter((line) => line.split(",")[2] === cluster)
        .map((line) => local.format(new Date(line.split(",")[1] ?? "")))
        .filter((day) => day <= "2026-03-20")
        .toSorted();
      const last = Date.parse(days.at(-1) ?? "") / 86_400_000;
      const wanted = active ? new Date((last + 29) * 86_400_000).toISOString().slice(0, 10) : null;
      expect(lapses, cluster).toBe(wanted);
    }
    // On two days at least: from the day before the last on, counted the same way.
    const twice = await get<Table>("table?definition=customers&period=trailing:30d&in=2026-03-20&days=2");
    for (const { cluster, lapses } of twice.clusters.filter((one) => one.active)) {
      const own = lines
        .filter((line) => line.split(",")[2] === cluster)
        .map((line) => local.format(new Date(line.split(",")[1] ?? "")));
      const days = [...new Set(own)].filter((day) => day <= "2026-03-20").toSorted();
      const second = Date.parse(days.at(-2) ?? "") / 86_400_000;
      expect(lapses, cluster).toBe(new Date((second + 29) * 86_400_000).toISOString().slice(0, 10));
    }
    const running = await get<Table>(`table?${march}`);
    expect(new Set(running.clusters.map(({ active, lapses }) => `${active} ${lapses}`))).toEqual(
      new Set(["true 2026-03-31", "false null"]),
    );
  });

  test("in a period that is not over nobody needs support for what was done later in the one before", async () => {
    const early = await get<Table>(`table?now=${encodeURIComponent("2026-03-01T12:00:00Z")}`);
    for (const { reasons, needs_support: needs } of early.clusters.filter(({ status }) => status === "dormant"))
      if (needs) expect(reasons[0]).toContain("in the same days of the period before");
    expect(
      early.clusters.filter(({ status, needs_support: needs }) => status === "dormant" && !needs).length,
    ).toBeGreaterThan(0);
  });
});

describe("one cluster", () => {
  test("in every period it counts exactly where it is in the list", async () => {
    const { clusters } = await get<Table>("table?in=2026-03");
    for (const { cluster } of clusters) {
      const page = await get<{ periods: { name: string; counts: boolean; status: string | null; reason: string }[] }>(
        `clusters/${cluster}?from=2026-01&to=2026-04`,
      );
      expect(page.periods.map(({ name }) => name)).toEqual(["2026-01", "2026-02", "2026-03", "2026-04"]);
      for (const { name, counts, status, reason } of page.periods) {
        const list = await get<{ clusters: { cluster: string; status: string; reason: string }[] }>(
          `clusters?in=${name}&status=all`,
        );
        const line = list.clusters.find((one) => one.cluster === cluster);
        expect([status, counts], `${cluster} ${name}`).toEqual([
          line?.status ?? null,
          ["new", "retained", "resurrected"].includes(line?.status ?? ""),
        ]);
        if (line !== undefined) expect(reason).toBe(line.reason);
      }
    }
  });

  test("with its stages, attributes, days, members and products", async () => {
    const page = await get<Record<string, unknown>>("clusters/acme?from=2026-01&to=2026-03");
    expect(page).toMatchObject({ cluster: "acme", kind: "customer", name: "Acme Tools" });
    // Midnight in Paris.
    expect(page["stages"]).toEqual([
      { stage: "prospect", from: "2025-11-02T23:00:00Z", to: "2025-12-09T23:00:00Z" },
      { stage: "lead", from: "2025-12-09T23:00:00Z", to: "2026-01-11T23:00:00Z" },
      { stage: "opportunity", from: "2026-01-11T23:00:00Z", to: "2026-02-04T23:00:00Z" },
      { stage: "customer", from: "2026-02-04T23:00:00Z", to: null },
    ]);
    expect(page["attributes"]).toMatchObject([
      { attribute: "plan", value: "basic" },
      { attribute: "region", value: "EMEA" },
    ]);
    const lines = readFileSync(path.join(api.folder, "events.csv"), "utf8").trim().split("\n").slice(1);
    const own = lines.map((line) => line.split(",")).filter(([, at, who]) => who === "acme" && (at ?? "") < "2026-04");
    const days = page["days"] as { events: number }[];
    expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(own.length);
    const members = page["members"] as { member: string; events: number }[];
    expect(new Map(members.map(({ member, events }) => [member, events]))).toEqual(
      new Map(
        [...new Set(own.map((line) => line[3] ?? ""))].map((who) => [
          who,
          own.filter((line) => line[3] === who).length,
        ]),
      ),
    );
  });

  test("one that there is not is not found", async () => {
    for (const key of ["oak", "%2e%2e%2f", "a%2Fb", "__proto__"])
      expect((await api.ask(`/api/v1/clusters/${key}`)).status, key).toBe(404);
  });
});

describe("two definitions", () => {
  interface Difference {
    readonly rows: { stage: string | null; a: number; b: number; only_a: number; only_b: number; both: number }[];
    readonly why: { part: string; reason: string; clusters: number }[];
  }
  test("counts, parts and their lists agree", async () => {
    const question = "a=smac-three-days&b=stage-rate&in=2026-03";
    const { rows, why } = await get<Difference>(`difference?${question}`);
    for (const { stage, a, b, only_a, only_b, both } of rows) {
      const of = stage === null ? "" : `&of-stage=${stage}`;
      expect(a).toBe((await get<Listed>(`clusters?definition=smac-three-days&in=2026-03${of}`)).count);
      expect(b).toBe((await get<Listed>(`clusters?definition=stage-rate&in=2026-03${of}`)).count);
      for (const [part, number] of Object.entries({ only_a, only_b, both })) {
        const list = await get<Listed>(`difference/clusters?${question}&part=${part}${of}`);
        expect([list.count, list.clusters.length], `${stage} ${part}`).toEqual([number, number]);
      }
    }
    const [total] = rows;
    expect(total?.only_b).toBeGreaterThan(0);
    expect(why.reduce((sum, { clusters }) => sum + clusters, 0)).toBe((total?.only_a ?? 0) + (total?.only_b ?? 0));
    // Who was there on fewer than three days, or sent invoices alone.
    expect(new Set(why.map(({ reason }) => reason))).toEqual(new Set(["below-threshold", "nothing-qualifies"]));
  });

  test("what counts different things is not laid over", async () => {
    const users = await api.ask("/api/v1/difference?a=stage-users&b=stage-rate");
    expect([users.status, await users.json()]).toMatchObject([400, { code: "QUERY_NOT_COMPARABLE" }]);
    expect((await api.ask("/api/v1/difference?a=none&b=stage-rate")).status).toBe(400);
  });
});

describe("filters", () => {
  interface Report {
    readonly rows: (Row & { by: Record<string, string> })[];
    readonly warnings?: { code: string; message: string }[];
  }
  test.each(["stage-rate", "smac", "customers"])(
    "%s: the numbers of a value are those split by it",
    async (definition) => {
      const question = `definition=${definition}&from=2026-01&to=2026-04`;
      const split = await get<Report>(`report?${question}&by=region`);
      for (const region of ["EMEA", "APAC", "Americas"]) {
        const own = await get<Report>(`report?${question}&filter=region:${region}`);
        // A stage that none of the kept ever held has no row.
        const held = (row: Row) => row.population !== 0;
        const numbers = ({ active, population }: Row) => [active, population];
        const wanted = split.rows.filter((row) => row.by["region"] === region && held(row));
        expect(own.rows.filter(held).map(numbers)).toEqual(wanted.map(numbers));
        expect(own.warnings?.[0]).toMatchObject({
          code: "FILTERED",
          message: expect.stringContaining(region) as string,
        });
      }
    },
  );

  test("several values, all others, several filters, none at all; each with its list", async () => {
    const keys = async (query: string) =>
      (await get<Listed>(`clusters?in=2026-03&status=all&${query}`)).clusters.map(({ cluster }) => cluster);
    const all = await keys("");
    const emea = await keys("filter=region:EMEA");
    expect(await keys("filter=!region:EMEA")).toEqual(all.filter((cluster) => !emea.includes(cluster)));
    expect(await keys("filter=region:EMEA,APAC")).toEqual(
      all
        .filter((c) => emea.includes(c))
        .concat(await keys("filter=region:APAC"))
        .toSorted(),
    );
    const pro = await keys("filter=plan:pro");
    expect(await keys("filter=region:EMEA&filter=plan:pro")).toEqual(emea.filter((cluster) => pro.includes(cluster)));
    expect(await keys("filter=region:")).toEqual([]);
    expect(await keys("filter=!region:")).toEqual(all);
    expect(await keys("filter=region:none-such")).toEqual([]);
    expect(await keys("filter=owner:")).toEqual(all);
  });

  test.each([
    ["filter=colour:red", "QUERY_UNKNOWN_ATTRIBUTE"],
    ["filter=region", "USAGE_BAD_FILTER"],
    ["filter=region:%25E0%25A4%25A", "USAGE_BAD_FILTER"],
  ])("%s is refused", async (query, code) => {
    const refused = await api.ask(`/api/v1/report?${query}`);
    expect([refused.status, await refused.json()]).toMatchObject([400, { code }]);
  });
});

test("an overview is its parts", async () => {
  const overview = await get<{
    comparison: Comparison;
    trend: { totals: unknown[] };
    explanation: { count: { change: number } };
    support: { count: number };
    why_not: unknown[];
  }>(`overview?${march}`);
  const { comparison, explanation, support, trend } = overview;
  expect(comparison).toEqual(await get(`comparison?${march}`));
  expect(trend).toEqual(await get(`report?${march}&from=2025-04&to=2026-03`));
  const [now, before] = [comparison.now.totals[0], comparison.before?.totals[0]];
  expect(explanation.count.change).toBe((now?.active ?? 0) - (before?.active ?? 0));
  expect(support.count).toBe((await get<Table>(`table?${march}&support=true`)).count);
  expect(overview.why_not).toEqual([]);
  const customers = await get<{ explanation: null; why_not: { part: string; code: string }[] }>(
    "overview?definition=customers&in=2026-03",
  );
  expect(customers.explanation).toBeNull();
  expect(customers.why_not).toMatchObject([{ part: "explanation", code: "QUERY_NOT_EXPLAINABLE" }]);
});

test("what there is to choose from, and what the project is", async () => {
  expect(await get("picks")).toMatchObject({
    stages: ["prospect", "lead", "opportunity", "customer"],
    attributes: [
      { name: "region", values: [{ value: "EMEA", clusters: 4 }, { clusters: 2 }, { clusters: 2 }], values_all: 3 },
      { name: "plan" },
    ],
  });
  expect(await get("project")).toMatchObject({ timezone: "Europe/Paris", empty: false, today: "2026-11-22" });
  const { headers } = await api.ask("/api/v1/report");
  expect(headers.get("smac-data-version")).toBe((await get<{ data_version: string }>("project")).data_version);
});
