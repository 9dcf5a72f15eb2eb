import { describe, expect, test } from "vitest";
import { type CaseFiles, caseFolder, clustersOf, explanationOf, reportOf, rowOf } from "./case-folder.ts";

const stagesOf = (...lines: string[]): CaseFiles => ({
  "stages.csv": [
    "cluster,stage,from",
    ...lines
      .map((line) => line.replace("-", "").split(" "))
      .map(([cluster, stage, from]) => `${cluster},${stage},2026-${insertDash(from!)}`),
  ],
});

/** `x lead 0101`: the day of a stage row, as month and day. */
function insertDash(day: string): string {
  return `${day.slice(0, 2)}-${day.slice(2)}`;
}

/** Activities at noon UTC of a day of 2026: `x 0105`. */
const actsOf = (...lines: string[]): CaseFiles => ({
  "acts.csv": [
    "who,at",
    ...lines.map((line) => line.split(" ")).map(([who, day]) => `${who},2026-${insertDash(day!)}T12:00:00Z`),
  ],
});

const acts = ["acts.csv", "--at", "at"];
const byCluster = [...acts, "--cluster", "who"];
const staged = [...byCluster, "--stages", "stages.csv", "--stage-order", "lead,customer"];
const january = ["--from", "2026-01", "--to", "2026-01"];
const february = ["--from", "2026-02", "--to", "2026-02"];

