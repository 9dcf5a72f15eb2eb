import { ajera } from "./ajera/source.ts";
import { certinia } from "./certinia/source.ts";
import type { SourceType } from "./kit/source.ts";
import { salesforce } from "./salesforce/source.ts";
import { zohoBooks } from "./zoho-books/source.ts";

/** Every system that a project can be connected to, in the order that help shows them. */
export const sourceTypes: readonly SourceType[] = [zohoBooks, ajera, certinia, salesforce];
