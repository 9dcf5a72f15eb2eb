import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoSettings } from "../../src/demo/options.ts";
import { businessFiles } from "../../src/stand-ins/business-files.ts";
import { zohoBooksStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { runSmac } from "../run-smac.ts";
import { zohoExports } from "./exports.ts";

// The same company as files of ours and as files that Zoho Books exports.

const settings = demoSettings({ customers: 200, months: 8 });
const now = "2026-11-16T00:30:00Z";
const folder = mkdtempSync(join(tmpdir(), "smac-exports-"));
const folders = { files: join(folder, "files"), exports: join(folder, "exports") };
let said = "";

beforeAll(async () => {
  const zoho = await zohoBooksStandIn({ company: settings, now: () => Date.parse(now) * 1000 });
  const texts = { files: businessFiles(settings), exports: zohoExports(zoho) };
  await zoho.close();
  for (const where of ["files", "exports"] as const) {
    mkdirSync(folders[where]);
    for (const [name, text] of Object.entries(texts[where])) await writeExport(folders[where], name, text);
  }
  const init = await runSmac(["init"], { cwd: folders.exports, now });
  said = init.stderr;
  const yaml = readFileSync(join(folders.exports, "smac.yml"), "utf8");
  writeFileSync(join(folders.exports, "smac.yml"), yaml.replace("timezone: UTC", "timezone: Europe/Berlin"));
  appendFileSync(
    join(folders.exports, "smac.yml"),
    `  worked: { preset: customers, activity: work, products: true }
  once: { preset: customers, activity: invoice }
  twice: { preset: customers, activity: invoice, threshold: { events: 2 } }
`,
  );
  appendFileSync(
    join(folders.files, "smac.yml"),
    "definitions:\n  worked: { preset: customers, activity: work, products: true }\n  stage-rate: { preset: stage-rate }\n",
  );
  for (const where of ["files", "exports"] as const) {
    const ran = await runSmac(["import"], { cwd: folders[where], now });
    if (ran.code !== 0) throw new Error(ran.stderr);
  }
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Time as XLSX, the others as CSV: people choose. */
async function writeExport(dir: string, name: string, text: string): Promise<void> {
  if (name !== "Timesheet.csv") return writeFileSync(join(dir, name), text);
  const rows = text
    .trimEnd()
    .split("\r\n")
    .map((line) => line.split(","));
  if (rows.some((row) => row.length !== rows[0]?.length)) throw new Error("a cell with a comma");
  writeFileSync(join(dir, "Timesheet.xlsx"), await writeXlsx({ sheets: [{ name: "Timesheet", rows }] }));
}

interface Row {
  readonly stage: string | null;
  readonly population: number;
  readonly active: number;
}

async function report(where: "files" | "exports", definition: string): Promise<readonly Row[]> {
  const ran = await runSmac(
    ["report", "--definition", definition, "--from", "2026-04", "--to", "2026-10", "--format", "json"],
    {
      cwd: folders[where],
      now,
    },
  );
  expect(ran.code, ran.stderr).toBe(0);
  return (JSON.parse(ran.stdout) as { rows: Row[] }).rows;
}

test("every file is told for what it is", () => {
  for (const [file, title] of [
    ["Contacts.csv", "customers"],
    ["Quote.csv", "quotes"],
    ["Sales_Order.csv", "sales orders"],
    ["Invoice.csv", "invoices"],
    ["Customer_Payment.csv", "customer payments"],
    ["Projects.csv", "projects"],
    ["Timesheet.xlsx", "time entries"],
    ["Vendors.csv", "vendors, which say nothing of customers"],
    ["Bill.csv", "bills, which say nothing of customers"],
  ]) {
    expect(said).toContain(`${file}: Zoho Books, ${title} (`);
  }
});

test("smac check is content with what smac init wrote", async () => {
  const ran = await runSmac(["check"], { cwd: folders.exports, now });
  expect(`${ran.stdout}${ran.stderr}`).toContain("0 errors");
  expect(ran.code).toBe(0);
});

test("customers for whom time was worked, by product: the same numbers, though time names projects only", async () => {
  expect(await report("exports", "worked")).toEqual(await report("files", "worked"));
});

test("who is a customer when: the same; lines of an invoice are one invoice", async () => {
  const customers = async (where: "files" | "exports") =>
    (await report(where, "stage-rate")).filter(({ stage }) => stage === "customer").map(({ population }) => population);
  expect(await customers("exports")).toEqual(await customers("files"));
  // Nobody gets two invoices in a month.
  expect((await report("exports", "twice")).every(({ active }) => active === 0)).toBe(true);
  expect((await report("exports", "once")).some(({ active }) => active > 10)).toBe(true);
});

test("groups of customers", async () => {
  const rows = await report("exports", "clusters");
  expect(rows.length).toBeGreaterThan(3);
});
