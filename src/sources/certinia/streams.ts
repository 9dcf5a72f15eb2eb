import { formatDay, parseDay } from "../../time/day.ts";
import { cellText } from "../kit/cells.ts";
import type { Json } from "../kit/row.ts";
import { plainWriter } from "../salesforce/object-stream.ts";
import type { ObjectStream, RowWriter } from "../salesforce/object-stream.ts";
import type { ObjectShape } from "../salesforce/objects.ts";
import { salesforceStreams } from "../salesforce/streams.ts";
import { hourFields, timecardDaysWriter } from "./timecard-days.ts";

const key = ["Id"];
const need = (objects: string): string => `read access to ${objects} and its fields`;
const project = "pse__Project__r";
const header = "pse__Timecard_Header__r";

/** What is told of the project of a row: columns of our own by the paths that lead there. */
const ofProject = (through: string): Record<string, readonly string[]> => ({
  customer_id: [`${through}.pse__Account__c`],
  project_type: [`${through}.pse__Project_Type__c`],
  region_id: [`${through}.pse__Region__c`],
  practice_id: [`${through}.pse__Practice__c`],
  practice_name: [`${through}.pse__Practice__r.Name`],
  group_id: [`${through}.pse__Group__c`],
});

/** Assignments end with their last day: memberships end before a moment. */
const assignmentWriter: RowWriter = {
  ...plainWriter,
  write: (row) => ({ rows: [{ ...row, until: dayAfter(row["pse__End_Date__c"] ?? null) }] }),
};

