import { SmacError } from "../errors.ts";
import { nearest } from "../text/nearest.ts";
import type { CalendarRule, PeriodRule } from "./calendar.ts";

const KINDS = ["day", "week", "month", "quarter", "year"] as const;
const LENGTHS = "a trailing period has 1 to 400 days, such as trailing:30d";
const FORMS = "day, week, month, quarter, year or trailing:Nd with N from 1 to 400, such as trailing:30d";

/**
 * The rule that a `--period` text asks for: `day`, `week`, `month`, `quarter`,
 * `year`, or `trailing:Nd` with N from 1 to 400.
 *
 * @throws SmacError `QUERY_BAD_PERIOD` for any other text.
 * @example
 * ```ts
 * parsePeriodRule("trailing:30d", { weekStart: "monday", fiscalStart: 1, calendar: "gregorian" });
 * // { kind: "trailing", days: 30 }
 * ```
 */
export function parsePeriodRule(text: string, options: Omit<CalendarRule, "kind">): PeriodRule {
  const asked = text.trim();
  const kind = KINDS.find((known) => known === asked);
  if (kind !== undefined) {
    const { weekStart, fiscalStart, calendar } = options;
    return { kind, weekStart, fiscalStart, calendar };
  }
  const days = /^trailing:(\d{1,9})d$/.exec(asked)?.[1];
  if (days === undefined) throw badPeriod(text, hintFor(asked));
  const count = Number(days);
  if (!isLength(count)) throw badPeriod(text, LENGTHS);
  return { kind: "trailing", days: count };
}

function isLength(days: number): boolean {
  return days >= 1 && days <= 400;
}

function hintFor(asked: string): string {
  const bare = /^trailing[:\s]*(\d{1,3})\s*(?:d|days?)?$/i.exec(asked)?.[1];
  if (bare !== undefined) return isLength(Number(bare)) ? `write trailing:${Number(bare)}d` : LENGTHS;
  if (/^trailing/i.test(asked)) return "write trailing:30d for the 30 days that end with each day";
  const near = nearest(asked, KINDS);
  return near === undefined ? `write ${FORMS}` : `did you mean “${near}”?`;
}

function badPeriod(text: string, hint: string): SmacError {
  return new SmacError("QUERY_BAD_PERIOD", `“${text}” is not a period`, { hint });
}