describe("the worked examples of the spec, through the command line", () => {
  test("a lead that becomes a customer and stays active is retained, in the customer row", async () => {
    const folder = caseFolder({ ...actsOf("x 0105", "x 0210"), ...stagesOf("x lead 0101", "x customer 0203") });
    const report = await reportOf(folder, [...staged, ...february]);
    expect(report.definition.name).toBe("stage-rate");
    expect(rowOf(report, "lead")).toMatchObject({ active: 0, population: 0, rate: null });
    expect(rowOf(report, "customer")).toMatchObject({
      active: 1,
      population: 1,
      rate: 1,
      new: 0,
      retained: 1,
      resurrected: 0,
      dormant: 0,
    });
  });

  test("activity before the first stage counts as activity before", async () => {
    const folder = caseFolder({ ...actsOf("x 0105", "x 0210"), ...stagesOf("x lead 0203") });
    expect(rowOf(await reportOf(folder, [...staged, ...february]), "lead")).toMatchObject({
      active: 1,
      population: 1,
      rate: 1,
      new: 0,
      retained: 1,
    });
  });

  test("who fell silent is dormant in the stage it holds now; who left is left", async () => {
    const folder = caseFolder({
      ...actsOf("x 0105", "y 0105"),
      ...stagesOf("x lead 0101", "x customer 0203", "y lead 0101", "y - 0210"),
    });
    const report = await reportOf(folder, [...staged, ...february]);
    expect(rowOf(report, "lead")).toMatchObject({ active: 0, population: 0, dormant: 0 });
    expect(rowOf(report, "customer")).toMatchObject({ active: 0, population: 1, rate: 0, dormant: 1 });
    expect(report.totals).toMatchObject([{ active: 0, population: 1, dormant: 1, left: 1 }]);
  });

  test("totals: the clusters in any stage, or all that exist", async () => {
    const folder = caseFolder({ ...actsOf("x 0105", "u 0106"), ...stagesOf("x lead 0101", "y lead 0101") });
    const byStage = await reportOf(folder, [...staged, ...january]);
    expect(byStage.totals).toMatchObject([{ active: 1, population: 2, rate: 0.5 }]);
    expect(byStage.unattributed).toEqual({ activities: 0, clusters_without_stage: 1 });
    const all = await reportOf(folder, [...staged, ...january, "--denominator", "all"]);
    expect(all.totals).toMatchObject([{ active: 2, population: 3 }]);
    expect(all.totals[0]!.rate).toBeCloseTo(2 / 3, 12);
    expect(all.unattributed.clusters_without_stage).toBe(1);
  });

  test("--stage-at activity counts what happened in the stage, any counts all of it", async () => {
    const folder = caseFolder({
      ...actsOf("x 0105", "x 0120", "x 0125"),
      ...stagesOf("x lead 0101", "x customer 0110"),
    });
    const two = [...staged, ...january, "--events", "2", "--stage-at"];
    const during = await reportOf(folder, [...two, "activity"]);
    expect([rowOf(during, "lead"), rowOf(during, "customer")]).toMatchObject([
      { active: 0, population: 1 },
      { active: 1, population: 1 },
    ]);
    const any = await reportOf(folder, [...two, "any"]);
    expect([rowOf(any, "lead"), rowOf(any, "customer")]).toMatchObject([
      { active: 1, population: 1 },
      { active: 1, population: 1 },
    ]);
  });

  test("--stage-at time-weighted: half of April a lead is half a lead", async () => {
    const folder = caseFolder({ ...actsOf("x 0405"), ...stagesOf("x lead 0401", "x customer 0416", "y lead 0401") });
    const report = await reportOf(folder, [
      ...staged,
      "--from",
      "2026-04",
      "--to",
      "2026-04",
      "--stage-at",
      "time-weighted",
    ]);
    expect(rowOf(report, "lead")).toMatchObject({ active: 0.5, population: 1.5 });
    expect(rowOf(report, "lead").rate).toBeCloseTo(1 / 3, 12);
    expect(rowOf(report, "customer")).toMatchObject({ active: 0.5, population: 0.5, rate: 1 });
  });

  test.each([
    ["50%", 1],
    ["51%", 0],
  ])("--members %s of a team of four of whom two act: %d", async (share, active) => {
    const members = ["member,cluster,valid_from,valid_to", "a,t,,", "b,t,,2026-01-10", "c,t,,", "d,t,,2026-01-02"];
    const folder = caseFolder({ ...actsOf("a 0105", "b 0105"), "members.csv": members });
    const report = await reportOf(folder, [
      ...acts,
      "--member",
      "who",
      "--memberships",
      "members.csv",
      ...january,
      "--members",
      share,
    ]);
    expect(rowOf(report, null)).toMatchObject({ active, population: null, rate: null });
  });

  test("trailing: new where a span begins, dormant the day after it ends, resurrected where the next begins", async () => {
    const folder = caseFolder(actsOf("x 0105", "x 0115"));
    const { rows } = await reportOf(folder, [...byCluster, "--period", "trailing:7d"]);
    expect(rows.map((row) => row.active)).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1]);
    expect(rows[0]).toMatchObject({
      new: 1,
      retained: 0,
      resurrected: 0,
      dormant: 0,
      period: { kind: "trailing:7d", start: "2025-12-30", end: "2026-01-06" },
    });
    expect(rows[7]).toMatchObject({ dormant: 1, period: { end: "2026-01-13" } });
    expect(rows[10]).toMatchObject({ new: 0, retained: 0, resurrected: 1, period: { end: "2026-01-16" } });
    expect(rows.map((row) => row.dormant)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  });

  test.each([
    ["all", 2, ["a", "b"]],
    ["primary", 1, ["b"]],
    ["split", 0, []],
  ])("--attribution %s of a member of two clusters: %d", async (rule, active, clusters) => {
    const members = ["member,cluster,valid_from,valid_to", "m,a,2026-01-01,", "m,b,2026-01-03,"];
    const folder = caseFolder({ ...actsOf("m 0105"), "members.csv": members });
    const args = [...acts, "--member", "who", "--memberships", "members.csv", ...january, "--attribution", rule];
    expect(rowOf(await reportOf(folder, args), null).active).toBe(active);
    const list = await clustersOf(folder, args);
    expect(list.count).toBe(active);
    expect(list.clusters.map((each) => each.cluster).sort()).toEqual(clusters);
  });

  test("without a range the empty month between two active ones is printed", async () => {
    const { rows } = await reportOf(caseFolder(actsOf("x 0105", "x 0305")), byCluster);
    expect(rows.map((row) => [row.period.start, row.active])).toEqual([
      ["2026-01-01", 1],
      ["2026-02-01", 0],
      ["2026-03-01", 1],
    ]);
  });

  test("nothing after now is used, neither activity nor move", async () => {
    const folder = caseFolder({ ...actsOf("y 0115"), ...stagesOf("x lead 0101", "x customer 0120", "y lead 0101") });
    const report = await reportOf(folder, [...staged, ...january, "--now", "2026-01-10"]);
    expect(rowOf(report, "lead")).toMatchObject({ active: 0, population: 2, rate: 0, period: { complete: false } });
    expect(report.rows.filter((row) => row.stage === "customer" && row.population !== 0)).toEqual([]);
  });
});