/** The streams of an org with Certinia: those of Salesforce, those of its services and of its accounting. */
export const certiniaStreams: readonly ObjectStream[] = [
  ...salesforceStreams.map((stream) => (stream.name === "contacts" ? withResources(stream) : stream)),
  {
    name: "projects",
    about: "Projects with their account, region, practice and group",
    key,
    objects: ["pse__Proj__c"],
    needs: need("pse__Proj__c"),
    fields: [
      "Name",
      "pse__Account__c",
      "pse__Opportunity__c",
      "pse__Stage__c",
      "pse__Project_Status__c",
      "pse__Project_Type__c",
      "pse__Billing_Type__c",
      "pse__Is_Active__c",
      "pse__Is_Billable__c",
      "pse__Is_Template__c",
      "pse__Start_Date__c",
      "pse__End_Date__c",
      "pse__Project_ID__c",
      "pse__Project_Manager__c",
      "pse__Region__c",
      "pse__Region__r.Name",
      "pse__Practice__c",
      "pse__Practice__r.Name",
      "pse__Group__c",
      "pse__Group__r.Name",
      "CreatedDate",
    ],
    columns: [
      "Id",
      "Name",
      "pse__Account__c",
      "pse__Stage__c",
      "pse__Project_Type__c",
      "pse__Is_Template__c",
      "pse__Region__c",
      "pse__Region__r.Name",
      "pse__Practice__c",
      "pse__Practice__r.Name",
      "pse__Group__c",
      "pse__Group__r.Name",
      "CreatedDate",
    ],
    parents: ["pse__Region__r", "pse__Practice__r", "pse__Group__r"],
  },
  {
    name: "timecard_days",
    about: "Hours of a person on a project on a day, from timecard splits (timecards where there are no splits)",
    key: ["timecard_id", "weekday"],
    objects: ["pse__Timecard__c", "pse__Timecard_Header__c"],
    needs: need("pse__Timecard__c"),
    fields: hourFields,
    paths: {
      start_date: ["pse__Start_Date__c", `${header}.pse__Start_Date__c`],
      status: ["pse__Status__c", `${header}.pse__Status__c`],
      resource_id: ["pse__Resource__c", `${header}.pse__Resource__c`],
      project_id: ["pse__Project__c", `${header}.pse__Project__c`],
      billable: ["pse__Billable__c", `${header}.pse__Billable__c`],
      ...both(ofProject(project), ofProject(`${header}.${project}`)),
    },
    columns: [
      "timecard_id",
      "weekday",
      "day",
      "hours",
      "status",
      "resource_id",
      "project_id",
      "customer_id",
      "project_type",
      "region_id",
      "practice_id",
      "practice_name",
      "group_id",
      "billable",
    ],
    parents: [header, project, `${header}.${project}`],
    writer: async () => timecardDaysWriter,
  },
  {
    name: "timecards",
    about: "Timecard splits as they are (timecards where there are no splits)",
    key,
    objects: ["pse__Timecard__c", "pse__Timecard_Header__c"],
    needs: need("pse__Timecard__c"),
    fields: [
      "Name",
      "pse__Timecard_Header__c",
      "pse__Project__c",
      "pse__Resource__c",
      "pse__Start_Date__c",
      "pse__End_Date__c",
      "pse__Status__c",
      "pse__Billable__c",
      "pse__Total_Hours__c",
      "pse__Invoiced__c",
      "pse__Invoice_Date__c",
      "pse__Invoice_Number__c",
      ...hourFields,
    ],
    columns: ["Id", "pse__Project__c"],
    standard: false,
  },
  {
    name: "assignments",
    about: "Who works on which project, from when until when",
    key,
    objects: ["pse__Assignment__c"],
    needs: need("pse__Assignment__c"),
    fields: [
      "Name",
      "pse__Project__c",
      "pse__Resource__c",
      "pse__Start_Date__c",
      "pse__End_Date__c",
      "pse__Status__c",
      "pse__Role__c",
      "pse__Is_Billable__c",
      "pse__Planned_Hours__c",
      "pse__Scheduled_Hours__c",
    ],
    paths: ofProject(project),
    columns: [
      "Id",
      "pse__Project__c",
      "pse__Resource__c",
      "pse__Start_Date__c",
      "pse__Status__c",
      "until",
      "region_id",
      "practice_id",
      "group_id",
    ],
    parents: [project],
    writer: async () => assignmentWriter,
  },
  {
    name: "milestones",
    about: "Milestones of projects",
    key,
    objects: ["pse__Milestone__c"],
    needs: need("pse__Milestone__c"),
    fields: [
      "Name",
      "pse__Project__c",
      "pse__Status__c",
      "pse__Target_Date__c",
      "pse__Actual_Date__c",
      "pse__Milestone_Amount__c",
    ],
    paths: ofProject(project),
    columns: ["Id", "pse__Status__c", "pse__Actual_Date__c", "customer_id"],
    parents: [project],
    standard: false,
  },
  {
    name: "billing_events",
    about: "What is billed for a project at a time",
    key,
    objects: ["pse__Billing_Event__c"],
    needs: need("pse__Billing_Event__c"),
    fields: [
      "Name",
      "pse__Project__c",
      "pse__Date__c",
      "pse__Invoice_Date__c",
      "pse__Invoice_Number__c",
      "pse__Invoiced__c",
      "pse__Is_Approved__c",
      "pse__Is_Released__c",
      "pse__Status__c",
      "pse__Summary_Amount__c",
    ],
    paths: ofProject(project),
    columns: ["Id", "pse__Date__c", "pse__Status__c", "pse__Invoiced__c", "pse__Invoice_Date__c", "customer_id"],
    parents: [project],
    standard: false,
  },
  {
    name: "billing_event_items",
    about: "The parts of billing events",
    key,
    objects: ["pse__Billing_Event_Item__c"],
    needs: need("pse__Billing_Event_Item__c"),
    fields: [
      "Name",
      "pse__Billing_Event__c",
      "pse__Project__c",
      "pse__Amount__c",
      "pse__Date__c",
      "pse__Category__c",
      "pse__Timecard_Split__c",
      "pse__Expense__c",
      "pse__Milestone__c",
    ],
    columns: ["Id", "pse__Billing_Event__c"],
    standard: false,
  },
  {
    name: "sales_invoices",
    about: "Sales invoices of Certinia Accounting",
    key,
    objects: ["c2g__codaInvoice__c"],
    needs: need("c2g__codaInvoice__c"),
    fields: [
      "Name",
      "c2g__Account__c",
      "c2g__InvoiceDate__c",
      "c2g__DueDate__c",
      "c2g__InvoiceStatus__c",
      "c2g__InvoiceTotal__c",
      "c2g__NetTotal__c",
      "c2g__OutstandingValue__c",
      "c2g__PaymentStatus__c",
      "c2g__InvoiceCurrency__c",
      "c2g__OwnerCompany__c",
      "c2g__Opportunity__c",
      "c2g__CustomerReference__c",
    ],
    columns: ["Id", "c2g__Account__c", "c2g__InvoiceDate__c", "c2g__InvoiceStatus__c"],
    formulasOf: ["c2g__Transaction__r"],
    reread: stillOpen,
  },
  {
    name: "credit_notes",
    about: "Sales credit notes of Certinia Accounting",
    key,
    objects: ["c2g__codaCreditNote__c"],
    needs: need("c2g__codaCreditNote__c"),
    fields: [
      "Name",
      "c2g__Account__c",
      "c2g__CreditNoteDate__c",
      "c2g__CreditNoteStatus__c",
      "c2g__CreditNoteTotal__c",
      "c2g__Invoice__c",
    ],
    columns: ["Id", "c2g__Account__c", "c2g__CreditNoteDate__c", "c2g__CreditNoteStatus__c"],
  },
  {
    name: "cash_entries",
    about: "Payments and refunds of Certinia Accounting",
    key,
    objects: ["c2g__codaCashEntry__c"],
    needs: need("c2g__codaCashEntry__c"),
    fields: ["Name", "c2g__Account__c", "c2g__Date__c", "c2g__Type__c", "c2g__Status__c", "c2g__Reference__c"],
    columns: ["Id", "c2g__Account__c", "c2g__Date__c", "c2g__Type__c", "c2g__Status__c"],
  },
  {
    name: "billing_documents",
    about: "Invoices and credit notes of Certinia ERP (billing documents)",
    key,
    objects: ["fferpcore__BillingDocument__c"],
    needs: need("fferpcore__BillingDocument__c"),
    fields: [
      "Name",
      "fferpcore__Account__c",
      "fferpcore__DocumentDate__c",
      "fferpcore__DocumentDueDate__c",
      "fferpcore__DocumentStatus__c",
      "fferpcore__DocumentType__c",
      "fferpcore__DocumentTotal__c",
      "fferpcore__NetTotal__c",
      "fferpcore__Company__c",
      "c2g__PaymentStatus__c",
      "c2g__OutstandingValue__c",
    ],
    columns: [
      "Id",
      "fferpcore__Account__c",
      "fferpcore__DocumentDate__c",
      "fferpcore__DocumentStatus__c",
      "fferpcore__DocumentType__c",
    ],
    formulasOf: ["c2g__Transaction__r"],
    reread: stillOpen,
  },
];

function withResources(stream: ObjectStream): ObjectStream {
  const own = ["pse__Is_Resource__c", "pse__Is_Resource_Active__c"];
  return {
    ...stream,
    fields: [...stream.fields, ...own],
    columns: [...stream.columns, "pse__Is_Resource__c"],
  };
}

// What is left to pay is a formula: it changes without a change of the invoice.
function stillOpen(object: ObjectShape): string | null {
  const left = object.fields.get("c2g__outstandingvalue__c");
  return left?.filterable === true ? `${left.name} != 0` : null;
}

function both(
  first: Record<string, readonly string[]>,
  second: Record<string, readonly string[]>,
): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(first).map(([column, paths]) => [column, [...paths, ...(second[column] ?? [])]]),
  );
}

function dayAfter(value: Json): string | null {
  const day = parseDay((cellText(value ?? null) ?? "").slice(0, 10));
  return day === null ? null : formatDay(day + 1);
}
