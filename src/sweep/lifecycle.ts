import type { Places } from "./places.ts";
import { Ranges } from "./ranges.ts";
import type { Stretches } from "./stretches.ts";

/** The statuses by number, as the ranges of {@link lifecycle} name them. */
export const statuses = ["new", "retained", "resurrected", "dormant"] as const;

/** The number of `dormant`: all below it are active. */
export const dormant = 3;

/**
 * A cluster's status in each place of the report, from the unbroken stretches
 * in which it was active: new or resurrected where one begins, retained after,
 * dormant in the place after it ends. Places that the range cut are compared
 * with the whole place before; `cut` says in which of those it is active.
 */
export function lifecycle(
  active: Stretches,
  cut: Stretches | null,
  about: { readonly places: Places; readonly into: Ranges },
): void {
  const { places, into } = about;
  into.clear();
  for (let k = 0; k < active.count; k++) {
    const [a, b] = [active.from[k] as number, active.to[k] as number];
    put(a, a + 1, k === 0 ? 0 : 2, about);
    put(a + 1, b, 1, about);
    put(b, b + 1, dormant, about);
  }
  if (cut === null) return;
  for (const [place, period] of places.periods.entries())
    if (period.reported && period.clipped) {
      const status = cutStatus(active, place, isIn(cut, place));
      if (status !== null) into.add(place, place + 1, { what: status, weight: 1 });
    }
  into.sort();
}

/** Adds the reported part of a stretch, without the places that the range cut. */
function put(
  from: number,
  to: number,
  status: number,
  { places, into }: { readonly places: Places; readonly into: Ranges },
): void {
  let start = Math.max(from, places.reported);
  const end = Math.min(to, places.count);
  for (const place of places.cut) {
    if (place < start || place >= end) continue;
    into.add(start, place, { what: status, weight: 1 });
    start = place + 1;
  }
  into.add(start, end, { what: status, weight: 1 });
}

function cutStatus(active: Stretches, place: number, isActive: boolean): number | null {
  let [before, retained] = [false, false];
  for (let k = 0; k < active.count && (active.from[k] as number) < place; k++) {
    before = true;
    if ((active.to[k] as number) >= place) retained = true;
  }
  if (isActive) return retained ? 1 : before ? 2 : 0;
  return isIn(active, place - 1) ? dormant : null;
}

/** Whether a place lies in one of the stretches. */
export function isIn({ count, from, to }: Stretches, place: number): boolean {
  for (let k = 0; k < count; k++) if ((from[k] as number) <= place && place < (to[k] as number)) return true;
  return false;
}

/** The status ranges of a unit, in a place of their own. */
export function statusRanges(
  places: Places,
): (unit: { readonly active: Stretches; readonly cut: Stretches | null }) => Ranges {
  const into = new Ranges();
  return ({ active, cut }) => {
    lifecycle(active, cut, { places, into });
    return into;
  };
}
