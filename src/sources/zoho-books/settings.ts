import { z } from "zod";

const address = (what: string) =>
  z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(what);

/** The keys of `sources.NAME` that only Zoho Books has. */
export const zohoSettings = z.object({
  organization: z
    .string()
    .regex(/^\d+$/)
    .optional()
    .describe("The ID of the organisation, in quotes; needed when the sign-in reaches several"),
  region: z
    .enum(["com", "eu", "in", "com.au", "jp", "ca", "com.cn", "sa"])
    .default("com")
    .describe("The data centre: the ending of the address at which Zoho Books is opened; default com"),
  api_root: address("The API's address with its version, when none of the regions fits"),
  accounts_root: address("The address for signing in, when none of the regions fits"),
  region_field: z
    .string()
    .min(1)
    .default("cf_region")
    .describe("The custom field of customers, by its API name, that holds their region; default cf_region"),
  look_back_days: z
    .int()
    .min(0)
    .max(3650)
    .default(31)
    .describe("How far back payments, expenses and time entries are read again in each sync; default 31"),
  full_pass_days: z
    .int()
    .min(0)
    .max(3650)
    .default(7)
    .describe("Everything is read again after so many days, to find what was deleted; 0: never; default 7"),
  calls_per_minute: z
    .int()
    .min(1)
    .max(100_000)
    .default(90)
    .describe("Calls in any minute, of the 100 that an organisation has for all programs together; default 90"),
});

/** The settings of a connection to Zoho Books. */
export type ZohoSettings = z.output<typeof zohoSettings>;
