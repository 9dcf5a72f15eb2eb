import { dayOf, existingDay, formatDay, parseDay, weekdayOf } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import type { Json } from "../kit/row.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const datePart =
  /^(?:(?<y>\d{4})[-/](?<m>\d{1,2})[-/](?<d>\d{1,2})|(?<um>\d{1,2})\/(?<ud>\d{1,2})\/(?<uy>\d{4})|(?<nd>\d{1,2})[- ](?<nm>[a-z]{3})[a-z]*[- ](?<ny>\d{4}))/i;
const timePart =
  /^[T ]+(?<h>\d{1,2}):(?<i>\d{2})(?::(?<s>\d{2})(?:[.,](?<f>\d{1,6})\d*)?)? ?(?<half>[AP]M)? ?(?:(?<utc>Z|UTC|GMT)?(?<off>[+-]\d{2}:?\d{2})?)$/i;

/** A date as Ajera writes it in one of its ways, told apart. */
interface Written {
  readonly day: Day;
  /** `HH:MM:SS[.ffffff]` and the offset, empty when none is written; null: a date alone. */
  readonly time: { readonly clock: string; readonly offset: string } | null;
}

/**
 * The day that a date of Ajera names, as `YYYY-MM-DD`: `2015-03-11`,
 * `2015-03-11 16:22:54.229 GMT-0700`, `3/11/2015 12:00:00 AM` (month first),
 * `11-Mar-2015`. Null when it names none.
 */
export function dayText(value: Json | undefined): string | null {
  const written = read(value);
  return written === null ? null : formatDay(written.day);
}

/**
 * The moment that a date of Ajera names, in ISO 8601 with the offset that was
 * written, and without one where none was; null when it names none.
 */
export function momentText(value: Json | undefined): string | null {
  const written = read(value);
  if (written === null) return null;
  const date = formatDay(written.day);
  return written.time === null ? date : `${date}T${written.time.clock}${written.time.offset}`;
}

/** Which day of the week a word names, 0 is Monday; null: no such word. */
export function weekdayNamed(word: Json | undefined): number | null {
  const name = typeof word === "string" ? word.trim().toLowerCase() : "";
  const index = weekdays.findIndex((day) => name.length > 2 && day.startsWith(name));
  return index === -1 ? null : index;
}

/** The English name of a day of the week, 0 is Monday. */
export function weekdayName(weekday: number): string {
  const name = weekdays[weekday] ?? "";
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The last day on or before a day that is this day of the week. */
export function lastWeekday(day: Day, weekday: number): Day {
  return day - ((weekdayOf(day) - weekday + 7) % 7);
}

/** The day that a `YYYY-MM-DD…` text begins with. */
export function dayIn(text: string | null): Day | null {
  return text === null ? null : parseDay(text.slice(0, 10));
}

function read(value: Json | undefined): Written | null {
  if (typeof value !== "string") return null;
  const text = value.trim();
  const date = datePart.exec(text)?.groups;
  if (date === undefined) return null;
  const day = existingDay({
    year: Number(date["y"] ?? date["uy"] ?? date["ny"]),
    month: date["nm"] === undefined ? Number(date["m"] ?? date["um"]) : months.indexOf(date["nm"].toLowerCase()) + 1,
    day: Number(date["d"] ?? date["ud"] ?? date["nd"]),
  });
  // What nobody filled in: the first days of SQL Server and of .NET.
  if (day === null || day <= dayOf(1900, 1, 1)) return null;
  const rest = text.slice(datePart.exec(text)?.[0].length ?? 0);
  if (rest === "") return { day, time: null };
  const time = timePart.exec(rest)?.groups;
  return time === undefined ? null : { day, time: clockOf(time) };
}

function clockOf(time: Readonly<Record<string, string | undefined>>): Written["time"] {
  const half = time["half"]?.toUpperCase();
  const written = Number(time["h"]);
  const hour = half === undefined ? written : (written % 12) + (half === "PM" ? 12 : 0);
  const fraction = time["f"] === undefined ? "" : `.${time["f"]}`;
  const offset = time["off"] ?? (time["utc"] === undefined ? "" : "Z");
  // Midnight without a zone is how a day without a time is written.
  const clock = `${String(hour).padStart(2, "0")}:${time["i"] ?? "00"}:${time["s"] ?? "00"}${fraction}`;
  return offset === "" && /^00:00:00(?:\.0+)?$/.test(clock) ? null : { clock, offset };
}
