import type { Day } from "../../time/day.ts";

/** A client of the firm. */
export interface ClientRecord {
  readonly key: number;
  name: string;
  /** The firm's own number of it. */
  account: string;
  status: "Active" | "Inactive";
  type: number;
  state: string;
  /** Entered on that day: not there before. */
  readonly entered: Day;
  /** Null: nobody filled it in. */
  established: Day | null;
  /** Days on which it was changed, besides when it was entered. */
  readonly changed: Day[];
}

/** A named thing with a key and a status. */
export interface NamedRecord {
  readonly key: number;
  name: string;
}

/** Somebody of the firm. */
export interface EmployeeRecord {
  readonly key: number;
  first: string;
  last: string;
  company: number;
  department: number;
}

/** A person at a client. */
export interface ContactRecord {
  readonly key: number;
  first: string;
  last: string;
  client: number;
  readonly entered: Day;
}

/** A phase; phases may hold phases. */
export interface PhaseRecord {
  readonly key: number;
  id: string;
  name: string;
  /** Empty: as its project. */
  status: string;
  readonly entered: Day;
  readonly phases: PhaseRecord[];
}

/** An invoice group: whom the phases below it are billed to. */
export interface GroupRecord {
  readonly key: number;
  name: string;
  client: number;
  readonly phases: PhaseRecord[];
}

/** A project with all its statuses, though Ajera tells only the last. */
export interface ProjectRecord {
  readonly key: number;
  id: string;
  name: string;
  /** Oldest first; the first says when it was entered. */
  readonly statuses: { readonly day: Day; readonly status: string }[];
  /** Days on which something else was changed. */
  readonly changed: Day[];
  company: number;
  department: number;
  /** When work began; null: nobody filled it in. */
  started: Day | null;
  completed: Day | null;
  readonly groups: GroupRecord[];
}

/** A line of a timesheet: hours of seven days, from the first day of the week. */
export interface TimesheetLine {
  readonly project: number;
  readonly phase: number | null;
  /** Null: none. */
  readonly activity: number | null;
  readonly hours: number[];
  readonly overtime: number[];
}

/** What somebody worked in a week. */
export interface TimesheetRecord {
  readonly key: number;
  readonly employee: number;
  /** The first day of the week. */
  readonly first: Day;
  submitted: boolean;
  rejected: boolean;
  readonly lines: TimesheetLine[];
}

/** Everything a stand-in of Ajera knows; tests change it as they like. */
export interface AjeraTables {
  readonly clients: ClientRecord[];
  readonly clientTypes: NamedRecord[];
  readonly contacts: ContactRecord[];
  readonly departments: NamedRecord[];
  readonly companies: NamedRecord[];
  readonly employees: EmployeeRecord[];
  readonly activities: NamedRecord[];
  readonly marketingStages: NamedRecord[];
  readonly projects: ProjectRecord[];
  readonly timesheets: TimesheetRecord[];
}

/** Tables with nothing in them. */
export function emptyTables(): AjeraTables {
  return {
    clients: [],
    clientTypes: [],
    contacts: [],
    departments: [],
    companies: [],
    employees: [],
    activities: [],
    marketingStages: [],
    projects: [],
    timesheets: [],
  };
}
