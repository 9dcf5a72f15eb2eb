import { formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Json } from "../kit/row.ts";
import type { Content } from "./answer.ts";
import { keyIn, listRows } from "./reader.ts";
import type { AjeraReader, ListMethod } from "./reader.ts";
import { keysOf } from "./records.ts";

/** ListTimesheets stops here without a word. */
export const timesheetCut = 500;

const timesheets: ListMethod = { method: "ListTimesheets", version: 2, key: "Timesheets" };
const employees: ListMethod = { method: "ListEmployees", version: 1, key: "Employees" };

/** Timesheets dated from a day to a day, both inclusive; null: open. */
export interface Window {
  readonly from: Day | null;
  readonly to: Day | null;
}

type Args = { readonly [name: string]: Json };

/** The timesheets of a window as they are listed, whole also where Ajera cuts the list off. */
export interface TimesheetLists {
  of(window: Window): Promise<Content[]>;
  /** Whether there is any up to a day. */
  any(to: Day): Promise<boolean>;
}

/** Lists timesheets; a list that was cut off is asked for again in parts. */
export function timesheetLists(reader: AjeraReader): TimesheetLists {
  let everybody: Promise<readonly number[]> | null = null;
  const people = (): Promise<readonly number[]> => (everybody ??= allEmployees(reader));
  return {
    async of(window) {
      const whole = await listRows(reader, timesheets, argsOf(window));
      if (whole.length < timesheetCut) return whole;
      const days = window.from === null || window.to === null ? 0 : window.to - window.from;
      const known = await people();
      // All timesheets of a week carry the same date: to divide a week helps only who knows nobody.
      if (days > 6 || (days > 0 && known.length === 0)) {
        const middle = (window.from ?? 0) + Math.floor(days / 2);
        const halves = [await this.of({ ...window, to: middle }), await this.of({ ...window, from: middle + 1 })];
        return distinct(halves.flat());
      }
      const found = distinct([...whole, ...(await inHalves(reader, window, known))]);
      if (found.length <= timesheetCut) reader.note(maybeCut(reader.name, window, found.length));
      return found;
    },
    async any(to) {
      const rows = await listRows(reader, timesheets, argsOf({ from: null, to }));
      return rows.length > 0;
    },
  };
}

/** A window by employees: each half of them, and halves of those, until no list is cut off. */
async function inHalves(reader: AjeraReader, window: Window, people: readonly number[]): Promise<Content[]> {
  if (people.length < 2)
    return byFlag(reader, { ...argsOf(window), ...(people.length === 0 ? {} : { FilterByEmployee: people }) });
  const half = Math.ceil(people.length / 2);
  const rows: Content[] = [];
  for (const some of [people.slice(0, half), people.slice(half)]) {
    const listed = await listRows(reader, timesheets, { ...argsOf(window), FilterByEmployee: some });
    rows.push(...listed);
    if (listed.length >= timesheetCut) rows.push(...(await inHalves(reader, window, some)));
  }
  return rows;
}

/** What is left to divide by when employees are not known: what was done with a timesheet. */
async function byFlag(reader: AjeraReader, args: Args): Promise<Content[]> {
  const rows: Content[] = [];
  for (const flag of ["FilterBySubmitted", "FilterByUnsubmitted", "FilterByPaid", "FilterByUnpaid"])
    rows.push(...(await listRows(reader, timesheets, { ...args, [flag]: true })));
  return rows;
}

async function allEmployees(reader: AjeraReader): Promise<readonly number[]> {
  try {
    return keysOf(await listRows(reader, employees, { FilterByStatus: ["Active", "Inactive"] }), "EmployeeKey");
  } catch {
    return [];
  }
}

function argsOf({ from, to }: Window): Args {
  return {
    ...(from === null ? {} : { FilterByEarliestTimesheetDate: formatDay(from) }),
    ...(to === null ? {} : { FilterByLatestTimesheetDate: formatDay(to) }),
  };
}

function distinct(rows: readonly Content[]): Content[] {
  return [...new Map(rows.map((row) => [keyIn(row, "Timesheet Key") ?? JSON.stringify(row), row])).values()];
}

function maybeCut(name: string, { from }: Window, count: number): string {
  const day = from === null ? "" : ` from ${formatDay(from)}`;
  return `${name}: Ajera lists exactly ${count} timesheets${day} and cuts every list off at ${timesheetCut}: some may be missing. Let the API user read ListEmployees, so that they can be read one employee after the other`;
}