describe("the example of the change, explained", () => {
  const files = {
    ...actsOf("a 0105", "b 0105", "c 0105", "a 0205", "c 0205", "e 0205"),
    ...stagesOf(
      "a lead 0101",
      "b lead 0101",
      "c customer 0101",
      "d customer 0101",
      "a customer 0201",
      "d - 0201",
      "e lead 0201",
    ),
  };
  const between = ["--from", "2026-01", "--to", "2026-02"];

  test("the parts of the count and of the rate", async () => {
    const { count, rate } = await explanationOf(caseFolder(files), [...staged, ...between]);
    expect(count).toEqual({ behaviour: -1.5, mix: 0.5, entry: 1, exit: 0, restated: 0, definition: 0, change: 0 });
    const expected = {
      behaviour: -1 / 2,
      mix: 1 / 6,
      entry: 1 / 12,
      exit: 1 / 4,
      restated: 0,
      definition: 0,
      change: 0,
    };
    for (const [part, share] of Object.entries(expected))
      expect(rate![part as keyof typeof expected]).toBeCloseTo(share, 12);
  });

  test("each part opens into its clusters, whose shares add up to it", async () => {
    // Of a, b and c, who are there in both: r̄(lead) = (1 + 0) / 2, r̄(customer) = (1 + 1) / 2. a moves up, b falls silent.
    const { count, clusters } = await explanationOf(caseFolder(files), [...staged, ...between]);
    expect(clusters["entry"]).toEqual({ e: 1 });
    expect(clusters["behaviour"]).toMatchObject({ a: -0.5, b: -1 });
    expect(clusters["mix"]).toMatchObject({ a: 0.5 });
    for (const part of ["behaviour", "mix", "entry", "exit"] as const) {
      expect(Object.values(clusters[part] ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(count[part], 12);
    }
  });

  test("the numbers it starts from are those of the report", async () => {
    const { totals } = await reportOf(caseFolder(files), [...staged, ...between]);
    expect(totals).toMatchObject([
      { active: 3, population: 4, rate: 0.75 },
      { active: 3, population: 4, rate: 0.75 },
    ]);
  });
});

describe("the list behind a number", () => {
  const files = {
    "acts.csv": ["who,plan,at", "x,gold,2026-01-05", "y,gold,2026-01-05", "z,iron,2026-01-05", "w,,2026-01-05"],
    ...stagesOf("x lead 0101", "y customer 0101", "z lead 0101", "w lead 0101"),
  };
  const args = [...staged, "--by", "plan"];

  test("of one stage and one combination of attribute values", async () => {
    const folder = caseFolder(files);
    const { rows } = await reportOf(folder, args);
    for (const row of rows) {
      const values = `plan=${row.by["plan"] ?? ""}`;
      const list = await clustersOf(folder, [...args, "--in", "2026-01", "--of-stage", row.stage!, "--of", values]);
      expect([row.stage, values, list.count, list.clusters.length]).toEqual([
        row.stage,
        values,
        row.active,
        row.active,
      ]);
    }
    expect(rows).toHaveLength(6);
  });

  test("of one stage, whatever the attribute values, holds nobody of another stage", async () => {
    const list = await clustersOf(caseFolder(files), [...args, "--in", "2026-01", "--of-stage", "lead"]);
    expect(list.clusters.map((each) => each.cluster)).toEqual(["w", "x", "z"]);
  });

  test("of a value with a comma in it", async () => {
    const folder = caseFolder({ "acts.csv": ["who,plan,at", 'x,"gold, old",2026-01-05'] });
    const list = await clustersOf(folder, [...byCluster, "--by", "plan", "--in", "2026-01", "--of", "plan=gold, old"]);
    expect(list.clusters.map((each) => each.cluster)).toEqual(["x"]);
  });
});
