import type { SegmentRows } from "./active-query.ts";
import type { PlaceRange, Places } from "./places.ts";
import type { RangeColumns } from "./ranges.ts";
import type { Sums } from "./sums.ts";

/** Windows of up to so many days are counted from what is kept. */
export const longestWindow = 400;

/** How many numbers may be kept: 32 MB of them. */
const mostNumbers = 8_000_000;

/** How many stretches without a stage may be kept. */
const mostStageless = 300_000;

/** Where units are counted: from which group on, and where they are let in; null: everywhere. */
export interface Layer {
  readonly base: number;
  readonly cells: number;
  readonly where: RangeColumns | null;
}

/** What is counted of units beside their rows. */
export interface LayersOf {
  readonly layers: readonly Layer[];
  /** Those who hold no stage any more; see {@link Admission}. Null: rows have no stages. */
  readonly left: { readonly group: number; readonly leaving: RangeColumns; readonly unstaged: RangeColumns } | null;
}

/** Whether as many layers over those places may be kept. */
export function fits({ layers }: LayersOf, { count, reported }: Places): boolean {
  const groups = layers.reduce((sum, { cells }) => sum + cells, 1);
  return groups * (2 * (count - reported) + longestWindow) * (longestWindow + 2) <= mostNumbers;
}

/**
 * How long ago each unit was active last, on every day of the report, counted:
 * who was so within a window of any length is then a sum. Where one active day
 * is enough, a unit is active on the days that its last active day is less than
 * the window ago, dormant on the one that it is as long ago as the window, and
 * resurrected on an active day that comes later than that after the one before.
 */
export class Recency {
  private readonly groups = new Map<number, Counts>();
  /** When units had no stage, unit by unit: from and to which place, and the last active day before. */
  private readonly stageless: (PlaceRange & { readonly unit: number; readonly last: number })[] = [];
  private readonly places: Places;
  private readonly layers: readonly Layer[];
  private readonly left: LayersOf["left"];

  constructor(places: Places, { layers, left }: LayersOf) {
    this.places = places;
    this.left = left;
    this.layers = left === null ? layers : [...layers, { base: left.group, cells: 1, where: left.leaving }];
  }

  /** Counts the next unit: its days in order. False: it is too much to keep. */
  add(rows: SegmentRows): boolean {
    for (const layer of this.layers) this.addTo(layer, rows);
    if (this.left === null) return true;
    this.addStageless(this.left.unstaged, rows);
    return this.stageless.length <= mostStageless;
  }

  /** All units were counted. */
  close(): this {
    for (const counts of this.groups.values()) counts.close();
    return this;
  }

  /** Adds the sums of a window in some places. */
  sum(window: number, { from, to }: PlaceRange, sums: Sums): void {
    for (const [group, counts] of this.groups)
      for (let place = from; place < to; place++) {
        const at = counts.at(place, window);
        if (group !== this.left?.group) sums.addPlace(group, place, at);
        else sums.add(group, { from: place, to: place + 1 }, at.active - at.fresh - at.back + at.dormant);
      }
  }

  /** How many units were active within a window of one of some places, and had no stage there. */
  stagelessOf(window: number, { from, to }: PlaceRange): number {
    const units = new Set<number>();
    for (const one of this.stageless) {
      const first = Math.max(one.from, from);
      if (first < Math.min(one.to, to) && first - one.last < window) units.add(one.unit);
    }
    return units.size;
  }

  private addTo({ base, where }: Layer, { cluster, day, from, to }: SegmentRows): void {
    const { first, count, reported } = this.places;
    const slice = where?.of(cluster) ?? null;
    const ends = slice?.end ?? 1;
    let range = slice?.start ?? 0;
    let before = Number.NEGATIVE_INFINITY;
    for (let k = from; k < to; k++) {
      const at = (day[k] as number) - first;
      const next = k + 1 < to ? (day[k + 1] as number) - first : Number.POSITIVE_INFINITY;
      if (next === at) continue;
      if (at >= count) break;
      const stop = Math.min(next, at + longestWindow + 1, count);
      const begin = Math.max(at, reported);
      if (begin < stop) {
        while (slice !== null && range < ends && (slice.ranges.to[range] as number) <= begin) range++;
        for (let j = range; j < ends; j++) {
          const [low, high] = [slice?.ranges.from[j] ?? reported, slice?.ranges.to[j] ?? count];
          if (low >= stop) break;
          const counts = this.group(base + (slice?.ranges.what[j] ?? 0));
          counts.last(at, Math.max(begin, low), Math.min(stop, high));
          if (begin === at && low <= at) counts.began(at, at - before);
        }
      }
      before = at;
    }
  }

