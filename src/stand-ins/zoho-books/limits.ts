import { DAY_MICROS } from "../../time/instant.ts";
import type { Instant } from "../../time/instant.ts";
import type { Zone } from "../../time/zone.ts";
import type { ListAnswer } from "./answer-list.ts";

const MINUTE = 60_000_000;

/** How many calls the organisation has. */
export interface Limits {
  /** Calls in any minute; null: as many as come. */
  perMinute: number | null;
  /** Calls of a day, which ends at midnight in the organisation's zone. */
  perDay: number;
}

/** Counts calls. */
export interface Counter {
  readonly limits: Limits;
  /** Counts one; gives the refusal when it is one too many. */
  count(): ListAnswer | null;
  /** Calls counted today; a test sets it. */
  spent: number;
  /** What every answer says of the day. */
  headers(): Readonly<Record<string, string>>;
}

/** A counter of calls on a clock. */
export function counter(limits: Limits, about: { readonly now: () => Instant; readonly zone: Zone }): Counter {
  const { now, zone } = about;
  let minute: Instant[] = [];
  let today = zone.localDay(now());
  const own: Counter = {
    limits,
    spent: 0,
    count() {
      const day = zone.localDay(now());
      if (day !== today) own.spent = 0;
      today = day;
      minute = minute.filter((at) => at > now() - MINUTE);
      if (own.spent >= limits.perDay) return tooManyToday(limits.perDay);
      own.spent++;
      minute.push(now());
      return limits.perMinute !== null && minute.length > limits.perMinute ? tooManyNow() : null;
    },
    headers: () => ({
      "x-rate-limit-limit": String(limits.perDay),
      "x-rate-limit-remaining": String(Math.max(0, limits.perDay - own.spent)),
      "x-rate-limit-reset": String(Math.ceil((zone.dayStart(zone.localDay(now() + DAY_MICROS)) - now()) / 1_000_000)),
    }),
  };
  return own;
}

/** The refusal of calls beyond the day's. */
export function tooManyToday(limit: number): ListAnswer {
  const message = `The API call for this organization has exceeded the maximum call rate limit of ${limit}.`;
  return { status: 429, body: { code: 45, message } };
}

/** The refusal of calls beyond the minute's. */
export function tooManyNow(): ListAnswer {
  const message =
    "For security reasons your organization has been blocked as it have exceeded the maximum number of requests per minute that can originate from an organization.";
  return { status: 429, body: { code: 44, message } };
}

/** The refusal of calls beyond those that may run at once. */
export function tooManyAtOnce(): ListAnswer {
  const message =
    "You have reached the maximum number of in process requests allowed. Kindly try again after some time.";
  return { status: 429, body: { code: 1070, message } };
}
