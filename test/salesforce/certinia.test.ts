import { afterEach, expect, test } from "vitest";
import { connect, pathsOf, untilClosed } from "./connect.ts";
import type { Connected } from "./connect.ts";

const DAY = 86_400_000;

afterEach(untilClosed);

function add({ desk }: Connected, object: string, values: Readonly<Record<string, string | number | boolean | null>>) {
  return desk.org.insert(object, values);
}

function project(crm: Connected, account: string): string {
  return add(crm, "pse__Proj__c", {
    Name: "Bridge",
    pse__Account__c: account,
    pse__Project_Type__c: "Customer Project",
  });
}

test("a week that begins on a Sunday, and the second part of one that a month's end divides", async () => {
  const crm = await connect("certinia");
  const account = add(crm, "Account", { Name: "Acme" });
  const shared = {
    pse__Project__c: project(crm, account),
    pse__Status__c: "Approved",
    pse__Resource__c: "003000000000001AAA",
  };
  // 2026-05-03 is a Sunday; 2026-07-01 is a Wednesday.
  const sunday = add(crm, "pse__Timecard__c", {
    ...shared,
    pse__Start_Date__c: "2026-05-03",
    pse__Sunday_Hours__c: 1,
    pse__Saturday_Hours__c: 2.25,
  });
  const part = add(crm, "pse__Timecard__c", {
    ...shared,
    pse__Start_Date__c: "2026-07-01",
    pse__Wednesday_Hours__c: 8,
    pse__Sunday_Hours__c: -1,
  });
  await crm.read("timecard_days");
  const expected = [
    { timecard_id: sunday, weekday: "Sunday", day: "2026-05-03", hours: 1, customer_id: account },
    { timecard_id: sunday, weekday: "Saturday", day: "2026-05-09", hours: 2.25, customer_id: account },
    { timecard_id: part, weekday: "Wednesday", day: "2026-07-01", hours: 8, customer_id: account },
    { timecard_id: part, weekday: "Sunday", day: "2026-07-05", hours: -1, customer_id: account },
  ];
  expect(crm.differences("timecard_days", expected)).toEqual([]);

  crm.world.pass(DAY);
  crm.desk.org.update("pse__Timecard__c", sunday, {
    pse__Sunday_Hours__c: 0,
    pse__Monday_Hours__c: 3,
    pse__Start_Date__c: "2026-05-10",
  });
  crm.desk.org.remove("pse__Timecard__c", part);
  await crm.read("timecard_days");
  expect(
    crm.differences("timecard_days", [
      { timecard_id: sunday, weekday: "Monday", day: "2026-05-11", hours: 3 },
      { timecard_id: sunday, weekday: "Saturday", day: "2026-05-16", hours: 2.25 },
    ]),
  ).toEqual([]);
});

test("without splits the timecards themselves; what splits do not say, their timecard does", async () => {
  const headers = await connect("certinia");
  headers.desk.org.hidden.add("pse__Timecard__c");
  const account = add(headers, "Account", { Name: "Acme" });
  const header = {
    pse__Project__c: project(headers, account),
    pse__Status__c: "Submitted",
    pse__Start_Date__c: "2026-05-04",
  };
  const id = add(headers, "pse__Timecard_Header__c", { ...header, pse__Friday_Hours__c: 4 });
  await headers.read("timecard_days");
  expect(
    headers.differences("timecard_days", [
      { timecard_id: id, weekday: "Friday", day: "2026-05-08", status: "Submitted", customer_id: account },
    ]),
  ).toEqual([]);

  const splits = await connect("certinia");
  for (const field of ["pse__Status__c", "pse__Project__c"]) splits.desk.org.hidden.add(`pse__Timecard__c.${field}`);
  const owner = add(splits, "Account", { Name: "Acme" });
  const card = add(splits, "pse__Timecard_Header__c", { ...header, pse__Project__c: project(splits, owner) });
  const split = add(splits, "pse__Timecard__c", {
    pse__Timecard_Header__c: card,
    pse__Start_Date__c: "2026-05-04",
    pse__Monday_Hours__c: 1,
  });
  const row = { timecard_id: split, weekday: "Monday", customer_id: owner };
  await splits.read("timecard_days");
  expect(splits.differences("timecard_days", [{ ...row, status: "Submitted" }])).toEqual([]);
  splits.world.pass(DAY);
  splits.desk.org.update("pse__Timecard_Header__c", card, { pse__Status__c: "Rejected" });
  await splits.read("timecard_days");
  expect(splits.differences("timecard_days", [{ ...row, status: "Rejected" }])).toEqual([]);
});

