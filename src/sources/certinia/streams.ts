import type { ObjectStream } from "../salesforce/object-stream.ts";
import { salesforceStreams } from "../salesforce/streams.ts";
import { accountingStreams } from "./accounting-streams.ts";
import { servicesStreams } from "./services-streams.ts";

/** The streams of an org with Certinia: those of Salesforce, those of its services and of its accounting. */
export const certiniaStreams: readonly ObjectStream[] = [
  ...salesforceStreams.map((stream) => (stream.name === "contacts" ? withResources(stream) : stream)),
  ...servicesStreams,
  ...accountingStreams,
];

function withResources(stream: ObjectStream): ObjectStream {
  const own = ["pse__Is_Resource__c", "pse__Is_Resource_Active__c"];
  return {
    ...stream,
    fields: [...stream.fields, ...own],
    columns: [...stream.columns, "pse__Is_Resource__c"],
  };
}
