import type { ExportShape } from "./export-shape.ts";

// Reports have the labels of fields as headings, Data Loader files their API names: where both are
// the same but for spaces, one heading stands for both. Yes and no are 1 and 0, or true and false.

const system = "Salesforce";
const account = ["Account ID", "Account: Account ID", "Account Name", "Account: Account Name", "Company / Account"];
const created = ["Created Date", "Created Date/Time"];
const yes = (role: string): string => `lower({${role}}) IN ('1', 'true', 'yes')`;
const no = (role: string): string => `lower({${role}}) NOT IN ('1', 'true', 'yes')`;

const status = "{field} IN ('Status', 'Lead Status')";

/** Headings that each belong to one kind of file. */
const only = {
  opportunity: ["Opportunity Name", "Opportunity ID", "Stage", "StageName", "Close Date"],
  lead: ["Lead ID", "Lead Status", "Lead Source", "Converted Account ID", "Company / Account"],
  contact: ["Contact ID", "First Name", "Last Name", "Email"],
  activity: ["Subject", "Activity ID", "WhoId", "Task Subtype"],
};

const leadRoles = {
  lead: ["Lead ID", "Id", "Company / Account", "Company"],
  company: ["Company / Account", "Company"],
  status: ["Lead Status", "Status"],
  source: ["Lead Source"],
  industry: ["Industry"],
  country: ["Country"],
  created: ["Create Date", ...created],
};
const leadCluster = {
  kind: "customer",
  key: "lead",
  name: "company",
  created: "created",
  attributes: ["source", "industry", "country"],
};

const deals = {
  account,
  created,
  closed: ["Close Date"],
  stage: ["Stage", "StageName"],
};
const opened = { enter: "opportunity", cluster: "account", at: "created" };

const taskRoles = {
  id: ["Id", "Activity ID"],
  account,
  contact: ["Contact ID", "WhoId"],
  at: ["Activity Date", "Date", "Due Date"],
  kind: ["Task Subtype", "Type"],
};
const ofActivity = { at: "at", member: "contact", clusters: { customer: "account" } };
const completed = "{status} = 'Completed'";
// An empty cell is a task.
const isTask = "lower(coalesce({isEvent}, '0')) NOT IN ('1', 'true', 'yes')";
const meeting = { name: "meeting", note: "a meeting", ...ofActivity };
const task = { name: "task", note: "a call, mail or other task that was completed", ...ofActivity };

