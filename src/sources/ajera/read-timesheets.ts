import { dayOf, civilOf, formatDay } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Batch, ReadRequest } from "../kit/source.ts";
import type { Json, Row } from "../kit/row.ts";
import type { Content } from "./answer.ts";
import { listIn } from "./calls.ts";
import { dayIn, dayText, lastWeekday } from "./dates.ts";
import { answersFor, keyIn } from "./reader.ts";
import type { AjeraReader, KeyedMethod } from "./reader.ts";
import { keysOf } from "./records.ts";
import { sheetDays } from "./timesheet-days.ts";
import { timesheetLists } from "./timesheet-lists.ts";
import type { TimesheetLists, Window } from "./timesheet-lists.ts";
import { weeksOf } from "./weeks.ts";
import type { Weeks } from "./weeks.ts";

const getTimesheets: KeyedMethod = {
  method: "GetTimesheets",
  version: 2,
  argument: "RequestedTimesheets",
  most: 20,
  rows: "Timesheets",
  key: "TimesheetKey",
};
const dayMicros = 86_400_000_000;
/** Nothing is looked for before. */
const oldest = 1990;
const endOfTime = "9999-12-31";
/** The column that says to which week a row belongs. */
const passColumn = "timesheet_date";
/** Timesheets, and days, that are told together. */
const together = 1000;
const longest = 26 * 7;

/** The streams that timesheets are read as. */
export type TimesheetPart = "timesheets" | "timesheet_days";

interface Sheets {
  readonly reader: AjeraReader;
  readonly part: TimesheetPart;
  readonly weeks: Weeks;
  readonly lists: TimesheetLists;
}

/**
 * Timesheets or their days, a week at a time: from the first week on, later
 * from some weeks before the last one that was read. Each week is read whole,
 * so that what is gone from it is told.
 */
export async function* readTimesheets(
  reader: AjeraReader,
  part: TimesheetPart,
  request: ReadRequest,
): AsyncGenerator<Batch, void, undefined> {
  const weeks = weeksOf(reader, await reader.calls.firm());
  const sheets: Sheets = { reader, part, weeks, lists: timesheetLists(reader) };
  const today = Math.floor(reader.now() / dayMicros);
  const thisWeek = lastWeekday(today, weeks.first);
  const from = await firstWeek(sheets, request, thisWeek);
  yield* inStretches(sheets, { from, to: thisWeek + 7 }, request);
  // Holidays are entered ahead.
  const ahead = Math.max(from, thisWeek + 7);
  yield begins(ahead);
  const window = { from: ahead, to: null };
  yield* rowsOf(sheets, window, await sheets.lists.of(window));
  yield { rows: [], pass: "ends", window: { column: passColumn, from: formatDay(ahead), to: endOfTime } };
}

/** Week after week; as many as are told together are a pass. `to`: exclusive. */
async function* inStretches(
  sheets: Sheets,
  { from, to }: { readonly from: Day; readonly to: Day },
  request: ReadRequest,
): AsyncGenerator<Batch, void, undefined> {
  let stretch = { from, sheets: 0 };
  let weeks = 1;
  for (let week = from; week < to;) {
    const next = Math.min(week + 7 * weeks, to);
    const days = { from: week, to: next - 1 };
    const listed = await sheets.lists.of(days);
    if (listed.length > 0 && weeks > 1) {
      weeks = 1;
      continue;
    }
    if (stretch.from === week) yield begins(week);
    yield* rowsOf(sheets, days, listed);
    stretch.sheets += listed.length;
    if (stretch.sheets >= together || next - stretch.from >= longest || next === to) {
      const window = { column: passColumn, from: formatDay(stretch.from), to: formatDay(next) };
      const cursor = forward(formatDay(Math.min(next, to - 7)), request);
      yield { rows: [], pass: "ends", window, ...(cursor === null ? {} : { cursor }) };
      stretch = { from: next, sheets: 0 };
    }
    // Years in which nothing was entered take few calls.
    weeks = listed.length === 0 ? Math.min(weeks * 2, 52) : 1;
    week = next;
  }
}

