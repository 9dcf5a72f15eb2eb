import { setTimeout as wait } from "node:timers/promises";
import type { CallEvent, HttpWorld } from "./http.ts";

/** The network, the clock and the chance of this machine. */
export function httpWorld(options: {
  /** Ends all calls and waits. */
  readonly signal: AbortSignal;
  readonly onCall?: (call: CallEvent) => void;
}): HttpWorld {
  return {
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now() * 1000,
    random: () => Math.random(),
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      try {
        await wait(Math.max(0, milliseconds), undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
    ...options,
  };
}
