import { z } from "zod";
import { SmacError } from "../../errors.ts";

/** The keys of a Salesforce connection in smac.yml. */
export const salesforceSettings = z.strictObject({
  domain: z
    .string()
    .min(1)
    .describe("The host of My Domain (Setup → My Domain → Current My Domain URL), e.g. acme.my.salesforce.com"),
  api_version: z
    .union([z.string(), z.number()])
    .optional()
    .describe("The version of the API that is spoken, 62.0 to 67.0; default 62.0, which every org has"),
  bulk_from: z
    .int()
    .min(1)
    .optional()
    .describe("From so many rows on a read is a Bulk API 2.0 job instead of pages of 2,000 rows; default 20000"),
  lookback_minutes: z
    .int()
    .min(0)
    .max(1440)
    .optional()
    .describe("Changes are asked for from so long before the last read, since they show late; default 15"),
  fields: z
    .record(z.string(), z.array(z.string().min(1)).min(1))
    .optional()
    .describe("More fields to read, by stream, e.g. { accounts: [Segment__c, Parent.Name] }"),
  reread_open: z
    .boolean()
    .optional()
    .describe(
      "Whether unpaid invoices are read again each time, since their formula fields change silently; default true",
    ),
});

/** Settings with nothing left open. */
export interface Settings {
  /** The address of My Domain without a slash at its end. */
  readonly root: string;
  /** E.g. `62.0`. */
  readonly version: string;
  readonly bulkFrom: number;
  /** Microseconds. */
  readonly lookBack: number;
  /** By stream. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly rereadOpen: boolean;
}

/** The version that is spoken when none is set. */
export const DEFAULT_VERSION = "62.0";

/**
 * The settings as the client needs them.
 *
 * @throws SmacError `SOURCE_SETTING` for a host or version that cannot be, with the right form.
 */
export function readSettings(name: string, given: Readonly<Record<string, unknown>>): Settings {
  const settings = salesforceSettings.parse(given);
  return {
    root: rootOf(name, settings.domain),
    version: versionOf(name, settings.api_version ?? DEFAULT_VERSION),
    bulkFrom: settings.bulk_from ?? 20_000,
    lookBack: (settings.lookback_minutes ?? 15) * 60_000_000,
    fields: settings.fields ?? {},
    rereadOpen: settings.reread_open ?? true,
  };
}

const host = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const loopback = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

function rootOf(name: string, domain: string): string {
  const text = domain.trim().replace(/\/+$/, "");
  if (loopback.test(text)) return text;
  const bare = text.toLowerCase().replace(/^https:\/\//, "");
  if (/\.lightning\.force\.com$|\.salesforce-setup\.com$/.test(bare)) {
    const mine = bare.replace(/\.lightning\.force\.com$|\.my\.salesforce-setup\.com$/, ".my.salesforce.com");
    throw wrong(`${name}: “${bare}” is the address of the web pages, not of the API`, `write domain: ${mine}`);
  }
  if (host.test(bare)) return `https://${bare}`;
  throw wrong(`${name}: “${text.slice(0, 100)}” is no host name`, "write domain: YOUR-DOMAIN.my.salesforce.com");
}

function versionOf(name: string, given: string | number): string {
  const text = typeof given === "number" ? given.toFixed(1) : given.trim().replace(/^v/i, "");
  if (/^\d\d(\.0)?$/.test(text) && Number(text) >= 62 && Number(text) <= 99) return Number(text).toFixed(1);
  throw wrong(`${name}: api_version is “${text.slice(0, 20)}”`, "write a version from 62.0 to 67.0, or leave it out");
}

function wrong(message: string, hint: string): SmacError {
  return new SmacError("SOURCE_SETTING", message, { hint });
}
