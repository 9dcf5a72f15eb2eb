import type { Places } from "./places.ts";
import type { Ranges } from "./ranges.ts";
import type { Stretches } from "./stretches.ts";

/** The statuses by number, as the ranges of {@link lifecycle} name them. */
export const statuses = ["new", "retained", "resurrected", "dormant"] as const;

/** The number of `dormant`: all below it are active. */
export const dormant = 3;

/**
 * A unit's status in each place of the report, from the unbroken stretches
 * in which it was active: new or resurrected where one begins, retained after,
 * dormant in the place after it ends. Places that the range cut are compared
 * with the whole place before; `cut` says in which of those it is active.
 */
export function lifecycle(
  { active, cut }: { readonly active: Stretches; readonly cut: Stretches | null },
  places: Places,
  into: Ranges,
): void {
  const { reported, count } = places;
  const { from, to } = active;
  into.clear();
  for (let k = 0; k < active.count; k++) {
    const a = from[k] as number;
    const b = to[k] as number;
    if (b < reported) continue;
    if (a >= count) break;
    if (a >= reported) into.add(a, a + 1, k === 0 ? 0 : 2, 1);
    into.add(Math.max(a + 1, reported), Math.min(b, count), 1, 1);
    if (b < count) into.add(b, b + 1, dormant, 1);
  }
  if (cut !== null) putCut(active, { cut, places }, into);
}

/** Puts what is true of the places that the range cut in place of what is true of them as wholes. */
function putCut(
  active: Stretches,
  { cut, places }: { readonly cut: Stretches; readonly places: Places },
  into: Ranges,
): void {
  for (const place of places.cut) {
    cutOut(place, into);
    const status = cutStatus(active, place, isIn(cut, place));
    if (status !== null) into.add(place, place + 1, status, 1);
  }
  into.sort(0);
}

function cutOut(place: number, into: Ranges): void {
  for (let k = into.count - 1; k >= 0; k--) {
    const to = into.to[k] as number;
    if ((into.from[k] as number) > place || to <= place) continue;
    into.to[k] = place;
    into.add(place + 1, to, into.what[k] as number, 1);
  }
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

function isIn({ count, from, to }: Stretches, place: number): boolean {
  for (let k = 0; k < count; k++) if ((from[k] as number) <= place && place < (to[k] as number)) return true;
  return false;
}