  private addStageless(where: RangeColumns, { cluster, day, from, to }: SegmentRows): void {
    const { first, count, reported } = this.places;
    const { ranges, start, end } = where.of(cluster);
    for (let k = from, range = start; k < to && range < end; k++) {
      const last = (day[k] as number) - first;
      const next = k + 1 < to ? (day[k + 1] as number) - first : Number.POSITIVE_INFINITY;
      const stop = Math.min(next, last + longestWindow, count);
      const begin = Math.max(last, reported);
      while (range < end && (ranges.to[range] as number) <= begin) range++;
      for (let j = range; j < end && (ranges.from[j] as number) < stop; j++) {
        const [low, high] = [Math.max(begin, ranges.from[j] as number), Math.min(stop, ranges.to[j] as number)];
        if (low < high) this.stageless.push({ unit: cluster, from: low, to: high, last });
      }
    }
  }

  private group(number: number): Counts {
    const known = this.groups.get(number);
    if (known !== undefined) return known;
    const made = new Counts(this.places);
    this.groups.set(number, made);
    return made;
  }
}

/** The counts of a group. */
class Counts {
  private readonly reported: number;
  private readonly days: number;
  /** By day from the longest window before the report on, then by how many days after: whose last active day that is. Until closed, differences. */
  private ages: Int32Array;
  /** By day of the report, then by length: those whose days between that day and the active one before are as many; when closed, or more. */
  private readonly gaps: Int32Array;
  private readonly width = longestWindow + 2;

  constructor({ count, reported }: Places) {
    this.reported = reported;
    this.days = count - reported;
    this.ages = new Int32Array((this.days + longestWindow) * this.width);
    this.gaps = new Int32Array(this.days * this.width);
  }

  /** A unit's last active day is `at`, from a place to before another. */
  last(at: number, from: number, to: number): void {
    const row = (at - this.reported + longestWindow) * this.width - at;
    this.ages[row + from] = (this.ages[row + from] as number) + 1;
    this.ages[row + to] = (this.ages[row + to] as number) - 1;
  }

  /** It is active again after so many days; infinitely many: for the first time. */
  began(at: number, gap: number): void {
    const place = (at - this.reported) * this.width;
    const length = gap === Number.POSITIVE_INFINITY ? 0 : Math.min(gap, longestWindow + 1);
    this.gaps[place + length] = (this.gaps[place + length] as number) + 1;
  }

  /** Puts sums in place of differences: by day of the report, then by length, those whose last active day is at most as long ago. */
  close(): void {
    const { ages, gaps, days, width } = this;
    for (let k = 1; k < ages.length; k++) if (k % width !== 0) ages[k] = (ages[k] as number) + (ages[k - 1] as number);
    const within = new Int32Array(days * width);
    for (let day = 0; day < days; day++)
      for (let age = 0, sum = 0; age <= longestWindow; age++) {
        sum += ages[(day + longestWindow - age) * width + age] as number;
        within[day * width + age] = sum;
      }
    this.ages = within;
    for (let day = 0; day < days; day++)
      for (let at = (day + 1) * width - 2; at > day * width; at--)
        gaps[at] = (gaps[at] as number) + (gaps[at + 1] as number);
  }

  at(place: number, window: number) {
    const row = (place - this.reported) * this.width;
    const active = this.ages[row + window - 1] as number;
    return {
      active,
      fresh: this.gaps[row] as number,
      back: this.gaps[row + window + 1] as number,
      dormant: (this.ages[row + window] as number) - active,
    };
  }
}
