import { type HeldList, stateOf } from "./held-list.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";

/** Adds to a list what a user without a history of its own was, by what it did: the stages of the clusters it acted for, as of then. */
export type UserDeeds = (user: number, into: HeldList) => void;

/** Reads users' stages off their activities, in the places from the one before the report on. */
export function userDeeds({ activity }: SweepInput, places: Places): UserDeeds {
  const least = Math.max(places.reported - 1, 0);
  const { offsets, day, label } = activity;
  return (user, into) => {
    const seen = new Set<string>();
    for (let row = offsets[user] as number; row < (offsets[user + 1] as number); row++) {
      const today = day[row] as number;
      const what = label?.[row] ?? 0;
      for (let place = firstWith(places, today); place < places.count; place++) {
        const period = places.periods[place];
        if (period === undefined || period.start > today) break;
        if (place < least || today >= period.end || seen.has(`${place} ${what}`)) continue;
        seen.add(`${place} ${what}`);
        into.add(place, place + 1, stateOf(what, true), 1);
      }
    }
  };
}

/** The first place whose period ends after a day. */
function firstWith({ periods }: Places, day: number): number {
  const place = periods.findIndex((period) => period.end > day);
  return place < 0 ? periods.length : place;
}
