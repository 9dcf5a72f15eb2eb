import { formatDay, parseDay, weekdayOf } from "../../time/day.ts";
import { cellText } from "../kit/cells.ts";
import type { Row } from "../kit/row.ts";
import type { RowWriter } from "../salesforce/object-stream.ts";

/** The days of a timecard, Monday first, as `weekdayOf` numbers them. */
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** The fields that hold the hours of a timecard's days. */
export const hourFields: readonly string[] = weekdays.map((day) => `pse__${day}_Hours__c`);

/**
 * Timecards as days: a row for each day with hours other than none. The day of
 * `pse__Monday_Hours__c` is the first Monday on or after the timecard's start,
 * which holds for whole weeks, from whatever day they start, and for parts of one.
 */
export const timecardDaysWriter: RowWriter = {
  write(row) {
    const start = parseDay((cellText(row["start_date"] ?? null) ?? "").slice(0, 10));
    const id = cellText(row["Id"] ?? null) ?? "";
    const rows: Row[] = [];
    const gone: Row[] = [];
    for (const [number, name] of weekdays.entries()) {
      const hours = Number(row[`pse__${name}_Hours__c`] ?? 0);
      if (start === null || hours === 0 || Number.isNaN(hours)) gone.push(keyOf(id, name));
      else rows.push(dayRow(row, { id, name, hours, day: start + ((number - weekdayOf(start) + 7) % 7) }));
    }
    return { rows, gone };
  },
  gone: (id) => weekdays.map((name) => keyOf(id, name)),
};

function dayRow(
  row: Row,
  about: { readonly id: string; readonly name: string; readonly hours: number; readonly day: number },
): Row {
  const { id, name, hours, day } = about;
  const shared = Object.entries(row).filter(([column]) => !hourFields.includes(column) && column !== "Id");
  return { ...keyOf(id, name), day: formatDay(day), hours, ...Object.fromEntries(shared) };
}

// By the name of the day and not its date, so that a timecard that moves to another week takes its rows along.
function keyOf(id: string, weekday: string): Row {
  return { timecard_id: id, weekday };
}
