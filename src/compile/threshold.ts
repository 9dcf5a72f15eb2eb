import type { Threshold } from "../model/definition.ts";
import { leastCommonMultiple } from "../query/rational.ts";

/**
 * How event counts stay exact when an activity is split among several clusters:
 * every count is multiplied by `unit`, the least common multiple of all the
 * numbers of parts that occur, so that 1/k of an event is a whole number.
 */
export interface EventScale {
  readonly unit: bigint;
}

/** The scale for the numbers of parts that occur. */
export function eventScale(parts: readonly number[]): EventScale {
  return { unit: parts.reduce((unit, k) => leastCommonMultiple(unit, BigInt(k)), 1n) };
}

/** The sum of a column of event counts, multiplied by the scale's unit, as SQL. */
export function scaledEvents(column: string, { unit }: EventScale): string {
  return unit === 1n ? `sum(${column})` : `sum(cast(${column} as hugeint) * divide(${unit}, parts))`;
}

/**
 * The condition under which a cluster is active, as SQL over columns `events`
 * (multiplied by the scale's unit), `days`, `members` and `all_members`.
 */
export function thresholdSql(threshold: Threshold, { unit }: EventScale): string {
  const conditions = [`events >= ${BigInt(threshold.events) * unit}`];
  if (threshold.days > 1) conditions.push(`days >= ${threshold.days}`);
  const { members } = threshold;
  if (members?.kind === "count") conditions.push(`members >= ${members.count}`);
  if (members?.kind === "share") {
    conditions.push(`all_members > 0 and members * ${members.denominator} >= all_members * ${members.numerator}`);
  }
  return conditions.join(" and ");
}
