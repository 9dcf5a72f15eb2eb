import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CellList } from "../src/query/cell-list.ts";
import type { Retention } from "../src/query/retention.ts";
import type { Transitions } from "../src/query/transitions.ts";
import { answerOf, caseFolder, clustersOf, reportOf, rowOf } from "./case-folder.ts";

const data = join(import.meta.dirname, "../../shared/data");
const missing = (file: string) => !existsSync(join(data, file));
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

describe.skipIf(missing("cdnow/CDNOW.txt"))("the CDNOW purchases of ../shared/data", () => {
  const command = [
    "cdnow/CDNOW.txt",
    "--columns",
    "customer,date,quantity,amount",
    "--cluster",
    "customer",
    "--at",
    "date",
    "--date-format",
    "%Y%m%d",
  ];

  test("customers who bought, by month, and those who bought first", async () => {
    const { rows, unattributed } = await reportOf(data, [...command, "--definition", "customers"]);
    expect(rows.map((row) => row.period.start)).toEqual([...months(1997, 1, 12), ...months(1998, 1, 6)]);
    expect(rows.map((row) => row.active)).toEqual([
      7846, 9633, 9524, 2822, 2214, 2339, 2180, 1772, 1739, 1839, 2028, 1864, 1537, 1551, 2060, 1437, 1488, 1506,
    ]);
    expect(rows.map((row) => row.new)).toEqual([7846, 8476, 7248, ...Array.from({ length: 15 }, () => 0)]);
    expect(unattributed.activities).toBe(0);
  });

  test("cohorts of first buyers, whose customers of each month add up to all that bought", async () => {
    const args = ["retention", ...command, "--definition", "customers"];
    const { totals } = (await answerOf(data, args)) as Retention;
    expect(totals.map(({ size }) => size)).toEqual([7846, 8476, 7248, ...Array.from({ length: 15 }, () => 0)]);
    const bought = totals.map((_, month) => sum(totals.map(({ ages }, cohort) => ages[month - cohort]?.kept ?? 0)));
    expect(bought).toEqual([
      7846, 9633, 9524, 2822, 2214, 2339, 2180, 1772, 1739, 1839, 2028, 1864, 1537, 1551, 2060, 1437, 1488, 1506,
    ]);
    const list = (await answerOf(data, [...args, "--cohort", "1997-02", "--age", "1"])) as CellList;
    expect([list.count, list.clusters.length]).toEqual([totals[1]!.ages[1]!.kept, list.count]);
  });

  test("every purchase of every customer is there", async () => {
    const { rows } = await reportOf(data, [...command, "--definition", "customers", "--over", "distinct"]);
    expect(rows).toMatchObject([
      { active: 23_570, period: { kind: "range:month", start: "1997-01-01", end: "1998-07-01" } },
    ]);
    const list = await clustersOf(data, [...command, "--definition", "customers", "--over", "distinct"]);
    expect([list.count, sum(list.clusters.map((each) => each.events))]).toEqual([23_570, 69_659]);
    expect(list.clusters.every((each) => /^\d{5}$/.test(each.cluster))).toBe(true);
  });
});

/** The first days of months, the last one included. */
function months(year: number, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, i) => `${year}-${String(first + i).padStart(2, "0")}-01`);
}

/** The opportunities of the pipeline, which has no quoted cells. */
function opportunities(): Record<string, string>[] {
  const [header = [], ...rows] = readFileSync(join(data, "crm/sales_pipeline.csv"), "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ""])));
}

/** An account is an opportunity from its first engagement and a customer from its first deal won. */
function stageHistory(): string[] {
  const first = { opportunity: new Map<string, string>(), customer: new Map<string, string>() };
  for (const { account = "", deal_stage, engage_date = "", close_date = "" } of opportunities()) {
    if (account === "") continue;
    note(first.opportunity, account, engage_date);
    if (deal_stage === "Won") note(first.customer, account, close_date);
  }
  return Object.entries(first).flatMap(([stage, days]) =>
    [...days].map(([account, day]) => `${account},${stage},${day}`),
  );
}

function note(first: Map<string, string>, account: string, day: string): void {
  const known = first.get(account);
  if (day !== "" && (known === undefined || day < known)) first.set(account, day);
}

/** Deals by month and by what a column says, counted with plain loops; each as `2017-03|GTX Pro`. */
function wonAccounts(nameOf: (deal: Record<string, string>) => string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const deal of opportunities()) {
    if (deal["deal_stage"] !== "Won" || deal["account"] === "") continue;
    const key = `${deal["close_date"]!.slice(0, 7)}|${nameOf(deal)}`;
    found.set(key, (found.get(key) ?? new Set()).add(deal["account"]!));
  }
  return found;
}

