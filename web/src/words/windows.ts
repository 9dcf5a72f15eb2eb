import type { Day } from "../calendar/days.ts";
import { daysOf, type Window } from "../data/windows.ts";
import { periodName, rangeText } from "./dates.ts";

/** What a window is called in a control or a caption: “1–21 Oct”, “October”. */
export function windowText(window: Window, today: Day): string {
  if (window.complete) return periodName(window.span, today);
  const { first, last } = daysOf(window);
  return rangeText(first, last, today);
}
