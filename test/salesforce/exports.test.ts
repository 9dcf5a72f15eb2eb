import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import { runSmac } from "../run-smac.ts";
import { dataLoaderFiles, filledOrg, reportFiles } from "./export-files.ts";

// The same company as files of ours, and as what people export from Salesforce.
const settings = demoSettings({ customers: 200, months: 8 });
const now = "2026-11-16T00:30:00Z";
const folders: string[] = [];

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
  return `${ran.stdout}${args[0] === "report" ? "" : ran.stderr}`;
}

async function proposed(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly cwd: string; readonly said: string }> {
  const cwd = folder(files);
  const said = await smac(cwd, "init");
  const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
  writeFileSync(join(cwd, "smac.yml"), yaml.replace("timezone: UTC", "timezone: Europe/Berlin"));
  return { cwd, said };
}

async function numbers(cwd: string, ...flags: readonly string[]): Promise<unknown> {
  const { rows, totals } = JSON.parse(await smac(cwd, "report", ...flags, "--format", "json")) as {
    rows: { period: { start: string } }[];
    totals: { period: { start: string } }[];
  };
  // Files of ours say they are complete through the last day; exports say nothing.
  const plain = (each: { period: { start: string } }) => ({ ...each, period: each.period.start });
  return { rows: rows.map(plain), totals: totals.map(plain) };
}

const asked = [
  ["--definition", "stage-rate"],
  ["--definition", "customers"],
] as const;

test(
  "report exports are recognised, their last lines are no rows, and the numbers are the same",
  { timeout: 240_000 },
  async () => {
    const { cwd, said } = await proposed(reportFiles(filledOrg(settings, [])));
    for (const title of [
      "accounts",
      "leads with what became of them",
      "changes of leads",
      "opportunities",
      "tasks and events",
      "answers to campaigns",
    ])
      expect(said).toContain(`Salesforce, ${title} (`);
    expect(await smac(cwd, "import")).not.toMatch(/left out|could not be read/);
    const files = folder({ ...businessFiles(settings) });
    for (const flags of asked)
      expect(await numbers(cwd, ...flags), flags.join(" ")).toEqual(await numbers(files, ...flags));
  },
);

test(
  "Data Loader files, with those of Certinia, give the same customers of each month",
  { timeout: 240_000 },
  async () => {
    const { cwd, said } = await proposed(dataLoaderFiles(filledOrg(settings, ["pse", "c2g"])));
    for (const title of ["accounts", "leads with what became of them", "opportunities", "tasks", "meetings", "people"])
      expect(said).toContain(`Salesforce, ${title} (`);
    for (const title of ["projects", "timecards", "sales invoices", "cash entries"])
      expect(said).toContain(`Salesforce, Certinia ${title} (`);
    // Timecards and their splits have the same hours.
    expect(said).toContain("the hours of timecards come from the file of their splits");
    const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
    expect(yaml.match(/kind: \{ text: work \}/g)).toHaveLength(1);
    expect(yaml).toContain("they count once, from there");
    const files = folder({ ...businessFiles(settings) });
    const flags = ["--definition", "customers"];
    expect(await numbers(cwd, ...flags)).toEqual(await numbers(files, ...flags));
  },
);
