import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel } from "../../src/model/load.ts";
import type { ProjectModel } from "../../src/model/project-model.ts";
import type { Ask } from "../../src/project/ask.ts";
import { askClusterTable } from "../../src/project/cluster-table.ts";
import { withCutDays } from "../../src/project/cut-days.ts";
import { mappedInTurns, sortedInTurns } from "../../src/project/in-turns.ts";
import { definitionNamed, kindOf, questionFor } from "../../src/project/named-question.ts";
import type { ClusterTable } from "../../src/query/cluster-table.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { openZone } from "../../src/time/zone.ts";
import { runSmac } from "../run-smac.ts";
import { copyOf, effectsIn, now } from "./served.ts";

let folder: string;
let model: ProjectModel;
let store: Store;
beforeAll(async () => {
  folder = copyOf("saas");
  await runSmac(["import"], { cwd: folder });
  model = loadModel(folder);
  store = await openStore(model, { mode: "read", effects: effectsIn(folder) });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly table: ClusterTable;
  /** Whether only the days that are shown were counted one by one. */
  readonly lately: boolean;
}

async function asked(ask: Ask, byDays: boolean): Promise<Told> {
  const spec = definitionNamed(model, ask);
  const kind = kindOf(model, spec);
  const question = questionFor(model, spec, { ask, kind, clock: Date.parse(now) * 1000 });
  const whole = await withCutDays(store.engine, await store.facts(kind, { asOf: null, now: question.asOf }), question);
  const session = { engine: store.engine, trace: [] };
  const table = await askClusterTable(session, question, byDays ? whole : { ...whole, activeDays: null });
  return { table, lately: session.trace.some(({ sql }: { sql: string }) => sql.includes("smac_lately")) };
}

describe("a table of every cluster", () => {
  const asks: readonly Ask[] = [
    {},
    { definition: "smac", from: "2026-03", to: "2026-03" },
    { definition: "smac-three-days", from: "2026-02", to: "2026-02" },
    { period: "trailing:30d", now: "2026-04-20" },
    { period: "trailing:400d", now: "2026-04-20" },
    { period: "week", now: "2026-03-11T15:00:00Z" },
    { period: "quarter", from: "2026-Q1", to: "2026-Q1", attribution: "split" },
    { period: "day", from: "2026-03-10", to: "2026-03-10" },
    { stageAt: "start", from: "2026-04", to: "2026-04", events: 3 },
    { denominator: "all", from: "2026-02", to: "2026-02" },
    // Now is the beginning of a day, and much lies after it.
    { now: "2026-03-12" },
    { now: "2026-02-01", period: "week" },
    { now: "2026-03-14T23:59:59.999999" },
  ];
  test.each(asks.map((ask) => [JSON.stringify(ask), ask] as const))(
    "%s: the same from the days it shows as from everything",
    async (_, ask) => {
      const [few, all] = [await asked(ask, true), await asked(ask, false)];
      expect(few.table).toEqual(all.table);
      expect(few.table.clusters.length).toBeGreaterThan(0);
      expect([few.lately, all.lately]).toEqual([!/T(?!23:59:59.999999)/.test(ask.now ?? ""), false]);
    },
  );

  test("an activity at the very instant of now is not of the future: then everything is looked at", async () => {
    const first = await store.engine.rows<{ at: number }>(
      "select epoch_us(min(first_at)) as at from active_days where cluster_kind = 'customer'",
    );
    const at = Number(first[0]?.at);
    const facts = await store.facts("customer", { asOf: null, now: at });
    const zone = openZone(model.timezone);
    const cut = zone.dayStart(zone.localDay(at));
    const spec = definitionNamed(model, {});
    const of = (clock: number) => questionFor(model, spec, { ask: {}, kind: "customer", clock });
    expect((await withCutDays(store.engine, facts, of(cut))).activeDays?.cut?.day).toBe(zone.localDay(at));
    expect((await withCutDays(store.engine, facts, of(cut + 1))).activeDays?.cut).toBeUndefined();
    expect((await withCutDays(store.engine, facts, of(cut - 1))).activeDays?.cut?.day).toBe(zone.localDay(at));
    expect((await withCutDays(store.engine, facts, of(cut - 2))).activeDays?.cut).toBeUndefined();
    const midnight = { ...facts, activeDays: null };
    expect((await withCutDays(store.engine, midnight, of(cut))).activeDays).toBeNull();
    const days = facts.activeDays;
    if (days === null || days === undefined) throw new Error("a store keeps active days");
    const moved = {
      sql: `select * replace (make_timestamp(${cut}) as first_at) from (${days.relation.sql})`,
      params: days.relation.params,
    };
    const there = { ...facts, activeDays: { ...days, relation: moved } };
    expect((await withCutDays(store.engine, there, of(cut))).activeDays?.cut).toBeUndefined();
  });
});

test("what is done in turns is what is done at once, equals in their order", async () => {
  const all = Array.from({ length: 5003 }, (_, index) => ({ key: (index * 7919) % 97, index }));
  const compare = (a: { key: number }, b: { key: number }) => a.key - b.key;
  expect(await sortedInTurns(all, compare)).toEqual(all.toSorted(compare));
  expect(await sortedInTurns([], compare)).toEqual([]);
  expect(await mappedInTurns(all, ({ key }, index) => key + index)).toEqual(all.map(({ key }, index) => key + index));
});
