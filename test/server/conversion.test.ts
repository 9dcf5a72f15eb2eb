import { appendFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareProject } from "../../src/server/shared-project.ts";
import { copyOf, effectsIn, type Served, served } from "./served.ts";

let api: Served;
let all: Awaited<ReturnType<typeof moves>>;
beforeAll(async () => {
  api = await served();
  all = await moves();
});
afterAll(async () => {
  await api.close();
  if (api.failures.length > 0) throw new Error(String(api.failures[0]));
});

interface Row {
  readonly period: { readonly start: string; readonly end: string };
  readonly stage: string;
  readonly entered: number;
  readonly converted: number;
  readonly rate: number | null;
  readonly median_days: number | null;
  readonly complete: boolean;
}
interface Move {
  readonly cluster: string;
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly held_days: number | null;
}

const order = ["prospect", "lead", "opportunity", "customer"];
const day = 86_400_000;

/** The second witness: every move of every month, counted here. */
async function moves(): Promise<readonly (Move & { readonly month: string })[]> {
  const found: (Move & { readonly month: string })[] = [];
  for (const month of ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]) {
    const { clusters } = await api.json<{ clusters: Move[] }>(`/api/v1/transitions/moves?in=${month}`);
    found.push(...clusters.map((move) => ({ ...move, month })));
  }
  return found;
}

describe("conversion by the month of entry", () => {
  test.each([
    [90, undefined],
    [45, "customer"],
  ])("within %d days into %s: what the moves say, each number with its list", async (days, into) => {
    const asked = `within-days=${days}${into === undefined ? "" : `&into=${into}`}`;
    const { rows } = await api.json<{ rows: Row[] }>(`/api/v1/conversion?from=2026-01&to=2026-04&${asked}`);
    const place = (stage: string | null) => order.indexOf(stage ?? "");
    let some = 0;
    for (const { period, stage, entered, converted, rate } of rows) {
      const month = period.start.slice(0, 7);
      const entries = new Map<string, number>();
      for (const { cluster, at } of all.filter((move) => move.month === month && move.to === stage))
        entries.set(cluster, Math.min(entries.get(cluster) ?? Infinity, Date.parse(at)));
      const went = [...entries].filter(([cluster, at]) =>
        all.some((move) => {
          const took = Date.parse(move.at) - at;
          const further = into === undefined ? place(move.to) > place(stage) : place(move.to) >= place(into);
          return move.cluster === cluster && took > 0 && took <= days * day && further;
        }),
      );
      expect([stage, month, entered, converted]).toEqual([stage, month, entries.size, went.length]);
      expect(rate).toBe(entered === 0 ? null : converted / entered);
      some += converted;
      if (entered === 0) continue;
      for (const [which, count] of [
        ["entered", entered],
        ["converted", converted],
        ["not", entered - converted],
      ] as const) {
        const list = await api.json<{ count: number; clusters: Move[] }>(
          `/api/v1/conversion/clusters?in=${month}&of-stage=${stage}&which=${which}&${asked}`,
        );
        expect([which, list.count, list.clusters.length]).toEqual([which, count, count]);
        if (which === "converted")
          expect(list.clusters.map(({ cluster }) => cluster)).toEqual(went.map(([c]) => c).toSorted());
      }
    }
    expect(rows.some(({ stage }) => stage === (into === undefined ? "opportunity" : "lead"))).toBe(true);
    expect(rows.some(({ stage }) => stage === "customer")).toBe(false);
    expect(some).toBeGreaterThan(0);
  });

  test("is complete when all of them had all the days", async () => {
    const asked = "/api/v1/conversion?from=2026-01&to=2026-04&now=2026-05-15T12:00:00Z";
    const completeIn = async (days: number) =>
      (await api.json<{ rows: Row[] }>(`${asked}&within-days=${days}`)).rows
        .filter(({ stage, complete }) => stage === "lead" && complete)
        .map(({ period }) => period.start.slice(0, 7));
    expect(await completeIn(0)).toEqual(["2026-01", "2026-02", "2026-03", "2026-04"]);
    expect(await completeIn(30)).toEqual(["2026-01", "2026-02", "2026-03"]);
    expect(await completeIn(90)).toEqual(["2026-01"]);
  });

  test("comes as a file, and refuses what is no stage", async () => {
    const csv = await (await api.ask("/api/v1/conversion?in=2026-02&format=csv")).text();
    expect(csv.split(/\r?\n/)[0]).toBe(
      "period_kind,period_start,period_end,period_complete,stage,days,entered,converted,rate,median_days,complete",
    );
    for (const [address, code] of [
      ["conversion?into=nowhere", "QUERY_UNKNOWN_STAGE"],
      ["conversion?into=none", "QUERY_NO_STAGE"],
      ["conversion/clusters?of-stage=none", "QUERY_NO_STAGE"],
      ["conversion?by=region", "API_UNKNOWN_PARAMETER"],
    ]) {
      const response = await api.ask(`/api/v1/${address}`);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, code]);
    }
    // Nobody goes on at once; more days than there are.
    const none = await api.json<{ rows: Row[] }>("/api/v1/conversion?from=2026-01&to=2026-04&within-days=0");
    expect(none.rows.every(({ converted }) => converted === 0)).toBe(true);
    expect((await api.ask("/api/v1/conversion?within-days=999999999")).status).toBe(200);
  });
});

