import { ajeraInquiries, ajeraTables } from "./ajera.ts";
import type { ExportShape } from "./export-shape.ts";
import { zohoBooksExports } from "./zoho-books.ts";

/** The exports of systems that `smac init` knows. */
export const knownExports: readonly ExportShape[] = [...ajeraInquiries, ...ajeraTables, ...zohoBooksExports];
