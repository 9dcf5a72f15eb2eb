import { describe, expect, test } from "vitest";
import { oracleReport, type OracleReport } from "./oracle.ts";
import { acts, asked, day, joins, noon, stages, states, told } from "./oracle-example.ts";
import { changeOfCount, oracleExplain, partsAsNumbers } from "./oracle-explain.ts";
import { fraction } from "./oracle-fraction.ts";
import { oracleInteractionGroups, oracleList } from "./oracle-list.ts";

const january = { from: "2026-01", to: "2026-01" };
const february = { from: "2026-02", to: "2026-02" };
const noStages = { definition: "customers", stages: false, denominator: "none" } as const;

function row(report: OracleReport, stage: string | null) {
  const found = report.rows.filter((r) => r.stage === stage && r.product === null);
  expect(found).toHaveLength(1);
  return found[0];
}

describe("the worked examples of spec section 11", () => {
  test("a lead that becomes a customer and stays active is retained, in the customer row", () => {
    const history = told({
      activities: acts("x 01-05", "x 02-10"),
      stages: stages("x lead 01-01", "x customer 02-03"),
    });
    const report = oracleReport(history, asked(february));
    expect(row(report, "lead")).toMatchObject({ active: 0, population: 0, rate: null });
    expect(row(report, "customer")).toMatchObject({
      active: 1,
      population: 1,
      rate: 1,
      new: 0,
      retained: 1,
      resurrected: 0,
      dormant: 0,
    });
  });

  test("activity before the first stage counts as activity before", () => {
    const history = told({ activities: acts("x 01-05", "x 02-10"), stages: stages("x lead 02-03") });
    expect(row(oracleReport(history, asked(february)), "lead")).toMatchObject({
      active: 1,
      population: 1,
      retained: 1,
      new: 0,
    });
  });

  test("who fell silent is dormant in the stage it holds now; who left is left", () => {
    const history = told({
      activities: acts("x 01-05", "y 01-05"),
      stages: stages("x lead 01-01", "x customer 02-03", "y lead 01-01", "y - 02-10"),
    });
    const report = oracleReport(history, asked(february));
    expect(row(report, "lead")).toMatchObject({ active: 0, population: 0 });
    expect(row(report, "customer")).toMatchObject({ active: 0, population: 1, dormant: 1 });
    expect(report.totals[0]).toMatchObject({ left: 1, dormant: 1 });
  });

  test("totals: clusters in any stage, or all that exist", () => {
    const history = told({ activities: acts("x 01-05", "u 01-06"), stages: stages("x lead 01-01", "y lead 01-01") });
    const byStage = oracleReport(history, asked(january));
    expect(byStage.totals[0]).toMatchObject({ active: 1, population: 2 });
    expect(byStage.unattributed).toEqual({ activities: 0, clusters_without_stage: 1 });
    expect(oracleReport(history, asked({ ...january, denominator: "all" })).totals[0]).toMatchObject({
      active: 2,
      population: 3,
    });
  });

  test("stage.at activity counts what happened in the stage, any does not", () => {
    const history = told({
      activities: acts("x 01-05", "x 01-20", "x 01-25"),
      stages: stages("x lead 01-01", "x customer 01-10"),
    });
    const threshold = { events: 2, days: 1, members: null };
    const during = oracleReport(history, asked({ ...january, threshold, stageAt: "activity" }));
    expect(row(during, "lead")).toMatchObject({ active: 0, population: 1 });
    expect(row(during, "customer")).toMatchObject({ active: 1, population: 1 });
    const any = oracleReport(history, asked({ ...january, threshold, stageAt: "any" }));
    expect([row(any, "lead"), row(any, "customer")]).toMatchObject([
      { active: 1, population: 1 },
      { active: 1, population: 1 },
    ]);
  });

  test("time-weighted shares the month", () => {
    const history = told({
      activities: acts("x 04-05"),
      stages: stages("x lead 04-01", "x customer 04-16", "y lead 04-01"),
    });
    const report = oracleReport(history, asked({ from: "2026-04", to: "2026-04", stageAt: "time-weighted" }));
    expect(row(report, "lead")).toMatchObject({ active: 0.5, population: 1.5 });
    expect(row(report, "customer")).toMatchObject({ active: 0.5, population: 0.5 });
  });

  test("a share of the members is compared exactly", () => {
    const memberships = joins("a t - -", "b t - 01-10", "c t - -", "d t - 01-02");
    const history = told({ activities: acts("/a 01-05", "/b 01-05"), memberships });
    const answer = (numerator: number) =>
      oracleReport(
        history,
        asked({
          ...noStages,
          ...january,
          threshold: { events: 1, days: 1, members: { kind: "share", numerator, denominator: 100 } },
        }),
      ).rows[0]!.active;
    expect([answer(50), answer(51)]).toEqual([1, 0]);
  });

  test("trailing: new where a span begins, dormant the day after it ends, resurrected where the next begins", () => {
    const history = told({ activities: acts("x 01-05", "x 01-15") });
    const report = oracleReport(
      history,
      asked({ ...noStages, period: { kind: "trailing", days: 7 }, from: "2026-01-05", to: "2026-01-15" }),
    );
    expect(report.rows).toHaveLength(11);
    const on = (date: number) => report.rows[date - 5];
    expect(on(5)).toMatchObject({ active: 1, new: 1, dormant: 0, period: { start: "2025-12-30", end: "2026-01-06" } });
    expect(on(6)).toMatchObject({ active: 1, retained: 1 });
    expect(on(12)).toMatchObject({ active: 0, dormant: 1 });
    expect(on(13)).toMatchObject({ active: 0, dormant: 0 });
    expect(on(15)).toMatchObject({ active: 1, resurrected: 1 });
  });

  test("attribution all, primary and split", () => {
    const history = told({ activities: acts("/m 01-05"), memberships: joins("m a 01-01 -", "m b 01-03 -") });
    const answer = (attribution: "all" | "primary" | "split") =>
      oracleReport(history, asked({ ...noStages, ...january, attribution })).rows[0]!.active;
    expect([answer("all"), answer("primary"), answer("split")]).toEqual([2, 1, 0]);
    const primary = oracleList(history, asked({ ...noStages, ...january, attribution: "primary" }), {
      period: 0,
      stage: null,
      product: null,
      status: "active",
    });
    expect([...primary.keys()]).toEqual(["b"]);
  });

  test("without a range the empty months between are printed", () => {
    const report = oracleReport(told({ activities: acts("x 01-05", "x 03-05") }), asked(noStages));
    expect(report.rows.map((r) => r.active)).toEqual([1, 0, 1]);
  });

  test("nothing after now is used", () => {
    const history = told({
      activities: acts("y 01-15"),
      stages: stages("x lead 01-01", "x customer 01-20", "y lead 01-01"),
    });
    const report = oracleReport(history, asked({ ...january, now: day("01-10") }));
    expect(row(report, "lead")).toMatchObject({ active: 0, population: 2, period: { complete: false } });
  });
});

