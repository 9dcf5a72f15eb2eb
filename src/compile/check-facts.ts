import type { Facts } from "../query/facts.ts";
import { activityChecks } from "./checks/activities.ts";
import type { Check } from "./checks/check.ts";
import { keyChecks } from "./checks/keys.ts";
import { membershipChecks } from "./checks/memberships.ts";
import { stageChecks } from "./checks/stages.ts";
import { timeChecks } from "./checks/times.ts";

export { answer } from "./checks/check.ts";
export type { Check, CheckAnswer, CheckFinding, CheckRow } from "./checks/check.ts";

/**
 * Every question that `smac check` asks of the facts of one cluster kind, in the
 * order they are told.
 *
 * @example
 * ```ts
 * for (const check of checksFor(facts)) {
 *   const statement = check.sql(facts, { now, stageOrder });
 *   if (statement !== null) check.describe(await engine.rows(statement.sql, statement.params));
 * }
 * ```
 */
export const checks: readonly Check[] = [
  ...activityChecks,
  ...membershipChecks,
  ...stageChecks,
  ...timeChecks,
  ...keyChecks,
];

/** The checks that these facts have the relations for. */
export function checksFor(facts: Facts): readonly Check[] {
  return checks.filter((check) => check.needs.every((name) => facts[name] !== null));
}
