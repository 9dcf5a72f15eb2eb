import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import type { StandInPackage } from "../../src/stand-ins/salesforce/schema.ts";
import { salesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import type { SalesforceStandIn } from "../../src/stand-ins/salesforce/stand-in.ts";
import { runSmac } from "../run-smac.ts";

// The same company as files and as an org, with and without packages: the same numbers.

const settings = demoSettings({ customers: 200, months: 8 });
const now = "2026-11-16T00:30:00Z";
const closing: (() => unknown)[] = [];
const work = `definitions:
  worked: { preset: customers, threshold: { days: 2 } }
`;

interface Rows {
  readonly rows: readonly { readonly active: number; readonly by: Readonly<Record<string, string>> }[];
  readonly totals: readonly { readonly active: number; readonly population: number }[];
}

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function report(cwd: string, ...flags: string[]): Promise<Rows> {
  const ran = await runSmac(["report", ...flags, "--format", "json"], { cwd, now });
  expect(ran.stderr).not.toMatch(/^smac: .*\[/m);
  const { rows, totals } = JSON.parse(ran.stdout) as Rows;
  return { rows, totals };
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "smac-salesforce-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function synced(
  type: string,
  packages: readonly StandInPackage[],
  more = "",
): Promise<{
  readonly folder: string;
  readonly desk: SalesforceStandIn;
  readonly sync: (...flags: string[]) => Promise<number>;
}> {
  const desk = await salesforceStandIn({ company: settings, packages, now: () => Date.parse(now) * 1000 });
  closing.push(desk.close);
  const folder = folderOf({
    "smac.yml": `timezone: Europe/Berlin
sources:
  crm: { type: ${type}, domain: "${desk.url}", credentials: "\${env:CRM}"${more} }
${work}`,
  });
  const sync = async (...flags: string[]): Promise<number> => {
    const before = desk.calls.length;
    const ran = await runSmac(["sync", ...flags], { cwd: folder, env: { CRM: JSON.stringify(desk.credentials) }, now });
    if (ran.code !== 0) throw new Error(ran.stderr + ran.stdout);
    return desk.calls.length - before;
  };
  return { folder, desk, sync };
}

describe("the numbers of the files", () => {
  let files: Readonly<Record<string, Rows>>;
  const asked: Readonly<Record<string, readonly string[]>> = {
    "the share of each stage": ["--definition", "stage-rate"],
    customers: ["--definition", "customers"],
    "customers by country": ["--definition", "customers", "--by", "region"],
    "on two days": ["--definition", "worked", "--period", "trailing:28d", "--from", "2026-10-01"],
    "by the stage of the day": ["--definition", "stage-rate", "--stage-at", "any"],
  };

  beforeAll(async () => {
    const given = businessFiles(settings);
    const folder = folderOf({ ...given, "smac.yml": given["smac.yml"] + work });
    const entries = [];
    for (const [name, flags] of Object.entries(asked)) entries.push([name, await report(folder, ...flags)] as const);
    files = Object.fromEntries(entries);
  }, 120_000);

  test.each<[string, string, readonly StandInPackage[], string]>([
    ["Certinia with accounting", "certinia", ["pse", "c2g", "fferpcore"], ""],
    ["Certinia with billing documents, by bulk jobs", "financialforce", ["pse", "fferpcore"], ", bulk_from: 100"],
    ["Salesforce alone", "salesforce", [], ""],
  ])("%s", { timeout: 240_000 }, async (_, type, packages, more) => {
    const { folder, sync } = await synced(type, packages, more);
    await sync();
    for (const [name, flags] of Object.entries(asked)) {
      const { rows, totals } = await report(folder, ...flags.map((flag) => (flag === "region" ? "country" : flag)));
      const named = rows.map((row) => ({
        ...row,
        by: row.by["country"] === undefined ? row.by : { region: row.by["country"] },
      }));
      expect(
        named.some(({ active }) => active > 5),
        name,
      ).toBe(true);
      // Without accounting, invoices are no activity; the months they lie in have work, but days do not.
      if (name === "on two days" && type !== "salesforce") continue;
      expect({ rows: named, totals }, name).toEqual(files[name]);
    }
  });
});
