import type { ZohoStandIn } from "../../src/stand-ins/zoho-books/server.ts";
import { textAt } from "../../src/stand-ins/zoho-books/table.ts";
import type { StandInRow } from "../../src/stand-ins/zoho-books/table.ts";

type Cells = (row: StandInRow) => readonly string[];

/** The tables of a stand-in as Zoho Books exports them: file name → CSV text, with its headings. */
export function zohoExports({ tables }: Pick<ZohoStandIn, "tables">): Readonly<Record<string, string>> {
  const customers = tables.contacts.rows().filter((row) => row["contact_type"] === "customer");
  const vendors = tables.contacts.rows().filter((row) => row["contact_type"] === "vendor");
  const region = (row: StandInRow): string => textAt((row["custom_field_hash"] ?? {}) as StandInRow, "cf_region");
  const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
  const day = (text: string): string => text.slice(0, 10);
  const by =
    (...columns: readonly string[]): Cells =>
    (row) =>
      columns.map((column) => textAt(row, column));
  const document = (row: StandInRow, date: string, id: string, number: string): readonly string[] => [
    ...by(date, id, number)(row),
    capital(textAt(row, "status")),
    ...by("customer_id", "customer_name", "currency_code", "total")(row),
  ];
  return {
    "Contacts.csv": csv(
      "Created Time,Last Modified Time,Display Name,Company Name,Salutation,Phone,Currency Code,Status,Accounts Receivable,Opening Balance,Customer Sub Type,Billing Country,Owner Name,EmailID,Contact ID,Contact Name,Contact Type,CF.Region",
      customers.map((row) => [
        day(textAt(row, "created_time")),
        day(textAt(row, "last_modified_time")),
        ...by("contact_name", "company_name")(row),
        "",
        "",
        "EUR",
        "Active",
        "Accounts Receivable",
        "0.00",
        "business",
        "",
        "",
        "",
        ...by("contact_id", "contact_name", "contact_type")(row),
        region(row),
      ]),
    ),
    "Vendors.csv": csv(
      "Created Time,Last Modified Time,Contact ID,Contact Name,Company Name,Display Name,EmailID,Currency Code,Status,Opening Balance,Accounts Payable,Payment Terms",
      vendors.map((row) => [
        "2025-01-01",
        "2025-01-01",
        ...by("contact_id", "contact_name", "company_name", "contact_name")(row),
        "",
        "EUR",
        "Active",
        "0",
        "Accounts Payable",
        "30",
      ]),
    ),
    "Quote.csv": csv(
      "Quote Date,Quote ID,Quote Number,Quote Status,Customer ID,Customer Name,Currency Code,Total,Expiry Date,Item Name,Quantity,Item Total",
      tables.estimates
        .rows()
        .map((row) => [
          ...document(row, "date", "estimate_id", "estimate_number"),
          textAt(row, "expiry_date"),
          "Setup",
          "1",
          "1",
        ]),
    ),
    "Sales_Order.csv": csv(
      "SalesOrder ID,Order Date,Expected Shipment Date,SalesOrder Number,Status,Customer ID,Customer Name,Currency Code,Item Name,QuantityOrdered,Item Total,Total",
      tables.salesorders
        .rows()
        .map((row) => [
          ...by(
            "salesorder_id",
            "date",
            "shipment_date",
            "salesorder_number",
            "status",
            "customer_id",
            "customer_name",
          )(row),
          "EUR",
          "Setup",
          "1",
          "1",
          textAt(row, "total"),
        ]),
    ),
    // A line for each item: here always two.
    "Invoice.csv": csv(
      "Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer ID,Customer Name,Currency Code,Total,Due Date,Balance,Item Name,Quantity,Item Price,Item Total,Estimate Number",
      tables.invoices
        .rows()
        .flatMap((row) =>
          ["Subscription", "Support"].map((item) => [
            ...document(row, "date", "invoice_id", "invoice_number"),
            ...by("due_date", "balance")(row),
            item,
            "1.00",
            "1.00",
            "1.00",
            "",
          ]),
        ),
    ),
    "Customer_Payment.csv": csv(
      "Payment Number,CustomerPayment ID,Mode,CustomerID,Description,Exchange Rate,Amount,Unused Amount,Currency Code,Customer Name,Payment Type,Date,Created Time,InvoicePayment ID,Amount Applied to Invoice,Invoice Number,Invoice Date",
      tables.customerpayments
        .rows()
        .map((row) => [
          ...by("payment_number", "payment_id", "payment_mode", "customer_id")(row),
          "",
          "1.00",
          ...by("amount")(row),
          "0.00",
          "EUR",
          ...by(
            "customer_name",
            "payment_type",
            "date",
            "date",
            "payment_id",
            "amount",
            "invoice_numbers",
            "date",
          )(row),
        ]),
    ),
    "Projects.csv": csv(
      "Project ID,Project Name,Project Code,Description,Billing Type,Project Cost,Customer Name,Currency Code,Project Status",
      tables.projects
        .rows()
        .map((row) => [
          ...by("project_id", "project_name")(row),
          "",
          "",
          "Based on Task Hours",
          "",
          textAt(row, "customer_name"),
          "EUR",
          "Active",
        ]),
    ),
    "Timesheet.csv": csv(
      "Timesheet ID,Project Name,Task Name,Staff Name,Email,Staff Rate,Notes,Time Spent,Begin time,End time,Date,Billable Status,Billed Status",
      tables.timeentries
        .rows()
        .map((row) => [
          ...by("time_entry_id", "project_name", "task_name", "user_id")(row),
          "",
          "0",
          "",
          textAt(row, "log_time"),
          "",
          "",
          textAt(row, "log_date"),
          "billable",
          "Invoiced",
        ]),
    ),
    "Bill.csv": csv(
      "Bill Date,Due Date,Bill ID,Vendor Name,Bill Number,Total,Balance,Bill Status,Item Name,Customer Name",
      customers
        .slice(0, 2)
        .map((row, n) => [
          "2026-01-05",
          "2026-02-05",
          `b${n}`,
          "Office Supplies Ltd",
          `B-${n}`,
          "10",
          "10",
          "Open",
          "Paper",
          textAt(row, "contact_name"),
        ]),
    ),
  };
}

function csv(headings: string, rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const width = headings.split(",").length;
  for (const row of rows)
    if (row.length !== width) throw new Error(`${row.length} cells under ${width} headings: ${headings}`);
  return [headings, ...rows.map((row) => row.map(cell).join(","))].join("\r\n") + "\r\n";
}
