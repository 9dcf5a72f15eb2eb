import { askedAbout } from "./asked-about.ts";
import { type Queue, openQueue } from "./queue.ts";

/** Turns of questions about the same: what the first of them counts, the others find. */
export interface AboutTurns {
  /**
   * Resolves when it is the turn of the request that is being answered, with the function that ends it; at once where
   * it asks about nothing.
   *
   * @throws SmacError `API_BUSY`, `API_CANCELLED` when the signal is aborted.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

const mostQueues = 100;
/** Milliseconds that a question waits for others about the same. */
const patience = 300_000;

/** Turns that nobody waits for. */
export function openAboutTurns(): AboutTurns {
  const queues = new Map<string, Queue>();
  return {
    async take(signal) {
      const about = askedAbout.getStore() ?? null;
      if (about === null) return () => undefined;
      const queue = queues.get(about) ?? openQueue();
      // Whoever waits in an older one still has its turn.
      if (queues.size > mostQueues) queues.clear();
      queues.set(about, queue);
      return queue.take(signal, patience);
    },
  };
}
