import type { SegmentRows } from "./active-query.ts";
import { Stamps } from "./stamps.ts";
import type { Counted } from "./threshold.ts";

/** Counts the rows of one period, which come in the order of days. */
export class PeriodCounts implements Counted {
  events = 0;
  days = 0;
  members = 0;
  all = 0;
  private readonly seen: Stamps | null;
  private last = 0;

  /** `members`: how many there are at all; null: they do not matter. */
  constructor(members: number | null) {
    this.seen = members === null ? null : new Stamps(members);
  }

  clear(): void {
    this.events = this.days = this.members = 0;
    this.seen?.clear();
  }

  add({ day, events, member }: SegmentRows, row: number): void {
    const today = day[row] as number;
    this.events += events[row] as number;
    if (this.days === 0 || today !== this.last) this.days++;
    this.last = today;
    const who = member === null || this.seen === null ? -1 : (member[row] as number);
    if (who >= 0 && this.seen?.isNew(who) === true) this.members++;
  }
}
