import type { Held } from "./held.ts";
import type { SweepInput } from "./input.ts";
import type { Places } from "./places.ts";
import type { ScopedRows } from "./scoped-rows.ts";

/** What a user without a history of its own was, by what it did: the stages of the clusters it acted for, as of then. */
export type UserDeeds = (everything: ScopedRows, visit: (held: Held) => void) => void;

/** Reads users' stages off their activities, in the places from the one before the report on. */
export function userDeeds({ activity }: SweepInput, places: Places): UserDeeds {
  const least = Math.max(places.reported - 1, 0);
  return (everything, visit) => {
    const seen = new Set<string>();
    for (let k = 0; k < everything.count; k++) {
      const row = everything.rows[k] as number;
      const day = activity.day[row] as number;
      const label = activity.label?.[row] ?? 0;
      for (let place = firstWith(places, day); place < places.count; place++) {
        const period = places.periods[place];
        if (period === undefined || period.start > day) break;
        if (place < least || day >= period.end || seen.has(`${place} ${label}`)) continue;
        seen.add(`${place} ${label}`);
        visit({ from: place, to: place + 1, label, present: true, weight: 1 });
      }
    }
  };
}

/** The first place whose period ends after a day. */
function firstWith({ periods }: Places, day: number): number {
  const place = periods.findIndex((period) => period.end > day);
  return place < 0 ? periods.length : place;
}