function begins(day: Day): Batch {
  return { rows: [], pass: "begins", window: { column: passColumn, from: formatDay(day), to: formatDay(day) } };
}

async function* rowsOf(
  sheets: Sheets,
  window: Window,
  listed: readonly Content[],
): AsyncGenerator<Batch, void, undefined> {
  if (sheets.part === "timesheets") yield { rows: listed.map(sheetRow) };
  else for await (const rows of daysOf(sheets, window, listed)) yield { rows };
}

async function firstWeek(sheets: Sheets, request: ReadRequest, thisWeek: Day): Promise<Day> {
  const { reader, weeks, lists } = sheets;
  const { settings } = reader;
  const back = lastWeekday(thisWeek - 7 * settings.timesheet_weeks, weeks.first);
  const reached = dayIn(cursorWeek(request.cursor));
  const since = request.since === null ? null : Math.floor(request.since / dayMicros) - 7;
  if (since !== null && !request.full) return lastWeekday(Math.min(since, thisWeek), weeks.first);
  if (reached !== null && !request.full)
    return Math.min(lastWeekday(reached - 7 * settings.timesheet_weeks, weeks.first), back);
  const begin = dayIn(settings.timesheets_from ?? null) ?? (await oldestYear(lists, thisWeek));
  // A week's date may be its last day: one week earlier misses none.
  return lastWeekday(Math.min(begin, thisWeek) - 6, weeks.first);
}

/** The first day of the year with the oldest timesheet, found with a call for each year. */
async function oldestYear(lists: TimesheetLists, today: Day): Promise<Day> {
  let { year } = civilOf(today);
  while (year > oldest && (await lists.any(dayOf(year, 1, 1) - 1))) year--;
  return dayOf(year, 1, 1);
}

async function* daysOf(
  sheets: Sheets,
  window: Window,
  listed: readonly Content[],
): AsyncGenerator<Row[], void, undefined> {
  const { reader, weeks } = sheets;
  const byKey = new Map(listed.map((row) => [keyIn(row, "Timesheet Key"), row]));
  const asked = {
    keys: keysOf(listed, "Timesheet Key"),
    listed: async () => keysOf(await sheets.lists.of(window), "Timesheet Key"),
  };
  for await (const content of answersFor(reader, getTimesheets, asked)) {
    const found = listIn(content, "Timesheets", { name: reader.name, method: "GetTimesheets" });
    yield found.flatMap((sheet) => {
      const row = byKey.get(keyIn(sheet, "TimesheetKey")) ?? null;
      const date = dayText(row?.["Timesheet Date"]) ?? dayText(sheet["TimesheetDate"]);
      const day = dayIn(date);
      if (date === null || day === null) {
        reader.note(`${reader.name}: timesheets without a date that can be read are left out`);
        return [];
      }
      const about = { first: weeks.firstDayOf(day), date, listed: row, chargedTo: reader.settings.charged_to };
      const { rows, unreadable } = sheetDays(sheet, about);
      if (unreadable > 0) reader.note(`${reader.name}: some hours of timesheets are no numbers and count as none`);
      return rows;
    });
  }
}

function sheetRow(row: Content): Row {
  return { ...row, timesheet_date: dayText(row["Timesheet Date"]) };
}

function cursorWeek(cursor: Json): string | null {
  const week = (cursor as { readonly week?: Json } | null)?.week;
  return typeof week === "string" ? week : null;
}

/** A cursor only ever moves forward, but when everything is read again. */
function forward(week: string, request: ReadRequest): Json | null {
  // Asked for some weeks only, it does not go on from there, but the first time.
  if (request.since !== null && request.cursor !== null) return null;
  const last = cursorWeek(request.cursor);
  return { week: last !== null && !request.full && last > week ? last : week };
}
