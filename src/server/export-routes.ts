import { z } from "@hono/zod-openapi";
import { type TitledTable, togetherFlat } from "../format/flat-together.ts";
import { type Route, route } from "./route.ts";

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
      for (const { title: of, ask } of tables)
        answered.push({ title: of, table: (await asks.table(ask, { caller, signal })).flat() });
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

/** A title as the name of a file in a header: plain letters, digits and -. */
function fileName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return plain.slice(0, 60) || "export";
}
