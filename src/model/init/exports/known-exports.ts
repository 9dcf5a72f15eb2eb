import { ajeraInquiries, ajeraTables } from "./ajera.ts";
import { certiniaExports } from "./certinia.ts";
import type { ExportShape } from "./export-shape.ts";
import { salesforceExports } from "./salesforce.ts";
import { zohoBooksExports } from "./zoho-books.ts";

/** The exports of systems that `smac init` knows. */
export const knownExports: readonly ExportShape[] = [
  ...ajeraInquiries,
  ...ajeraTables,
  ...zohoBooksExports,
  ...salesforceExports,
  ...certiniaExports,
];