describe("the presets of spec section 8", () => {
  test("clusters: ten users of one department are 1, and one row a product", () => {
    const activities = acts(...Array.from({ length: 10 }, (_, i) => `dep/u${i} 01-05`)).map((a, i) => ({
      ...a,
      product: i < 4 ? "mail" : null,
    }));
    const report = oracleReport(
      told({ activities }),
      asked({ ...noStages, ...january, definition: "clusters", products: true }),
    );
    expect(report.rows.map((r) => [r.product, r.active])).toEqual([
      [null, 1],
      ["mail", 1],
    ]);
  });

  test("monthly-mean: 1 and 2 customers are 1.5", () => {
    const history = told({ activities: acts("x 01-05", "x 02-05", "y 02-06") });
    const report = oracleReport(history, asked({ ...noStages, definition: "monthly-mean", over: "mean" }));
    expect(report.rows).toMatchObject([
      {
        active: 1.5,
        population: null,
        new: null,
        period: { kind: "range:month", start: "2026-01-01", end: "2026-03-01" },
      },
    ]);
  });

  test("segment: combinations of attribute values that have an active customer, no value being one of them", () => {
    const activities = acts("x 01-05", "y 01-05", "z 02-05", "w 01-06");
    const attributes = states("x region EMEA", "y region EMEA 01-01", "z region APAC 01-01");
    const question = asked({ ...noStages, definition: "segment", by: ["region"], from: "2026-01", to: "2026-02" });
    const report = oracleReport(told({ activities, attributes }), question);
    expect(report.rows).toMatchObject([
      { by: {}, active: 2, new: 2 },
      { by: {}, active: 1, new: 1, dormant: 2 },
    ]);
  });

  test("customer-share: of all customers that exist", () => {
    const history = told({ activities: acts("x 01-05", "y 02-05") });
    const report = oracleReport(history, asked({ ...noStages, definition: "customer-share", denominator: "all" }));
    expect(report.rows).toMatchObject([
      { active: 1, population: 1, rate: 1 },
      { active: 1, population: 2, rate: 0.5, dormant: 1 },
    ]);
  });

  test("stage-users: the member's own stage, else that of the cluster it acted for", () => {
    const history = told({
      activities: acts("x/m 01-05", "x/n 01-20", "y/o 01-06"),
      stages: stages("x lead 01-01", "x customer 01-10", "m prospect 01-01"),
    });
    const report = oracleReport(
      history,
      asked({ ...january, definition: "stage-users", stageAt: "activity", denominator: "none" }),
    );
    expect(report.rows.map((r) => [r.stage, r.active])).toEqual([
      ["prospect", 1],
      ["lead", 0],
      ["customer", 1],
    ]);
    expect(report.totals).toMatchObject([{ active: 2, population: null }]);
    expect(report.unattributed.clusters_without_stage).toBe(1);
  });

  test("project-stages: stages with a project in progress", () => {
    const history = told({ stages: stages("a design 01-01", "b build 01-05", "a build 02-01", "b - 02-02") });
    const report = oracleReport(
      history,
      asked({ definition: "project-stages", denominator: "none", from: "2026-01", to: "2026-02" }),
    );
    expect(report.rows).toMatchObject([
      { stage: null, active: 2, new: 2 },
      { active: 1, retained: 1, dormant: 1 },
    ]);
  });

  test("interaction-groups: components of two or more", () => {
    const activities = [
      ["a", "b"],
      ["b", "c"],
      ["d", "d"],
      ["e", "f"],
      ["g", null],
    ].map(([member, other]) => ({ ...acts(`/${member} 01-05`)[0]!, other: other ?? null }));
    const question = asked({ ...noStages, ...january, definition: "interaction-groups" });
    const history = told({ activities });
    expect(oracleReport(history, question).rows).toMatchObject([{ active: 2, population: null, new: null }]);
    expect(oracleInteractionGroups(history, question)[0]!.groups).toEqual([
      ["a", "b", "c"],
      ["e", "f"],
    ]);
  });
});

