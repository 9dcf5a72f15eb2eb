import type { Reply } from "./route.ts";

/** The last few answers by their version, so that the pages of a list are made once. */
export interface Replies {
  get(version: string): Reply | undefined;
  keep(version: string, reply: Reply): void;
}

const most = 4;

/** None yet. */
export function openReplies(): Replies {
  const kept = new Map<string, Reply>();
  return {
    get: (version) => kept.get(version),
    keep(version, reply) {
      kept.delete(version);
      kept.set(version, reply);
      const oldest = kept.keys().next().value;
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
  };
}
