import { type Day, dayOf, isoDay } from "../calendar/days.ts";
import { dayOfKey, keyAt, keyOf, shifted, type Span, startOf, trailingDays } from "../calendar/periods.ts";

/** A period as it is looked at: whole, or only its first days. */
export interface Window {
  readonly span: Span;
  /** Its name for the API. */
  readonly key: string;
  /** The first day that is not counted: the period's end, or earlier. */
  readonly until: Day;
  readonly complete: boolean;
}

/** The window of the period of a kind that a day is in, counted up to the cut. */
export function windowAt(kind: string, day: Day, cut: Day): Window {
  const trailing = trailingDays(kind);
  const start = trailing === null ? startOf(kind, day) : day - trailing + 1;
  const end = trailing === null ? shifted(kind, day, 1) : day + 1;
  return windowOf({ kind, start: isoDay(start), end: isoDay(end) }, cut);
}

/** A period of the API, counted up to the cut. */
export function windowOf(span: Span, cut: Day): Window {
  const end = dayOf(span.end) ?? cut;
  return {
    span: { kind: span.kind, start: span.start, end: span.end },
    key: keyOf(span),
    until: Math.min(end, Math.max(cut, firstDay(span))),
    complete: end <= cut,
  };
}

/**
 * What the API is asked with as `now` so that the days before one count and no more: a fact at that very instant
 * counts, too, so it is the day's beginning only where a period ends there, which else would not be complete.
 */
export function nowAt(kind: string, until: Day): string {
  const ends = trailingDays(kind) !== null || startOf(kind, until) === until;
  return ends ? isoDay(until) : `${isoDay(until - 1)}T23:59:59.999999`;
}

/** The same for a window: it is counted as far as it goes. */
export function nowOf({ span, until }: Window): string {
  return nowAt(span.kind, until);
}

/** The window so many periods away. */
export function neighbour(window: Window, by: number, cut: Day): Window {
  const first = firstDay(window.span);
  const trailing = trailingDays(window.span.kind);
  if (trailing !== null) return windowAt(window.span.kind, first + trailing - 1 + by, cut);
  return windowAt(window.span.kind, shifted(window.span.kind, first, by), cut);
}

/** What a window is compared with, by the mode of the address; null: with nothing. */
export function comparedWith(window: Window, mode: string, cut: Day): Window | null {
  if (mode === "none") return null;
  const kind = window.span.kind;
  const trailing = trailingDays(kind);
  const first = firstDay(window.span);
  if (mode === "year") {
    if (trailing !== null) return windowAt(kind, first + trailing - 1 - 365, cut);
    const back = { month: 12, quarter: 4, year: 1, week: 52, day: 364 }[kind] ?? 1;
    return sameElapsed(window, neighbour(window, -back, cut));
  }
  const named = dayOfKey(mode);
  if (named !== null) return windowAt(kind, named, cut);
  if (trailing !== null) return windowAt(kind, first - 1, cut);
  const before = neighbour(window, -1, cut);
  return mode === "previous" ? before : sameElapsed(window, before);
}

/** The window that an address' `at` means; the one of the cut's last day where it means none, or one to come. */
export function focusOf(kind: string, at: string | null, cut: Day): Window {
  const day = at === null ? null : dayOfKey(at);
  return windowAt(kind, day === null || day >= cut ? cut - 1 : day, cut);
}

/** The names of the first and last of so many periods that end with the window. */
export function rangeTo(window: Window, periods: number): { readonly from: string; readonly to: string } {
  const first = firstDay(window.span);
  const trailing = trailingDays(window.span.kind);
  const from =
    trailing === null
      ? keyAt(window.span.kind, shifted(window.span.kind, first, 1 - periods))
      : isoDay(first + trailing - periods);
  return { from, to: window.key };
}

/** The first day of a window, and the last one counted. */
export function daysOf(window: Window): { readonly first: Day; readonly last: Day } {
  return { first: firstDay(window.span), last: window.until - 1 };
}

function sameElapsed(window: Window, earlier: Window): Window {
  if (window.complete) return earlier;
  const elapsed = window.until - firstDay(window.span);
  const end = dayOf(earlier.span.end) ?? 0;
  const until = Math.min(end, firstDay(earlier.span) + elapsed);
  return { ...earlier, until, complete: until === end };
}

function firstDay(span: Span): Day {
  return dayOf(span.start) ?? 0;
}
