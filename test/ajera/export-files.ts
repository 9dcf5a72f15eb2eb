import type { DemoSettings } from "../../src/demo/options.ts";
import { business } from "../../src/stand-ins/business.ts";
import type { BusinessAccount } from "../../src/stand-ins/business.ts";
import { civilOf } from "../../src/time/day.ts";
import type { Day } from "../../src/time/day.ts";

/** The company of the stand-ins as its people would export it from Ajera: name → CSV text. */
export type ExportFiles = Readonly<Record<string, string>>;

const steps = [
  ["lead", "Marketing"],
  ["opportunity", "Preliminary"],
  ["customer", "Active"],
] as const;

/** Inquiries and table widgets, saved as CSV: names of clients, dates the American way, amounts with commas. */
export function inquiryFiles(settings: DemoSettings): ExportFiles {
  const clients = [["Client", "Client Type", "Client Account ID", "Client Status", "State", "Date Established"]];
  const projects = [
    [
      "Project ID",
      "Project Description",
      "Client",
      "Status",
      "Date Added",
      "Actual Start Date",
      "Department",
      "Company Name",
      "Total Contract Amount",
    ],
  ];
  const time = [
    [
      "Employee",
      "Date",
      "Project ID",
      "Project Description",
      "Regular Hours",
      "Billed Rate",
      "Activity",
      "Activity Type",
    ],
  ];
  const invoices = [
    [
      "Invoice Status",
      "Client",
      "Project ID & Description",
      "Invoice Number",
      "Invoice Date",
      "Amount",
      "Amount Received",
      "Outstanding",
    ],
  ];
  const receipts = [["Client", "Receipt Date", "Method", "Receipt ID", "Amount"]];
  for (const account of business(settings)) {
    const name = `${account.name} (${account.key})`;
    clients.push([name, account.plan, account.key, "Active", account.region, american(account.created)]);
    const charged = projectsOf(account);
    for (const one of charged)
      projects.push([
        one.id,
        `${account.name} ${one.status}`,
        name,
        one.status,
        american(one.day),
        one.status === "Active" ? american(one.day) : "",
        account.owner,
        account.region,
        "12,500.00",
      ]);
    for (const work of account.work) {
      const { id } = charged.findLast((one) => one.day <= work.day) ?? { id: "" };
      time.push([
        "Worker, A.",
        american(work.day),
        id,
        account.name,
        (work.minutes / 60).toFixed(2),
        "120.00",
        work.product,
        "Labor",
      ]);
      if (work.minutes === 60)
        time.push(["Worker, A.", american(work.day), id, account.name, "", "45.10", "Travel", "Expense"]);
    }
    for (const invoice of account.invoices) {
      const status = invoice.void ? "Draft" : "Final";
      invoices.push([
        status,
        name,
        `${account.number}.1 Services`,
        `INV-${invoice.number}`,
        american(invoice.day),
        amount(invoice.amount),
        invoice.paid === null ? "0.00" : amount(invoice.amount),
        "0.00",
      ]);
      if (invoice.paid !== null)
        receipts.push([name, american(invoice.paid), "Check", `R-${invoice.number}`, amount(invoice.amount)]);
    }
  }
  return {
    "Client List.csv": csv(clients),
    "Project Inquiry.csv": csv(projects),
    "Time Export.csv": csv(time),
    "Client Invoice Inquiry.csv": csv(invoices),
    "Receipts.csv": csv(receipts),
  };
}

/** Tables of the database as a SQL client saves them. */
export function tableFiles(settings: DemoSettings): ExportFiles {
  const people = [["vecKey", "vecDescription", "vecIsClient", "vecIsEmployee", "vecEmail"]];
  const projects = [
    [
      "prjKey",
      "prjID",
      "prjDescription",
      "prjStatus",
      "prjEntity",
      "prjIsDetailPhase",
      "prjProject",
      "prjActualStartDate",
    ],
  ];
  const groups = [["igKey", "igClient", "igProject"]];
  const rows = [["tKey", "tEmployee", "tProject", "tDate", "tUnits", "tIsDeleted", "tType"]];
  const departments = new Map<string, number>();
  people.push(["1", "Worker", "0", "1", "worker@firm.example"]);
  for (const account of business(settings)) {
    const key = String(1000 + account.number);
    people.push([key, account.name, "1", "0", ""]);
    if (!departments.has(account.owner)) departments.set(account.owner, departments.size + 1);
    const project = String(5000 + account.number);
    const entity = String(departments.get(account.owner));
    projects.push([project, `P${project}`, account.name, "1", entity, "0", "", "2025-10-01 00:00:00.000"]);
    groups.push([`9${project}`, key, project]);
    for (const work of account.work)
      rows.push([
        String(rows.length),
        "1",
        project,
        `${iso(work.day)} 00:00:00.000`,
        (work.minutes / 60).toFixed(2),
        "0",
        "0",
      ]);
    rows.push([String(rows.length), "1", project, `${iso(settings.lastDay)} 00:00:00.000`, "1.00", "1", "0"]);
  }
  return {
    "AxVEC.csv": csv(people),
    "AxProject.csv": csv(projects),
    "AxInvoiceGroup.csv": csv(groups),
    "AxTransaction.csv": csv(rows),
    "AxEntity.csv": csv([
      ["eKey", "eDescription", "eOverheadPercent"],
      ...[...departments].map(([name, key]) => [String(key), name, "0"]),
    ]),
  };
}

/** A project for each step, and one for what came before the first. */
function projectsOf(account: BusinessAccount): { id: string; day: Day; status: string }[] {
  const reached = steps.flatMap(([stage, status], n) => {
    const day = account.journey[stage];
    return day === null ? [] : [{ id: `${account.number}.${n + 1}`, day, status }];
  });
  return [{ id: `${account.number}.0`, day: account.created, status: "Hold" }, ...reached];
}

function american(day: Day): string {
  const { year, month, day: dayOfMonth } = civilOf(day);
  return `${month}/${dayOfMonth}/${year}`;
}

function iso(day: Day): string {
  const { year, month, day: dayOfMonth } = civilOf(day);
  return [year, month, dayOfMonth].map((part) => String(part).padStart(2, "0")).join("-");
}

function amount(whole: number): string {
  return `${whole.toLocaleString("en-US")}.00`;
}

function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
