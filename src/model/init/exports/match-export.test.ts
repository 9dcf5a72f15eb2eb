import { describe, expect, test } from "vitest";
import type { ExaminedTable } from "../examined-table.ts";
import { ajeraInquiries, ajeraTables } from "./ajera.ts";
import { certiniaExports } from "./certinia.ts";
import { matchExports } from "./match-export.ts";

const shapes = [...ajeraInquiries, ...ajeraTables];

function table(path: string, ...columns: string[]): ExaminedTable {
  const distinct = Object.fromEntries(columns.map((name) => [name, 0]));
  return { path, columns: columns.map((name) => ({ name, type: "VARCHAR" })), sample: [], distinct, rowCount: 0 };
}

function titles(...tables: ExaminedTable[]): (string | null)[] {
  return matchExports(tables, shapes).map((one) => one?.shape.title ?? null);
}

describe("exports of Ajera", () => {
  test.each([
    ["clients", ["Client", "Client Type", "Date Established"]],
    ["projects", ["Project ID & Description", "Client", "Project Status", "Billing Type"]],
    [
      "time",
      [
        "Employee",
        "Date",
        "Project ID",
        "Project Description",
        "Regular Hours",
        "Billed Rate",
        "Activity",
        "Activity Type",
        "Email",
        "Phase",
      ],
    ],
    [
      "time",
      [
        "Status",
        "Transaction Type",
        "Date",
        "Project ID & Description",
        "Phase ID & Description",
        "Activity Type",
        "Activity",
        "Employee Type",
        "Employee",
        "Units/Hours",
      ],
    ],
    [
      "client invoices",
      [
        "Invoice Status",
        "Client",
        "Project ID & Description",
        "Invoice Number",
        "Invoice Date",
        "Amount",
        "Amount Received",
        "Amount Written off",
        "Outstanding",
      ],
    ],
    ["client receipts", ["Client", "Receipt Date", "Amount"]],
    ["table AxTransaction", ["tKey", "tProject", "tDate", "tUnits", "tIsDeleted", "igClient"]],
    ["table AxInvoiceGroup", ["igKey", "igProject", "igClient"]],
    ["view ClientInvoice", ["ciKey", "ciInvoiceNumber", "ciInvoiceDate", "ciClient", "ciStatus"]],
  ])("%s by their headings, however they are written", (title, columns) => {
    const small = columns.map((name) => name.toLowerCase().replaceAll(" ", "_"));
    for (const headings of [columns, small])
      expect(titles(table("x.csv", ...headings))[0]).toMatch(new RegExp(`^${title}`));
  });

  test.each([
    [["client_id", "at", "event"]],
    [["Customer", "Worked on", "Hours", "Discipline"]],
    [["Client", "Amount"]],
    [["Invoice Number", "Customer Name", "Invoice Date"]],
    [["project_id", "status", "owner"]],
    [["date", "client", "amount"]],
  ])("%j is none of them", (columns) => {
    expect(titles(table("x.csv", ...columns))).toEqual([null]);
  });
});

test("clients are known by keys where all exports have them, else by names", () => {
  const invoices = table("i.csv", "Client", "Client Key", "Invoice Number", "Invoice Date");
  const receipts = ["Client", "Client Key", "Receipt Date"];
  const client = (...tables: ExaminedTable[]) => matchExports(tables, shapes).map((one) => one?.columns.get("client"));
  expect(client(invoices, table("r.csv", ...receipts))).toEqual(["Client Key", "Client Key"]);
  expect(client(invoices, table("r.csv", ...receipts.filter((name) => name !== "Client Key")))).toEqual([
    "Client",
    "Client",
  ]);
});

test("timecards of Certinia count once: by their splits, where both are there", () => {
  const columns = [
    "Id",
    "pse__Resource__c",
    "pse__Project__c",
    "pse__Start_Date__c",
    "pse__Status__c",
    "pse__Total_Hours__c",
  ];
  const whole = table("headers", ...columns);
  const splits = table("splits", ...columns, "pse__Timecard_Header__c");
  const activities = (...tables: ExaminedTable[]): (number | undefined)[] =>
    matchExports(tables, certiniaExports).map((one) => one?.shape.meaning.activities?.length);
  expect(activities(whole)).toEqual([1]);
  expect(activities(splits)).toEqual([1]);
  expect(activities(whole, splits)).toEqual([0, 1]);
  expect(activities(splits, whole, splits)).toEqual([1, 0, 1]);
  const [told] = matchExports([whole, splits], certiniaExports);
  expect(told?.shape.title).toContain("not counted");
  expect(told?.shape.meaning.remarks).toHaveLength(1);
});
