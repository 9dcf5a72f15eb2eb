import type { StreamSpec } from "../kit/source.ts";
import type { Content } from "./answer.ts";
import { dayText } from "./dates.ts";
import type { ProjectPart } from "./read-projects.ts";
import type { TimesheetPart } from "./read-timesheets.ts";
import type { Row } from "../kit/row.ts";
import { modifiedOf } from "./records.ts";
import type { RecordStream } from "./records.ts";

/** How a stream is read. */
export type Reading =
  | { readonly by: "records"; readonly records: RecordStream }
  | { readonly by: "projects"; readonly part: ProjectPart }
  | { readonly by: "timesheets"; readonly part: TimesheetPart }
  | { readonly by: "statuses" }
  | { readonly by: "totals" };

/** A stream of Ajera with how it is read. */
export interface AjeraStream {
  readonly spec: StreamSpec;
  readonly reading: Reading;
  /** The methods it calls, each with the version of the API. */
  readonly methods: readonly (readonly [method: string, version: 1 | 2])[];
  /** A method that it can do without, and what is then amiss. */
  readonly better?: { readonly method: readonly [string, 1 | 2]; readonly without: string };
}

const everyStatus = { FilterByStatus: ["Active", "Inactive"] };
const asProjects = [
  ["ListProjects", 1],
  ["GetProjects", 1],
] as const;
const asTimesheets = [
  ["ListTimesheets", 2],
  ["GetTimesheets", 2],
] as const;

/** The streams of Ajera, in the order in which they are read. */
export const ajeraStreams: readonly AjeraStream[] = [
  records("clients", "ClientKey", {
    about: "Clients, active or not. Added: established (their date, as a day) and modified.",
    list: "Clients",
    columns: [
      "Description",
      "Status",
      "ClientTypeDescription",
      "PrimaryAddressState",
      "PrimaryAddressCountry",
      "established",
    ],
    whole: 50,
    add: (row) => ({ established: dayText(row["DateEstablished"]), ...modifiedOf(row) }),
  }),
  records("client_types", "ClientTypeKey", { about: "Types of clients.", list: "ClientTypes" }),
  records("contacts", "ContactKey", {
    about: "People at clients and elsewhere. Added: name and modified.",
    list: "Contacts",
    whole: 50,
    add: (row) => ({ name: fullName(row), ...modifiedOf(row) }),
  }),
  records("departments", "DepartmentKey", {
    about: "The firm's departments.",
    list: "Departments",
    columns: ["Department"],
  }),
  records("companies", "CompanyKey", { about: "The firm's companies.", list: "Companies", columns: ["Description"] }),
  records("employees", "EmployeeKey", {
    about: "The firm's people, active or not. Added: name and modified.",
    list: "Employees",
    whole: 50,
    add: (row) => ({ name: fullName(row), ...modifiedOf(row) }),
  }),
  records("marketing_stages", "MarketingStageKey", {
    about: "The names of the steps of a pursuit. Which of them a project is in, the API does not say.",
    list: "MarketingStages",
    isUnfiltered: true,
  }),
  projects("projects", ["ProjectKey"], {
    about: "Projects in every status. Added: modified, started and completed, as days.",
  }),
  projects("invoice_groups", ["InvoiceGroupKey"], {
    about: "Invoice groups of projects: each says which client is billed.",
  }),
  projects("phases", ["PhaseKey"], { about: "Phases of projects, also those below other phases." }),
  projects("project_clients", ["RowKey"], {
    about:
      "Made of projects: what time can be charged to (projects and phases), and for which client, department and company that is.",
    columns: ["ChargedKey", "ClientKey", "DepartmentKey", "CompanyKey"],
  }),
  {
    spec: {
      name: "project_statuses",
      about:
        "Made of projects: each status with the moment from which it holds. Worked out from dates at the first sync, observed from then on.",
      key: ["RowKey"],
      columns: ["RowKey", "ClientKey", "status", "at", "how"],
      needs: needs(asProjects),
    },
    reading: { by: "statuses" },
    methods: asProjects,
  },
  timesheets("timesheets", ["Timesheet Key"], {
    about: "Timesheets, a row for each week of a person. Added: timesheet_date, as a day.",
    columns: ["timesheet_date"],
  }),
  timesheets("timesheet_days", ["RowKey"], {
    about: "Made of timesheets: a row for each day, project, phase, activity and person with hours, overtime included.",
    columns: ["timesheet_date", "day", "ChargedKey", "EmployeeKey", "ProjectKey", "Activity", "hours", "submitted"],
  }),
  {
    spec: {
      name: "project_totals",
      about: "What each project has cost and what was billed so far, without dates. A call for each project.",
      key: ["ProjectKey"],
      columns: ["ProjectKey"],
      needs: needs([...asProjects, ["GetProjectTotals", 1]]),
      standard: false,
    },
    reading: { by: "totals" },
    methods: [...asProjects, ["GetProjectTotals", 1]],
  },
];

function records(
  name: string,
  key: string,
  about: {
    readonly about: string;
    /** The name of the list in answers, and of the methods. */
    readonly list: string;
    readonly columns?: readonly string[];
    /** Keys in a call of the method that knows the rows whole; absent: there is none. */
    readonly whole?: number;
    readonly isUnfiltered?: true;
    readonly add?: (row: Content) => Row;
  },
): AjeraStream {
  const { list, whole } = about;
  const get = whole === undefined ? [] : [[`Get${list}`, 1] as const];
  const methods = [[`List${list}`, 1] as const, ...get];
  return {
    spec: { name, about: about.about, key: [key], columns: [key, ...(about.columns ?? [])], needs: needs(methods) },
    reading: {
      by: "records",
      records: {
        list: { method: `List${list}`, version: 1, key: list },
        args: about.isUnfiltered === true ? {} : everyStatus,
        key,
        ...(whole === undefined
          ? {}
          : {
              whole: { method: `Get${list}`, version: 1, argument: `Requested${list}`, most: whole, rows: list, key },
            }),
        ...(about.add === undefined ? {} : { add: about.add }),
      },
    },
    methods,
  };
}

function projects(
  name: ProjectPart,
  key: readonly string[],
  about: { readonly about: string; readonly columns?: readonly string[] },
): AjeraStream {
  const spec = { name, key, about: about.about, columns: [...key, ...(about.columns ?? [])], needs: needs(asProjects) };
  return { spec, reading: { by: "projects", part: name }, methods: asProjects };
}

function timesheets(
  name: TimesheetPart,
  key: readonly string[],
  about: { readonly about: string; readonly columns: readonly string[] },
): AjeraStream {
  const methods = name === "timesheets" ? asTimesheets.filter(([method]) => method !== "GetTimesheets") : asTimesheets;
  const people = ["ListEmployees", 1] as const;
  return {
    spec: { name, key, about: about.about, columns: [...key, ...about.columns], needs: needs([...methods, people]) },
    reading: { by: "timesheets", part: name },
    methods,
    better: { method: people, without: "weeks with 500 timesheets or more cannot be read whole" },
  };
}

function needs(methods: readonly (readonly [string, number])[]): string {
  return methods.map(([method]) => method).join(", ");
}

function fullName(row: Content): string | null {
  const parts = ["FirstName", "MiddleName", "LastName"].map((column) => row[column]);
  const name = parts.filter((part): part is string => typeof part === "string" && part !== "").join(" ");
  return name === "" ? null : name;
}
