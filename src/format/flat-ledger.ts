import type { FlatTable } from "../query/flat-table.ts";
import type { Restatement } from "../store/ledger.ts";
import { formatInstant } from "../time/instant.ts";

/** The ledger as JSON's plain data: instants as text. */
export function ledgerRows(rows: readonly Restatement[]) {
  return rows.map((row) => ({ ...row, recordedAt: formatInstant(row.recordedAt) }));
}

/** The ledger as a flat table, a changed number a row. */
export function flatLedger(rows: readonly Restatement[]): FlatTable {
  return {
    columns: [
      { name: "recorded", type: "text" },
      { name: "load", type: "number" },
      { name: "definition", type: "text" },
      { name: "period", type: "text" },
      { name: "stage", type: "text" },
      { name: "product", type: "text" },
      { name: "by", type: "text" },
      { name: "measure", type: "text" },
      { name: "was", type: "number" },
      { name: "is", type: "number" },
    ],
    rows: rows.map((r) => [
      formatInstant(r.recordedAt).slice(0, 19).replace("T", " "),
      r.loadId,
      r.definition,
      `${r.periodKind} ${r.periodStart}`,
      r.stage,
      r.product,
      Object.entries(r.by)
        .map(([name, value]) => `${name}=${value ?? ""}`)
        .join(" ") || null,
      r.measure,
      r.was,
      r.is,
    ]),
  };
}
