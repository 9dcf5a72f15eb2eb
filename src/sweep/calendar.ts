import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder } from "./active-query.ts";
import { belongingLevels } from "./belonging.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import { Stamps } from "./stamps.ts";
import { type Counted, thresholdMet } from "./threshold.ts";

/** Finds the calendar periods in which a cluster meets the threshold, in one pass over its days. */
export function calendarFinder(input: SweepInput, threshold: Threshold, places: Places): ActiveFinder {
  const met = thresholdMet(threshold, input.eventUnit);
  const share = threshold.members?.kind === "share";
  const levels = share ? belongingLevels(input, places) : null;
  const counts = new PeriodCounts(input, threshold.members !== null);
  return ({ cluster, scope, everything, events, extent }, found) => {
    const placeOf = extent === "whole" ? places.wholeOf : places.cutOf;
    const { day } = input.activity;
    found.clear();
    let at = -1;
    const close = (): void => {
      if (at < 0) return;
      if (levels !== null) counts.counted.all = levels({ cluster, everything, extent, place: at });
      if (met(counts.counted)) found.add(at, at + 1);
    };
    for (let k = 0; k < scope.count; k++) {
      const row = scope.rows[k] as number;
      const place = placeOf(day[row] as number);
      if (place < 0) continue;
      if (place !== at) {
        close();
        at = place;
        counts.clear();
      }
      counts.add(row, events[row] as number);
    }
    close();
  };
}

/** Counts the rows of one period, which come in the order of days. */
class PeriodCounts {
  readonly counted: Counted = { events: 0, days: 0, members: 0, all: 0 };
  private readonly day: Int32Array;
  private readonly member: Int32Array | null;
  private readonly seen: Stamps;
  private last = 0;

  constructor({ activity, members }: SweepInput, countsMembers: boolean) {
    this.day = activity.day;
    this.member = countsMembers ? activity.member : null;
    this.seen = new Stamps(countsMembers ? members : 0);
  }

  clear(): void {
    this.counted.events = this.counted.days = this.counted.members = 0;
    this.seen.clear();
  }

  add(row: number, events: number): void {
    const { counted, member } = this;
    const day = this.day[row] as number;
    counted.events += events;
    if (counted.days === 0 || day !== this.last) counted.days++;
    this.last = day;
    const who = member === null ? -1 : (member[row] as number);
    if (who >= 0 && this.seen.isNew(who)) counted.members++;
  }
}
