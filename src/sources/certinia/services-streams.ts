import { formatDay, parseDay } from "../../time/day.ts";
import { cellText } from "../kit/cells.ts";
import type { Json } from "../kit/row.ts";
import { plainWriter } from "../salesforce/object-stream.ts";
import type { ObjectStream, RowWriter } from "../salesforce/object-stream.ts";
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

/** The streams of Certinia's services (PSA). */
export const servicesStreams: readonly ObjectStream[] = [
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
];

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
