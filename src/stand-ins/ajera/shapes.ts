import { civilOf, formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import { withKeys } from "./keyed.ts";
import type {
  AjeraTables,
  ClientRecord,
  ContactRecord,
  EmployeeRecord,
  NamedRecord,
  PhaseRecord,
  ProjectRecord,
  TimesheetRecord,
} from "./tables.ts";

/** A value of an answer. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
/** A row of an answer. */
export type Shape = { readonly [name: string]: Value };

/** What answers depend on besides the tables. */
export interface View {
  readonly tables: AjeraTables;
  /** The day it is. */
  readonly today: Day;
  readonly dates: "gmt" | "iso" | "us";
  /** Whether a timesheet's date is the first or the last day of its week. */
  readonly timesheetDate: "start" | "end";
}

/** A moment as this Ajera writes it: noon of a day. */
export function moment(day: Day, { dates }: View): string {
  if (dates === "gmt") return `${formatDay(day)} 12:00:00.000 GMT+0100`;
  if (dates === "iso") return formatDay(day);
  const { year, month, day: dayOfMonth } = civilOf(day);
  return `${month}/${dayOfMonth}/${year} 12:00:00 PM`;
}

/** A date as this Ajera writes it. */
export function date(day: Day | null, { dates }: View): string | null {
  if (day === null || dates !== "us") return day === null ? null : formatDay(day);
  const { year, month, day: dayOfMonth } = civilOf(day);
  return `${month}/${dayOfMonth}/${year} 12:00:00 AM`;
}

/** The last of some days that is not in the future. */
export function lastBy(days: readonly Day[], today: Day): Day {
  return Math.max(...days.filter((day) => day <= today));
}

/** A client, whole. */
export function clientShape(
  client: ClientRecord,
  view: View,
  contacts: ReadonlyMap<number, readonly ContactRecord[]>,
): Shape {
  const type = view.tables.clientTypes.find((one) => one.key === client.type);
  return {
    ClientKey: client.key,
    Description: client.name,
    LastModifiedDate: moment(lastBy([client.entered, ...client.changed], view.today), view),
    Status: client.status,
    DateEstablished: date(client.established, view),
    AccountID: client.account,
    Email: "",
    PrimaryAddressCity: "",
    PrimaryAddressState: client.state,
    PrimaryAddressCountry: "",
    MailingAddressSameAsPrimary: true,
    Contacts: (contacts.get(client.key) ?? [])
      .filter((contact) => contact.entered <= view.today)
      .map((contact, i) => ({
        ContactKey: contact.key,
        Order: i + 1,
        Text: "",
        FirstName: contact.first,
        LastName: contact.last,
      })),
    Notes: "",
    ClientTypeKey: client.type,
    ClientTypeDescription: type?.name ?? "",
  };
}

/** A contact, whole. */
export function contactShape(contact: ContactRecord, view: View): Shape {
  const client = withKeys(view.tables.clients, [contact.client])[0];
  return {
    ContactKey: contact.key,
    FirstName: contact.first,
    MiddleName: "",
    LastName: contact.last,
    Company: client?.name ?? "",
    LastModifiedDate: moment(contact.entered, view),
    Status: "Active",
    ContactClientKey: contact.client,
    ContactClientDescription: client?.name ?? "",
  };
}

/** An employee, whole. */
export function employeeShape(employee: EmployeeRecord, view: View): Shape {
  return {
    EmployeeKey: employee.key,
    FirstName: employee.first,
    MiddleName: "",
    LastName: employee.last,
    CompanyKey: employee.company,
    DepartmentKey: employee.department,
    Status: "Active",
    Email: `employee-${employee.key}@firm.example`,
    LastModifiedDate: moment(lastBy([0], view.today), view),
  };
}

/** Something with a key and a name, under the names that its list uses. */
export function namedShape({ key, name }: NamedRecord, keyName: string, label: string): Shape {
  return { [keyName]: key, [label]: name, Status: "Active", Notes: "" };
}

/** The status of a project today; null: it has not been entered. */
export function statusOf(project: ProjectRecord, today: Day): string | null {
  return project.statuses.findLast((step) => step.day <= today)?.status ?? null;
}

/** The day a project was last changed. */
export function changedOn(project: ProjectRecord, today: Day): Day {
  return lastBy([...project.statuses.map((step) => step.day), ...project.changed], today);
}

/** A project without what is below it. */
export function projectShape(project: ProjectRecord, view: View): Shape {
  const { tables, today } = view;
  const past = (day: Day | null): string | null => date(day !== null && day <= today ? day : null, view);
  return {
    ProjectKey: project.key,
    LastModifiedDate: moment(changedOn(project, today), view),
    ID: project.id,
    Description: project.name,
    Status: statusOf(project, today),
    SyncToCRM: false,
    CompanyKey: project.company,
    CompanyDescription: tables.companies.find((one) => one.key === project.company)?.name ?? "",
    DepartmentKey: project.department,
    DepartmentDescription: tables.departments.find((one) => one.key === project.department)?.name ?? "",
    ProjectManager: { EmployeeKey: 1, FirstName: "Employee", MiddleName: "", LastName: "A" },
    EstimatedStartDate: null,
    ActualStartDate: past(project.started),
    ActualCompletionDate: past(project.completed),
    TotalContractAmount: 0,
    CFRegion: "",
  };
}

/** A phase without the phases below it. */
export function phaseShape(phase: PhaseRecord, project: ProjectRecord, view: View): Shape {
  return {
    PhaseKey: phase.key,
    ID: phase.id,
    Description: phase.name,
    LastModifiedDate: moment(phase.entered, view),
    Status: phase.status === "" ? statusOf(project, view.today) : phase.status,
    IsBillingGroup: false,
    DepartmentKey: project.department,
    ActualStartDate: null,
    ActualCompletionDate: null,
  };
}

/** A timesheet as it is listed: names with spaces, and flags that are not set are missing. */
export function listedSheet(sheet: TimesheetRecord, view: View, employees: ReadonlyMap<number, EmployeeRecord>): Shape {
  const employee = employees.get(sheet.employee);
  const hours = sheet.lines.flatMap((line) => [
    ...shown(line.hours, sheet, view),
    ...shown(line.overtime, sheet, view),
  ]);
  return {
    "Timesheet Key": sheet.key,
    "Company Key": employee?.company ?? 1,
    "Employee Key": sheet.employee,
    Employee: employee === undefined ? "" : `${employee.last}, ${employee.first}`,
    "Employee Status": "Active",
    "Timesheet Date": date(sheetDate(sheet, view), view),
    "Timesheet Total": hours.reduce((sum, one) => sum + one, 0),
    ...(sheet.submitted ? { Submitted: true } : {}),
    ...(sheet.rejected ? { Rejected: true } : {}),
  };
}

/** A timesheet, whole. */
export function wholeSheet(sheet: TimesheetRecord, view: View, projects: ReadonlyMap<number, ProjectRecord>): Shape {
  const { tables } = view;
  const lines = sheet.lines.map((line, i): Shape => {
    const project = projects.get(line.project);
    const hours = shown(line.hours, sheet, view);
    const overtime = shown(line.overtime, sheet, view);
    return {
      "Timesheet Project Key": sheet.key * 1000 + i,
      "Project Key": line.project,
      "Project Description": project?.name ?? "",
      "Phase Key": line.phase,
      "Phase Description": "",
      "Activity Key": line.activity,
      Activity: tables.activities.find((one) => one.key === line.activity)?.name ?? "",
      ...Object.fromEntries(hours.map((value, n) => [`D${n + 1} Regular`, value])),
      ...Object.fromEntries(overtime.map((value, n) => [`D${n + 1} Overtime`, value])),
      "D1 Notes": "",
    };
  });
  return {
    TimesheetKey: sheet.key,
    TimesheetDate: date(sheetDate(sheet, view), view),
    EmployeeKey: sheet.employee,
    Overhead: { Totals: {}, Detail: [] },
    Project: { Totals: {}, Detail: lines },
    UnchangedData: { Overhead: null, Project: null },
  };
}

/** The date that a timesheet carries. */
export function sheetDate(sheet: TimesheetRecord, { timesheetDate }: View): Day {
  return timesheetDate === "start" ? sheet.first : sheet.first + 6;
}

/** Hours of days that have been. */
function shown(hours: readonly number[], sheet: TimesheetRecord, { today }: View): number[] {
  return hours.map((value, n) => (sheet.first + n <= today ? value : 0));
}
