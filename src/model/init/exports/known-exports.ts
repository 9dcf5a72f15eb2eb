import { ajeraInquiries, ajeraTables } from "./ajera.ts";
import type { ExportShape } from "./export-shape.ts";

/** The exports of systems that `smac init` knows. */
export const knownExports: readonly ExportShape[] = [...ajeraInquiries, ...ajeraTables];
