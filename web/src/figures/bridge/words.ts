import { trailingDays } from "../../calendar/periods.ts";
import { count, countOf, rateText } from "../../words/numbers.ts";
import { rangeText } from "../../words/dates.ts";
import { daysOf, type Window } from "../../data/windows.ts";
import { windowText } from "../../words/windows.ts";
import type { BridgePart, ChangeSide, ShownChange } from "./change.ts";

/** “on 1–15 Oct”, “in October”. */
export function whenText(window: Window, today: number): string {
  if (trailingDays(window.span.kind) !== null) return `in the ${windowText(window, today)}`;
  return `${window.complete ? "in" : "on"} ${windowText(window, today)}`;
}

/** “1–15 October”, “1–31 October”. */
export function daysText(window: Window, today: number): string {
  const { first, last } = daysOf(window);
  return rangeText(first, last, today, "long");
}

/** The answer of the page in one sentence. */
export function headline(change: ShownChange, [before, after]: readonly [Window, Window], today: number): string {
  const rate = ({ active, of }: ChangeSide): string => rateText(active / of, of);
  if (before.key === after.key) return toldHeadline(change, { name: windowText(after, today), rate });
  const [was, is] = [whenText(before, today), whenText(after, today)];
  if (change.measure === "rate") {
    const points = change.points ?? 0;
    if (points === 0)
      return `Active share stayed at ${rate(change.after)} from ${windowText(before, today)} to ${windowText(after, today)}`;
    const way = points < 0 ? "fell" : "rose";
    return `Active share ${way} ${Math.abs(points).toFixed(1)} points: ${rate(change.before)} ${was} → ${rate(change.after)} ${is}`;
  }
  if (change.clusters === 0) return `${countOf(change.after.active, "cluster")} active ${is}, as many as ${was}`;
  const word = change.clusters < 0 ? "fewer" : "more";
  const number = Math.abs(change.clusters);
  return `${count(number)} ${word} ${number === 1 ? "cluster is" : "clusters are"} active: ${count(change.before.active)} ${was} → ${count(change.after.active)} ${is}`;
}

/** The answer where the number of one period was told otherwise. */
function toldHeadline(
  { measure, before, after, change }: ShownChange,
  { name, rate }: { readonly name: string; readonly rate: (side: ChangeSide) => string },
): string {
  if (change === 0) return `${name} is told today as it was then`;
  const text = (side: ChangeSide): string => (measure === "rate" ? rate(side) : `${count(side.active)} active`);
  return `${name} was told as ${text(before)}, and is ${text(after)} today`;
}

/** What the two sides of a change are called. */
export function sideNames([before, after]: readonly [Window, Window], today: number): readonly [string, string] {
  if (before.key === after.key) return ["As told then", "As told today"];
  return [windowText(before, today), windowText(after, today)];
}

/** “September to October”, “October as it was told, to October as it is told today”. */
export function fromTo([before, after]: readonly [Window, Window], today: number): string {
  const [was, is] = [windowText(before, today), windowText(after, today)];
  return before.key === after.key ? `${was} as it was told, to ${is} as it is told today` : `${was} to ${is}`;
}

/** What moved the number most. */
export function largestPart(parts: readonly BridgePart[]): string {
  const top = parts.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0];
  if (top === undefined || top.value === 0) return "Nothing moved the number";
  const down = top.value < 0;
  return {
    behaviour: down ? "More clusters went quiet than became active" : "More clusters became active than went quiet",
    mix: "Clusters changed stage, and that moved it most",
    "entry-exit": "Who came and who left moved it most",
    restated: "Corrected data moved it most",
    definition: "Another definition moved it most",
  }[top.part];
}
