import type { Needs } from "../query/question.ts";
import { type Fragment, instant, sql } from "../sql/fragment.ts";
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

/**
 * The first day of the day, week or month in which `at` lies, as an integer;
 * undated and future activities get buckets of their own.
 */
export function bucketSql(grain: Needs["grain"], clock: Clock, now: Instant): Fragment {
  const start = startOf(grain, localSql(`"at"`, clock), clock.weekStart);
  return sql`case when "at" is null then ${undatedBucket} when "at" > ${instant(now)} then ${futureBucket} else ${dayNumber(start)} end`;
}

function startOf(grain: Needs["grain"], local: string, weekStart: Clock["weekStart"]): string {
  if (grain === "day") return `cast(${local} as date)`;
  if (grain === "month") return `cast(date_trunc('month', ${local}) as date)`;
  if (weekStart === "monday") return `cast(date_trunc('week', ${local}) as date)`;
  return `cast(date_trunc('week', ${local} + interval 1 day) as date) - 1`;
}

function dayNumber(date: string): string {
  return `cast((${date}) - date '1970-01-01' as integer)`;
}
