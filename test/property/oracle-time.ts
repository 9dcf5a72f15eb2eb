/** Microseconds of a second. */
export const SECOND = 1_000_000;
/** Microseconds of a day without clock changes. */
export const DAY = 86_400 * SECOND;

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const dayStarts = new Map<string, number>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  clocks.set(zone, clock);
  return clock;
}

/** How far ahead of UTC the wall clocks of the zone are at the instant, in microseconds. */
export function offsetAt(zone: string, at: number): number {
  const second = Math.floor(at / SECOND);
  const key = `${zone} ${second}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const part: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(second * 1000)) part[type] = Number(value);
  const wall = Date.UTC(
    part["year"] ?? 0,
    (part["month"] ?? 0) - 1,
    part["day"],
    part["hour"],
    part["minute"],
    part["second"],
  );
  const offset = (wall / 1000 - second) * SECOND;
  offsets.set(key, offset);
  return offset;
}

/** The instant at which the wall clock shows `wall` (microseconds as if it were UTC): a doubled time the first, a skipped one moved forward. */
export function instantOfWall(zone: string, wall: number): number {
  const before = offsetAt(zone, wall - DAY);
  const after = offsetAt(zone, wall + DAY);
  const shown = [wall - before, wall - after].filter((at) => at + offsetAt(zone, at) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}

/** The local day, counted from 1970-01-01, that the wall clock shows. */
export function dayOf(zone: string, at: number): number {
  return Math.floor((at + offsetAt(zone, at)) / DAY);
}

/** The first instant of the local day. */
export function startOfDay(zone: string, day: number): number {
  const key = `${zone} ${day}`;
  const start = dayStarts.get(key) ?? instantOfWall(zone, day * DAY);
  dayStarts.set(key, start);
  return start;
}

/** The day number of a date; months and days may run over. */
export function dayNumber(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / 86_400_000;
}

/** Year, month (1 to 12) and date of a day number. */
export function dateOf(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const d = new Date(day * 86_400_000);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, date: d.getUTCDate() };
}

/** `2026-01-31`. */
export function printDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
