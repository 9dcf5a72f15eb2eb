import { setImmediate } from "node:timers/promises";

const atOnce = 1000;

/** What becomes of each of many, a thousand at a time: others have their turn in between. */
export async function mappedInTurns<T, R>(all: readonly T[], each: (one: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    if (from > 0) await setImmediate();
    for (let index = from; index < Math.min(from + atOnce, all.length); index++)
      made.push(each(all[index] as T, index));
  }
  return made;
}

/** The same in order, as `toSorted` gives it: parts are sorted, then merged, and others have their turn in between. */
export async function sortedInTurns<T>(all: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    if (from > 0) await setImmediate();
    runs.push(all.slice(from, from + atOnce).toSorted(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      const [a = [], b] = [runs[index], runs[index + 1]];
      merged.push(b === undefined ? a : await mergedInTurns(a, b, compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function mergedInTurns<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const made: T[] = [];
  let [left, right] = [0, 0];
  while (left < a.length || right < b.length) {
    if (made.length % (10 * atOnce) === 0) await setImmediate();
    const fromLeft = right >= b.length || (left < a.length && compare(a[left] as T, b[right] as T) <= 0);
    made.push((fromLeft ? a[left++] : b[right++]) as T);
  }
  return made;
}
