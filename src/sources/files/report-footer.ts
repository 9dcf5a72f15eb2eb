import type { RejectedRow } from "./rejects.ts";

/** One quoted cell. */
const alone = /^"(?:[^"]|"")*"$/;
/** What Salesforce writes under every report, in whatever language. */
const copyright = /^"Copyright .*salesforce/i;
/** Lines under the copyright: that it is confidential, who made the report when, of which firm. */
const most = 5;

/**
 * Rows that could not be read, without the lines that Salesforce writes under a
 * report: its name, a copyright, and a few more, a cell each, at the end of the
 * file. `name`: that of the report; null when there are no such lines.
 */
export function withoutReportFooter(rows: readonly RejectedRow[]): {
  readonly rows: readonly RejectedRow[];
  readonly name: string | null;
} {
  const sign = rows.findLastIndex(({ text }) => copyright.test(text.trim()));
  const none = { rows, name: null };
  if (sign === -1 || rows.length - sign > most) return none;
  const above = rows[sign - 1];
  const hasName = above !== undefined && above.line === (rows[sign]?.line ?? 0) - 1;
  const footer = rows.slice(hasName ? sign - 1 : sign);
  if (!footer.every(({ text }) => alone.test(text.trim()))) return none;
  const isWhole = footer.every(({ line }, n) => n === 0 || line - (footer[n - 1]?.line ?? 0) <= 2);
  if (!isWhole) return none;
  const name = hasName ? above.text.trim().slice(1, -1).replaceAll('""', '"') : "";
  return { rows: rows.slice(0, rows.length - footer.length), name };
}
