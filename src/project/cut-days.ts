import type { Engine } from "../engines/duckdb/engine.ts";
import type { Facts } from "../query/facts.ts";
import type { Question } from "../query/question.ts";
import { instant, int, sql } from "../sql/fragment.ts";
import { openZone } from "../time/zone.ts";

/** After every instant that a day has. */
const endOfTime = 253_402_214_400_000_000;

/**
 * The facts, with the day from which on their active days lie after now: where now is the last instant of a day, or the
 * first of the next and nothing happened at that very instant, the days before are all that is not in the future.
 */
export async function withCutDays(engine: Engine, facts: Facts, { definition, now }: Question): Promise<Facts> {
  const days = facts.activeDays ?? null;
  const last = facts.span?.last ?? null;
  if (days === null || last === null || last <= now || last >= endOfTime || days.cut?.now === now) return facts;
  const zone = openZone(definition.timezone);
  const day = zone.localDay(now);
  if (days.timezone !== definition.timezone) return facts;
  if (zone.dayStart(day + 1) === now + 1) return { ...facts, activeDays: { ...days, cut: { now, day: day + 1 } } };
  if (zone.dayStart(day) !== now) return facts;
  const then = sql`select 1 as one from (${days.relation}) where day = ${int(day)} and first_at <= ${instant(now)} limit 1`;
  if ((await engine.rows(then.sql, then.params)).length > 0) return facts;
  return { ...facts, activeDays: { ...days, cut: { now, day } } };
}
