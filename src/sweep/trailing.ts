import type { Threshold } from "../model/definition.ts";
import type { ActiveFinder, ActiveQuery } from "./active-query.ts";
import { offsetsOf } from "./input.ts";
import type { SweepInput } from "./input.ts";
import type { ScopedRows } from "./scoped-rows.ts";
import { type Counted, thresholdMet } from "./threshold.ts";

/**
 * Finds, in one ordered pass over a cluster's days, the days at which it meets
 * the threshold over the trailing window: what a day brings is added on that day
 * and taken away `window` days later. Places are days less `first`.
 */
export function trailingFinder(
  input: SweepInput,
  threshold: Threshold,
  about: { readonly window: number; readonly first: number },
): ActiveFinder {
  const plain = threshold.members === null && input.eventUnit === 1 && threshold.events <= Math.max(threshold.days, 1);
  return plain ? daysFinder(input, threshold.days, about) : levelsFinder(input, threshold, about);
}

/** Only days are asked for: k days are there from each day whose k−1st before it is near enough, until that one leaves. */
function daysFinder(
  { activity }: SweepInput,
  days: number,
  { window, first }: { readonly window: number; readonly first: number },
): ActiveFinder {
  const recent = new Int32Array(Math.max(days, 1));
  return ({ scope }, found) => {
    const { rows, count } = scope;
    found.clear();
    let seen = 0;
    let last = 0;
    for (let k = 0; k < count; k++) {
      const day = activity.day[rows[k] as number] as number;
      if (seen > 0 && day === last) continue;
      last = day;
      recent[seen % recent.length] = day;
      seen++;
      if (seen < recent.length) continue;
      const earliest = recent[seen % recent.length] as number;
      found.add(day - first, earliest + window - first);
    }
  };
}

function levelsFinder(
  input: SweepInput,
  threshold: Threshold,
  { window, first }: { readonly window: number; readonly first: number },
): ActiveFinder {
  const { activity } = input;
  const met = thresholdMet(threshold, input.eventUnit);
  const inWindow = new Int32Array(threshold.members === null ? 0 : input.members);
  const member = threshold.members === null ? null : activity.member;
  const changes = threshold.members?.kind === "share" ? memberChanges(input, window) : () => none;
  return (query, found) => {
    const { scope, events } = query;
    const { rows, count } = scope;
    found.clear();
    const level: Counted = { events: 0, days: 0, members: 0, all: 0 };
    const shift = (k: number, sign: 1 | -1): void => {
      const row = rows[k] as number;
      level.events += sign * (events[row] as number);
      const isFirst = k === 0 || activity.day[rows[k - 1] as number] !== activity.day[row];
      if (isFirst) level.days += sign;
      const who = member === null ? -1 : (member[row] as number);
      if (who < 0) return;
      const before = inWindow[who] as number;
      inWindow[who] = before + sign;
      if (before === 0 || before + sign === 0) level.members += sign;
    };
    const all = count === 0 ? none : changes(query);
    let [came, went, other] = [0, 0, 0];
    let since: number | null = null;
    while (went < count || other < all.length) {
      const nextCame = came < count ? (activity.day[rows[came] as number] as number) : Infinity;
      const nextWent = went < count ? (activity.day[rows[went] as number] as number) + window : Infinity;
      const nextOther = all[other]?.day ?? Infinity;
      const day = Math.min(nextCame, nextWent, nextOther);
      while (went < count && (activity.day[rows[went] as number] as number) + window === day) shift(went++, -1);
      while (came < count && activity.day[rows[came] as number] === day) shift(came++, 1);
      while (all[other]?.day === day) level.all += all[other++]?.change ?? 0;
      const isMet = met(level);
      if (isMet && since === null) since = day;
      if (!isMet && since !== null) {
        found.add(since - first, day - first);
        since = null;
      }
    }
  };
}

interface MemberChange {
  readonly day: number;
  readonly change: number;
}

const none: readonly MemberChange[] = [];

/** When the number of a cluster's members changes: who belongs at any instant of the window, or acts in it; else who has ever acted. */
function memberChanges(input: SweepInput, window: number): (query: ActiveQuery) => readonly MemberChange[] {
  const { activity, belonging } = input;
  const offsets = belonging === null ? null : offsetsOf(belonging.cluster, belonging.rows, input.clusters);
  return ({ cluster, everything }) => {
    const acting = actingSpans(everything, activity, belonging === null ? null : window);
    if (belonging === null || offsets === null) return ordered(acting);
    const [from, to] = [offsets[cluster] as number, offsets[cluster + 1] as number];
    const stated = Array.from({ length: to - from }, (_, k): MemberSpan => {
      const row = from + k;
      const isNone = (belonging.fromAt[row] as number) >= (belonging.toAt[row] as number);
      const begins = belonging.fromDay[row] as number;
      return {
        member: belonging.member[row] as number,
        from: begins,
        to: isNone ? begins : (belonging.toDay[row] as number) - 1 + window,
      };
    });
    return ordered([...acting, ...stated]);
  };
}

interface MemberSpan {
  readonly member: number;
  readonly from: number;
  readonly to: number;
}

function actingSpans(
  everything: ScopedRows,
  { day, member }: SweepInput["activity"],
  window: number | null,
): readonly MemberSpan[] {
  const spans: MemberSpan[] = [];
  for (let k = 0; k < everything.count; k++) {
    const row = everything.rows[k] as number;
    const who = member?.[row] ?? -1;
    const from = day[row] as number;
    if (who >= 0) spans.push({ member: who, from, to: window === null ? Infinity : from + window });
  }
  return spans;
}

/** The changes of spans in which those of one member count once; what never ends takes nothing away. */
function ordered(spans: readonly MemberSpan[]): readonly MemberChange[] {
  const changes: MemberChange[] = [];
  let [member, end] = [-1, -Infinity];
  const close = (): void => {
    if (Number.isFinite(end)) changes.push({ day: end, change: -1 });
  };
  for (const span of spans.toSorted((a, b) => a.member - b.member || a.from - b.from)) {
    if (span.to <= span.from) continue;
    if (span.member !== member || span.from > end) {
      close();
      changes.push({ day: span.from, change: 1 });
      [member, end] = [span.member, span.to];
    } else end = Math.max(end, span.to);
  }
  close();
  return changes.toSorted((a, b) => a.day - b.day);
}
