import type { SourceType } from "../kit/source.ts";
import { meaningYaml, salesforceParts, salesforceWords } from "./meaning.ts";
import { openSalesforce } from "./open.ts";
import { salesforceSettings } from "./settings.ts";
import { signInWays } from "./sign-in.ts";
import { salesforceStreams } from "./streams.ts";

/** Salesforce: sales and marketing of any org, by its REST and Bulk 2.0 APIs. */
export const salesforce: SourceType = {
  type: "salesforce",
  aliases: [],
  title: "Salesforce",
  about:
    "Customer relationship management. Leads, accounts, contacts, opportunities, activities and answers to campaigns are read.",
  settings: salesforceSettings,
  signIn: signInWays,
  streams: salesforceStreams,
  meaning: {
    words: salesforceWords,
    yaml: meaningYaml({
      ...salesforceParts,
      definitions: `${salesforceParts.definitions}  clusters: { preset: clusters, cluster: department }\n`,
    }),
  },
  open: (context) => openSalesforce("Salesforce", salesforceStreams, context),
};
