import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder, ActiveFinders } from "./active-query.ts";
import { calendarFinder } from "./calendar.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { trailingFinder } from "./trailing.ts";

/** The finders for a threshold: by calendar periods, or by trailing windows in one ordered pass. */
export function activeFinders(input: SweepInput, threshold: Threshold, places: Places): ActiveFinders {
  const { window, first } = places;
  const by = (extent: "whole" | "cut"): ActiveFinder =>
    window === null
      ? calendarFinder(input, threshold, { places, extent })
      : trailingFinder(input, threshold, { window, first });
  return { whole: by("whole"), cut: places.cut.length > 0 ? by("cut") : null };
}
