import { dormant } from "./lifecycle.ts";
import type { PlaceRange, Places } from "./places.ts";
import type { RangeSlice, Ranges } from "./ranges.ts";
import type { Stretches } from "./stretches.ts";

/** From where on, and for which statuses of a unit, weights are added. */
export interface SumsOf {
  /** The number of the group of cell 0. */
  readonly base: number;
  /** The first and last status that counts. */
  readonly least: number;
  readonly most: number;
}

/**
 * Adds up weights by numbered groups: in each, what is active is added where a
 * stretch begins and taken away where it ends; what is new, resurrected or
 * dormant is so in one place only. Retained is what else is active.
 */
export class Sums {
  private readonly groups: (Float64Array | undefined)[] = [];
  private readonly places: Places;
  /** From one status of a group to the next. */
  private readonly stride: number;

  constructor(places: Places) {
    this.places = places;
    this.stride = places.count + 1;
  }

  /** Forgets all sums. */
  clear(): void {
    for (const sums of this.groups) sums?.fill(0);
  }

  /** Adds the lifecycle of an active unit that counts 1 everywhere. */
  addRuns({ count: runs, from, to }: Stretches, base: number): void {
    const { reported, count } = this.places;
    const { stride } = this;
    const sums = this.group(base);
    for (let k = 0; k < runs; k++) {
      const a = from[k] as number;
      const b = to[k] as number;
      if (b < reported) continue;
      if (a >= count) break;
      if (a >= reported) plus(sums, k === 0 ? a : stride * 2 + a, 1);
      plus(sums, stride + Math.max(a, reported), 1);
      plus(sums, stride + Math.min(b, count), -1);
      if (b < count) plus(sums, stride * 3 + b, 1);
    }
  }

  /** Adds the lifecycle of an active unit where it is let in, as what and with what weight it is; both are in order. */
  addRunsWithin({ count: runs, from, to }: Stretches, { ranges, start, end }: RangeSlice, base: number): void {
    const { reported, count } = this.places;
    const { stride } = this;
    let first = start;
    for (let k = 0; k < runs; k++) {
      const a = from[k] as number;
      const b = to[k] as number;
      if (b < reported) continue;
      if (a >= count) break;
      while (first < end && (ranges.to[first] as number) <= a) first++;
      for (let j = first; j < end && (ranges.from[j] as number) <= b; j++) {
        const sums = this.group(base + (ranges.what[j] as number));
        const weight = ranges.weight[j] as number;
        const c = ranges.from[j] as number;
        const d = ranges.to[j] as number;
        if (a >= c && a < d && a >= reported) plus(sums, k === 0 ? a : stride * 2 + a, weight);
        if (b >= c && b < d && b < count) plus(sums, stride * 3 + b, weight);
        const begin = Math.max(a, c, reported);
        const stop = Math.min(b, d, count);
        if (begin >= stop) continue;
        plus(sums, stride + begin, weight);
        plus(sums, stride + stop, -weight);
      }
    }
  }

  /** Adds the statuses of a unit, as they are, in the first cell. */
  addStatuses({ count, from, to, what }: Ranges, base: number): void {
    for (let k = 0; k < count; k++)
      this.addStatus({ group: base, status: what[k] as number, weight: 1 }, from[k] as number, to[k] as number);
  }

  /** Adds the stretches that statuses and cells have in common; both are in order. */
  addStatusesWithin(found: Ranges, { ranges, start, end }: RangeSlice, { base, least, most }: SumsOf): void {
    for (let k = 0; k < found.count; k++) {
      const status = found.what[k] as number;
      if (status < least || status > most) continue;
      for (let j = start; j < end; j++) {
        const from = Math.max(found.from[k] as number, ranges.from[j] as number);
        const to = Math.min(found.to[k] as number, ranges.to[j] as number);
        const group = base + (ranges.what[j] as number);
        if (from < to) this.addStatus({ group, status, weight: ranges.weight[j] as number }, from, to);
      }
    }
  }

  /** Adds a weight over a stretch. */
  add(group: number, at: { readonly from: number; readonly to: number }, weight: number): void {
    const sums = this.group(group);
    plus(sums, this.stride + at.from, weight);
    plus(sums, this.stride + at.to, -weight);
  }

  /** Adds what is so in one place. */
  addPlace(
    number: number,
    place: number,
    at: { readonly active: number; readonly fresh: number; readonly back: number; readonly dormant: number },
  ): void {
    const { stride } = this;
    this.add(number, { from: place, to: place + 1 }, at.active);
    const sums = this.group(number);
    plus(sums, place, at.fresh);
    plus(sums, stride * 2 + place, at.back);
    plus(sums, stride * 3 + place, at.dormant);
  }

  /** Adds to a group all that others hold. */
  addGroups(into: number, from: number, to: number): void {
    const sums = this.group(into);
    for (let number = from; number < to; number++)
      this.groups[number]?.forEach((value, at) => {
        sums[at] = (sums[at] as number) + value;
      });
  }

  /** Adds all that other sums over the same places hold. */
  addAll(other: Sums): void {
    for (const [number, sums] of other.groups.entries()) {
      const own = this.group(number);
      sums?.forEach((value, at) => {
        own[at] = (own[at] as number) + value;
      });
    }
  }

  /** Every sum by status that is not 0 in some places. */
  *values({ from, to }: PlaceRange): Generator<{
    readonly group: number;
    readonly status: number;
    readonly place: number;
    readonly sum: number;
  }> {
    const { stride } = this;
    for (const [group, sums] of this.groups.entries()) {
      if (sums === undefined) continue;
      let active = 0;
      for (let place = 0; place < to; place++) {
        active += sums[stride + place] as number;
        if (place < from) continue;
        const [fresh, back] = [sums[place] as number, sums[stride * 2 + place] as number];
        const each = [fresh, active - fresh - back, back, sums[stride * 3 + place] as number];
        for (const [status, sum] of each.entries()) if (sum !== 0) yield { group, status, place, sum };
      }
    }
  }

  private addStatus(
    { group, status, weight }: { readonly group: number; readonly status: number; readonly weight: number },
    from: number,
    to: number,
  ): void {
    if (status < dormant) this.add(group, { from, to }, weight);
    if (status === 1) return;
    const sums = this.group(group);
    for (let place = from; place < to; place++) plus(sums, this.stride * status + place, weight);
  }

  private group(number: number): Float64Array {
    return (this.groups[number] ??= new Float64Array(this.stride * 4));
  }
}

function plus(sums: Float64Array, at: number, weight: number): void {
  sums[at] = (sums[at] as number) + weight;
}

/** Whether statuses up to one have a place in common with ranges; both are in order. */
export function anyCommon(found: Ranges, { ranges, start, end }: RangeSlice, most: number): boolean {
  for (let k = 0, first = start; k < found.count && first < end; k++) {
    const from = found.from[k] as number;
    const to = found.to[k] as number;
    while (first < end && (ranges.to[first] as number) <= from) first++;
    const counts = from < to && (found.what[k] as number) <= most;
    if (counts && first < end && (ranges.from[first] as number) < to) return true;
  }
  return false;
}
