import { type Day, isoDay } from "../../calendar/days.ts";
import { shifted, trailingDays } from "../../calendar/periods.ts";
import { periodName } from "../../words/dates.ts";

/** What the period of a kind that begins on a day is called; null where there is no such day. */
export function ledgerPeriod(kind: string, start: Day | null, today: Day): string | null {
  if (start === null) return null;
  const trailing = trailingDays(kind);
  const end = trailing === null ? shifted(kind, start, 1) : start + trailing;
  return periodName({ kind, start: isoDay(start), end: isoDay(end) }, today);
}
