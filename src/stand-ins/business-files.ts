import { demoSettings } from "../demo/options.ts";
import type { DemoSettings } from "../demo/options.ts";
import { formatDay } from "../time/day.ts";
import { business, businessZone } from "./business.ts";
import type { BusinessAccount } from "./business.ts";

/** The company of the stand-ins as files: name → content. */
export interface BusinessFiles {
  readonly "accounts.csv": string;
  readonly "stages.csv": string;
  readonly "work.csv": string;
  readonly "smac.yml": string;
}

/**
 * What the stand-ins tell, as CSV files with a `smac.yml`: the file road to the
 * same numbers. Everything in one piece: meant for companies of a test's size.
 */
export function businessFiles(settings: DemoSettings = demoSettings({})): BusinessFiles {
  const accounts = ["account_id,name,region,plan,owner,created_at"];
  const stages = ["cluster,stage,from"];
  const work = ["work_id,day,account_id,member,team,product,minutes"];
  for (const account of business(settings)) {
    const { key, name, region, plan, owner, created } = account;
    accounts.push([key, csvCell(name), region, plan, owner, formatDay(created)].join(","));
    for (const [stage, day] of stageRows(account)) stages.push([key, stage, formatDay(day)].join(","));
    for (const w of account.work) {
      work.push([`w-${work.length}`, formatDay(w.day), key, w.member, w.team, w.product, w.minutes].join(","));
    }
  }
  const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;
  return {
    "accounts.csv": text(accounts),
    "stages.csv": text(stages),
    "work.csv": text(work),
    "smac.yml": projectFile(`${formatDay(settings.lastDay)}T23:59:59Z`),
  };
}

function stageRows({ created, journey }: BusinessAccount): [string, number][] {
  const rows: [string, number][] = [["prospect", created]];
  for (const stage of ["lead", "opportunity", "customer"] as const) {
    const day = journey[stage];
    if (day !== null) rows.push([stage, day]);
  }
  return rows;
}

function projectFile(through: string): string {
  return `timezone: ${businessZone}
sources:
  accounts: { files: accounts.csv, through: "${through}" }
  stages:   { files: stages.csv, through: "${through}" }
  work:     { files: work.csv, id: work_id, through: "${through}" }
clusters:
  customer: { from: accounts, key: account_id, name: name, owner: owner, created: created_at, attributes: [region, plan] }
stages:
  cluster: customer
  order: [prospect, lead, opportunity, customer]
  history: { from: stages, cluster: cluster, stage: stage, at: from }
activities:
  work: { from: work, at: day, cluster: account_id, member: member, product: product, kind: { text: work } }
`;
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
