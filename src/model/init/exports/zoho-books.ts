import type { ExportShape } from "./export-shape.ts";

// The headings are those of the files of “Export” and of the data backup. Customers are known by
// their display names, which Zoho Books keeps unique: projects, time and expenses say nothing else.

const system = "Zoho Books";
const customer = { customer: ["Customer Name"] };
const byCustomer = { member: "customer", clusters: { customer: "customer" } };
const sent = "lower({status}) NOT IN ('draft', 'void', 'pending_approval', 'rejected')";
const accepted = "lower({status}) IN ('accepted', 'invoiced')";

/** Contacts are customers and vendors; exports without Contact Type hold customers alone. */
const noVendor = { where: "lower(coalesce({type}, 'customer')) <> 'vendor'", whereIsOptional: true } as const;

function unneeded(title: string, headings: readonly string[]): ExportShape {
  const roles = Object.fromEntries(headings.map((heading, n) => [`column${n}`, [heading]]));
  return { system, title: `${title}, which say nothing of customers`, roles, needs: Object.keys(roles), meaning: {} };
}

const records: readonly ExportShape[] = [
  {
    system,
    title: "customers",
    roles: {
      id: ["Contact ID"],
      type: ["Contact Type"],
      name: ["Display Name", "Contact Name"],
      company: ["Company Name"],
      created: ["Created Time"],
      region: ["CF.Region", "Region"],
      kind: ["Customer Sub Type"],
      currency: ["Currency Code"],
      country: ["Billing Country"],
      status: ["Status"],
    },
    needs: ["id", "name"],
    id: "id",
    not: ["Accounts Payable", "Contact Person ID"],
    meaning: {
      clusters: [
        {
          kind: "customer",
          key: "name",
          created: "created",
          attributes: ["region", "kind", "currency", "country", "status"],
          ...noVendor,
        },
      ],
      memberships: [
        // Who pays or orders is the customer itself; who works, a project.
        { kind: "customer", member: "name", cluster: "name", ...noVendor },
        { kind: "company", member: "name", cluster: "company", ...noVendor },
      ],
      rules: [{ enter: "prospect", cluster: "name", at: "created", ...noVendor }],
    },
  },
  {
    system,
    title: "projects",
    roles: { id: ["Project ID"], project: ["Project Name"], billing: ["Billing Type"], ...customer },
    needs: ["id", "project", "billing", "customer"],
    id: "id",
    meaning: { memberships: [{ kind: "customer", member: "project", cluster: "customer" }] },
  },
];

