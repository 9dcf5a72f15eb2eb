import type { StreamSpec } from "../kit/source.ts";

/** How the rows of a list that changed since a moment are found. */
export type Changes =
  /** They are not: the whole list is read each time. */
  | { readonly by: "nothing" }
  /** The service leaves out what was not modified since; `sure`: it is documented. */
  | { readonly by: "filter"; readonly sure: boolean }
  /** The latest first, until an older one comes. */
  | { readonly by: "sort"; readonly column: "last_modified_time" | "created_time" }
  /** By the day they are about; `end`: also needs a last day. */
  | { readonly by: "day"; readonly column: string; readonly start: string; readonly end: string | null };

/** A stream as its list is asked for. */
export interface ZohoStream extends StreamSpec {
  readonly path: string;
  /** The key of the answer that holds the rows. */
  readonly root: string;
  /** Sent with every call of the list. */
  readonly query: Readonly<Record<string, string>>;
  /** The column that a whole list is sorted by, ascending; null: as the service pleases. */
  readonly sort: string | null;
  readonly changes: Changes;
}

type Area =
  | "settings"
  | "contacts"
  | "invoices"
  | "customerpayments"
  | "estimates"
  | "salesorders"
  | "projects"
  | "expenses"
  | "creditnotes";

interface Given {
  readonly about: string;
  readonly key: string;
  readonly columns: string;
  readonly area: Area;
  readonly changes: Changes;
  readonly sort?: string;
  readonly path?: string;
  readonly root?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly standard?: boolean;
}

function stream(name: string, given: Given): ZohoStream {
  const { about, key, area, changes, sort = null, path = name, root = name, query = {}, standard = true } = given;
  const columns = [...new Set([key, ...given.columns.split(" ")])];
  return {
    name,
    about,
    key: [key],
    columns,
    needs: `ZohoBooks.${area}.READ`,
    standard,
    path,
    root,
    query,
    sort,
    changes,
  };
}

const nothing: Changes = { by: "nothing" };
const day = (column: string, start: string, end: string | null = null): Changes => ({ by: "day", column, start, end });

/** Every list that is read, in the order of the journey. */
export const zohoStreams: readonly ZohoStream[] = [
  stream("organizations", {
    about: "The organisations that the sign-in reaches, with their zones and plans",
    key: "organization_id",
    columns: "name time_zone plan_name",
    area: "settings",
    changes: nothing,
  }),
  stream("users", {
    about: "Who works in Zoho Books",
    key: "user_id",
    columns: "name email status",
    area: "settings",
    changes: nothing,
  }),
  stream("contacts", {
    about: "Customers; vendors are left out. `region` is added: the custom field that `region_field` names",
    key: "contact_id",
    columns:
      "contact_name company_name contact_type customer_sub_type status currency_code region created_time last_modified_time",
    area: "contacts",
    query: { contact_type: "customer" },
    sort: "created_time",
    changes: { by: "sort", column: "last_modified_time" },
  }),
  stream("estimates", {
    about: "Quotes",
    key: "estimate_id",
    columns: "customer_id status date accepted_date declined_date client_viewed_time total last_modified_time",
    area: "estimates",
    sort: "created_time",
    changes: { by: "filter", sure: false },
  }),
  stream("salesorders", {
    about: "Sales orders",
    key: "salesorder_id",
    columns: "customer_id status date total last_modified_time",
    area: "salesorders",
    sort: "created_time",
    changes: { by: "filter", sure: true },
  }),
  stream("invoices", {
    about: "Invoices",
    key: "invoice_id",
    columns: "customer_id status date issued_date client_viewed_time total balance last_modified_time",
    area: "invoices",
    sort: "created_time",
    changes: { by: "filter", sure: true },
  }),
  stream("customerpayments", {
    about: "Payments by customers",
    key: "payment_id",
    columns: "customer_id date payment_status amount",
    area: "customerpayments",
    sort: "date",
    changes: day("date", "date_start"),
  }),
  stream("recurringinvoices", {
    about: "What is invoiced again and again",
    key: "recurring_invoice_id",
    columns: "customer_id status start_date end_date next_invoice_date",
    area: "invoices",
    root: "recurring_invoices",
    changes: nothing,
  }),
  stream("retainerinvoices", {
    about: "Retainers: invoices for what is still to be done",
    key: "retainerinvoice_id",
    columns: "customer_id status date total",
    area: "invoices",
    changes: nothing,
  }),
  stream("projects", {
    about: "Projects for customers",
    key: "project_id",
    columns: "project_name customer_id status created_time",
    area: "projects",
    sort: "created_time",
    changes: { by: "sort", column: "created_time" },
  }),
  stream("timeentries", {
    about: "Time that was worked for customers",
    key: "time_entry_id",
    columns: "customer_id project_id project_name task_name user_id log_date log_time billed_status",
    area: "projects",
    path: "projects/timeentries",
    root: "time_entries",
    sort: "log_date",
    changes: day("log_date", "from_date", "to_date"),
  }),
  stream("expenses", {
    about: "What was spent, some of it for customers",
    key: "expense_id",
    columns: "customer_id date status is_billable total",
    area: "expenses",
    sort: "created_time",
    changes: day("date", "date_start"),
  }),
  stream("creditnotes", {
    about: "Credit notes",
    key: "creditnote_id",
    columns: "customer_id status date total last_modified_time",
    area: "creditnotes",
    sort: "created_time",
    changes: { by: "filter", sure: false },
  }),
  stream("creditnoterefunds", {
    about: "Credit that was paid back. `customer_id` is added from the credit note",
    key: "creditnote_refund_id",
    columns: "creditnote_id customer_id date",
    area: "creditnotes",
    path: "creditnotes/refunds",
    root: "creditnote_refunds",
    changes: nothing,
  }),
];

/** The list of a stream that the source declared. */
export function zohoStream(name: string): ZohoStream {
  const found = zohoStreams.find((one) => one.name === name);
  if (found === undefined) throw new Error(`Zoho Books has no stream “${name}”`);
  return found;
}
