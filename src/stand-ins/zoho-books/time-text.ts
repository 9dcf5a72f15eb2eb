import { civilOf, formatDay, twoDigits } from "../../time/day.ts";
import type { Day } from "../../time/day.ts";
import { DAY_MICROS } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import type { Zone } from "../../time/zone.ts";

const HOUR = 3_600_000_000;
const MINUTE = 60_000_000;

/** An instant as Zoho writes it: on the organisation's clock, with an offset without a colon. */
export function zohoTime(at: Instant, zone: Zone): string {
  const local = zone.localMicros(at);
  const day = Math.floor(local / DAY_MICROS);
  const second = Math.floor((local - day * DAY_MICROS) / 1_000_000);
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map(twoDigits).join(":");
  const offset = zone.offsetAt(at);
  const size = Math.abs(offset);
  const hours = twoDigits(Math.floor(size / HOUR)) + twoDigits((size % HOUR) / MINUTE);
  return `${formatDay(day)}T${clock}${offset < 0 ? "-" : "+"}${hours}`;
}

/** A time on a day of the organisation: `hour` may have a fraction. */
export function zohoTimeOn(day: Day, hour: number, zone: Zone): string {
  return zohoTime(zone.toInstant(day * DAY_MICROS + Math.round(hour * HOUR)), zone);
}

/** The first day of the month after a day. */
export function nextMonth(day: Day): string {
  const { year, month } = civilOf(day);
  return month === 12 ? `${year + 1}-01-01` : `${year}-${twoDigits(month + 1)}-01`;
}
