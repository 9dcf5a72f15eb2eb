import { existingDay, formatDay, twoDigits } from "./day.ts";
import { DAY_MICROS } from "./micros.ts";
import type { Instant } from "./micros.ts";
import type { Zone } from "./zone.ts";

export { DAY_MICROS } from "./micros.ts";
export type { Instant } from "./micros.ts";

const SECOND_MICROS = 1_000_000;
const MINUTE_MICROS = 60 * SECOND_MICROS;
const HOUR_MICROS = 60 * MINUTE_MICROS;

const INSTANT_FORM =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[Tt ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d+))?)?(?: ?(?<offset>[Zz]|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/;

/**
 * The instant in ISO 8601, in UTC with `Z`; seconds always, a fraction only
 * when there is one.
 *
 * @example
 * ```ts
 * formatInstant(0); // "1970-01-01T00:00:00Z"
 * ```
 */
export function formatInstant(at: Instant): string {
  const day = Math.floor(at / DAY_MICROS);
  const micros = at - day * DAY_MICROS;
  const seconds = Math.floor(micros / SECOND_MICROS);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(twoDigits).join(":");
  const fraction = String(micros % SECOND_MICROS)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${formatDay(day)}T${clock}${fraction === "" ? "" : `.${fraction}`}Z`;
}

/**
 * The instant that an ISO 8601 date or date-time names, null when it names
 * none (31 February, 25:00, another form). `T` or a space stands before the
 * time; seconds, fraction and offset (`Z`, `+02:00`, `+0200`, `+02`) may be
 * left out. Without an offset it is the zone's wall clock: the first of a
 * doubled hour, a skipped one moved forward by the gap. A date alone is the
 * first instant of that day in the zone. Digits beyond microseconds are cut.
 *
 * @example
 * ```ts
 * parseInstant("2026-01-31 12:00", openZone("Europe/Paris")); // 2026-01-31T11:00:00Z
 * ```
 */
export function parseInstant(text: string, zone: Zone): Instant | null {
  const parts = INSTANT_FORM.exec(text.trim())?.groups;
  if (parts === undefined) return null;
  const day = existingDay({ year: Number(parts["year"]), month: Number(parts["month"]), day: Number(parts["day"]) });
  if (day === null) return null;
  if (parts["hour"] === undefined) return zone.dayStart(day);
  const seconds = clockMicros(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"] ?? 0));
  const offset = parts["offset"] === undefined ? undefined : offsetMicros(parts["offset"]);
  if (seconds === null || offset === null) return null;
  const local = day * DAY_MICROS + seconds;
  const whole = offset === undefined ? zone.toInstant(local) : local - offset;
  const exact = whole + Number((parts["fraction"] ?? "").slice(0, 6).padEnd(6, "0"));
  return Number.isSafeInteger(exact) ? exact : whole;
}

function clockMicros(hour: number, minute: number, second: number): number | null {
  if (hour > 23 || minute > 59 || second > 59) return null;
  return hour * HOUR_MICROS + minute * MINUTE_MICROS + second * SECOND_MICROS;
}

function offsetMicros(text: string): number | null {
  if (/^[Zz]$|^UTC$/.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(":", "") || 0);
  if (hours > 23 || minutes > 59) return null;
  const size = hours * HOUR_MICROS + minutes * MINUTE_MICROS;
  return text.startsWith("-") ? -size : size;
}
