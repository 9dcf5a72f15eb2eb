import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { ProblemError } from "./problem-error.ts";

const transient = new Set([0, 429, 503]);

/** Whether a question is asked once more: what may pass by itself is, three times. */
export function usualRetry(times: number, error: Error): boolean {
  return times < 3 && error instanceof ProblemError && transient.has(error.problem.status);
}

/** The same of a question that is asked ahead: only once somebody waits for it, who is also told what is wrong. */
export function aheadRetry(client: QueryClient, queryKey: QueryKey): typeof usualRetry {
  return (times, error) => isWanted(client, queryKey) && usualRetry(times, error);
}

/** Gives a question up that was asked ahead, unless somebody waits for it by then. */
export function giveUpAhead(client: QueryClient, queryKey: QueryKey): void {
  if (!isWanted(client, queryKey)) void client.cancelQueries({ queryKey, exact: true });
}

function isWanted(client: QueryClient, queryKey: QueryKey): boolean {
  return (client.getQueryCache().find({ queryKey, exact: true })?.getObserversCount() ?? 0) > 0;
}