describe("the example of spec section 6", () => {
  const history = told({
    activities: acts("a 01-05", "b 01-05", "c 01-05", "a 02-05", "c 02-05", "e 02-05"),
    stages: stages(
      "a lead 01-01",
      "b lead 01-01",
      "c customer 01-01",
      "d customer 01-01",
      "a customer 02-01",
      "d - 02-01",
      "e lead 02-01",
    ),
  });
  const change = oracleExplain(history, asked(), ["2026-01", "2026-02"]);

  test("parts of the count", () => {
    expect(partsAsNumbers(change.count)).toEqual({
      behaviour: -1.5,
      mix: 0.5,
      entry: 1,
      exit: 0,
      restated: 0,
      definition: 0,
      change: 0,
    });
    expect(changeOfCount(history, asked(), ["2026-01", "2026-02"])).toEqual(fraction(0));
  });

  test("parts of the rate", () => {
    const { behaviour, mix, entry, exit } = change.rate!;
    expect([behaviour, mix, entry, exit, change.rate!.change]).toEqual([
      fraction(-1, 2),
      fraction(1, 6),
      fraction(1, 12),
      fraction(1, 4),
      fraction(0),
    ]);
  });

  test("an incomplete later period cuts the earlier one at the same day and time", () => {
    const cut = oracleExplain(history, asked({ now: noon("02-04") }), ["2026-01", "2026-02"]);
    expect(partsAsNumbers(cut.count).change).toBe(0);
    const later = oracleExplain(history, asked({ now: noon("02-05") }), ["2026-01", "2026-02"]);
    expect(partsAsNumbers(later.count)).toMatchObject({ change: 0, behaviour: -1.5, entry: 1 });
  });

  test("what was restated since is told apart", () => {
    const late = {
      ...history,
      activities: history.activities.map((a) => (a.cluster === "b" ? { ...a, learned: day("06-01") } : a)),
    };
    const told = oracleExplain(late, asked(), ["2026-01", "2026-02"], asked({ asOf: day("03-01") }));
    expect(partsAsNumbers(told.count)).toMatchObject({ restated: 1, definition: 0, change: 1 });
    expect(told.rate!.restated).toEqual(fraction(1, 4));
  });
});
