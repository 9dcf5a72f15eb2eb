import type { FlatTable } from "../query/flat-table.ts";

/** A line of the audit log, as it is told. */
export interface AuditLine {
  readonly at: string;
  readonly who: string;
  readonly address: string;
  readonly what: string;
  readonly asked: unknown;
  readonly status: number;
  readonly format: string | null;
}

/** The audit log as a flat table, a deed a row. */
export function flatAudit(lines: readonly AuditLine[]): FlatTable {
  return {
    columns: [
      { name: "at", type: "text" },
      { name: "who", type: "text" },
      { name: "address", type: "text" },
      { name: "what", type: "text" },
      { name: "asked", type: "text" },
      { name: "status", type: "number" },
      { name: "format", type: "text" },
    ],
    rows: lines.map(({ at, who, address, what, asked, status, format }) => [
      at,
      who,
      address,
      what,
      asked === null || asked === undefined ? null : JSON.stringify(asked),
      status,
      format,
    ]),
  };
}
