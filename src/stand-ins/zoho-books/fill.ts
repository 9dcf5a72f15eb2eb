import type { DemoSettings } from "../../demo/options.ts";
import { formatDay, twoDigits } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Zone } from "../../time/zone.ts";
import { business } from "../business.ts";
import type { BusinessAccount, BusinessInvoice } from "../business.ts";
import type { TableName } from "./lists.ts";
import type { StandInRow, Table } from "./table.ts";
import { nextMonth, zohoTimeOn } from "./time-text.ts";

type Tables = Readonly<Record<TableName, Table>>;

interface Filling {
  readonly tables: Tables;
  readonly zone: Zone;
  readonly account: BusinessAccount;
  readonly customer: StandInRow & { readonly customer_id: string; readonly customer_name: string };
}

/** Who logs time in the stand-in. */
const staff = Array.from({ length: 12 }, (_, i) => `46000009000000000${twoDigits(i + 1)}`);

/**
 * Fills the tables with the company of the stand-ins, as its people would have
 * entered it: a quote when an account becomes a lead, its acceptance when it
 * becomes an opportunity, an order when it becomes a customer, and time for all
 * work.
 */
export function fillTables(tables: Tables, settings: DemoSettings, zone: Zone): void {
  for (const [i, id] of staff.entries()) {
    const name = `Consultant ${i + 1}`;
    tables.users.insert({ user_id: id, name, email: `c${i + 1}@demo.example`, status: "active", user_role: "staff" });
  }
  let before: BusinessAccount | null = null;
  for (const account of business(settings)) {
    // Every third account belongs to the company of the one before.
    const company = account.number % 3 === 0 && before !== null ? before.name : account.name;
    fillAccount(tables, account, { zone, company });
    before = account;
  }
  const vendor = { contact_name: "Office Supplies Ltd", contact_type: "vendor", status: "active" };
  tables.contacts.insert({ ...vendor, company_name: "", custom_field_hash: {} });
}

function fillAccount(tables: Tables, account: BusinessAccount, about: { zone: Zone; company: string }): void {
  const { zone, company } = about;
  const contact = tables.contacts.insert({
    contact_name: account.name,
    customer_name: account.name,
    vendor_name: "",
    company_name: company,
    contact_type: "customer",
    customer_sub_type: "business",
    status: "active",
    source: "api",
    payment_terms: 30,
    currency_code: "EUR",
    outstanding_receivable_amount: 0,
    email: "",
    custom_fields: [],
    custom_field_hash: { cf_region: account.region, cf_plan: account.plan },
    tags: [],
    has_attachment: false,
    ...stamped(account.created, zone),
  });
  const filling: Filling = { tables, zone, account, customer: { customer_id: contact, customer_name: account.name } };
  fillQuote(filling);
  fillOrder(filling);
  fillWork(filling);
  for (const invoice of account.invoices) fillInvoice(filling, invoice);
}

function fillQuote({ tables, zone, account, customer }: Filling): void {
  const { lead, opportunity, customer: won } = account.journey;
  if (lead === null) return;
  tables.estimates.insert({
    ...customer,
    estimate_number: `QT-${sixDigits(account.number)}`,
    status: won !== null ? "invoiced" : opportunity !== null ? "accepted" : "sent",
    date: formatDay(lead),
    expiry_date: formatDay(lead + 60),
    accepted_date: day(opportunity),
    declined_date: "",
    is_viewed_by_client: opportunity !== null,
    client_viewed_time: opportunity === null ? "" : zohoTimeOn(opportunity, 10, zone),
    is_emailed: true,
    total: 1000 + account.number,
    currency_code: "EUR",
    reference_number: "",
    ...stamped(lead, zone, opportunity ?? lead),
  });
}

function fillOrder({ tables, zone, account, customer }: Filling): void {
  const won = account.journey.customer;
  if (won === null) return;
  const total = 1000 + account.number;
  const order = { ...customer, date: formatDay(won), total, currency_code: "EUR", reference_number: "" };
  const number = sixDigits(account.number);
  tables.salesorders.insert({
    ...order,
    salesorder_number: `SO-${number}`,
    status: account.invoices.length > 0 ? "invoiced" : "open",
    shipment_date: "",
    ...stamped(won, zone),
  });
  if (account.plan === "Enterprise") {
    tables.retainerinvoices.insert({
      ...order,
      retainerinvoice_number: `RET-${number}`,
      status: "paid",
      ...stamped(won, zone),
    });
    return;
  }
  tables.recurringinvoices.insert({
    ...customer,
    recurrence_name: `${account.plan} ${number}`,
    status: "active",
    start_date: formatDay(won),
    end_date: "",
    last_sent_date: day(account.invoices.at(-1)?.day ?? null),
    next_invoice_date: nextMonth(account.invoices.at(-1)?.day ?? won),
    currency_code: "EUR",
  });
}

