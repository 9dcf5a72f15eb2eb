import { nowOf, type Window } from "../data/windows.ts";

/** How a report is asked for a window that is compared with: the same days of it, where it is not looked at as a whole. */
export function comparedParams(compared: Window): {
  readonly from: string;
  readonly to: string;
  readonly now?: string;
} {
  const { key, complete } = compared;
  return { from: key, to: key, ...(complete ? {} : { now: nowOf(compared) }) };
}
