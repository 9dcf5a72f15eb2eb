import type { Instant } from "../time/instant.ts";
import type { Zone } from "../time/zone.ts";

/**
 * The wall clock of an instant as SQL: a CASE over the zone's few transitions
 * within the data's range, which is faster than an engine's own conversion and
 * the same on every engine. `first` and `last` are instants that the values lie
 * between.
 */
export function utcToLocalSql(expression: string, zone: Zone, first: Instant, last: Instant): string {
  const transitions = zone.transitions(first, last + 1);
  const arms = transitions.map(({ at, before }) => ({ until: at, offset: before }));
  return shift(expression, arms, transitions.at(-1)?.after ?? zone.offsetAt(first), "+");
}

/**
 * The instant of a wall-clock time as SQL: a time that occurs twice is the first
 * of the two, one that is skipped moves forward. `first` and `last` are
 * wall-clock microseconds that the values lie between.
 */
export function localToUtcSql(expression: string, zone: Zone, first: number, last: number): string {
  const day = 86_400_000_000;
  const transitions = zone.transitions(first - day, last + day);
  const arms = transitions.map(({ at, before, after }) => ({ until: at + Math.max(before, after), offset: before }));
  return shift(expression, arms, transitions.at(-1)?.after ?? zone.offsetAt(first), "-");
}

function shift(
  expression: string,
  arms: readonly { readonly until: number; readonly offset: number }[],
  rest: number,
  sign: "+" | "-",
): string {
  if (rest === 0 && arms.every(({ offset }) => offset === 0)) return `(${expression})`;
  const cases = arms.map(({ until, offset }) => `when (${expression}) < make_timestamp(${until}) then ${offset}`);
  const offset = arms.length === 0 ? String(rest) : `case ${cases.join(" ")} else ${rest} end`;
  // Whole numbers are several times as fast as intervals.
  return `make_timestamp(epoch_us(${expression}) ${sign} (${offset}))`;
}
