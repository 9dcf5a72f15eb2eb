import type { Needs } from "../query/question.ts";
import { type Fragment, instant, raw, sql } from "../sql/fragment.ts";
import { utcToLocalSql } from "../sql/zone-shift.ts";
import type { Instant } from "../time/instant.ts";
import type { Zone } from "../time/zone.ts";
import { futureBucket, undatedBucket } from "./names.ts";

/** How an instant finds its day, in one zone, over the data's range. */
export interface Clock {
  readonly zone: Zone;
  readonly first: Instant;
  readonly last: Instant;
  readonly weekStart: "monday" | "sunday";
}

/** The wall clock of `at` in the zone, as SQL; `at` is an expression of TIMESTAMP in UTC. */
export function localSql(at: string, clock: Clock): string {
  return utcToLocalSql(at, clock.zone, clock.first, clock.last);
}

/** The local day of `at` as an integer, as SQL. */
export function daySql(at: string, clock: Clock): string {
  return dayNumber(`cast(${localSql(at, clock)} as date)`);
}

/** The days of one month among dates or wall clocks, as the bits of a whole number. */
export function dayBits(local: string): string {
  return `bit_or(1::bigint << (day(${local}) - 1))`;
}

/** How activities find their bucket: `slot` costs little for each row, `bucket` is worked out once for each group. */
export interface Slot {
  /** What to group by; null for an activity without an instant. */
  readonly slot: Fragment;
  /**
   * The first day of the day, week or month, as an integer, from a column named
   * `slot`; undated and future activities get buckets of their own.
   */
  readonly bucket: string;
}

/** The slot of `"at"`. `last` is an instant that none lies after, when known: then nothing needs to be compared with now. */
export function slotOf(
  grain: Needs["grain"],
  clock: Clock,
  { now, last }: { readonly now: Instant; readonly last: Instant | null },
): Slot {
  const { slot, day, future } = slots[grain](localSql(`"at"`, clock), clock.weekStart);
  const known = last !== null && last <= now;
  return {
    slot: known ? raw(slot) : sql`case when "at" > ${instant(now)} then ${future} else ${slot} end`,
    bucket: `case when slot is null then ${undatedBucket} ${known ? "" : `when slot = ${future} then ${futureBucket} `}else cast(${day} as integer) end`,
  };
}

/** A slot from a wall clock, its first day from the slot, and the slot of all that lies after now. */
interface SlotWords {
  readonly slot: string;
  readonly day: string;
  readonly future: string;
}

/** Weeks and years enough to keep every slot above zero, where whole division rounds down. */
export const aboveZero = { weeks: 20_000_000, years: 300_000 };

const slots: Readonly<Record<Needs["grain"], (local: string, weekStart: Clock["weekStart"]) => SlotWords>> = {
  day: (local) => ({ slot: `cast(${local} as date)`, day: "(slot - date '1970-01-01')", future: "date 'infinity'" }),
  week(local, weekStart) {
    const first = weekStart === "monday" ? 4 : 3;
    return {
      slot: `(cast(${local} as date) - date '1970-01-0${first + 1}' + ${aboveZero.weeks * 7}) // 7`,
      day: `((slot - ${aboveZero.weeks}) * 7 + ${first})`,
      future: String(futureBucket),
    };
  },
  // Several times as fast as cutting the time off with date_trunc.
  month: (local) => ({
    slot: `(year(${local}) + ${aboveZero.years}) * 12 + month(${local}) - 1`,
    day: `(make_date(slot // 12 - ${aboveZero.years}, slot % 12 + 1, 1) - date '1970-01-01')`,
    future: String(futureBucket),
  }),
};

function dayNumber(date: string): string {
  return `cast((${date}) - date '1970-01-01' as integer)`;
}
