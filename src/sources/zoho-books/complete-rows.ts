import type { Json, Row } from "../kit/row.ts";
import { cell, isRecord } from "./cell.ts";

/** Customers with their region: the custom field of that name, empty when they have none. Vendors are left out. */
export function customers(rows: readonly Row[], field: string): readonly Row[] {
  return rows
    .filter((row) => row["contact_type"] !== "vendor")
    .map((row) => ({ ...row, region: customField(row, field) }));
}

/** The value of a custom field, wherever a list shows it: as text. */
function customField(row: Row, field: string): string {
  const hash = row["custom_field_hash"];
  if (isRecord(hash) && Object.hasOwn(hash, field)) return cell(hash, field);
  if (Object.hasOwn(row, field)) return cell(row, field);
  const fields = row["custom_fields"];
  const records = Array.isArray(fields) ? (fields as readonly Json[]).filter(isRecord) : [];
  const found = records.find((one) => one["api_name"] === field);
  return found === undefined ? "" : cell(found, "value");
}

/** Refunds with the customer of their credit note, where they do not say it themselves. */
export async function refunds(
  rows: readonly Row[],
  customersOf: (creditNotes: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly Row[]> {
  const nameless = rows.filter((row) => cell(row, "customer_id") === "");
  if (nameless.length === 0) return rows;
  const known = await customersOf(nameless.map((row) => cell(row, "creditnote_id")));
  return rows.map((row) =>
    cell(row, "customer_id") === "" ? { ...row, customer_id: known.get(cell(row, "creditnote_id")) ?? "" } : row,
  );
}
