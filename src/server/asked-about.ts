import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What the request that is being answered asks about, for whoever serves it: questions about the same leave tables for
 * one another. Null: nothing of the kind.
 */
export const askedAbout = new AsyncLocalStorage<string | null>();
