import { SmacError } from "../errors.ts";
import { nearest } from "../text/nearest.ts";
import type { Day } from "./day.ts";
import type { Instant } from "./micros.ts";
import { DAY_MICROS } from "./micros.ts";
import { fixedOffset, offsetTable } from "./offset-table.ts";
import type { OffsetTable, Transition } from "./offset-table.ts";
import { zoneNames } from "./zone-names.ts";

/** How the wall clock of one time zone follows UTC. All times are microseconds; offsets are east of UTC. */
export interface Zone {
  /** The zone's IANA name, in its usual spelling. */
  readonly name: string;
  /** What the wall clock is ahead of UTC at an instant. */
  readonly offsetAt: (at: Instant) => number;
  /** The changes of the offset from `from` (inclusive) to `to` (exclusive), in order. */
  readonly transitions: (from: Instant, to: Instant) => Transition[];
  /** The date the wall clock shows. */
  readonly localDay: (at: Instant) => Day;
  /** What the wall clock shows, as if it were UTC. */
  readonly localMicros: (at: Instant) => number;
  /**
   * The first instant whose local date is that day. A date the zone skipped
   * wholly starts, and ends, at the instant the day after it starts.
   */
  readonly dayStart: (day: Day) => Instant;
  /**
   * The instant at which the wall clock shows that time: the first of two, and
   * for a time that was skipped the one moved forward by the gap.
   */
  readonly toInstant: (localMicros: number) => Instant;
}

const zones = new Map<string, Zone>();

/**
 * The time zone of an IANA name; letter case does not matter, and names that
 * were replaced, such as US/Pacific, stay valid.
 *
 * @throws SmacError `CONFIG_UNKNOWN_TIMEZONE` when there is no such zone.
 * @example
 * ```ts
 * const paris = openZone("Europe/Paris");
 * paris.dayStart(parseDay("2026-03-30")!); // the instant 2026-03-29T22:00:00Z
 * ```
 */
export function openZone(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const usual = usualName(name);
  const zone = zones.get(usual) ?? makeZone(usual);
  zones.set(usual, zone);
  zones.set(name, zone);
  return zone;
}

/** The usual spelling of a zone name that exists. */
function usualName(name: string): string {
  const wanted = name.toLowerCase();
  if (wanted === "utc") return "UTC";
  const canonical = canonicalName(name);
  if (canonical === name) return name;
  const spelled = zoneNames().find((known) => known.toLowerCase() === wanted);
  if (spelled !== undefined) return spelled;
  // The runtime also knows abbreviations such as IST, which mean several zones: only names with an area pass.
  if (canonical !== null && name.includes("/")) return name;
  throw unknownZone(name);
}

/** The runtime's own name of the zone, null when it knows none. */
function canonicalName(name: string): string | null {
  if (!/^[a-z]/i.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function unknownZone(name: string): SmacError {
  const near = name.length > 4 ? nearest(name, zoneNames()) : undefined;
  return new SmacError("CONFIG_UNKNOWN_TIMEZONE", `there is no time zone “${name}”`, {
    hint:
      near === undefined
        ? "write an IANA name such as UTC, Europe/Paris or America/New_York"
        : `did you mean “${near}”?`,
  });
}

function makeZone(name: string): Zone {
  const table = name === "UTC" ? fixedOffset(0) : offsetTable(name);
  const localMicros = (at: Instant): number => at + table.offsetAt(at);
  return {
    name,
    offsetAt: table.offsetAt,
    transitions: table.transitions,
    localMicros,
    localDay: (at) => Math.floor(localMicros(at) / DAY_MICROS),
    dayStart: (day) => {
      const found = locate(table, day * DAY_MICROS);
      return found.skippedAt ?? found.at;
    },
    toInstant: (local) => locate(table, local).at,
  };
}

/** Where a wall-clock time is; `skippedAt` is the instant of the gap that swallowed it, else null. */
function locate(table: OffsetTable, local: number): { at: Instant; skippedAt: Instant | null } {
  const from = local - 2 * DAY_MICROS;
  let offset = table.offsetAt(from);
  for (const change of table.transitions(from + 1, local + 2 * DAY_MICROS)) {
    const at = local - offset;
    if (at < change.at) return { at, skippedAt: null };
    if (local - change.after < change.at) return { at, skippedAt: change.at };
    offset = change.after;
  }
  return { at: local - offset, skippedAt: null };
}