describe.skipIf(missing("crm/sales_pipeline.csv"))("the CRM pipeline of ../shared/data", () => {
  const deals = ["crm/sales_pipeline.csv", "--cluster", "account", "--at", "close_date", "--id", "opportunity_id"];
  const won = [...deals, "--where", "deal_stage = 'Won'"];

  test("accounts with a deal won, by month", async () => {
    const { rows } = await reportOf(data, [...won, "--definition", "customers"]);
    expect(rows.map((row) => row.period.start)).toEqual(months(2017, 3, 12));
    expect(rows.map((row) => row.active)).toEqual([84, 79, 83, 85, 83, 84, 85, 78, 84, 84]);
  });

  test.each([
    ["Won", 4238],
    ["Lost", 2473],
  ])("deals %s: %d", async (stage, deals_closed) => {
    const args = [
      "crm/sales_pipeline.csv",
      "--cluster",
      "opportunity_id",
      "--at",
      "close_date",
      "--where",
      `deal_stage = '${stage}'`,
      "--definition",
      "customers",
    ];
    const { rows } = await reportOf(data, [...args, "--over", "distinct"]);
    expect(rows.map((row) => row.active)).toEqual([deals_closed]);
    expect(sum((await reportOf(data, args)).rows.map((row) => row.active))).toBe(deals_closed);
  });

  test("stages' balances close on the accounts that hold them at the end of the month", async () => {
    const folder = caseFolder({ "stages.csv": ["cluster,stage,from", ...stageHistory()] });
    const args = ["transitions", "--stages", "stages.csv", "--from", "2016-10", "--to", "2017-06"];
    const { rows, stages } = (await answerOf(folder, args)) as Transitions;
    const closing = (name: string) => stages.filter(({ stage }) => stage === name).map((each) => each.closing);
    expect(closing("opportunity")).toEqual([6, 69, 81, 85, 85, 1, 1, 0, 0]);
    expect(closing("customer")).toEqual([0, 0, 0, 0, 0, 84, 84, 85, 85]);
    expect(
      rows.filter(({ from }) => from === "opportunity").map(({ moves, could, rate }) => [moves, could, rate]),
    ).toEqual([
      [84, 85, 84 / 85],
      [1, 1, 1],
    ]);
  });

  test("accounts by their stage at the end of the month", async () => {
    const folder = caseFolder({ "stages.csv": ["cluster,stage,from", ...stageHistory()] });
    const args = [
      join(data, "crm/sales_pipeline.csv"),
      "--cluster",
      "account",
      "--at",
      "engage_date",
      "--stages",
      "stages.csv",
      "--from",
      "2016-10",
      "--to",
      "2017-07",
    ];
    const { rows, totals } = await reportOf(folder, [...args, "--definition", "stage-rate"]);
    const held = (stage: string) => rows.filter((row) => row.stage === stage).map((row) => row.population);
    expect(held("opportunity")).toEqual([6, 69, 81, 85, 85, 1, 1, 0, 0, 0]);
    expect(held("customer")).toEqual([0, 0, 0, 0, 0, 84, 84, 85, 85, 85]);
    expect(totals.map((row) => row.population)).toEqual([6, 69, 81, 85, 85, 85, 85, 85, 85, 85]);
  });

  test("accounts with a deal won by product, by month", async () => {
    const { rows } = await reportOf(data, [...won, "--product", "product", "--definition", "clusters"]);
    const counted = rows
      .filter((row) => row.product !== null && row.active > 0)
      .map((row) => [`${row.period.start.slice(0, 7)}|${row.product}`, row.active]);
    const expected = [...wonAccounts((deal) => deal["product"]!)].map(([key, accounts]) => [key, accounts.size]);
    expect(new Set(rows.map((row) => row.product))).toEqual(
      new Set([null, "GTX Basic", "GTX Plus Basic", "GTX Plus Pro", "GTXPro", "GTK 500", "MG Advanced", "MG Special"]),
    );
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected));
  });

  test("accounts with a deal won by sales team, by month", async () => {
    const lines = readFileSync(join(data, "crm/sales_teams.csv"), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => line.split(","));
    const office = new Map(lines.map(([agent = "", , regional = ""]) => [agent, regional]));
    const folder = caseFolder({
      "deals.csv": [
        "account,office,closed",
        ...opportunities().flatMap((deal) =>
          deal["deal_stage"] === "Won"
            ? [`${deal["account"]},${office.get(deal["sales_agent"]!)},${deal["close_date"]}`]
            : [],
        ),
      ],
    });
    const { rows } = await reportOf(folder, [
      "deals.csv",
      "--cluster",
      "account",
      "--at",
      "closed",
      "--product",
      "office",
      "--definition",
      "clusters",
    ]);
    const counted = rows
      .filter((row) => row.product !== null && row.active > 0)
      .map((row) => [`${row.period.start.slice(0, 7)}|${row.product}`, row.active]);
    const expected = [...wonAccounts((deal) => office.get(deal["sales_agent"]!)!)].map(([key, accounts]) => [
      key,
      accounts.size,
    ]);
    expect(counted).toHaveLength(30);
    expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected));
  });
});

describe.skipIf(missing("chinook/Chinook_Sqlite.sqlite"))("the Chinook database of ../shared/data", () => {
  const invoices = [
    "chinook/Chinook_Sqlite.sqlite#Invoice",
    "--cluster",
    "CustomerId",
    "--at",
    "InvoiceDate",
    "--definition",
    "customers",
  ];

  test("412 invoices of 59 customers", async () => {
    const { count, clusters } = await clustersOf(data, [...invoices, "--over", "distinct"]);
    expect([count, clusters.length, sum(clusters.map((each) => each.events))]).toEqual([59, 59, 412]);
    expect(rowOf(await reportOf(data, [...invoices, "--over", "distinct"]), null).active).toBe(59);
  });

  test("each invoice counted by itself", async () => {
    const { totals } = await reportOf(data, [
      "chinook/Chinook_Sqlite.sqlite#Invoice",
      "--cluster",
      "InvoiceId",
      "--at",
      "InvoiceDate",
      "--over",
      "distinct",
    ]);
    expect(totals).toMatchObject([{ active: 412 }]);
  });
});
