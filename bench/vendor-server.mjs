// node vendor-server.mjs DIST TYPE ROWS: a stand-in of a system with so many rows
// of what there is most of, and a tenth as many customers; prints how to connect.
import path from "node:path";
import { pathToFileURL } from "node:url";

const [dist, type, count] = process.argv.slice(2);
const rows = Number(count);
const customers = Math.ceil(rows / 10);
const load = (file) => import(pathToFileURL(path.join(path.resolve(dist), "stand-ins", file)).href);
const now = () => Date.now() * 1000;
const today = Math.floor(Date.now() / 86_400_000);
/** Spread over two years, which end yesterday. */
const dayOf = (n, days = 728) => today - 1 - (n % days);
const dayText = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

const starts = { "zoho-books": zoho, ajera, salesforce };
process.stdout.write(`${JSON.stringify(await starts[type]())}\n`);
process.stdin.on("end", () => process.exit(0)).resume();

async function zoho() {
  const { zohoBooksStandIn } = await load("zoho-books/server.js");
  const books = await zohoBooksStandIn({ company: null, now, perMinute: null, perDay: 1e9 });
  const { contacts, invoices } = books.tables;
  const ids = Array.from({ length: customers }, (_, n) =>
    contacts.insert({
      contact_name: `Customer ${n}`,
      company_name: `Company ${n % 30_000}`,
      contact_type: "customer",
      status: "active",
      currency_code: "EUR",
      payment_terms: 30,
      email: `mail${n}@customer.example`,
      custom_field_hash: { cf_region: `Region ${n % 7}` },
      created_time: `${dayText(dayOf(n))}T09:00:00+0200`,
      last_modified_time: `${dayText(dayOf(n))}T09:00:00+0200`,
    }),
  );
  for (let n = 0; n < rows; n += 1) {
    const day = dayText(dayOf(n));
    invoices.insert({
      customer_id: ids[n % customers],
      customer_name: `Customer ${n % customers}`,
      invoice_number: `INV-${n}`,
      reference_number: "",
      status: n % 17 === 0 ? "void" : "paid",
      date: day,
      due_date: day,
      total: (n % 9000) + 0.5,
      balance: 0,
      currency_code: "EUR",
      is_emailed: true,
      created_time: `${day}T10:15:00+0200`,
      last_modified_time: `${day}T10:15:00+0200`,
    });
  }
  return {
    settings: { api_root: books.apiRoot, accounts_root: books.accountsRoot, calls_per_minute: 100_000 },
    credentials: books.credentials,
    expected: { contacts: customers, invoices: rows },
  };
}

/** A row of the most is a day in a timesheet: 10 in each. */
async function ajera() {
  const { standIn } = await load("ajera/stand-in.js");
  const { emptyTables } = await load("ajera/tables.js");
  const tables = emptyTables();
  const projects = Math.ceil(customers / 10);
  const people = 400;
  tables.departments.push({ key: 1, name: "Structures" });
  tables.companies.push({ key: 1, name: "Main" });
  tables.clientTypes.push({ key: 1, name: "Public" });
  tables.activities.push({ key: 1, name: "Design" }, { key: 2, name: "Review" });
  for (let n = 1; n <= people; n += 1)
    tables.employees.push({ key: n, first: "Employee", last: String(n), company: 1, department: 1 });
  for (let n = 1; n <= customers; n += 1) {
    const about = { key: n, name: `Client ${n}`, account: `A-${n}`, status: "Active", type: 1, state: "North" };
    tables.clients.push({ ...about, entered: dayOf(n), established: dayOf(n), changed: [] });
  }
  for (let n = 1; n <= projects; n += 1) {
    const day = dayOf(n);
    const phase = { key: n + 2_000_000, id: "1.1", name: "Design", status: "", entered: day, phases: [] };
    const group = { key: n + 3_000_000, name: "Group", client: 1 + (n % 1000), phases: [phase] };
    const about = { key: n + 1_000_000, id: `P${n}`, name: `Project ${n}`, company: 1, department: 1 };
    const dates = { statuses: [{ day, status: "Active" }], changed: [], started: day, completed: null };
    tables.projects.push({ ...about, ...dates, groups: [group] });
  }
  const monday = today - 7 - ((today + 3) % 7);
  const weeks = Math.ceil(rows / 10 / people);
  for (let n = 0; n < rows / 10; n += 1) {
    const line = (activity) => {
      const project = 1 + ((n * 2 + activity) % projects);
      const charged = { project: project + 1_000_000, phase: project + 2_000_000, activity };
      return { ...charged, hours: [4, 4, 4, 4, 4, 0, 0], overtime: [0, 0, 0, 0, 0, 0, 0] };
    };
    const first = monday - 7 * (weeks - 1 - Math.floor(n / people));
    const about = { key: n + 1, employee: 1 + (n % people), first, submitted: true, rejected: false };
    tables.timesheets.push({ ...about, lines: [line(1), line(2)] });
  }
  const office = await standIn({ tables, clock: now });
  return {
    settings: { calls_per_second: 1000, timesheets_from: dayText(monday - 7 * weeks) },
    credentials: office.credentials,
    expected: { clients: customers, projects, timesheet_days: rows },
  };
}

async function salesforce() {
  const { salesforceStandIn } = await load("salesforce/stand-in.js");
  const desk = await salesforceStandIn({ company: null, now, packages: [], perDay: 1e9 });
  const { org } = desk;
  const owner = org.insert("User", { Name: "Owner", Username: "owner@org.example", IsActive: true });
  const moment = (day) => `${dayText(day)}T10:00:00.000+0000`;
  const ids = Array.from({ length: customers }, (_, n) => {
    const about = { Name: `Account ${n}`, Type: "Customer - Direct", Industry: "Services", OwnerId: owner };
    return org.insert("Account", { ...about, BillingCountry: `Country ${n % 30}`, CreatedDate: moment(dayOf(n)) });
  });
  for (let n = 0; n < rows; n += 1) {
    const day = dayOf(n);
    org.insert("Task", {
      Subject: `Call about ${n}`,
      AccountId: ids[n % customers],
      OwnerId: owner,
      ActivityDate: dayText(day),
      CompletedDateTime: moment(day),
      Status: "Completed",
      IsClosed: true,
      TaskSubtype: n % 3 === 0 ? "Call" : "Email",
      IsRecurrence: false,
      CreatedDate: moment(day),
    });
  }
  return {
    settings: { domain: desk.url },
    credentials: desk.credentials,
    expected: { accounts: customers, tasks: rows },
  };
}
