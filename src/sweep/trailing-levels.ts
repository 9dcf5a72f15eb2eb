import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder, SegmentRows } from "./active-query.ts";
import type { SweepInput } from "./input.ts";
import { type MemberChange, memberChanges } from "./member-changes.ts";
import type { Stretches } from "./stretches.ts";
import { type Counted, thresholdMet } from "./threshold.ts";

/** A trailing window: how many days, and the number of the first place. Places are days less that. */
export interface TrailingWindow {
  readonly window: number;
  readonly first: number;
}

/** Finds the days by what is in the window: what a day brings is added on that day and taken away `window` days later. */
export function levelsFinder(input: SweepInput, threshold: Threshold, { window, first }: TrailingWindow): ActiveFinder {
  const met = thresholdMet(threshold, input.eventUnit);
  const level = new WindowLevel(threshold.members === null ? null : input.members);
  const changes = threshold.members?.kind === "share" ? memberChanges(input, window) : null;
  return (rows, found) => {
    found.clear();
    level.clear();
    const all = changes === null || rows.from === rows.to ? none : changes(rows.cluster);
    pass({ rows, all, level, met, window, first }, found);
  };
}

const none: readonly MemberChange[] = [];

interface Pass extends TrailingWindow {
  readonly rows: SegmentRows;
  readonly all: readonly MemberChange[];
  readonly level: WindowLevel;
  readonly met: (counted: Counted) => boolean;
}

function pass({ rows, all, level, met, window, first }: Pass, found: Stretches): void {
  const { day, from, to } = rows;
  let [came, went, other] = [from, from, 0];
  let since: number | null = null;
  while (went < to || other < all.length) {
    const nextCame = came < to ? (day[came] as number) : Infinity;
    const nextWent = went < to ? (day[went] as number) + window : Infinity;
    const today = Math.min(nextCame, nextWent, all[other]?.day ?? Infinity);
    while (went < to && (day[went] as number) + window === today) level.shift(rows, went++, -1);
    while (came < to && day[came] === today) level.shift(rows, came++, 1);
    while (all[other]?.day === today) level.all += all[other++]?.change ?? 0;
    const isMet = met(level);
    if (isMet && since === null) since = today;
    if (!isMet && since !== null) {
      found.add(since - first, today - first);
      since = null;
    }
  }
}

/** What the window holds. */
class WindowLevel implements Counted {
  events = 0;
  days = 0;
  members = 0;
  all = 0;
  /** How many rows of the window each member has; null: members do not matter. */
  private readonly inWindow: Int32Array | null;

  constructor(members: number | null) {
    this.inWindow = members === null ? null : new Int32Array(members);
  }

  /** Every row that came has gone by then. */
  clear(): void {
    this.events = this.days = this.members = this.all = 0;
  }

  shift({ day, events, member, from }: SegmentRows, row: number, sign: 1 | -1): void {
    this.events += sign * (events[row] as number);
    if (row === from || day[row - 1] !== day[row]) this.days += sign;
    const who = member === null || this.inWindow === null ? -1 : (member[row] as number);
    if (who < 0 || this.inWindow === null) return;
    const before = this.inWindow[who] as number;
    this.inWindow[who] = before + sign;
    if (before === 0 || before + sign === 0) this.members += sign;
  }
}
