import { parentPort } from "node:worker_threads";
import { SmacError } from "../errors.ts";
import type { FlatTable } from "../query/flat-table.ts";
import { type TableFormat, type TableToWrite, tableBytes } from "./table-bytes.ts";

/** What a thread that writes a table is sent: first what it is about, then its rows part by part, then that it is whole. */
export type TableMessage =
  | {
      readonly about: Omit<TableToWrite, "table"> & {
        readonly format: TableFormat;
        readonly columns: FlatTable["columns"];
      };
    }
  | { readonly rows: FlatTable["rows"] }
  | { readonly whole: true };

/** What it sends back. */
export type TableAnswer =
  | { readonly content: string | Uint8Array }
  | { readonly failed: string; readonly code: SmacError["code"] | null; readonly hint: string | undefined };

let about: Extract<TableMessage, { about: unknown }>["about"] | null = null;
const rows: FlatTable["rows"][number][] = [];

parentPort?.on("message", (message: TableMessage) => {
  if ("about" in message) about = message.about;
  else if ("rows" in message) for (const row of message.rows) rows.push(row);
  else void written();
});

async function written(): Promise<void> {
  if (about === null) throw new Error("rows of no table");
  const { format, columns, name, rows: range } = about;
  try {
    const content = await tableBytes(format, { name, table: { columns, rows }, rows: range });
    parentPort?.postMessage({ content } satisfies TableAnswer);
  } catch (error) {
    const known = error instanceof SmacError ? error : null;
    const failed = error instanceof Error ? error.message : String(error);
    parentPort?.postMessage({ failed, code: known?.code ?? null, hint: known?.hint } satisfies TableAnswer);
  }
}
