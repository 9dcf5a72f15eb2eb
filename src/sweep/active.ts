import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder } from "./active-query.ts";
import { calendarFinder } from "./calendar.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { trailingFinder } from "./trailing.ts";

/** The finder for a threshold: by calendar periods, or by trailing windows in one ordered pass. */
export function activeFinder(input: SweepInput, threshold: Threshold, places: Places): ActiveFinder {
  return places.window === null
    ? calendarFinder(input, threshold, places)
    : trailingFinder(input, threshold, { window: places.window, first: places.first });
}
