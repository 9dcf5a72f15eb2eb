import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What the request that is being answered asks about, for whoever serves it: questions about the same leave tables for
 * one another. Null: nothing of the kind.
 */
export const askedAbout = new AsyncLocalStorage<string | null>();

/** Questions that count a definition's activities by the same table, by their names. */
const alike = new Map([
  ...["clusters", "ranking", "explanation", "table"].map((name) => [name, "lists"] as const),
  ...["report", "overview", "comparison"].map((name) => [name, "numbers"] as const),
]);

/** What questions that count the same activities have in common: a definition's lists and its change do. */
export function aboutQuestion(name: string, query: Readonly<Record<string, unknown>>): string {
  const { definition, period, timezone, events, days, members, now } = query;
  return JSON.stringify([alike.get(name) ?? name, definition, period, timezone, events, days, members, now]);
}
