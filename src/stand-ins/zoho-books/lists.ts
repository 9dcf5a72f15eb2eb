/** What one list of the service takes, as far as it is documented or was recorded. */
export interface ListManners {
  readonly path: string;
  readonly root: string;
  /** The name of its table. */
  readonly table: TableName;
  readonly key: string;
  readonly scope: string;
  /** Columns it can be sorted by. */
  readonly sorts: readonly string[];
  /** The order when none is asked for. */
  readonly order: readonly [column: string, order: "A" | "D"];
  readonly filter: string;
  /** Whether `last_modified_time` is documented, honoured though undocumented, or not known. */
  readonly modified: "documented" | "undocumented" | "unknown";
  /** The days it can be asked for: column, and the names of the first and last day's parameters. */
  readonly days: readonly [column: string, first: string, last: string] | null;
  /** Whether rows say when they were created and last modified. */
  readonly times: boolean;
}

/** The tables of the stand-in. */
export type TableName =
  | "users"
  | "contacts"
  | "estimates"
  | "salesorders"
  | "invoices"
  | "customerpayments"
  | "recurringinvoices"
  | "retainerinvoices"
  | "projects"
  | "timeentries"
  | "expenses"
  | "creditnotes"
  | "creditnoterefunds";

function list(table: TableName, given: Partial<ListManners> & Pick<ListManners, "key" | "scope">): ListManners {
  return {
    path: table,
    root: table,
    table,
    sorts: ["created_time"],
    order: ["created_time", "D"],
    filter: "Status.All",
    modified: "unknown",
    days: null,
    times: true,
    ...given,
  };
}

const documentSorts = ["customer_name", "date", "total", "created_time"];

/** Every list but the organisations. */
export const lists: readonly ListManners[] = [
  list("users", { key: "user_id", scope: "settings", sorts: ["name"], order: ["name", "A"], times: false }),
  list("contacts", {
    key: "contact_id",
    scope: "contacts",
    sorts: ["contact_name", "email", "outstanding_receivable_amount", "created_time", "last_modified_time"],
    order: ["contact_name", "A"],
  }),
  list("estimates", {
    key: "estimate_id",
    scope: "estimates",
    sorts: [...documentSorts, "estimate_number"],
    modified: "undocumented",
    days: ["date", "date_start", "date_end"],
  }),
  list("salesorders", {
    key: "salesorder_id",
    scope: "salesorders",
    sorts: [...documentSorts, "last_modified_time", "salesorder_number"],
    modified: "documented",
    days: ["date", "date_start", "date_end"],
  }),
  list("invoices", {
    key: "invoice_id",
    scope: "invoices",
    sorts: [...documentSorts, "invoice_number", "due_date", "balance"],
    modified: "documented",
    days: ["date", "date_start", "date_end"],
  }),
  list("customerpayments", {
    key: "payment_id",
    scope: "customerpayments",
    sorts: ["date", "customer_name", "amount", "created_time"],
    order: ["date", "D"],
    filter: "PaymentMode.All",
    days: ["date", "date_start", "date_end"],
  }),
  list("recurringinvoices", {
    key: "recurring_invoice_id",
    scope: "invoices",
    root: "recurring_invoices",
    times: false,
    sorts: ["recurrence_name", "start_date"],
    order: ["recurrence_name", "A"],
  }),
  list("retainerinvoices", { key: "retainerinvoice_id", scope: "invoices" }),
  list("projects", {
    key: "project_id",
    scope: "projects",
    sorts: ["project_name", "customer_name", "rate", "created_time"],
  }),
  list("timeentries", {
    path: "projects/timeentries",
    root: "time_entries",
    key: "time_entry_id",
    scope: "projects",
    sorts: ["project_name", "task_name", "user_name", "log_date", "timer_started_at", "customer_name"],
    order: ["log_date", "D"],
    filter: "Date.All",
    days: ["log_date", "from_date", "to_date"],
    times: false,
  }),
  list("expenses", {
    key: "expense_id",
    scope: "expenses",
    sorts: ["date", "account_name", "total", "bcy_total", "reference_number", "customer_name", "created_time"],
    days: ["date", "date_start", "date_end"],
  }),
  list("creditnotes", {
    key: "creditnote_id",
    scope: "creditnotes",
    sorts: [...documentSorts, "creditnote_number"],
    modified: "undocumented",
    days: ["date", "date_start", "date_end"],
  }),
  list("creditnoterefunds", {
    path: "creditnotes/refunds",
    root: "creditnote_refunds",
    key: "creditnote_refund_id",
    scope: "creditnotes",
    sorts: ["date"],
    order: ["date", "D"],
    times: false,
  }),
];
