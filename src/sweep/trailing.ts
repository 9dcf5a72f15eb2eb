import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder } from "./active-query.ts";
import type { SweepInput } from "./input.ts";
import { type TrailingWindow, levelsFinder } from "./trailing-levels.ts";

/**
 * Finds, in one ordered pass over a segment's days, the days at which it meets
 * the threshold over the trailing window.
 */
export function trailingFinder(input: SweepInput, threshold: Threshold, about: TrailingWindow): ActiveFinder {
  const days = Math.max(threshold.days, 1);
  const plain = threshold.members === null && input.eventUnit === 1 && threshold.events <= days;
  if (!plain) return levelsFinder(input, threshold, about);
  return days === 1 ? anyDayFinder(about) : daysFinder(days, about);
}

/** One day is enough: only where the next is further away than the window does a stretch end. */
function anyDayFinder({ window, first }: TrailingWindow): ActiveFinder {
  return ({ day, from, to }, found) => {
    found.clear();
    if (from === to) return;
    let begin = day[from] as number;
    let last = begin;
    for (let k = from + 1; k < to; k++) {
      const next = day[k] as number;
      if (next - last > window) {
        found.add(begin - first, last + window - first);
        begin = next;
      }
      last = next;
    }
    found.add(begin - first, last + window - first);
  };
}

/** k days are there from each day whose k−1st before it is near enough, until that one leaves. */
function daysFinder(days: number, { window, first }: TrailingWindow): ActiveFinder {
  const recent = new Int32Array(days);
  return ({ day, from, to }, found) => {
    found.clear();
    let seen = 0;
    let at = 0;
    for (let k = from; k < to; k++) {
      const today = day[k] as number;
      if (k > from && today === day[k - 1]) continue;
      recent[at] = today;
      at = at + 1 === days ? 0 : at + 1;
      if (++seen >= days) found.add(today - first, (recent[at] as number) + window - first);
    }
  };
}
