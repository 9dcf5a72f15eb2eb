import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runSmac } from "../run-smac.ts";

// A few exports of Zoho Books, as somebody has them who begins with one.

const now = "2026-11-16T00:30:00Z";
const folder = mkdtempSync(join(tmpdir(), "smac-few-exports-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const invoices = `Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Total,Item Name
2026-09-03,1,INV-1,Sent,11,Northwind,10.00,Support
2026-09-03,1,INV-1,Sent,11,Northwind,10.00,Hosting
2026-09-04,2,INV-2,Paid,12,Contoso,10.00,Support
2026-09-05,3,INV-3,Draft,13,Fabrikam,10.00,Support
2026-10-05,4,INV-4,Overdue,12,Contoso,10.00,Support
`;
const contacts = `Created Time,Display Name,Company Name,Contact ID,Contact Type
2026-08-01,Northwind,Northwind Ltd,11,customer
2026-08-02,Contoso,Contoso Ltd,12,customer
2026-08-03,Fabrikam,Fabrikam Ltd,13,
2026-08-04,Paper Mill,Paper Mill Ltd,14,Vendor
`;

const payments = `Payment Number,CustomerPayment ID,Date,Customer Name,Amount
1,21,2026-09-10,Northwind,20.00
`;

/** The folder of a project that `smac init` made of files, and into which they were read. */
async function projectOf(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = join(folder, Object.keys(files).join("-"));
  mkdirSync(cwd);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  for (const command of ["init", "check", "import"]) {
    const ran = await runSmac([command], { cwd, now });
    expect(ran.code, `${command}: ${ran.stdout}${ran.stderr}`).toBe(0);
  }
  return cwd;
}

interface Row {
  readonly stage?: string | null;
  readonly population: number;
  readonly active: number;
}

async function report(cwd: string, definition: string): Promise<readonly Row[]> {
  const args = ["report", "--definition", definition, "--from", "2026-09", "--to", "2026-09", "--format", "json"];
  const ran = await runSmac(args, { cwd, now });
  expect(ran.code, ran.stderr).toBe(0);
  return (JSON.parse(ran.stdout) as { rows: Row[] }).rows;
}

test.each([{ "Invoice.csv": invoices }, { "Invoice.csv": invoices, "Contacts.csv": contacts }])(
  "invoices with nothing that customers did: invoices count, and smac.yml says so (%#)",
  async (files) => {
    const cwd = await projectOf(files);
    const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
    expect(yaml).not.toContain("[]");
    expect(yaml).toContain("so all that is there counts: invoice.");
    // Northwind and Contoso; the draft for Fabrikam is none.
    expect(await report(cwd, "customers")).toMatchObject([{ active: 2 }]);
    const customers = (await report(cwd, "stage-rate")).filter(({ stage }) => stage === "customer");
    expect(customers).toMatchObject([{ population: 2, active: 2 }]);
  },
);

test("vendors among the contacts are neither customers nor companies nor prospects", async () => {
  const cwd = await projectOf({ "Contacts.csv": contacts, "Customer_Payment.csv": payments });
  const prospects = (await report(cwd, "stage-rate")).filter(({ stage }) => stage === "prospect");
  // Northwind, Contoso, and Fabrikam, of which the type is not known.
  expect(prospects).toMatchObject([{ population: 3, active: 1 }]);
  // The customers themselves, who belongs to them and to companies, and the rule for prospects.
  const yaml = readFileSync(join(cwd, "smac.yml"), "utf8");
  expect(yaml.match(/where: "lower\(coalesce\(\\"Contact Type\\", 'customer'\)\) <> 'vendor'"/g)).toHaveLength(4);
});

test("contacts without a type are customers, all of them", async () => {
  const cwd = await projectOf({
    "Customer_Payment.csv": payments,
    "Contacts.csv": contacts.replaceAll(/,[^,\n]*$/gm, ""),
  });
  const prospects = (await report(cwd, "stage-rate")).filter(({ stage }) => stage === "prospect");
  expect(prospects).toMatchObject([{ population: 4, active: 1 }]);
});
