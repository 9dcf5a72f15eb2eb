import { csv } from "../format/csv.ts";
import { markdownTable } from "../format/markdown.ts";
import type { FlatTable } from "../query/flat-table.ts";

/** The formats of files that are tables. */
export type TableFormat = "csv" | "md" | "xlsx" | "parquet" | "arrow";

/** A table to be written: `rows`: which of its lines, null: all. */
export interface TableToWrite {
  readonly name: string;
  readonly table: FlatTable;
  readonly rows: { readonly from: number; readonly to: number } | null;
}

/**
 * The content of a file of a table.
 *
 * @throws SmacError `OUTPUT_TOO_MANY_ROWS`.
 */
export async function tableBytes(
  format: TableFormat,
  { name, table, rows }: TableToWrite,
): Promise<string | Uint8Array> {
  const part = rows === null ? table : { ...table, rows: table.rows.slice(rows.from, rows.to) };
  switch (format) {
    case "csv":
      return csv(part);
    case "md":
      return markdownTable(part);
    case "xlsx":
      return (await import("../format/xlsx.ts")).tableXlsx(part, name);
    case "arrow":
      return (await import("../format/arrow.ts")).tableArrow(part, "stream", table);
    default:
      return (await import("../project/parquet-bytes.ts")).parquetBytes(part);
  }
}
