import { parseDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import { withKeys } from "./keyed.ts";
import {
  changedOn,
  clientShape,
  contactShape,
  employeeShape,
  lastBy,
  listedSheet,
  namedShape,
  phaseShape,
  projectShape,
  sheetDate,
  statusOf,
  wholeSheet,
} from "./shapes.ts";
import type { Shape, Value, View } from "./shapes.ts";
import type { AjeraTables, ContactRecord, NamedRecord, PhaseRecord, ProjectRecord } from "./tables.ts";

/** The arguments of a method are not what it takes. */
export class BadArguments extends Error {}
/** More keys than a call may hold. */
export class TooMany extends Error {}

/** What a method does with its arguments. */
export interface Method {
  readonly versions: readonly (1 | 2)[];
  readonly run: (args: Arguments, view: View & { readonly version: 1 | 2; readonly cut: number }) => Shape;
}

/** The arguments of a call, as received. */
export type Arguments = { readonly [name: string]: unknown };

const nobody: readonly Shape[] = [];

/** The methods that the stand-in knows. */
export const methods: Readonly<Record<string, Method>> = {
  ListClients: listOf("Clients", (args, view) =>
    view.tables.clients
      .filter((one) => one.entered <= view.today && hasStatus(args, one.status))
      .filter((one) => wasChanged(args, lastBy([one.entered, ...one.changed], view.today)))
      .map((one) => ({ ClientKey: one.key, Description: one.name })),
  ),
  GetClients: getOf("Clients", "RequestedClients", (keys, view) => {
    const contacts = contactsOf(keys, view);
    return withKeys(view.tables.clients, keys)
      .filter((one) => one.entered <= view.today)
      .map((one) => clientShape(one, view, contacts));
  }),
  ListContacts: listOf("Contacts", (args, view) =>
    view.tables.contacts
      .filter((one) => one.entered <= view.today && hasStatus(args, "Active") && wasChanged(args, one.entered))
      .map((one) => ({ ContactKey: one.key, FirstName: one.first, MiddleName: "", LastName: one.last, Company: "" })),
  ),
  GetContacts: getOf("Contacts", "RequestedContacts", (keys, view) =>
    withKeys(view.tables.contacts, keys).map((one) => contactShape(one, view)),
  ),
  ListEmployees: listOf("Employees", (args, view) =>
    view.tables.employees
      .filter(() => hasStatus(args, "Active") && wasChanged(args, 0))
      .map((one) => ({
        EmployeeKey: one.key,
        FirstName: one.first,
        MiddleName: "",
        LastName: one.last,
        Company: one.company,
        Department: one.department,
      })),
  ),
  GetEmployees: getOf(
    "Employees",
    "RequestedEmployees",
    (keys, view) => withKeys(view.tables.employees, keys).map((one) => employeeShape(one, view)),
    50,
  ),
  ListClientTypes: namedList("ClientTypes", "ClientTypeKey", "clientTypes"),
  ListDepartments: namedList("Departments", "DepartmentKey", "departments", "Department"),
  ListCompanies: namedList("Companies", "CompanyKey", "companies"),
  ListActivities: namedList("Activities", "ActivityKey", "activities"),
  ListMarketingStages: {
    versions: [1],
    run: (_, { tables }) => ({
      MarketingStages: tables.marketingStages.map((one) => namedShape(one, "MarketingStageKey", "Description")),
    }),
  },
  ListProjects: {
    versions: [1, 2],
    run: (args, view) => ({
      Projects: view.tables.projects
        .filter((one) => statusOf(one, view.today) !== null && hasStatus(args, statusOf(one, view.today) ?? ""))
        .filter((one) => wasChanged(args, changedOn(one, view.today)))
        .map((one) => ({ ProjectKey: one.key, ID: one.id, Description: one.name })),
    }),
  },
  GetProjects: {
    versions: [1, 2],
    run(args, view) {
      const keys = keysIn(args, "RequestedProjects", 25);
      const found = withKeys(view.tables.projects, keys).filter((one) => statusOf(one, view.today) !== null);
      return view.version === 1 ? { Projects: found.map((one) => tree(one, view)) } : flat(found, view);
    },
  },
  GetProjectTotals: {
    versions: [1],
    run(args, view) {
      const key = args["RequestedProjectTotals"];
      if (typeof key !== "number") throw new BadArguments();
      const found = withKeys(view.tables.projects, [key]);
      return { ProjectTotals: found.map((one) => ({ ...projectShape(one, view), Billed: 0, WIP: 0 })) };
    },
  },
  ListTimesheets: {
    versions: [2],
    run: (args, view) => ({ Timesheets: timesheetsIn(args, view).slice(0, view.cut), Metadata: {} }),
  },
  GetTimesheets: {
    versions: [2],
    run(args, view) {
      const keys = keysIn(args, "RequestedTimesheets", 20);
      const found = withKeys(view.tables.timesheets, keys);
      const charged = found.flatMap(({ lines }) => lines.map(({ project }) => project));
      const projects = new Map(withKeys(view.tables.projects, new Set(charged)).map((one) => [one.key, one]));
      return { Timesheets: found.map((one) => wholeSheet(one, view, projects)) };
    },
  },
};

function contactsOf(keys: ReadonlySet<number>, { tables }: View): ReadonlyMap<number, readonly ContactRecord[]> {
  const found = new Map<number, ContactRecord[]>();
  for (const contact of tables.contacts)
    if (keys.has(contact.client)) found.set(contact.client, [...(found.get(contact.client) ?? []), contact]);
  return found;
}

function listOf(name: string, rows: (args: Arguments, view: View) => readonly Shape[]): Method {
  return { versions: [1], run: (args, view) => ({ [name]: rows(args, view) }) };
}

function getOf(
  name: string,
  argument: string,
  rows: (keys: ReadonlySet<number>, view: View) => readonly Shape[],
  most = 500,
): Method {
  return { versions: [1], run: (args, view) => ({ [name]: rows(keysIn(args, argument, most), view) }) };
}

function namedList(name: string, key: string, table: keyof AjeraTables, label = "Description"): Method {
  return listOf(name, (args, { tables }) =>
    hasStatus(args, "Active")
      ? (tables[table] as readonly NamedRecord[]).map((one) => namedShape(one, key, label))
      : nobody,
  );
}

function timesheetsIn(args: Arguments, view: View): Shape[] {
  const from = dayIn(args, "FilterByEarliestTimesheetDate");
  const to = dayIn(args, "FilterByLatestTimesheetDate");
  const people = args["FilterByEmployee"];
  if (people !== undefined && !Array.isArray(people)) throw new BadArguments();
  const employees = new Map(view.tables.employees.map((one) => [one.key, one]));
  const flags = { submitted: args["FilterBySubmitted"], unsubmitted: args["FilterByUnsubmitted"] };
  return view.tables.timesheets
    .filter((sheet) => sheet.first <= view.today)
    .filter(
      (sheet) => (from === null || sheetDate(sheet, view) >= from) && (to === null || sheetDate(sheet, view) <= to),
    )
    .filter((sheet) => !Array.isArray(people) || people.includes(sheet.employee))
    .filter(
      (sheet) => (flags.submitted !== true || sheet.submitted) && (flags.unsubmitted !== true || !sheet.submitted),
    )
    .map((sheet) => listedSheet(sheet, view, employees));
}

/** Without the filter only what is active is listed. */
function hasStatus(args: Arguments, status: string): boolean {
  const wanted = args["FilterByStatus"] ?? ["Active"];
  if (!Array.isArray(wanted)) throw new BadArguments();
  return wanted.includes(status);
}

function wasChanged(args: Arguments, day: Day): boolean {
  const from = dayIn(args, "FilterByEarliestModifiedDate");
  const to = dayIn(args, "FilterByLatestModifiedDate");
  return (from === null || day >= from) && (to === null || day <= to);
}

function dayIn(args: Arguments, name: string): Day | null {
  const value = args[name];
  if (value === undefined) return null;
  const day = typeof value === "string" ? parseDay(value) : null;
  if (day === null) throw new BadArguments();
  return day;
}

function keysIn(args: Arguments, name: string, most: number): ReadonlySet<number> {
  const keys = args[name];
  if (!Array.isArray(keys) || keys.some((key) => typeof key !== "number")) throw new BadArguments();
  if (keys.length > most) throw new TooMany();
  return new Set(keys as number[]);
}

function tree(project: ProjectRecord, view: View): Shape {
  const below = (phases: readonly PhaseRecord[]): Value =>
    phases.map((phase) => ({ ...phaseShape(phase, project, view), Phases: below(phase.phases) }));
  const groups = project.groups.map((group) => ({
    InvoiceGroupKey: group.key,
    Description: group.name,
    Client: { ClientKey: group.client, Description: clientName(group.client, view) },
    InvoiceScope: "",
    Phases: below(group.phases),
  }));
  return { ...projectShape(project, view), Contacts: [], InvoiceGroups: groups };
}

function flat(projects: readonly ProjectRecord[], view: View): Shape {
  const phases = (
    project: ProjectRecord,
    group: number | null,
    list: readonly PhaseRecord[],
    parent: number,
  ): Shape[] =>
    list.flatMap((phase) => [
      { ...phaseShape(phase, project, view), ProjectKey: project.key, ParentKey: parent, InvoiceGroupKey: group },
      ...phases(project, null, phase.phases, phase.key),
    ]);
  return {
    Projects: projects.map((one) => projectShape(one, view)),
    InvoiceGroups: projects.flatMap((one) =>
      one.groups.map((group) => ({
        InvoiceGroupKey: group.key,
        ProjectKey: one.key,
        Description: group.name,
        ClientKey: group.client,
        ClientDescription: clientName(group.client, view),
      })),
    ),
    Phases: projects.flatMap((one) => one.groups.flatMap((group) => phases(one, group.key, group.phases, one.key))),
    Resources: [],
  };
}

function clientName(key: number, { tables }: View): string {
  return withKeys(tables.clients, [key])[0]?.name ?? "";
}
