import { formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Json, Row } from "../kit/row.ts";
import { isObject } from "./answer.ts";
import type { Content } from "./answer.ts";
import { keyIn } from "./reader.ts";

/** What is known of a timesheet besides its hours. */
export interface SheetAbout {
  /** The first day of its week. */
  readonly first: Day;
  /** Its date, `YYYY-MM-DD`. */
  readonly date: string;
  /** As listed; null: it was not. */
  readonly listed: Content | null;
  readonly chargedTo: "phase" | "project";
}

/** The days of a timesheet, and hours that are no numbers. */
export interface SheetDays {
  readonly rows: readonly Row[];
  readonly unreadable: number;
}

/**
 * A row for each day on which time was charged, by project, phase and activity,
 * overtime included. Time on overhead is none of a client's and left out.
 */
export function sheetDays(sheet: Content, about: SheetAbout): SheetDays {
  const project = sheet["Project"];
  const details = isObject(project) ? project["Detail"] : null;
  const list = Array.isArray(details) ? details : isObject(details) ? [details] : [];
  const days = new Map<string, { row: Row; hours: number; overtime: number }>();
  let unreadable = 0;
  for (const detail of list.filter((one) => isObject(one))) {
    for (let n = 1; n <= 7; n++) {
      const hours = hoursIn(detail[`D${n} Regular`]);
      const overtime = hoursIn(detail[`D${n} Overtime`]);
      if (hours === null || overtime === null) unreadable++;
      if (hours === 0 && overtime === 0) continue;
      const { key, row } = dayRow(sheet, detail, { ...about, day: about.first + n - 1 });
      const day = days.get(key) ?? { row, hours: 0, overtime: 0 };
      days.set(key, { row: day.row, hours: day.hours + (hours ?? 0), overtime: day.overtime + (overtime ?? 0) });
    }
  }
  // Corrections may leave nothing of a day.
  const rows = [...days.values()]
    .filter(({ hours, overtime }) => rounded(hours + overtime) !== 0 || unreadable > 0)
    .map(({ row, hours, overtime }) => ({ ...row, hours: rounded(hours + overtime), overtime: rounded(overtime) }));
  return { rows, unreadable };
}

function dayRow(
  sheet: Content,
  detail: Content,
  about: SheetAbout & { readonly day: Day },
): { readonly key: string; readonly row: Row } {
  const day = formatDay(about.day);
  const project = keyIn(detail, "Project Key");
  const phase = keyIn(detail, "Phase Key");
  const activity = keyIn(detail, "Activity Key");
  const timesheet = keyIn(sheet, "TimesheetKey");
  const charged = about.chargedTo === "phase" && phase !== null && phase > 0 ? phase : project;
  const key = [timesheet ?? "-", project ?? "-", phase ?? "-", activity ?? "-", day].join("/");
  const row = {
    RowKey: key,
    TimesheetKey: timesheet,
    timesheet_date: about.date,
    day,
    EmployeeKey: sheet["EmployeeKey"] ?? about.listed?.["Employee Key"] ?? null,
    Employee: about.listed?.["Employee"] ?? null,
    ChargedKey: charged,
    ProjectKey: project,
    Project: detail["Project Description"] ?? null,
    PhaseKey: phase,
    Phase: detail["Phase Description"] ?? null,
    ActivityKey: activity,
    Activity: detail["Activity"] ?? null,
    submitted: isTrue(about.listed?.["Submitted"]),
    rejected: isTrue(about.listed?.["Rejected"]),
  };
  return { key, row };
}

/** Hours as Ajera may write them: `7.5`, `"7.50"`, `"7:30"`; nothing is none; null: no number. */
function hoursIn(value: Json | undefined): number | null {
  if (value === undefined || value === null || value === "") return 0;
  if (typeof value === "number") return value;
  if (typeof value !== "string") return null;
  const clock = /^\s*(-?)(\d+):([0-5]\d)\s*$/.exec(value);
  if (clock !== null) return (clock[1] === "-" ? -1 : 1) * (Number(clock[2]) + Number(clock[3]) / 60);
  const number = Number(value.trim());
  return Number.isFinite(number) ? number : null;
}

/** Flags that are missing are not set. */
function isTrue(value: Json | undefined): boolean {
  return value === true || (typeof value === "string" && /^(?:true|yes|1)$/i.test(value)) || value === 1;
}

function rounded(hours: number): number {
  return Math.round(hours * 10_000) / 10_000;
}
