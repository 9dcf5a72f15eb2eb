import type { DemoSettings } from "../../demo/options.ts";
import { weekdayOf } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import { business } from "../business.ts";
import type { BusinessAccount, BusinessWork } from "../business.ts";
import { emptyTables } from "./tables.ts";
import type { AjeraTables, PhaseRecord, ProjectRecord, TimesheetLine, TimesheetRecord } from "./tables.ts";

/** How the firm keeps its pursuits. */
export interface FillOptions {
  readonly settings: DemoSettings;
  /**
   * `separate`: a project for each step, the pursuit, the preparation and the
   * job, so that dates tell everything at once. `one`: a single project whose
   * status changes, so that only who looked before knows.
   */
  readonly projects: "separate" | "one";
  /** The first day of a week, 0 is Monday. */
  readonly weekStart: number;
}

/** Customers for each of the firm's people. */
const perPerson = 20;
const fewest = 24;
const steps = [
  ["lead", "Marketing", "Pursuit"],
  ["opportunity", "Preliminary", "Preparation"],
  ["customer", "Active", "Services"],
] as const;

/** The generated company as Ajera would hold it. */
export function filledTables(options: FillOptions): AjeraTables {
  const filling: Filling = { tables: emptyTables(), options, next: 5000, numbers: new Map(), sheets: new Map() };
  const { tables } = filling;
  ["New Business Development", "Project Lead", "Request for Qualifications", "Proposal", "Final Disposition"].forEach(
    (name, i) => tables.marketingStages.push({ key: i + 1, name }),
  );
  for (const account of business(options.settings)) addAccount(filling, account);
  for (let n = 0; n < peopleOf(options.settings); n++) {
    const department = tables.departments[n % Math.max(1, tables.departments.length)]?.key ?? 0;
    tables.employees.push({ key: n + 1, first: "Employee", last: String(n + 1), company: 1, department });
  }
  return tables;
}

function peopleOf({ customers }: DemoSettings): number {
  return Math.max(fewest, Math.ceil(customers / perPerson));
}

interface Filling {
  readonly tables: AjeraTables;
  readonly options: FillOptions;
  next: number;
  /** Keys of what has only a name, e.g. `departments/Team North`. */
  readonly numbers: Map<string, number>;
  /** Timesheets by employee and first day. */
  readonly sheets: Map<string, TimesheetRecord>;
}

/** A project as work finds it: from that day on time is charged to its phase. */
interface Chargeable {
  readonly from: Day;
  readonly project: ProjectRecord;
  readonly phase: PhaseRecord;
}

function addAccount(filling: Filling, account: BusinessAccount): void {
  const { tables } = filling;
  const key = 1000 + account.number;
  tables.clients.push({
    key,
    name: account.name,
    account: account.key,
    status: "Active",
    type: named(filling, "clientTypes", account.plan),
    state: account.region,
    entered: account.created,
    established: account.created,
    changed: [],
  });
  tables.contacts.push({
    key: 20_000 + account.number,
    first: "Contact",
    last: account.key,
    client: key,
    entered: account.created,
  });
  const projects = projectsOf(filling, account, key);
  for (const work of account.work) addWork(filling, account, { work, projects });
}

function projectsOf(filling: Filling, account: BusinessAccount, client: number): Chargeable[] {
  const { journey } = account;
  const reached = steps.flatMap(([stage, status, name]) => {
    const day = journey[stage];
    return day === null ? [] : [{ day, status, name }];
  });
  const first = reached[0]?.day ?? Infinity;
  const early = account.work.some((work) => work.day < first);
  // Time that is spent on somebody before there is a pursuit.
  const intro = early
    ? [{ day: account.created, statuses: [{ day: account.created, status: "Hold" }], name: "Introduction" }]
    : [];
  const wanted =
    filling.options.projects === "separate"
      ? reached.map(({ day, status, name }) => ({ day, statuses: [{ day, status }], name }))
      : reached.slice(0, 1).map(({ day }) => ({
          day,
          statuses: reached.map((step) => ({ day: step.day, status: step.status })),
          name: "Project",
        }));
  return [...intro, ...wanted].map((want) => chargeable(filling, account, { ...want, client }));
}

function chargeable(
  filling: Filling,
  account: BusinessAccount,
  want: {
    readonly day: Day;
    readonly statuses: { day: Day; status: string }[];
    readonly name: string;
    readonly client: number;
  },
): Chargeable {
  const id = filling.next++;
  const phase = { key: filling.next++, id: "01.1", name: "Work", status: "", entered: want.day, phases: [] };
  const above = { key: filling.next++, id: "01", name: want.name, status: "", entered: want.day, phases: [phase] };
  const project: ProjectRecord = {
    key: id,
    id: `P-${id}`,
    name: `${account.name}: ${want.name}`,
    statuses: want.statuses,
    changed: [],
    company: named(filling, "companies", account.region),
    department: named(filling, "departments", account.owner),
    started: want.statuses.find((step) => step.status === "Active")?.day ?? null,
    completed: null,
    groups: [{ key: filling.next++, name: "Invoice Group", client: want.client, phases: [above] }],
  };
  filling.tables.projects.push(project);
  return { from: want.day, project, phase };
}

function addWork(
  filling: Filling,
  account: BusinessAccount,
  { work, projects }: { readonly work: BusinessWork; readonly projects: readonly Chargeable[] },
): void {
  const charged = projects.findLast((one) => one.from <= work.day);
  if (charged === undefined) return;
  const employee = 1 + (account.number % peopleOf(filling.options.settings));
  const first = work.day - ((weekdayOf(work.day) - filling.options.weekStart + 7) % 7);
  const sheet = sheetOf(filling, employee, first);
  const activity = work.product === "" ? null : named(filling, "activities", work.product);
  const line = lineOf(sheet, { project: charged.project.key, phase: charged.phase.key, activity });
  const place = work.day - first;
  const regular = Math.min(work.minutes / 60, Math.max(0, 8 - (line.hours[place] ?? 0)));
  line.hours[place] = (line.hours[place] ?? 0) + regular;
  line.overtime[place] = (line.overtime[place] ?? 0) + work.minutes / 60 - regular;
}

function sheetOf(filling: Filling, employee: number, first: Day): TimesheetRecord {
  const name = `${employee}/${first}`;
  const known = filling.sheets.get(name);
  if (known !== undefined) return known;
  const key = filling.tables.timesheets.length + 1;
  const sheet = { key, employee, first, submitted: true, rejected: false, lines: [] };
  filling.sheets.set(name, sheet);
  filling.tables.timesheets.push(sheet);
  return sheet;
}

function lineOf(sheet: TimesheetRecord, about: Pick<TimesheetLine, "project" | "phase" | "activity">): TimesheetLine {
  const { project, phase, activity } = about;
  const known = sheet.lines.find((one) => one.project === project && one.phase === phase && one.activity === activity);
  if (known !== undefined) return known;
  const line = { ...about, hours: [0, 0, 0, 0, 0, 0, 0], overtime: [0, 0, 0, 0, 0, 0, 0] };
  sheet.lines.push(line);
  return line;
}

function named(
  filling: Filling,
  table: "departments" | "companies" | "clientTypes" | "activities",
  name: string,
): number {
  const full = `${table}/${name}`;
  const known = filling.numbers.get(full);
  if (known !== undefined) return known;
  const key = filling.tables[table].length + 1;
  filling.tables[table].push({ key, name });
  filling.numbers.set(full, key);
  return key;
}
