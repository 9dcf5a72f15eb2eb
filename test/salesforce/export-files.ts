import type { DemoSettings } from "../../src/demo/options.ts";
import { fillOrg } from "../../src/stand-ins/salesforce/fill.ts";
import { standInOrg } from "../../src/stand-ins/salesforce/org.ts";
import type { StandInOrg, StandInRecord } from "../../src/stand-ins/salesforce/org.ts";
import type { StandInPackage } from "../../src/stand-ins/salesforce/schema.ts";

/** File name → content. */
export type ExportFiles = Record<string, string>;

type Cell = string | number | boolean | null | undefined;

/** The org of the stand-in with the company in it. */
export function filledOrg(settings: DemoSettings, packages: readonly StandInPackage[]): StandInOrg {
  const org = standInOrg(packages, () => 0);
  fillOrg(org, settings);
  return org;
}

/** Files as Data Loader writes them: API names in capitals, ISO moments, every value in quotes. */
export function dataLoaderFiles(org: StandInOrg): ExportFiles {
  const objects = [...org.objects.values()].filter(({ bulk, name }) => bulk && !["User", "LeadHistory"].includes(name));
  return Object.fromEntries(
    objects.flatMap(({ name, fields }) => {
      const rows = [...org.all(name)].map((record) => fields.map((field) => record[field.name]));
      const text = csv([fields.map((field) => field.name.toUpperCase()), ...rows]).replaceAll(".000+0000", ".000Z");
      return rows.length === 0 ? [] : [[`${name}.csv`, text]];
    }),
  );
}

/** Reports as people export them: labels, dates of the country, the last lines that Salesforce writes under each. */
export function reportFiles(org: StandInOrg): ExportFiles {
  const account = (id: Cell): StandInRecord | undefined => org.get("Account", String(id));
  const day = (value: Cell): string => {
    const [year = "", month = "", date = ""] = berlin(String(value ?? "")).split("-");
    return year === "" ? "" : `${Number(month)}/${Number(date)}/${year}`;
  };
  const short = (id: Cell): string => String(id ?? "").slice(0, 15);
  const accounts = [...org.all("Account")].map((one) => [
    one["Name"],
    one["BillingCountry"],
    one["Type"],
    day(one["CreatedDate"]),
    short(one.Id),
  ]);
  const leads = [...org.all("Lead")].map((one) => [
    one["Company"],
    one["Status"],
    day(one["CreatedDate"]),
    one["IsConverted"] === true ? 1 : 0,
    day(one["ConvertedDate"]),
    short(one["ConvertedAccountId"]),
    short(one.Id),
  ]);
  const history = [...org.all("LeadHistory")].map((one) => {
    const lead = org.get("Lead", String(one["LeadId"]));
    const converted = lead?.["IsConverted"] === true;
    const field = one["Field"] === "Status" ? "Lead Status" : "Created.";
    return [
      short(one["LeadId"]),
      field,
      one["OldValue"],
      one["NewValue"],
      day(one["CreatedDate"]),
      converted ? 1 : 0,
      short(lead?.["ConvertedAccountId"]),
    ];
  });
  const deals = [...org.all("Opportunity")].map((one) => [
    one["Name"],
    short(one["AccountId"]),
    account(one["AccountId"])?.["Name"],
    one["StageName"],
    day(one["CloseDate"]),
    day(one["CreatedDate"]),
    one["IsWon"] === true ? 1 : 0,
  ]);
  const isEvent = (one: StandInRecord): boolean => org.get("Event", one.Id) !== undefined;
  const activities = [...org.all("Task"), ...org.all("Event")].map((one) => [
    one["Subject"],
    day(one["ActivityDate"]),
    short(one["AccountId"]),
    short(one["WhoId"]),
    isEvent(one) ? "" : one["Status"],
    isEvent(one) ? 1 : 0,
    one["TaskSubtype"],
    one.Id,
  ]);
  const answers = [...org.all("CampaignMember")].map((one) => [
    "Autumn fair",
    day(one["FirstRespondedDate"]),
    short(org.get("Contact", String(one["ContactId"]))?.["AccountId"]),
    short(one["LeadId"] ?? one["ContactId"]),
    1,
  ]);
  return {
    "accounts.csv": report("All Accounts", [
      ["Account Name", "Billing Country", "Type", "Created Date", "Account ID"],
      ...accounts,
    ]),
    "leads.csv": report("Leads", [
      [
        "Company / Account",
        "Lead Status",
        "Create Date",
        "Converted",
        "Converted Date",
        "Converted Account ID",
        "Lead ID",
      ],
      ...leads,
    ]),
    "lead-history.csv": report("Lead History", [
      ["Lead ID", "Field / Event", "Old Value", "New Value", "Edit Date", "Converted", "Converted Account ID"],
      ...history,
    ]),
    "deals.csv": report("Opportunities, all", [
      ["Opportunity Name", "Account ID", "Account Name", "Stage", "Close Date", "Created Date", "Won"],
      ...deals,
    ]),
    "activities.csv": report('Activities "with" Accounts', [
      ["Subject", "Date", "Account ID", "Contact ID", "Status", "Event", "Task Subtype", "Activity ID"],
      ...activities,
    ]),
    "answers.csv": report("Campaign answers", [
      ["Campaign Name", "First Responded Date", "Account ID", "Contact ID", "Responded"],
      ...answers,
    ]),
  };
}

function report(name: string, rows: readonly (readonly Cell[])[]): string {
  const lines = [
    name,
    "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
    "Confidential Information - Do Not Distribute",
    "Generated By:  Stand-in 11/16/2026, 1:30 AM",
    "Stand-in Ltd",
  ];
  return `${csv(rows)}\n\n${csv(lines.map((line) => [line]))}`;
}

function csv(rows: readonly (readonly Cell[])[]): string {
  return rows
    .map((row) => `${row.map((cell) => `"${String(cell ?? "").replaceAll('"', '""')}"`).join(",")}\n`)
    .join("");
}

function berlin(text: string): string {
  if (!text.includes("T")) return text;
  const at = new Date(Date.parse(text.replace("+0000", "Z")));
  return at.toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
}
