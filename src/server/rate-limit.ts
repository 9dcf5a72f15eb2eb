import { SmacError } from "../errors.ts";

/** How many requests one client may make. */
export interface Rate {
  /** At once. */
  readonly burst: number;
  /** And after that, each second. */
  readonly perSecond: number;
}

/** Counts the requests of each client. */
export interface RateLimit {
  /** @throws SmacError `API_TOO_MANY` when there were too many. */
  spend(client: string): void;
}

const mostClients = 10_000;

/** Nobody has asked anything yet. `now` in microseconds. */
export function openRateLimit({ burst, perSecond }: Rate, now: () => number): RateLimit {
  const clients = new Map<string, { left: number; at: number }>();
  return {
    spend(client) {
      const at = now();
      const before = clients.get(client) ?? { left: burst, at };
      const left = Math.min(burst, before.left + (Math.max(0, at - before.at) / 1_000_000) * perSecond);
      // The latest stand last, so that the first is the one that was silent longest.
      clients.delete(client);
      clients.set(client, { left: left >= 1 ? left - 1 : left, at });
      const oldest = clients.keys().next().value;
      if (clients.size > mostClients && oldest !== undefined) clients.delete(oldest);
      if (left >= 1) return;
      throw new SmacError("API_TOO_MANY", "too many requests in a short time", {
        recovery: "retry",
        hint: `at most ${perSecond} a second after the first ${burst}`,
      });
    },
  };
}
