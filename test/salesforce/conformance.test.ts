import { describe } from "vitest";
import { describeSource } from "../source-kit/describe-source.ts";
import { orgRig } from "./rig.ts";

describeSource("salesforce", orgRig("salesforce", ["accounts", "lead_history"]));

describeSource("certinia", orgRig("certinia", ["timecard_days", "sales_invoices"]));

describe("by bulk jobs", () => {
  describeSource("salesforce", orgRig("salesforce", ["accounts", "opportunities"], { bulk_from: 5 }));
});
