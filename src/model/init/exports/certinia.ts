import type { ExportShape } from "./export-shape.ts";

// One system with Salesforce, so that customers are named in the same way in the files of both.
const system = "Salesforce";
/** A report names a customer by name or id, a Data Loader file by id. */
const accountOf = (api: string): readonly string[] => [
  api,
  "Account ID",
  "Account: Account ID",
  "Account: Account Name",
  "Account Name",
  "Account",
];
const project = ["pse__Project__c", "Project: ID", "Project ID", "Project: Project Name", "Project Name", "Project"];
const hours = ["pse__Total_Hours__c", "Total Hours", "Total Hours (Weekly)", "Hours"];
const approved = "{status} IN ('Approved', 'Submitted')";
const complete = "{status} = 'Complete'";

const timecardRoles = {
  project,
  resource: ["pse__Resource__c", "Resource: Full Name", "Resource: Contact ID", "Resource Name", "Resource"],
  at: ["pse__Start_Date__c", "Start Date", "Timecard Split: Start Date"],
  status: ["pse__Status__c", "Status", "Timecard Status"],
  hours,
  practice: ["Project: Practice", "Practice: Practice Name", "Practice"],
};
/** A timecard is split where a month ends in its week, or its rates differ: both files have all hours. */
const told = {
  what: "the hours of timecards",
  parts: [
    "pse__Timecard_Header__c",
    "Timecard Split: Split Number",
    "Timecard Split Number",
    "Timecard Split: Start Date",
    "Timecard Split: Timecard Split Number",
    "Timecard Split: ID",
  ],
};
const weekly = "a timecard is one row for a week, on the day it starts: smac sync reads its days";

/** Reports and Data Loader files of Certinia's packages. */
export const certiniaExports: readonly ExportShape[] = [
  {
    system,
    title: "Certinia projects (report or Data Loader)",
    roles: {
      project: ["Id", "Project: ID", "Project ID", "Project: Project Name", "Project Name", "Name"],
      account: accountOf("pse__Account__c"),
      region: ["pse__Region__c", "Region: Region Name", "Region"],
      practice: ["pse__Practice__c", "Practice: Practice Name", "Practice"],
      stage: ["pse__Stage__c", "Stage"],
    },
    needs: ["project", "account"],
    oneOf: ["pse__Stage__c", "pse__Practice__c", "pse__Region__c", "Practice: Practice Name", "Project: Project Name"],
    not: ["pse__Resource__c", "Resource", "Resource: Full Name", ...hours, "Close Date"],
    meaning: {
      memberships: [
        { kind: "customer", member: "project", cluster: "account" },
        { kind: "practice", member: "project", cluster: "practice" },
        { kind: "region", member: "project", cluster: "region" },
      ],
    },
  },
  {
    system,
    title: "Certinia timecards with accounts (report)",
    roles: { ...timecardRoles, account: accountOf("pse__Account__c") },
    needs: ["at", "resource", "account", "hours"],
    told,
    oneOf: [
      "pse__Resource__c",
      "Resource: Full Name",
      "Timecard Split: Split Number",
      "Timecard Split Number",
      "Timecard Status",
    ],
    meaning: {
      activities: [
        {
          name: "work",
          note: weekly,
          at: "at",
          member: "resource",
          clusters: { customer: "account" },
          product: "practice",
          where: `${approved} AND {hours} <> '0'`,
          whereIsOptional: true,
          properties: ["hours"],
        },
      ],
    },
  },
  {
    system,
    title: "Certinia timecards (Data Loader)",
    roles: timecardRoles,
    needs: ["at", "resource", "project", "hours"],
    told,
    not: ["Account", "Account Name", "Account ID", "Account: Account Name", "Account: Account ID"],
    meaning: {
      activities: [
        {
          name: "work",
          note: `${weekly}; whose it is, the projects say`,
          at: "at",
          member: "project",
          where: `${approved} AND {hours} <> '0'`,
          whereIsOptional: true,
          properties: ["resource", "hours"],
        },
      ],
    },
  },
  {
    system,
    title: "Certinia sales invoices (report or Data Loader)",
    roles: {
      account: accountOf("c2g__Account__c"),
      at: ["c2g__InvoiceDate__c", "Invoice Date"],
      status: ["c2g__InvoiceStatus__c", "Invoice Status"],
    },
    needs: ["account", "at", "status"],
    oneOf: ["c2g__InvoiceStatus__c", "Sales Invoice: Invoice Number", "Sales Invoice Number"],
    meaning: {
      rules: [{ enter: "customer", cluster: "account", at: "at", where: complete }],
      activities: [
        { name: "invoice", note: "an invoice", at: "at", clusters: { customer: "account" }, where: complete },
      ],
    },
  },
  {
    system,
    title: "Certinia billing documents (report or Data Loader)",
    roles: {
      account: accountOf("fferpcore__Account__c"),
      at: ["fferpcore__DocumentDate__c", "Document Date"],
      status: ["fferpcore__DocumentStatus__c", "Document Status"],
      type: ["fferpcore__DocumentType__c", "Document Type"],
    },
    needs: ["account", "at", "status", "type"],
    meaning: {
      rules: [{ enter: "customer", cluster: "account", at: "at", where: `${complete} AND {type} = 'Invoice'` }],
      activities: [
        {
          name: "invoice",
          note: "an invoice",
          at: "at",
          clusters: { customer: "account" },
          where: `${complete} AND {type} = 'Invoice'`,
        },
      ],
    },
  },
  {
    system,
    title: "Certinia cash entries (report or Data Loader)",
    roles: {
      account: accountOf("c2g__Account__c"),
      at: ["c2g__Date__c", "Date"],
      type: ["c2g__Type__c", "Type"],
      status: ["c2g__Status__c", "Status"],
    },
    needs: ["account", "at", "type", "status"],
    oneOf: ["c2g__Date__c", "Cash Entry: Cash Entry Number", "Cash Entry Number"],
    meaning: {
      activities: [
        {
          name: "payment",
          note: "a customer paid",
          at: "at",
          clusters: { customer: "account" },
          where: `${complete} AND {type} = 'Receipt'`,
        },
      ],
    },
  },
];
