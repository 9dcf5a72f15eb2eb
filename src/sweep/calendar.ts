import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder } from "./active-query.ts";
import { belongingLevels } from "./belonging.ts";
import type { SweepInput } from "./input.ts";
import { PeriodCounts } from "./period-counts.ts";
import type { PlaceTable, Places } from "./places.ts";
import { placeOf } from "./places.ts";
import { thresholdMet } from "./threshold.ts";

/** Finds the calendar periods in which a segment meets the threshold, in one pass over its days. */
export function calendarFinder(
  input: SweepInput,
  threshold: Threshold,
  about: { readonly places: Places; readonly extent: "whole" | "cut" },
): ActiveFinder {
  const { places, extent } = about;
  const table = extent === "whole" ? places.whole : places.cutTable;
  const { events, days, members } = threshold;
  if (members === null && input.eventUnit === 1 && events <= 1 && days <= 1) return anyDayFinder(table);
  const met = thresholdMet(threshold, input.eventUnit);
  const counts = new PeriodCounts(members === null ? null : input.members);
  const levels = members?.kind === "share" ? belongingLevels(input, about) : null;
  return (rows, found) => {
    found.clear();
    let at = -1;
    for (let row = rows.from; row <= rows.to; row++) {
      const place = row === rows.to ? -1 : placeOf(table, rows.day[row] as number);
      if (place !== at && at >= 0) {
        if (levels !== null) counts.all = levels(rows.cluster, at);
        if (met(counts)) found.add(at, at + 1);
      }
      if (place !== at) counts.clear();
      at = place;
      if (place >= 0) counts.add(rows, row);
    }
  };
}

/** Any day of a period is enough. */
function anyDayFinder(table: PlaceTable): ActiveFinder {
  return ({ day, from, to }, found) => {
    found.clear();
    let at = -1;
    for (let row = from; row < to; row++) {
      const place = placeOf(table, day[row] as number);
      if (place === at) continue;
      if (place >= 0) found.add(place, place + 1);
      at = place;
    }
  };
}
