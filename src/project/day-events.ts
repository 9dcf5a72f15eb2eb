import { SmacError } from "../errors.ts";

/** From how many activities on a day counts as an active day. */
export interface DayRequest {
  /** Default 1. */
  readonly dayEvents?: number | undefined;
}

/**
 * The number of activities that make a day active.
 *
 * @throws SmacError `QUERY_BAD_DAY_EVENTS` when it is no whole number from 1.
 */
export function dayEventsOf({ dayEvents = 1 }: DayRequest): number {
  if (Number.isInteger(dayEvents) && dayEvents >= 1) return dayEvents;
  throw new SmacError("QUERY_BAD_DAY_EVENTS", `a day cannot be active from ${dayEvents} activities on`, {
    hint: "give a whole number of 1 or more, for example --day-events 2",
  });
}
