import { z } from "@hono/zod-openapi";
import { SmacError } from "../errors.ts";
import { type TitledTable, togetherFlat } from "../format/flat-together.ts";
import { type Route, route } from "./route.ts";

/** Of all tables of a file: they are in memory together. */
const mostRows = 500_000;

const text = z.string();
const cell = z.union([text, z.number(), z.boolean()]).nullable();
const body = z
  .strictObject({
    title: text.min(1).max(200).openapi({ description: "what the file is called", example: "Monday review" }),
    tables: z
      .array(
        z.strictObject({
          title: text.min(1).max(200).openapi({ description: "its sheet, or what stands before its lines" }),
          ask: text.max(2000).openapi({ description: "the question, after /api/v1/", example: "report?by=region" }),
        }),
      )
      .min(1)
      .max(100),
  })
  .openapi("ExportRequest");

/** The answers to several questions in one file. */
export const exportRoutes: readonly Route[] = [
  route("/exports", {
    method: "post",
    tag: "Questions",
    says: "The answers to several questions at once: as XLSX a sheet for each, else one table whose first column says which.",
    scope: "read",
    body,
    answer: z
      .strictObject({
        title: text,
        tables: z.array(
          z.strictObject({
            title: text,
            columns: z.array(z.strictObject({ name: text, type: text })),
            rows: z.array(z.array(cell)),
          }),
        ),
      })
      .openapi("Exported"),
    exports: true,
    problems: [409],
    reply: async ({ body: { title, tables }, caller, signal }, { asks }) => {
      const answered: TitledTable[] = [];
      let rows = 0;
      for (const { title: of, ask } of tables) {
        const table = (await asks.table(ask, { caller, signal })).flat();
        rows += table.rows.length;
        if (rows > mostRows) throw tooManyRows();
        answered.push({ title: of, table });
      }
      return {
        json: {
          title,
          tables: answered.map(({ title: of, table }) => ({
            title: of,
            columns: table.columns.map(({ name, type }) => ({ name, type })),
            rows: table.rows.map((row) => [...row]),
          })),
        },
        table: {
          name: fileName(title),
          flat: () => togetherFlat(answered),
          xlsx: async () => (await import("../format/xlsx.ts")).tablesXlsx(answered),
        },
      };
    },
  }),
];

function tooManyRows(): SmacError {
  return new SmacError("OUTPUT_TOO_MANY_ROWS", `these tables have more than ${mostRows.toLocaleString("en")} rows`, {
    hint: "export them one by one, as CSV or Parquet",
  });
}

/** A title as the name of a file in a header: plain letters, digits and -. */
function fileName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 60) || "export";
}
