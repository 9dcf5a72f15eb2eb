import { describe, expect, test } from "vitest";
import { presets } from "../src/model/presets.ts";
import { caseFolder, reportOf, rowOf } from "./case-folder.ts";

/** `prefix1`, `prefix2` … as many as asked. */
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);

const january = ["--from", "2026-01", "--to", "2026-01"];
const at = ["--at", "at"];

describe("the ten presets, each with the worked number of its publication", () => {
  test("there are ten", () => {
    expect(Object.keys(presets)).toHaveLength(10);
  });

  test("customers: 100 subscribed, 50 used the product: 50", async () => {
    const folder = caseFolder({
      "uses.csv": ["customer,at", ...named("c", 50).flatMap((who) => [`${who},2026-01-05`, `${who},2026-01-20`])],
      "subscribed.csv": [
        "member,cluster,valid_from,valid_to",
        ...named("c", 100).map((who) => `${who},${who},2026-01-01,`),
      ],
    });
    const report = await reportOf(folder, [
      "uses.csv",
      ...at,
      "--cluster",
      "customer",
      "--memberships",
      "subscribed.csv",
      "--definition",
      "customers",
      ...january,
    ]);
    expect(report.rows).toMatchObject([
      {
        stage: null,
        product: null,
        by: {},
        active: 50,
        population: null,
        rate: null,
        new: 50,
        retained: 0,
        resurrected: 0,
      },
    ]);
  });

  test("clusters: 10 users of one department: 1, and a row for each product", async () => {
    const uses = named("u", 10).map(
      (user, i) => `${user},sales,${i < 4 ? "mail" : "chat"},2026-01-${String(i + 1).padStart(2, "0")}`,
    );
    const folder = caseFolder({ "uses.csv": ["user,department,service,at", ...uses, "u11,support,chat,2026-01-05"] });
    const { rows } = await reportOf(folder, [
      "uses.csv",
      ...at,
      "--cluster",
      "department",
      "--member",
      "user",
      "--product",
      "service",
      "--definition",
      "clusters",
      ...january,
    ]);
    expect(rows.map((row) => [row.product, row.active, row.population])).toEqual([
      [null, 2, null],
      ["chat", 2, null],
      ["mail", 1, null],
    ]);
  });

  test("stage-rate: opportunity, 80 of 100 engaged: 80 %", async () => {
    const folder = caseFolder({
      "calls.csv": ["account,at", ...named("o", 80).map((who) => `${who},2026-01-05`), "lead1,2026-01-06"],
      "stages.csv": [
        "cluster,stage,from",
        ...named("o", 100).map((who) => `${who},opportunity,2025-12-01`),
        "lead1,lead,2025-12-01",
        "lead2,lead,2025-12-01",
      ],
    });
    const report = await reportOf(folder, [
      "calls.csv",
      ...at,
      "--cluster",
      "account",
      "--stages",
      "stages.csv",
      "--definition",
      "stage-rate",
      ...january,
    ]);
    expect(report.rows.map((row) => row.stage)).toEqual(["lead", "opportunity"]);
    expect(rowOf(report, "opportunity")).toMatchObject({ active: 80, population: 100, rate: 0.8 });
    expect(rowOf(report, "lead")).toMatchObject({ active: 1, population: 2, rate: 0.5 });
    expect(report.totals).toMatchObject([{ active: 81, population: 102, rate: 81 / 102 }]);
  });

  test("active-share: 500 of 1,000 groups: 50 %", async () => {
    const folder = caseFolder({
      "uses.csv": ["user,at", ...named("", 500).map((n) => `u${n},2026-01-05`)],
      "teams.csv": ["member,cluster,valid_from,valid_to", ...named("", 1000).map((n) => `u${n},team${n},,`)],
    });
    const { rows } = await reportOf(folder, [
      "uses.csv",
      ...at,
      "--member",
      "user",
      "--memberships",
      "teams.csv",
      "--definition",
      "active-share",
      ...january,
    ]);
    expect(rows).toMatchObject([{ active: 500, population: 1000, rate: 0.5 }]);
  });

  test("segment: combinations of attributes that have an active customer", async () => {
    const folder = caseFolder({
      "uses.csv": ["customer,at", "a,2026-01-05", "b,2026-01-06", "c,2026-01-07", "d,2026-01-08"],
      // a and b share EMEA gold; c is EMEA silver; d is APAC gold until it moves in January; e is quiet.
      "facts.csv": [
        "cluster,from,region,plan",
        "a,2025-01-01,EMEA,gold",
        "b,2025-01-01,EMEA,gold",
        "c,2025-01-01,EMEA,silver",
        "d,2025-01-01,APAC,gold",
        "d,2026-01-20,EMEA,",
        "e,2025-01-01,LATAM,gold",
      ],
    });
    const args = [
      "uses.csv",
      ...at,
      "--cluster",
      "customer",
      "--attributes",
      "facts.csv",
      "--by",
      "region,plan",
      "--definition",
      "segment",
      ...january,
    ];
    expect((await reportOf(folder, args)).rows).toMatchObject([{ by: {}, active: 2, population: null }]);
  });

  test("customer-share: engaged customers of all customers of the month", async () => {
    const folder = caseFolder({
      "uses.csv": ["customer,at", "a,2026-01-05", "b,2026-01-06", "c,2026-02-07", "a,2026-02-08"],
    });
    const { rows } = await reportOf(folder, [
      "uses.csv",
      ...at,
      "--cluster",
      "customer",
      "--definition",
      "customer-share",
    ]);
    expect(rows).toMatchObject([
      { active: 2, population: 2, rate: 1 },
      { active: 2, population: 3, rate: 2 / 3, new: 1, retained: 1, dormant: 1 },
    ]);
  });

  test("monthly-mean: 100 and 150: 125", async () => {
    const uses = [
      ...named("c", 100).map((who) => `${who},2026-01-05`),
      ...named("c", 150).map((who) => `${who},2026-02-05`),
    ];
    const folder = caseFolder({ "uses.csv": ["customer,at", ...uses] });
    const { rows } = await reportOf(folder, [
      "uses.csv",
      ...at,
      "--cluster",
      "customer",
      "--definition",
      "monthly-mean",
    ]);
    expect(rows).toMatchObject([
      {
        active: 125,
        population: null,
        new: null,
        period: { kind: "range:month", start: "2026-01-01", end: "2026-03-01", complete: true },
      },
    ]);
  });

  test("stage-users: users active while in a stage, one series a stage", async () => {
    const folder = caseFolder({
      // u acts as trial on the 5th and as paying on the 20th, v as paying only, w has no stage of its own and none of its account.
      "uses.csv": [
        "user,account,at",
        "u,acme,2026-01-05",
        "u,acme,2026-01-20",
        "v,acme,2026-01-21",
        "w,other,2026-01-06",
      ],
      "stages.csv": ["cluster,stage,from", "u,trial,2026-01-01", "u,paying,2026-01-10", "v,paying,2026-01-01"],
    });
    const args = [
      "uses.csv",
      ...at,
      "--cluster",
      "account",
      "--member",
      "user",
      "--stages",
      "stages.csv",
      "--stage-order",
      "trial,paying",
      "--definition",
      "stage-users",
      ...january,
    ];
    const report = await reportOf(folder, args);
    expect(report.rows.map((row) => [row.stage, row.active])).toEqual([
      ["trial", 1],
      ["paying", 2],
    ]);
    expect(report.totals).toMatchObject([{ active: 2 }]);
    expect(report.unattributed.clusters_without_stage).toBe(1);
  });

  test("project-stages: stages that hold a project in progress, without any activity", async () => {
    const stages = [
      "cluster,stage,from",
      "a,design,2026-01-01",
      "b,build,2026-01-05",
      "a,build,2026-02-01",
      "b,,2026-02-02",
    ];
    const folder = caseFolder({ "stages.csv": stages });
    const { rows } = await reportOf(folder, [
      "--stages",
      "stages.csv",
      "--definition",
      "project-stages",
      "--from",
      "2026-01",
      "--to",
      "2026-02",
    ]);
    expect(rows.map((row) => [row.period.start, row.stage, row.active])).toEqual([
      ["2026-01-01", null, 2],
      ["2026-02-01", null, 1],
    ]);
  });

  test("interaction-groups: groups of users who interacted, two or more", async () => {
    const mails = [
      "from_user,to_user,at",
      "a,b,2026-01-05",
      "b,c,2026-01-06",
      "d,d,2026-01-06",
      "e,f,2026-01-07",
      "g,,2026-01-08",
      "a,e,2026-02-01",
    ];
    const folder = caseFolder({ "mails.csv": mails });
    const { rows } = await reportOf(folder, [
      "mails.csv",
      ...at,
      "--member",
      "from_user",
      "--with",
      "to_user",
      "--definition",
      "interaction-groups",
    ]);
    expect(rows).toMatchObject([{ active: 2, population: null, rate: null, new: null, dormant: null }, { active: 1 }]);
  });

  test("without a definition: stage-rate with stages, else customers", async () => {
    const folder = caseFolder({
      "uses.csv": ["customer,at", "a,2026-01-05"],
      "stages.csv": ["cluster,stage,from", "a,lead,2026-01-01"],
    });
    const asked = async (...more: string[]) =>
      (await reportOf(folder, ["uses.csv", ...at, "--cluster", "customer", ...more])).definition.name;
    expect([await asked(), await asked("--stages", "stages.csv")]).toEqual(["customers", "stage-rate"]);
  });
});
