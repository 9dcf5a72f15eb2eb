import { dormant } from "./lifecycle.ts";
import type { RangeSlice, Ranges } from "./ranges.ts";

/**
 * Counts each unit once over several places taken together, with the greatest
 * of its weights; by the number of a group of sums.
 */
export class Unions {
  private readonly sums = new Map<number, number>();
  private readonly greatest = new Map<number, number>();
  private readonly unit: Float64Array;

  /** `unit`: what a weight counts in each place; 0 in places that are not taken together. */
  constructor(unit: Float64Array) {
    this.unit = unit;
  }

  /** Adds the active stretches as they are. */
  addAll({ count, from, to, what }: Ranges, base: number): void {
    for (let k = 0; k < count; k++)
      if ((what[k] as number) < dormant) this.add(base, { from: from[k] as number, to: to[k] as number }, 1);
  }

  /** Adds the active stretches that a unit has in common with cells. */
  addCommon(found: Ranges, { ranges, start, end }: RangeSlice, base: number): void {
    for (let k = 0; k < found.count; k++) {
      if ((found.what[k] as number) >= dormant) continue;
      for (let j = start; j < end; j++) {
        const from = Math.max(found.from[k] as number, ranges.from[j] as number);
        const to = Math.min(found.to[k] as number, ranges.to[j] as number);
        if (from < to) this.add(base + (ranges.what[j] as number), { from, to }, ranges.weight[j] as number);
      }
    }
  }

  /** Adds a weight over a stretch. */
  add(group: number, { from, to }: { readonly from: number; readonly to: number }, weight: number): void {
    let greatest = this.greatest.get(group) ?? 0;
    for (let place = from; place < to; place++) greatest = Math.max(greatest, weight * (this.unit[place] as number));
    if (greatest > 0) this.greatest.set(group, greatest);
  }

  /** Ends a unit. */
  flush(): void {
    for (const [number, greatest] of this.greatest) this.sums.set(number, (this.sums.get(number) ?? 0) + greatest);
    this.greatest.clear();
  }

  values(): Iterable<readonly [number: number, sum: number]> {
    return this.sums;
  }
}
