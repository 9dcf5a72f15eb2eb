import { SmacError } from "../errors.ts";
import type { FlatTable } from "../query/flat-table.ts";
import type { TableFormat, TableToWrite } from "./table-bytes.ts";
import { tableContent } from "./table-thread.ts";

/** The formats an answer can be sent in. */
export type Format = "json" | TableFormat;

/** Every format of an answer that is a table. */
export const tableFormats = ["json", "csv", "md", "xlsx", "parquet", "arrow"] as const satisfies readonly Format[];

/** The media type of each format. */
export const mediaTypes: Readonly<Record<Format, string>> = {
  json: "application/json",
  csv: "text/csv",
  md: "text/markdown",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  parquet: "application/vnd.apache.parquet",
  arrow: "application/vnd.apache.arrow.stream",
};

/** How the name of a file of each format ends. */
export const fileEndings: Readonly<Record<Format, string>> = {
  json: "json",
  csv: "csv",
  md: "md",
  xlsx: "xlsx",
  parquet: "parquet",
  arrow: "arrows",
};

/** A table that can be exported. */
export interface Exportable {
  /** What a file of it is called. */
  readonly name: string;
  flat(): FlatTable;
  markdown?(): string;
  xlsx?(): Promise<Uint8Array>;
}

/**
 * The format that a client asks for in its `Accept` header, the first of equals; JSON where it takes anything.
 *
 * @throws SmacError `API_NOT_ACCEPTABLE`.
 */
export function formatAsked(accept: string | undefined, formats: readonly Format[]): Format {
  if (accept === undefined || accept.trim() === "") return "json";
  const wanted = accept
    .split(",")
    .slice(0, 50)
    .map((part) => {
      const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith("q="));
      return { type, q: q === undefined ? 1 : Number(q.slice(2)) || 0 };
    });
  const weight = (format: Format): number => {
    const own = mediaTypes[format];
    const exact = wanted.find(({ type }) => type === own);
    const group = wanted.find(({ type }) => type === `${own.split("/")[0]}/*`);
    return (exact ?? group ?? wanted.find(({ type }) => type === "*/*"))?.q ?? 0;
  };
  const best = Math.max(...formats.map(weight));
  const found = formats.find((format) => weight(format) === best);
  if (found !== undefined && best > 0) return found;
  throw new SmacError("API_NOT_ACCEPTABLE", "none of the formats of this answer is one that you accept", {
    hint: `there are: ${formats.map((format) => mediaTypes[format]).join(", ")}`,
  });
}

/** A table in a format that is not JSON; `rows`: which of its lines, null: all. */
export async function exported(
  format: TableFormat,
  table: Exportable,
  { rows, signal }: { readonly rows: TableToWrite["rows"]; readonly signal: AbortSignal },
): Promise<string | Uint8Array> {
  if (rows === null && format === "md" && table.markdown !== undefined) return table.markdown();
  if (rows === null && format === "xlsx" && table.xlsx !== undefined) return table.xlsx();
  return tableContent(format, { name: table.name, table: table.flat(), rows }, signal);
}
