import type { ReadRequest } from "../kit/source.ts";
import { dayIn } from "./dates.ts";
import type { AjeraReader } from "./reader.ts";
import { projectStatuses } from "./read-projects.ts";
import { scopeOf } from "./records.ts";
import type { Reading } from "./streams.ts";

/** Roughly how many calls reading would take; null: it depends on how many rows there are, and only asking would tell. */
export function estimatedCalls(reader: AjeraReader, reading: Reading, request: ReadRequest): number | null {
  if (reading.by === "records") {
    if (reading.records.whole === undefined) return 1;
    return scopeOf(reader, request, true).isFull ? null : 2;
  }
  if (reading.by === "projects") return scopeOf(reader, request, true).isFull ? null : 2;
  if (reading.by === "statuses") return request.cursor === null || request.full ? null : projectStatuses.length + 2;
  const week = (request.cursor as { readonly week?: unknown } | null)?.week;
  const reached = reading.by === "timesheets" && typeof week === "string" && !request.full ? dayIn(week) : null;
  if (reached === null || reading.by !== "timesheets") return null;
  const today = Math.floor(reader.now() / 86_400_000_000);
  const weeks = reader.settings.timesheet_weeks + 2 + Math.max(0, Math.floor((today - reached) / 7));
  // A call lists a week, and about one more in each tells its days.
  return reading.part === "timesheets" ? weeks : weeks * 2;
}