test("a project that goes to another account takes its old work along", async () => {
  const crm = await connect("certinia");
  const [a, b] = ["a", "b"].map((Name) => add(crm, "Account", { Name }));
  const bridge = project(crm, a ?? "");
  const card = add(crm, "pse__Timecard__c", {
    pse__Project__c: bridge,
    pse__Start_Date__c: "2026-05-04",
    pse__Monday_Hours__c: 1,
  });
  await crm.read("timecard_days");
  crm.world.pass(DAY);
  crm.desk.org.update("pse__Proj__c", bridge, { pse__Account__c: b ?? "" });
  await crm.read("timecard_days");
  expect(crm.differences("timecard_days", [{ timecard_id: card, weekday: "Monday", customer_id: b ?? "" }])).toEqual(
    [],
  );
});

test("formulas change silently: what is open, and what a transaction has touched, is read again", async () => {
  const crm = await connect("certinia");
  const account = add(crm, "Account", { Name: "Acme" });
  const invoice = (left: number) => {
    const transaction = add(crm, "c2g__codaTransaction__c", { Name: "TRN" });
    const values = { c2g__Account__c: account, c2g__OutstandingValue__c: left, c2g__Transaction__c: transaction };
    return { transaction, Id: add(crm, "c2g__codaInvoice__c", values) };
  };
  const [partly, paid, quiet] = [invoice(10), invoice(20), invoice(0)];
  crm.world.pass(DAY);
  await crm.read("sales_invoices");
  crm.world.pass(DAY);
  crm.desk.org.recalculate("c2g__codaInvoice__c", partly.Id, { c2g__OutstandingValue__c: 5 });
  crm.desk.org.recalculate("c2g__codaInvoice__c", paid.Id, { c2g__OutstandingValue__c: 0 });
  crm.desk.org.update("c2g__codaTransaction__c", paid.transaction, { c2g__DocumentOutstandingTotal__c: 0 });
  const batches = await crm.read("sales_invoices");
  const expected = [
    { Id: partly.Id, c2g__OutstandingValue__c: 5 },
    { Id: paid.Id, c2g__OutstandingValue__c: 0 },
    { Id: quiet.Id, c2g__OutstandingValue__c: 0 },
  ];
  expect(crm.differences("sales_invoices", expected)).toEqual([]);
  expect(batches.flatMap(({ rows }) => rows.map((row) => row["Id"]))).not.toContain(quiet.Id);

  crm.desk.org.recalculate("c2g__codaInvoice__c", partly.Id, { c2g__OutstandingValue__c: 1 });
  await crm.read("sales_invoices", { settings: { reread_open: false } });
  expect(crm.differences("sales_invoices", expected)).toEqual([]);
});

test("own staff are no people of customers; a department belongs to its account", async () => {
  const crm = await connect("certinia");
  const account = add(crm, "Account", { Name: "Acme" });
  const contact = (values: Readonly<Record<string, string | boolean>>) =>
    add(crm, "Contact", { Name: "Ann", ...values });
  const [buyer, nobody, staff] = [
    contact({ AccountId: account, Department: " Finance " }),
    contact({ AccountId: account }),
    contact({ AccountId: account, Department: "Finance", pse__Is_Resource__c: true }),
  ];
  await crm.read("contacts");
  expect(
    crm.differences("contacts", [
      { Id: buyer, department_id: `${account}/Finance`, department_name: "Acme · Finance" },
      { Id: nobody, department_id: account, department_name: "Acme" },
      { Id: staff, department_id: null },
    ]),
  ).toEqual([]);
});

test("a table that is larger than pages are for costs a handful of calls, and so does nothing new", async () => {
  const crm = await connect("certinia");
  const account = add(crm, "Account", { Name: "Acme" });
  for (let n = 0; n < 30_000; n++)
    add(crm, "c2g__codaInvoice__c", { c2g__Account__c: account, c2g__OutstandingValue__c: 0 });
  crm.world.pass(DAY);
  await crm.read("sales_invoices");
  expect(pathsOf(crm.desk, /./).length).toBeLessThan(12);
  crm.world.pass(DAY);
  const before = crm.desk.calls.length;
  await crm.read("sales_invoices");
  expect(crm.desk.calls.length - before).toBeLessThan(8);
});