const deals: readonly ExportShape[] = [
  {
    system,
    title: "quotes",
    roles: {
      id: ["Quote ID", "Estimate ID"],
      date: ["Quote Date", "Estimate Date"],
      status: ["Quote Status", "Estimate Status"],
      number: ["Quote Number", "Estimate Number"],
      ...customer,
    },
    needs: ["date", "status", "number", "customer"],
    id: "id",
    not: ["Invoice Date"],
    meaning: {
      rules: [
        { enter: "lead", cluster: "customer", at: "date" },
        { enter: "opportunity", cluster: "customer", at: "date", where: accepted },
      ],
      activities: [
        {
          name: "quote-accepted",
          note: "a quote that was accepted, at the quote's date: the export does not tell when",
          at: "date",
          where: accepted,
          ...byCustomer,
        },
      ],
      remarks: ["Zoho Books does not export when a quote was accepted or looked at: its date stands for it."],
    },
  },
  {
    system,
    title: "sales orders",
    roles: { id: ["SalesOrder ID"], date: ["Order Date"], status: ["Status"], ...customer },
    needs: ["id", "date", "customer"],
    id: "id",
    meaning: {
      rules: [{ enter: "customer", cluster: "customer", at: "date", where: sent }],
      activities: [
        { name: "order", note: "an order that is no draft and not void", at: "date", where: sent, ...byCustomer },
      ],
    },
  },
  {
    system,
    title: "invoices",
    roles: {
      id: ["Invoice ID"],
      date: ["Invoice Date"],
      number: ["Invoice Number"],
      status: ["Invoice Status"],
      ...customer,
    },
    needs: ["date", "number", "status", "customer"],
    id: "id",
    not: ["CustomerPayment ID", "InvoicePayment ID"],
    meaning: {
      rules: [{ enter: "customer", cluster: "customer", at: "date", where: sent }],
      activities: [
        {
          name: "invoice",
          note: "an invoice that is no draft and not void",
          at: "date",
          where: sent,
          ...byCustomer,
          isUse: false,
        },
      ],
    },
  },
  {
    system,
    title: "customer payments",
    roles: { id: ["CustomerPayment ID"], number: ["Payment Number"], date: ["Date"], ...customer },
    needs: ["id", "number", "date", "customer"],
    id: "id",
    meaning: { activities: [{ name: "payment", note: "a payment by a customer", at: "date", ...byCustomer }] },
  },
  {
    system,
    title: "credit notes",
    roles: { id: ["CreditNotes ID"], date: ["Credit Note Date"], status: ["Credit Note Status"], ...customer },
    needs: ["date", "status", "customer"],
    id: "id",
    meaning: {
      activities: [
        {
          name: "credit-note",
          note: "a credit note that is no draft and not void",
          at: "date",
          where: sent,
          ...byCustomer,
          isUse: false,
        },
      ],
    },
  },
  {
    system,
    title: "refunds",
    roles: { mode: ["Mode of Refund"], number: ["Credit Note Number"], date: ["Date"], ...customer },
    needs: ["mode", "number", "date", "customer"],
    meaning: {
      activities: [{ name: "refund", note: "money that was paid back", at: "date", ...byCustomer, isUse: false }],
    },
  },
];

const work: readonly ExportShape[] = [
  {
    system,
    title: "time entries",
    roles: {
      id: ["Timesheet ID", "Time Entry ID"],
      project: ["Project Name"],
      spent: ["Time Spent", "Log Time"],
      date: ["Date", "Log Date"],
      task: ["Task Name"],
      ...customer,
    },
    needs: ["project", "spent", "date"],
    id: "id",
    meaning: {
      activities: [
        {
          name: "work",
          note: "time that was worked; whose it is, the projects say where the export does not",
          at: "date",
          member: "project",
          clusters: { customer: "customer" },
          product: "task",
        },
      ],
    },
  },
  {
    system,
    title: "expenses",
    roles: { date: ["Expense Date"], account: ["Expense Account"], ...customer },
    needs: ["date", "account", "customer"],
    meaning: {
      activities: [
        {
          name: "expense",
          note: "spent for a customer",
          at: "date",
          where: "{customer} <> ''",
          ...byCustomer,
          isUse: false,
        },
      ],
    },
  },
];

/** What people export from Zoho Books, as CSV or XLSX. */
export const zohoBooksExports: readonly ExportShape[] = [
  ...records,
  ...deals,
  ...work,
  unneeded("vendors", ["Display Name", "Contact ID", "Accounts Payable"]),
  unneeded("contact persons", ["Contact Person ID", "Display Name", "EmailID"]),
  unneeded("bills", ["Bill Date", "Bill Number", "Vendor Name", "Bill Status"]),
  unneeded("vendor payments", ["VendorPayment ID", "Vendor Name", "Payment Number"]),
  unneeded("vendor credits", ["Vendor Credit Date", "Vendor Credit Number", "Vendor Name"]),
  unneeded("purchase orders", ["Purchase Order Date", "Purchase Order Number", "Vendor Name"]),
  unneeded("items", ["Item ID", "Item Name", "Usage unit", "Rate"]),
  unneeded("accounts", ["Account ID", "Account Name", "Account Type"]),
  unneeded("journals", ["Journal Date", "Journal Number", "Debit", "Credit"]),
  unneeded("tasks", ["Task Name", "Task Rate Per Hour", "Project Name"]),
  unneeded("credits applied to invoices", ["Credit Note Number", "Invoice Number", "Applied Invoice Date"]),
  unneeded("recurring invoices", ["Recurring Invoice ID", "Recurrence Frequency", "Next Invoice Date"]),
];
