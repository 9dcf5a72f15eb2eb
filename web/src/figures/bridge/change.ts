import type { Comparison, Explanation } from "../../api/schema.ts";
import { type ShownPart, shownParts } from "../../data/explained-parts.ts";
import { type Window, windowAt } from "../../data/windows.ts";
import { dayOf } from "../../calendar/days.ts";
import { pointsBetween } from "../../words/numbers.ts";
import { sharesOf } from "../../lists/explained.ts";
import type { Cell } from "../../url/cell.ts";
import type { Told } from "./told.ts";

/** One side of a change: so many active of so many. */
export interface ChangeSide {
  readonly active: number;
  readonly of: number;
}

/** A part of a change with how many clusters took from the number, and how many added to it. */
export interface BridgePart extends ShownPart {
  readonly value: number;
  readonly down: number;
  readonly up: number;
  /** What its lists are asked for. */
  readonly cell: Cell;
}

/** A change as it is shown: two levels, the parts between them, and whether what is shown adds up. */
export interface ShownChange {
  readonly measure: "rate" | "count";
  readonly before: ChangeSide;
  readonly after: ChangeSide;
  /** The levels: points or clusters. */
  readonly from: number;
  readonly to: number;
  readonly change: number;
  readonly points: number | null;
  readonly clusters: number;
  readonly parts: readonly BridgePart[];
}

/** The two windows of a change. */
export interface ChangeWindows {
  readonly later: Window;
  readonly earlier: Window;
  /** The one looked at is the earlier one. */
  readonly swapped: boolean;
  /** They are one: its number as it was told then, and today's. */
  readonly same: boolean;
}

/** What the comparison of two windows is asked for; one that is compared with itself has nothing before it. */
export function comparisonOf({ later, earlier, same }: ChangeWindows): {
  readonly in: string;
  readonly compare: string;
} {
  return { in: later.key, compare: same ? "none" : earlier.key };
}

/** The two sides of a comparison; where the periods were swapped, the earlier one comes second. */
export function sidesOf(
  comparison: Comparison,
  { swapped, same }: Pick<ChangeWindows, "swapped" | "same">,
): readonly [ChangeSide, ChangeSide] | null {
  const before = same ? comparison.now : comparison.before;
  const [now, then] = [comparison.now, before].map((side) => side?.totals[0]);
  if (now === undefined || then === undefined) return null;
  const side = ({ active, population }: typeof now): ChangeSide => ({ active, of: population ?? 0 });
  return swapped ? [side(now), side(then)] : [side(then), side(now)];
}

/**
 * An explanation with the levels it leads from and to, in points of the rate or in clusters.
 * Where it was asked how the earlier number was told then, it leads from that one.
 */
export function shownChange(
  explanation: Explanation,
  [today, after]: readonly [ChangeSide, ChangeSide],
  { wanted, told = {} }: { readonly wanted: "rate" | "count"; readonly told?: Told },
): ShownChange {
  const was = explanation.told;
  const before = was === undefined ? today : { active: was.active, of: was.population };
  const divides = explanation.rate !== null && before.of > 0 && after.of > 0;
  const measure = divides ? wanted : "count";
  const rate = ({ active, of }: ChangeSide): number => active / of;
  const points = divides ? pointsBetween(rate(after), rate(before)) : null;
  const level = (side: ChangeSide): number => (measure === "count" ? side.active : rate(side) * 100);
  return {
    measure,
    before,
    after,
    from: level(before),
    to: level(after),
    change: measure === "rate" ? (points ?? 0) : after.active - before.active,
    points,
    clusters: after.active - before.active,
    parts: shownParts(explanation, points).map((part) => {
      // How the earlier number was told has no share of the rate for each cluster, only of the count.
      const of = part.part === "restated" || part.part === "definition" ? "count" : measure;
      const cell = { figure: "explain", part: part.part, of, ...told };
      return {
        ...part,
        value: measure === "rate" ? (part.points ?? 0) : part.clusters,
        down: sharesOf(explanation, { ...cell, way: "down" }).length,
        up: sharesOf(explanation, { ...cell, way: "up" }).length,
        cell,
      };
    }),
  };
}

/** Whether numbers, as they are shown, add up to their sum. */
export function addsUp(values: readonly number[], total: number): boolean {
  return Math.abs(values.reduce((sum, each) => sum + each, 0) - total) < 1e-6;
}

/** The windows of a change, in their order: what it goes from and to, and which of them the API is asked for as the later. */
export function windowsOf(focus: Window, compared: Window, cut: number): ChangeWindows {
  const swapped = compared.span.start > focus.span.start;
  const [earlier, later] = swapped ? [focus, compared] : [compared, focus];
  return { later, earlier: cutAlike(earlier, later, cut), swapped, same: earlier.key === later.key };
}

/** An earlier window with as many days as the later one has so far. */
function cutAlike(earlier: Window, later: Window, cut: number): Window {
  if (later.complete) return windowAt(earlier.span.kind, lastDay(earlier), cut);
  const [start, end] = [dayOf(earlier.span.start) ?? 0, dayOf(earlier.span.end) ?? 0];
  const until = Math.min(end, start + later.until - (dayOf(later.span.start) ?? 0));
  return { ...earlier, until, complete: until === end };
}

function lastDay(window: Window): number {
  return (dayOf(window.span.end) ?? 1) - 1;
}
