import { SmacError } from "../../errors.ts";
import { formatInstant } from "../../time/instant.ts";
import type { HttpWorld } from "./http.ts";
import { rateLimit } from "./retry.ts";
import type { Budget } from "./source.ts";

/** The share of a limit, and the least number of calls, that are never spent. */
const KEPT_SHARE = 0.1;
const KEPT_LEAST = 50;

/** What is left to spend of a service's limit, less what is kept for the people who work with it. */
export interface BudgetKeeper {
  /** Told what an answer said; null: nothing. */
  readonly heard: (budget: Budget | null) => void;
  /**
   * Counts a call: for `HttpPolicy.mayCall`.
   *
   * @throws SmacError `SOURCE_BUDGET` when only the reserve is left.
   */
  readonly mayCall: () => void;
  /** As last heard, less the calls made since; null: nothing was heard, or the limit began anew since. */
  readonly current: () => Budget | null;
  /** How many calls are never spent, of a limit. */
  readonly reserve: (limit: number) => number;
}

/**
 * A keeper of the calls that may still be made. A tenth of the limit, and 50
 * calls at least, are never spent, so that nobody is locked out of their own
 * system by us.
 *
 * @example
 * ```ts
 * const budget = budgetKeeper("books (Zoho Books)", world);
 * const policy = { mayCall: budget.mayCall, … };
 * budget.heard(headerBudget(answer.headers, "calls a day", world.now()));
 * ```
 */
export function budgetKeeper(name: string, world: Pick<HttpWorld, "now">): BudgetKeeper {
  let known: Budget | null = null;
  const reserve = (limit: number): number => Math.max(KEPT_LEAST, Math.ceil(limit * KEPT_SHARE));
  function current(): Budget | null {
    if (known !== null && known.resets !== null && world.now() >= known.resets) known = null;
    return known;
  }
  return {
    current,
    reserve,
    heard(budget) {
      if (budget === null) return;
      const before = current();
      // Answers overtake each other: calls that are under way were counted here first.
      const sameLimit = before !== null && before.resets !== null && budget.resets !== null;
      known = sameLimit ? { ...budget, remaining: Math.min(before.remaining, budget.remaining) } : budget;
    },
    mayCall() {
      const budget = current();
      if (budget === null) return;
      if (budget.remaining <= reserve(budget.limit)) throw budgetSpent(name, budget, reserve(budget.limit));
      known = { ...budget, remaining: budget.remaining - 1 };
    },
  };
}

/** The error for a limit that is used up, or of which only `kept` calls are left. */
export function budgetSpent(name: string, budget: Budget, kept = 0): SmacError {
  const left = `${Math.max(0, budget.remaining)} of ${budget.limit} ${budget.of} are left`;
  const others = kept > 0 && budget.remaining > 0 ? `, which are kept for the people who work with it` : "";
  const when =
    budget.resets === null ? "" : ` after ${formatInstant(Math.ceil(budget.resets / 1_000_000) * 1_000_000)}`;
  return new SmacError("SOURCE_BUDGET", `${name}: ${left}${others}`, {
    recovery: "retry",
    hint: `sync again${when === "" ? " later" : when}; what was read is kept`,
  });
}

/** The budget that an answer's headers tell, null when they do not. `of` names it, e.g. `calls a day`. */
export function headerBudget(headers: ReadonlyMap<string, string>, of: string, now: number): Budget | null {
  const told = rateLimit(headers, now);
  if (told === null || told.limit === null) return null;
  return {
    of,
    limit: told.limit,
    remaining: told.remaining,
    resets: told.resets === null ? null : now + told.resets * 1000,
  };
}
