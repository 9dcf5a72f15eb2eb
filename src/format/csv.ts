import type { FlatTable, FlatValue } from "./flat.ts";

/** Beginnings that spreadsheet programs take for a formula. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A flat table as CSV (RFC 4180 quoting, UTF-8, `\n` line ends, empty for null,
 * numbers unrounded). A *text* that a spreadsheet would run as a formula, one
 * that begins with `=`, `+`, `-`, `@`, a tab or a line break, gets a leading
 * apostrophe; numbers are left as they are. Who needs such texts untouched
 * takes JSON or Parquet.
 *
 * @example
 * ```ts
 * csv({ columns: [{ name: "name", type: "text" }], rows: [["=1+1"]] }); // "name\n'=1+1\n"
 * ```
 */
export function csv(table: FlatTable): string {
  const header = table.columns.map((c) => cell(c.name)).join(",");
  return `${[header, ...table.rows.map((row) => row.map(cell).join(","))].join("\n")}\n`;
}

function cell(value: FlatValue): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = safeText(value);
  return /[",\r\n]|^\s|\s$/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that no spreadsheet program runs: with an apostrophe before what would begin a formula. */
export function safeText(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}
