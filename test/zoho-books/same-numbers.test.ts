import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import { standInOrganization, zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { textAt } from "../../src/stand-ins/zoho-books/table.ts";
import { runSmac } from "../run-smac.ts";

// The same company as files and as Zoho Books: the same numbers.

const settings = demoSettings({ customers: 200, months: 10 });
const now = "2026-11-16T00:30:00Z";
const folders = { files: mkdtempSync(join(tmpdir(), "smac-files-")), zoho: mkdtempSync(join(tmpdir(), "smac-zoho-")) };
const worked = `definitions:
  worked: { preset: customers, activity: work, products: true, threshold: { days: 2 } }
`;
let zoho: ZohoStandIn;
let env: Record<string, string>;

beforeAll(async () => {
  zoho = await zohoBooksStandIn({ company: settings, now: () => Date.parse(now) * 1000, perMinute: null });
  for (const [name, text] of Object.entries(businessFiles(settings))) {
    writeFileSync(join(folders.files, name), name === "smac.yml" ? `${text}${worked}` : text);
  }
  writeFileSync(
    join(folders.zoho, "smac.yml"),
    `timezone: Europe/Berlin
sources:
  books:
    type: zoho-books
    organization: "${standInOrganization}"
    api_root: ${zoho.apiRoot}
    accounts_root: ${zoho.accountsRoot}
    calls_per_minute: 100000
    credentials: \${env:BOOKS}
${worked}`,
  );
  env = { BOOKS: JSON.stringify(zoho.credentials) };
  const imported = await runSmac(["import"], { cwd: folders.files, now });
  const synced = await runSmac(["sync"], { cwd: folders.zoho, env, now });
  if (imported.code + synced.code !== 0) throw new Error(imported.stderr + synced.stderr);
}, 120_000);

afterAll(async () => {
  await zoho.close();
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true, force: true });
});

async function report(where: "files" | "zoho", ...flags: string[]) {
  const ran = await runSmac(["report", ...flags, "--format", "json"], { cwd: folders[where], env, now });
  expect(ran.stderr).not.toMatch(/^error/m);
  const { rows, totals } = JSON.parse(ran.stdout) as { rows: { active: number }[]; totals: unknown };
  expect(rows.length).toBeGreaterThan(8);
  expect(rows.some(({ active }) => active > 5)).toBe(true);
  return { rows, totals };
}

test.each([
  ["the share of each stage", ["--definition", "stage-rate"]],
  ["customers", ["--definition", "customers"]],
  ["customers by region", ["--definition", "customers", "--by", "region"]],
])("%s: what Zoho Books says without a word of ours is what the files say", async (_, flags) => {
  expect(await report("zoho", ...flags)).toEqual(await report("files", ...flags));
});

test("work alone, by product, on two days at least", async () => {
  expect(await report("zoho", "--definition", "worked")).toEqual(await report("files", "--definition", "worked"));
});

test("groups of customers are there without a word of ours", async () => {
  const { rows } = await report("zoho", "--definition", "clusters", "--period", "quarter");
  expect(rows.length).toBeGreaterThan(2);
});

test("a second sync costs a few calls; who is deleted is gone from a full one on", async () => {
  const before = zoho.calls.length;
  const again = await runSmac(["sync", "--json"], { cwd: folders.zoho, env, now });
  expect(again.code).toBe(0);
  const lists = zoho.calls.slice(before).filter(({ path }) => !path.includes("timeentries"));
  zoho.tables.timeentries.delete(textAt(zoho.tables.timeentries.rows()[0] ?? {}, "time_entry_id"));
  // Only who has nothing to their name can be deleted.
  const busy = new Set(
    Object.values(zoho.tables).flatMap((one) => one.rows().map((row) => textAt(row, "customer_id"))),
  );
  const idle = zoho.tables.contacts.rows().map((row) => textAt(row, "contact_id"));
  zoho.tables.contacts.delete(idle.find((id) => !busy.has(id)) ?? "");
  const population = (await report("zoho", "--definition", "stage-rate", "--denominator", "all")).totals as {
    population: number;
  }[];
  expect((await runSmac(["sync", "--full"], { cwd: folders.zoho, env, now })).code).toBe(0);
  const fewer = (await report("zoho", "--definition", "stage-rate", "--denominator", "all")).totals as {
    population: number;
  }[];
  expect(fewer.at(-1)!.population).toBe(population.at(-1)!.population - 1);
  // Signing in, the organisation twice, twelve other lists, and a month of payments: time entries of a month are more.
  expect(lists.length).toBeLessThan(20);
});