interface Parts {
  readonly [part: string]: number;
}
interface Explained {
  readonly count: Parts;
  readonly clusters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly groups?: readonly { readonly by: Record<string, string | null>; readonly count: Parts }[];
  readonly warnings?: readonly { readonly code: string }[];
}

describe("an explanation split by attributes", () => {
  const question = "/api/v1/explanation?definition=stage-rate&from=2026-02&to=2026-04";

  test("its groups add up to it, part by part, and are the clusters of each value", async () => {
    const whole = await api.json<Explained>(question);
    expect(whole.groups).toBeUndefined();
    const { groups = [], count, clusters } = await api.json<Explained>(`${question}&by=region`);
    expect(count).toEqual(whole.count);
    const values = new Map<string, string>();
    const table = await api.json<{ clusters: { cluster: string; attributes: Record<string, string> }[] }>(
      "/api/v1/table?in=2026-04&definition=customers",
    );
    for (const { cluster, attributes } of table.clusters) values.set(cluster, attributes["region"] ?? "");
    expect(groups.length).toBeGreaterThan(1);
    for (const part of Object.keys(count))
      expect(groups.reduce((sum, group) => sum + (group.count[part] ?? 0), 0)).toBeCloseTo(count[part] ?? 0, 12);
    for (const { by, count: parts } of groups)
      for (const [part, shares] of Object.entries(clusters)) {
        const own = Object.entries(shares).filter(([cluster]) => (values.get(cluster) ?? "") === (by["region"] ?? ""));
        expect(parts[part]).toBeCloseTo(
          own.reduce((sum, [, share]) => sum + share, 0),
          12,
        );
      }
    const changes = groups.map((group) => Math.abs(group.count["change"] ?? 0));
    expect(changes).toEqual(changes.toSorted((a, b) => b - a));
  });

  test("by what there is not", async () => {
    const response = await api.ask(`${question}&by=regoin`);
    expect([response.status, await response.json()]).toMatchObject([400, { code: "QUERY_UNKNOWN_ATTRIBUTE" }]);
  });
});

describe("an explanation of an earlier number as it was told", () => {
  const asked = "/api/v1/explanation?definition=smac&from=2026-03&to=2026-04";
  interface Told extends Explained {
    readonly told?: { readonly active: number; readonly population: number };
  }

  test("without then there is no part for it", async () => {
    const { told, count } = await api.json<Told>(asked);
    expect([told, count["restated"], count["definition"]]).toEqual([undefined, 0, 0]);
  });

  test("by another definition: what that one says of the period", async () => {
    const { told, count, clusters } = await api.json<Told>(`${asked}&then-definition=smac-three-days`);
    const report = await api.json<{ totals: { active: number; population: number }[] }>(
      "/api/v1/report?definition=smac-three-days&from=2026-03&to=2026-03",
    );
    expect(told).toEqual({ active: report.totals[0]?.active, population: report.totals[0]?.population });
    // In March acme, cobalt and ember were there on three days or more; birch and harbor on two.
    expect([told?.active, count["definition"]]).toEqual([3, 2]);
    const counted = Object.entries(clusters["definition"] ?? {}).filter(([, share]) => share !== 0);
    expect(counted).toEqual([
      ["birch", 1],
      ["harbor", 1],
    ]);
    const now = await api.json<Told>(asked);
    expect(count["change"]).toBe((now.count["change"] ?? 0) + 2);
  });

  test("with what was known then: a row that came later is the part “restated”", async () => {
    const folder = copyOf("saas");
    let clock = Date.parse("2026-05-01T06:00:00Z") * 1000;
    const effects = { ...effectsIn(folder), now: () => clock };
    const project = await shareProject(".", effects);
    const late = await served({ project, now: effects.now }, "saas", false);
    await project.hold(effects.signal, (opened) => opened.import());
    clock += 5 * 86_400_000_000;
    appendFileSync(path.join(folder, "events.csv"), "e900,2026-03-20T10:00:00Z,grove,grove-1,export,reports\n");
    await project.hold(effects.signal, (opened) => opened.import());
    const { told, count, clusters } = await late.json<Told>(`${asked}&then=2026-05-02`);
    const before = await api.json<{ totals: { active: number; population: number }[] }>(
      "/api/v1/report?definition=smac&from=2026-03&to=2026-03",
    );
    expect(told).toEqual({ active: before.totals[0]?.active, population: before.totals[0]?.population });
    expect([count["restated"], clusters["restated"]]).toEqual([1, { grove: 1 }]);
    const never = await late.json<Told & { notes: string[] }>(`${asked}&then=2026-04-02`);
    expect(never.told).toEqual({ active: 0, population: 0 });
    expect(never.notes.join(" ")).toContain("the first import was at 2026-05-01T06:00:00Z");
    await late.close();
  });
});
