import { httpWorld } from "../../src/sources/kit/effects-world.ts";
import type { CallEvent, HttpWorld } from "../../src/sources/kit/http.ts";

/** A world with the real network in which waiting takes no time but moves the clock. */
export interface QuickWorld extends HttpWorld {
  /** The true time, which a stand-in goes by: `now` may be wrong. */
  readonly truth: () => number;
  readonly calls: readonly CallEvent[];
  /** Milliseconds that were waited in all. */
  readonly waited: () => number;
  /** How far the clock here is ahead of the truth, microseconds. */
  skew: number;
  /** Lets time go by. */
  pass(milliseconds: number): void;
}

/** One whose chance is always the middle. */
export function quickWorld(signal: AbortSignal = new AbortController().signal): QuickWorld {
  const calls: CallEvent[] = [];
  const real = httpWorld({ signal, onCall: (call) => calls.push(call) });
  let ahead = 0;
  let waited = 0;
  const truth = (): number => real.now() + ahead;
  const world: QuickWorld = {
    ...real,
    truth,
    calls,
    skew: 0,
    now: () => truth() + world.skew,
    random: () => 0.5,
    waited: () => waited,
    pass(milliseconds) {
      ahead += milliseconds * 1000;
    },
    sleep: async (milliseconds, stop) => {
      stop.throwIfAborted();
      await new Promise((resolve) => void setImmediate(resolve));
      stop.throwIfAborted();
      waited += milliseconds;
      ahead += milliseconds * 1000;
    },
  };
  return world;
}