/** Reports and Data Loader files of Salesforce. */
export const salesforceExports: readonly ExportShape[] = [
  {
    system,
    title: "accounts (report or Data Loader)",
    id: "id",
    roles: {
      id: ["Id"],
      account: ["Account ID", "Id", "Account Name", "Name"],
      name: ["Account Name", "Name"],
      created,
      type: ["Type", "Account Type"],
      industry: ["Industry"],
      country: ["Billing Country"],
    },
    needs: ["account", "created"],
    oneOf: [
      "Account Owner",
      "Billing State/Province",
      "Billing Country",
      "BillingCity",
      "AccountSource",
      "NumberOfEmployees",
    ],
    not: [...only.opportunity, ...only.lead, ...only.contact, ...only.activity, "Company", "Campaign Name"],
    meaning: {
      clusters: [
        {
          kind: "customer",
          key: "account",
          name: "name",
          created: "created",
          attributes: ["type", "industry", "country"],
        },
      ],
      rules: [{ enter: "prospect", cluster: "account", at: "created" }],
    },
  },
  {
    system,
    title: "leads with what became of them (report or Data Loader)",
    roles: {
      ...leadRoles,
      isConverted: ["Converted", "IsConverted"],
      converted: ["Converted Date"],
      account: ["Converted Account ID", "Converted Account: Account Name", "Converted Account"],
    },
    needs: ["lead", "status", "created", "isConverted"],
    oneOf: ["Lead Status", "Lead Owner", "Lead Source", "Company / Account", "Converted Date", "Converted Account ID"],
    meaning: {
      clusters: [{ ...leadCluster, where: no("isConverted") }],
      // Tasks and answers name the person: the lead, or the contact.
      memberships: [
        { kind: "customer", member: "lead", cluster: "lead", where: no("isConverted") },
        { kind: "customer", member: "lead", cluster: "account", where: yes("isConverted") },
      ],
      rules: [
        { enter: "prospect", cluster: "lead", at: "created", where: no("isConverted") },
        { enter: "prospect", cluster: "account", at: "created", where: yes("isConverted") },
        { enter: "lead", cluster: "account", at: "converted", where: yes("isConverted") },
      ],
      remarks: [
        "a converted lead counts as its account (Converted Account ID), others as themselves until they are converted",
        "a lead's status has no date in this file: add a Lead History report to see when leads were worked on",
      ],
    },
  },
  {
    system,
    title: "leads (report or Data Loader)",
    roles: leadRoles,
    needs: ["lead", "status", "created"],
    oneOf: ["Lead Status", "Lead Owner", "Lead Source", "Company / Account", "Converted Account ID"],
    not: ["Converted", "IsConverted", "Edit Date", "Member Status", ...only.activity],
    meaning: {
      clusters: [leadCluster],
      rules: [{ enter: "prospect", cluster: "lead", at: "created" }],
      remarks: ["add Converted and Converted Account ID to the leads: a lead would else be counted beside its account"],
    },
  },
  {
    system,
    title: "changes of leads (Lead History report)",
    roles: {
      lead: ["Lead ID", "Company / Account", "Company"],
      field: ["Field / Event", "Field"],
      changed: ["Edit Date", ...created],
      value: ["New Value"],
      isConverted: ["Converted", "IsConverted"],
      account: ["Converted Account ID", "Converted Account: Account Name", "Converted Account"],
    },
    needs: ["lead", "field", "changed", "value"],
    meaning: {
      rules: [
        { enter: "lead", cluster: "lead", at: "changed", where: `${status} AND ${no("isConverted")}` },
        { enter: "lead", cluster: "account", at: "changed", where: `${status} AND ${yes("isConverted")}` },
      ],
      remarks: [
        "changes of leads need Converted and Converted Account ID in the same file, so that a lead that was converted counts as its account",
      ],
    },
  },
  {
    system,
    title: "opportunities (report or Data Loader)",
    roles: { ...deals, isWon: ["Won", "IsWon"] },
    needs: ["account", "closed", "stage", "isWon"],
    oneOf: only.opportunity,
    not: ["To Stage", "Lead ID"],
    meaning: { rules: [opened, { enter: "customer", cluster: "account", at: "closed", where: yes("isWon") }] },
  },
  {
    system,
    title: "opportunities (report)",
    roles: deals,
    needs: ["account", "closed", "stage"],
    oneOf: ["Opportunity Name", "Opportunity Owner", "StageName", "Forecast Category", "Probability (%)"],
    not: ["Won", "IsWon", "To Stage", "Lead ID"],
    meaning: {
      rules: [opened, { enter: "customer", cluster: "account", at: "closed", where: "{stage} = 'Closed Won'" }],
      remarks: [
        "a deal is won in the stage Closed Won: add Won to the opportunities where there are other such stages",
      ],
    },
  },
  {
    system,
    title: "people (Contacts report or Data Loader)",
    roles: { contact: ["Contact ID", "Id"], account, name: ["Name"], email: ["Email"] },
    needs: ["contact", "account"],
    oneOf: ["Contact Owner", "ReportsToId", "Mailing Country", "Mailing State/Province", "MailingCity"],
    not: [...only.opportunity, ...only.activity, "Member Status", "HasResponded", "CampaignId", "Stage"],
    meaning: { memberships: [{ kind: "customer", member: "contact", cluster: "account" }] },
  },
  {
    system,
    title: "meetings (Events report or Data Loader)",
    id: "id",
    roles: {
      id: ["Id", "Activity ID"],
      account,
      contact: ["Contact ID", "WhoId"],
      at: ["StartDateTime", "Start", "Start Date/Time"],
    },
    needs: ["account", "at"],
    oneOf: ["WhoId", "Activity ID", "EventSubtype", "DurationInMinutes", "Company / Account"],
    not: ["Stage", "TaskSubtype", "Task Subtype"],
    meaning: {
      activities: [meeting],
    },
  },
  {
    system,
    title: "tasks and events (Activities report)",
    id: "id",
    roles: { ...taskRoles, isEvent: ["Event"], status: ["Status"] },
    needs: ["account", "at", "isEvent", "status"],
    oneOf: ["WhoId", "Activity ID", "Task Subtype", "Company / Account"],
    not: ["Stage"],
    meaning: {
      activities: [
        { ...meeting, where: yes("isEvent") },
        { ...task, where: `${isTask} AND ${completed}`, properties: ["kind"] },
      ],
    },
  },
  {
    system,
    title: "tasks and events (Activities report with the column Task)",
    id: "id",
    roles: { ...taskRoles, isTask: ["Task"], status: ["Status"] },
    needs: ["account", "at", "isTask", "status"],
    oneOf: ["WhoId", "Activity ID", "Task Subtype", "Company / Account"],
    not: ["Stage", "Event"],
    meaning: {
      activities: [
        { ...meeting, where: no("isTask") },
        { ...task, where: `${yes("isTask")} AND ${completed}`, properties: ["kind"] },
      ],
    },
  },
  {
    system,
    title: "tasks and events without Status (Activities report)",
    id: "id",
    roles: { ...taskRoles, isEvent: ["Event"] },
    needs: ["account", "at", "isEvent"],
    oneOf: ["WhoId", "Activity ID", "Task Subtype", "Company / Account"],
    not: ["Stage", "Status"],
    meaning: {
      activities: [
        { ...meeting, where: yes("isEvent") },
        {
          ...task,
          note: "a call, mail or other task: this file does not say whether it was completed",
          where: isTask,
          properties: ["kind"],
        },
      ],
    },
  },
  {
    system,
    title: "tasks (Activities report or Data Loader)",
    id: "id",
    roles: { ...taskRoles, status: ["Status"] },
    needs: ["account", "at"],
    oneOf: ["WhoId", "Activity ID", "Task Subtype", "Company / Account"],
    not: ["Stage", "StartDateTime", "Event", "Task"],
    meaning: { activities: [{ ...task, where: completed, whereIsOptional: true, properties: ["kind"] }] },
  },
  {
    system,
    title: "answers to campaigns (Campaign Members report or Data Loader)",
    roles: {
      account,
      contact: ["Contact ID"],
      lead: ["Lead ID"],
      at: ["First Responded Date", "Member First Responded Date"],
      responded: ["Responded", "HasResponded"],
    },
    needs: ["at", "responded"],
    oneOf: ["Contact ID", "Lead ID"],
    meaning: {
      activities: [
        {
          name: "campaign-response",
          note: "somebody at a customer answered a campaign",
          at: "at",
          member: "contact",
          clusters: { customer: "account" },
          where: `${yes("responded")} AND {contact} IS NOT NULL`,
        },
        {
          name: "lead-response",
          note: "a lead answered a campaign",
          at: "at",
          member: "lead",
          where: `${yes("responded")} AND {lead} IS NOT NULL`,
        },
      ],
    },
  },
];