function fillWork({ tables, zone, account, customer }: Filling): void {
  const [first] = account.work;
  if (first === undefined) return;
  const project = tables.projects.insert({
    ...customer,
    project_name: `${account.key} ${account.plan}`,
    description: "",
    status: "active",
    billing_type: "based_on_task_hours",
    rate: 120,
    total_hours: hours(account.work.reduce((sum, { minutes }) => sum + minutes, 0)),
    created_time: zohoTimeOn(first.day, 8.5, zone),
  });
  for (const { day: worked, member, product, minutes } of account.work) {
    const user = staff[Number(/\d+$/.exec(member)?.[0] ?? account.number) % staff.length] ?? "";
    tables.timeentries.insert({
      ...customer,
      project_id: project,
      project_name: `${account.key} ${account.plan}`,
      task_id: "",
      task_name: product,
      user_id: user,
      log_date: formatDay(worked),
      begin_time: "",
      end_time: "",
      log_time: hours(minutes),
      is_billable: true,
      billed_status: "Invoiced",
      notes: "",
    });
  }
  if (account.number % 7 !== 0) return;
  const cost = { total: 42.5, currency_code: "EUR", account_name: "Travel Expense", status: "nonbillable" };
  const spent = { ...cost, date: formatDay(first.day), is_billable: false, ...stamped(first.day, zone) };
  tables.expenses.insert({ ...spent, ...customer });
  tables.expenses.insert({ ...spent, customer_id: "", customer_name: "" });
}

function fillInvoice({ tables, zone, account, customer }: Filling, invoice: BusinessInvoice): void {
  const { day: sent, paid } = invoice;
  const number = `INV-${sixDigits(invoice.number)}`;
  const id = tables.invoices.insert({
    ...customer,
    invoice_number: number,
    reference_number: "",
    status: invoice.void ? "void" : paid !== null ? "paid" : "overdue",
    date: formatDay(sent),
    issued_date: formatDay(sent),
    due_date: formatDay(sent + 30),
    total: invoice.amount,
    // A void invoice keeps its balance.
    balance: paid === null ? invoice.amount : 0,
    is_viewed_by_client: paid !== null,
    client_viewed_time: paid === null ? "" : zohoTimeOn(paid, 9.5, zone),
    last_payment_date: day(paid),
    currency_code: "EUR",
    exchange_rate: 1,
    is_emailed: true,
    project_name: "",
    billing_address: { address: "", street2: "", city: "", state: "", zipcode: "", country: "", phone: "", fax: "" },
    custom_fields: [],
    custom_field_hash: {},
    tags: [],
    ...stamped(sent, zone, paid ?? sent),
  });
  if (paid === null) return;
  const money = { ...customer, date: formatDay(paid), currency_code: "EUR", reference_number: "" };
  tables.customerpayments.insert({
    ...money,
    payment_number: String(invoice.number),
    invoice_numbers: number,
    payment_mode: "banktransfer",
    amount: invoice.amount,
    unused_amount: 0,
    payment_type: "Invoice Payment",
    payment_status: "paid",
    applied_invoices: [],
    ...stamped(paid, zone),
  });
  if (invoice.number % 97 === 0)
    fillCredit({ tables, account, zone }, { ...money, invoice_id: id, total: invoice.amount }, paid);
}

function fillCredit({ tables, zone }: Pick<Filling, "tables" | "account" | "zone">, money: StandInRow, on: Day): void {
  const number = `CN-${sixDigits(tables.creditnotes.version() + 1)}`;
  const note = tables.creditnotes.insert({
    ...money,
    creditnote_number: number,
    status: "closed",
    balance: 0,
    ...stamped(on, zone),
  });
  tables.creditnoterefunds.insert({
    creditnote_id: note,
    creditnote_number: number,
    customer_name: money["customer_name"] ?? "",
    date: formatDay(on),
    refund_mode: "banktransfer",
    reference_number: "",
    description: "",
    amount_bcy: money["total"] ?? 0,
    amount_fcy: money["total"] ?? 0,
  });
}

function stamped(
  created: Day,
  zone: Zone,
  changed: Day = created,
): { created_time: string; last_modified_time: string } {
  return { created_time: zohoTimeOn(created, 8, zone), last_modified_time: zohoTimeOn(changed, 11, zone) };
}

function day(value: Day | null): string {
  return value === null ? "" : formatDay(value);
}

function sixDigits(number: number): string {
  return String(number).padStart(6, "0");
}

function hours(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}
