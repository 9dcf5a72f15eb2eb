import type { Instant } from "./micros.ts";
import { DAY_MICROS } from "./micros.ts";

/** One change of a zone's offset: from `at` on it is `after`, until then `before` (microseconds east of UTC). */
export interface Transition {
  readonly at: Instant;
  readonly before: number;
  readonly after: number;
}

/** The offsets of one zone, looked up by instant. */
export interface OffsetTable {
  readonly offsetAt: (at: Instant) => number;
  readonly transitions: (from: Instant, to: Instant) => Transition[];
}

/** A stretch of time whose changes are known: those after its start, up to and with its end. */
interface Chunk {
  readonly offset: number;
  readonly changes: readonly Transition[];
}

const SECOND_MICROS = 1_000_000;
const STEP_DAYS = 4;
const CHUNK_STEPS = 128;
const CHUNK_MICROS = STEP_DAYS * CHUNK_STEPS * DAY_MICROS;
/** No zone changed its offset before this: clocks followed the sun. */
const FIRST_CHANGE = Date.UTC(1800, 0, 1) * 1000;

/** The table of a zone whose offset never changes. */
export function fixedOffset(offset: number): OffsetTable {
  return { offsetAt: () => offset, transitions: () => [] };
}

/**
 * The table of a zone that the runtime knows by this name. Stretches of about
 * seventeen months are worked out when first asked for and kept.
 */
export function offsetTable(name: string): OffsetTable {
  const probe = offsetProbe(name);
  const chunks = new Map<number, Chunk>();
  const chunkAt = (index: number): Chunk => {
    let chunk = chunks.get(index);
    if (chunk === undefined) {
      chunk = readChunk(probe, index);
      chunks.set(index, chunk);
    }
    return chunk;
  };
  let recentIndex = 0;
  let recent = chunkAt(0);
  return {
    offsetAt: (at) => {
      const index = Math.floor(Math.max(at, FIRST_CHANGE) / CHUNK_MICROS);
      if (index !== recentIndex) {
        recent = chunkAt(index);
        recentIndex = index;
      }
      let offset = recent.offset;
      for (const change of recent.changes) {
        if (at < change.at) break;
        offset = change.after;
      }
      return offset;
    },
    transitions: (from, to) => {
      const found: Transition[] = [];
      const last = Math.floor(to / CHUNK_MICROS);
      let index = Math.floor((Math.max(from, FIRST_CHANGE) - 1) / CHUNK_MICROS);
      for (; index <= last; index++) {
        for (const change of chunkAt(index).changes) {
          if (change.at >= from && change.at < to) found.push(change);
        }
      }
      return found;
    },
  };
}

function readChunk(probe: (at: Instant) => number, index: number): Chunk {
  const start = index * CHUNK_MICROS;
  const offset = probe(start);
  const changes: Transition[] = [];
  let low = start;
  let before = offset;
  for (let step = 1; step <= CHUNK_STEPS; step++) {
    const high = start + step * STEP_DAYS * DAY_MICROS;
    const atHigh = probe(high);
    while (before !== atHigh) {
      const at = firstChange(probe, low, high);
      const after = probe(at);
      changes.push({ at, before, after });
      low = at;
      before = after;
    }
    low = high;
  }
  return { offset, changes };
}

/** The whole second between `low` and `high` at which the offset stops being what it is at `low`. */
function firstChange(probe: (at: Instant) => number, low: Instant, high: Instant): Instant {
  const before = probe(low);
  let same = low / SECOND_MICROS;
  let other = high / SECOND_MICROS;
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (probe(middle * SECOND_MICROS) === before) same = middle;
    else other = middle;
  }
  return other * SECOND_MICROS;
}

/** Asks the runtime for the offset at a whole second, in microseconds. */
function offsetProbe(name: string): (at: Instant) => number {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const millis = Math.max(at, FIRST_CHANGE) / 1000;
    // "1/31/2026, 09:05:00": month, day, year, hour, minute, second.
    const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
      clock.format(millis).match(/\d+/g) ?? []
    ).map(Number);
    return (Date.UTC(year, month - 1, day, hour, minute, second) - millis) * 1000;
  };
}
