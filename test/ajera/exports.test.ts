import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import type { Report } from "../../src/query/report.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import { runSmac } from "../run-smac.ts";
import { inquiryFiles, tableFiles } from "./export-files.ts";

// The same company as files of ours, and as what people export from Ajera.
const settings = demoSettings({ customers: 200, months: 8, end: "2026-05-31" });
const now = "2026-06-01T12:00:00Z";
const folders: string[] = [];
let plain: string;

beforeAll(() => {
  plain = folder({ ...businessFiles(settings) });
});
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(join(tmpdir(), "smac-exports-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, name), text);
  folders.push(made);
  return made;
}

async function smac(cwd: string, ...args: readonly string[]): Promise<string> {
  const ran = await runSmac(args, { cwd, now });
  expect(ran.code, ran.stderr).toBe(0);
  return `${ran.stdout}${args[0] === "init" ? ran.stderr : ""}`;
}

async function numbers(cwd: string, definition: string): Promise<unknown> {
  const report = JSON.parse(await smac(cwd, "report", "--definition", definition, "--format", "json")) as Report;
  const rows = report.rows.filter(({ product }) => product === null);
  return {
    rows: rows.map(({ period, ...counts }) => ({ month: period.start, ...counts })),
    totals: report.totals.map(({ period, ...counts }) => ({ month: period.start, ...counts })),
  };
}

test("inquiries and widgets are recognised and give the same numbers", async () => {
  const exported = folder(inquiryFiles(settings));
  const said = await smac(exported, "init");
  for (const title of ["clients", "projects", "time", "client invoices", "client receipts"])
    expect(said).toMatch(new RegExp(`Deltek Ajera, ${title} \\(`));
  const yaml = readFileSync(join(exported, "smac.yml"), "utf8");
  writeFileSync(join(exported, "smac.yml"), yaml.replace("timezone: UTC", "timezone: Europe/Berlin"));
  await smac(exported, "check");
  expect(await numbers(exported, "customers")).toEqual(await numbers(plain, "customers"));
  expect(await numbers(exported, "stage-rate")).toEqual(await numbers(plain, "stage-rate"));
});

test("tables of the database are recognised and give the same customers", async () => {
  const exported = folder(tableFiles(settings));
  const said = await smac(exported, "init");
  for (const title of [
    "table AxVEC",
    "table AxProject",
    "table AxInvoiceGroup",
    "table AxTransaction",
    "table AxEntity",
  ])
    expect(said).toContain(`Deltek Ajera, ${title}`);
  const yaml = readFileSync(join(exported, "smac.yml"), "utf8");
  writeFileSync(join(exported, "smac.yml"), yaml.replace("timezone: UTC", "timezone: Europe/Berlin"));
  expect(await numbers(exported, "customers")).toEqual(await numbers(plain, "customers"));
});
