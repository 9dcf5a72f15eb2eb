import { ajera } from "../../src/sources/ajera/source.ts";
import type { Row } from "../../src/sources/kit/row.ts";
import { methodOf, standIn } from "../../src/stand-ins/ajera/stand-in.ts";
import type { AjeraStandIn } from "../../src/stand-ins/ajera/stand-in.ts";
import { emptyTables } from "../../src/stand-ins/ajera/tables.ts";
import type { AjeraTables, ProjectRecord } from "../../src/stand-ins/ajera/tables.ts";
import { formatDay, weekdayOf } from "../../src/time/day.ts";
import { oddTexts } from "../source-kit/rig.ts";
import type { BadInput, BadState, Change, MakeRig, Rig } from "../source-kit/rig.ts";

const dayMicros = 86_400_000_000;

/** A small Ajera that goes by a clock, with a few rows in each table. */
export async function smallOffice(clock: () => number): Promise<AjeraStandIn> {
  const tables = emptyTables();
  const today = Math.floor(clock() / dayMicros);
  tables.clientTypes.push({ key: 1, name: "Public" }, { key: 2, name: "Private" });
  tables.departments.push({ key: 1, name: "Structures" }, { key: 2, name: "Landscape" });
  tables.companies.push({ key: 1, name: "Main" }, { key: 2, name: "Branch" });
  tables.activities.push({ key: 1, name: "Design" }, { key: 2, name: "Review" });
  tables.marketingStages.push({ key: 1, name: "Proposal" }, { key: 2, name: "Final Disposition" });
  for (let n = 1; n <= 7; n++) {
    addClient(tables, { key: n, name: `Client ${n}`, day: today - 40 });
    addProject(tables, { key: 100 + n, client: n, day: today - 30, name: `Project ${n}` });
    tables.employees.push({ key: n, first: "Employee", last: String(n), company: 1, department: 1 });
    addTimesheet(tables, { key: n, employee: n, day: today - (n % 3) * 7, project: 100 + n });
  }
  return standIn({ tables, clock });
}

/** A rig of the conformance suite; `settings` on top of those that make it quick. */
export function ajeraRig(settings: Readonly<Record<string, unknown>> = {}): MakeRig {
  return async (clock): Promise<Rig> => {
    const office = await smallOffice(clock);
    const { tables, credentials } = office;
    const today = (): number => Math.floor(clock() / dayMicros);
    let next = 1000;
    return {
      source: ajera,
      settings: ajera.settings.parse({
        calls_per_second: 1000,
        timesheets_from: formatDay(today() - 60),
        ...settings,
      }),
      credentials,
      wrong: { ...credentials, username: "nobody/else", password: 'wrong & "quoted" 9' },
      streams: ["clients", "departments", "employees", "projects", "project_clients", "timesheets", "timesheet_days"],
      have(fault, { after, times }) {
        if (fault === "budget-spent" || fault === "duplicate-page") return false;
        const alone = fault === "no-permission" || fault === "error-in-200";
        const when = alone
          ? (asked: Parameters<typeof methodOf>[0]) => methodOf(asked) !== "CreateAPISession"
          : () => true;
        office.have({ what: fault, after, times, when });
        return true;
      },
      heal: () => office.heal(),
      calls: () => office.calls.length,
      before(hook) {
        office.before = hook;
      },
      mutate: (stream, change) => mutate(tables, { stream, change, today: today(), key: () => next++ }),
      expected: (stream) => expectedRows(tables, stream, settings["charged_to"] === "project"),
      bad: (input) => badState(office, input),
      close: () => office.close(),
    };
  };
}

function badState(office: AjeraStandIn, input: BadInput): BadState | null {
  const { credentials, switches } = office;
  const denied = (method: string, fails: readonly string[]): BadState => {
    switches.denied.add(method);
    const mend = (): void => void switches.denied.delete(method);
    return { fails, code: "SOURCE_PERMISSION", says: new RegExp(`let the API user read ${method}`), mend };
  };
  const elsewhere = { fails: "all", code: "SOURCE_NOT_FOUND", says: /Copy API URL/ } as const;
  switch (input) {
    case "wrong credentials":
      return {
        fails: "all",
        code: "SOURCE_SIGN_IN",
        credentials: { ...credentials, password: "another password" },
        says: /user name or password/,
      };
    case "wrong region or address":
      return {
        ...elsewhere,
        credentials: { ...credentials, url: credentials.url.replace("AjeraAPI.ashx", "Api.ashx") },
      };
    case "wrong organisation":
      return { ...elsewhere, credentials: { ...credentials, url: credentials.url.replace(/\?.*/, "?b3RoZXI=") } };
    case "revoked token":
      switches.sessionCalls = 0;
      return {
        fails: "all",
        code: "SOURCE_SIGN_IN",
        says: /check that the API user is active/,
        mend: () => void (switches.sessionCalls = null),
      };
    case "missing scope or permission":
      return denied("GetEmployees", ["employees"]);
    case "suspended API":
    case "plan without API":
      office.have({
        what: "no-permission",
        times: 1_000_000,
        when: (asked) => methodOf(asked) !== "CreateAPISession",
      });
      return { fails: "all", code: "SOURCE_PERMISSION", says: /let the API user read/, mend: () => office.heal() };
    case "unknown object":
      switches.absent.add("ListDepartments");
      return {
        fails: ["departments"],
        code: "SOURCE_BAD_ANSWER",
        says: /leave its stream out with “streams:”/,
        mend: () => void switches.absent.delete("ListDepartments"),
      };
    default:
      return null;
  }
}

