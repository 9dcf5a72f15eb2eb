import { type LatelyDays, countsLately, latelyOfPage, latelyStatement } from "../compile/lately.ts";
import type { Setting } from "../compile/setting.ts";
import type { Facts } from "../query/facts.ts";
import { type Question, needsOf } from "../query/question.ts";
import { periodContaining, previousPeriod } from "../time/calendar.ts";
import type { Step } from "../sql/fragment.ts";
import { openZone } from "../time/zone.ts";
import { type Session, execute } from "./session.ts";

/** So many weeks are shown beside a cluster. */
export const weeks = 12;

/**
 * Makes `smac_lately` for the last period asked for, the one before and the weeks until its end, where that can be; if
 * not, lists have everything counted day by day.
 */
export async function countLately(session: Session, asked: Question, facts: Facts): Promise<boolean> {
  const counted = latelyDays(session, asked, facts);
  if (counted !== null) await execute(session, latelyStatement(counted.setting, counted.days));
  return counted !== null;
}

/** The step that counts all days of the clusters of a page. */
export function daysOfPage(session: Pick<Session, "engine">, asked: Question, facts: Facts): Step {
  const counted = latelyDays(session, asked, facts);
  if (counted === null) throw new Error("a page is told of days that are counted one by one");
  return latelyOfPage(counted.setting, counted.days);
}

/** Which days are counted one by one; null: they cannot be. */
export function latelyDays(
  session: Pick<Session, "engine">,
  asked: Question,
  facts: Facts,
): { readonly setting: Setting; readonly days: LatelyDays } | null {
  const { definition, from, to } = asked;
  if (session.engine.speaks !== "duckdb" || from === null || to === null) return null;
  const zone = openZone(definition.timezone);
  const clock = { zone, first: 0, last: 0, weekStart: "monday" as const };
  const setting: Setting = { question: asked, facts, needs: needsOf(asked, facts, true), clock };
  if (!countsLately(setting)) return null;
  const shown = periodContaining(definition.period, to.end - 1);
  const before = previousPeriod(definition.period, shown);
  const last = Math.min(shown.end - 1, zone.localDay(asked.now));
  return { setting, days: { first: Math.min(before.start, last - 7 * weeks), end: shown.end } };
}