interface Mutation {
  readonly stream: string;
  readonly change: Change;
  readonly today: number;
  readonly key: () => number;
}

function mutate(tables: AjeraTables, { stream, change, today, key }: Mutation): boolean {
  const texts = change === "odd" ? oddTexts : ["Another"];
  if (stream === "clients") {
    if (change === "remove") return tables.clients.shift() !== undefined;
    if (change === "change")
      return changeFirst(tables.clients, (one) => {
        one.name = `Changed ${key()}`;
        one.changed.push(today);
      });
    for (const name of texts) addClient(tables, { key: key(), name, day: today });
    return true;
  }
  if (stream === "projects") {
    if (change === "remove") return tables.projects.shift() !== undefined;
    if (change === "change")
      return changeFirst(tables.projects, (one) => {
        one.name = `Changed ${key()}`;
        one.changed.push(today);
      });
    for (const name of texts) addProject(tables, { key: key(), client: 3, day: today, name });
    return true;
  }
  if (stream === "timesheets") {
    if (change === "remove") return tables.timesheets.shift() !== undefined;
    if (change === "change")
      return changeFirst(tables.timesheets, (one) => {
        const [line] = one.lines;
        if (line !== undefined) line.hours[0] = (line.hours[0] ?? 0) + 0.25;
        one.submitted = !one.submitted;
      });
    addTimesheet(tables, { key: key(), employee: 4, day: today - (change === "late" ? 7 : 0), project: 104 });
    return true;
  }
  return false;
}

function changeFirst<T>(rows: readonly T[], change: (row: T) => void): boolean {
  const [first] = rows;
  if (first !== undefined) change(first);
  return first !== undefined;
}

/** A client that was entered on a day. */
export function addClient(tables: AjeraTables, about: { key: number; name: string; day: number }): void {
  const { key, name, day } = about;
  tables.clients.push({
    key,
    name,
    account: `A-${key}`,
    status: key % 5 === 0 ? "Inactive" : "Active",
    type: 1,
    state: "North",
    entered: day,
    established: day,
    changed: [],
  });
}

/** An active project of one client with a phase below a phase. */
export function addProject(
  tables: AjeraTables,
  about: { key: number; client: number; day: number; name: string; status?: string },
): ProjectRecord {
  const { key, client, day, name, status = "Active" } = about;
  const phase = { key: key + 20_000, id: "1.1", name: "Design", status: "", entered: day, phases: [] };
  const above = { key: key + 10_000, id: "1", name: "Phase", status: "", entered: day, phases: [phase] };
  const project: ProjectRecord = {
    key,
    id: `P${key}`,
    name,
    statuses: [{ day, status }],
    changed: [],
    company: 1,
    department: 2,
    started: status === "Active" ? day : null,
    completed: null,
    groups: [{ key: key + 30_000, name: "Group", client, phases: [above] }],
  };
  tables.projects.push(project);
  return project;
}

/** Two hours of work on a project on a day, in a timesheet of its own. */
export function addTimesheet(
  tables: AjeraTables,
  about: { key: number; employee: number; day: number; project: number },
): void {
  const { key, employee, day, project } = about;
  const first = day - weekdayOf(day);
  const hours = [0, 0, 0, 0, 0, 0, 0];
  hours[day - first] = 2;
  tables.timesheets.push({
    key,
    employee,
    first,
    submitted: true,
    rejected: false,
    lines: [{ project, phase: project + 20_000, activity: 1, hours, overtime: [0, 0, 0, 0, 0, 0, 0] }],
  });
}

function expectedRows(tables: AjeraTables, stream: string, byProject: boolean): Row[] {
  if (stream === "clients")
    return tables.clients.map((one) => ({
      ClientKey: one.key,
      Description: one.name,
      Status: one.status,
      established: one.established === null ? null : formatDay(one.established),
    }));
  if (stream === "departments")
    return tables.departments.map((one) => ({ DepartmentKey: one.key, Department: one.name }));
  if (stream === "employees")
    return tables.employees.map((one) => ({ EmployeeKey: one.key, name: `${one.first} ${one.last}` }));
  if (stream === "projects")
    return tables.projects.map((one) => ({
      ProjectKey: one.key,
      Description: one.name,
      Status: one.statuses.at(-1)?.status ?? null,
      started: one.started === null ? null : formatDay(one.started),
    }));
  if (stream === "project_clients")
    return tables.projects.flatMap(({ key, groups: [group] }) =>
      [key, key + 10_000, key + 20_000].map((charged) => ({
        RowKey: `${charged}/${group?.key ?? "-"}`,
        ChargedKey: charged,
        ClientKey: group?.client ?? null,
        DepartmentKey: 2,
        CompanyKey: 1,
      })),
    );
  if (stream === "timesheets")
    return tables.timesheets.map((one) => ({
      "Timesheet Key": one.key,
      "Employee Key": one.employee,
      timesheet_date: formatDay(one.first),
    }));
  return tables.timesheets.flatMap((sheet) =>
    sheet.lines.flatMap((line) =>
      line.hours.flatMap((hours, n) => {
        const day = formatDay(sheet.first + n);
        const total = hours + (line.overtime[n] ?? 0);
        const charged = byProject ? line.project : line.phase;
        const key = [sheet.key, line.project, line.phase, line.activity, day].join("/");
        return total === 0
          ? []
          : [
              {
                RowKey: key,
                day,
                ChargedKey: charged,
                EmployeeKey: sheet.employee,
                hours: total,
                submitted: sheet.submitted,
              },
            ];
      }),
    ),
  );
}
