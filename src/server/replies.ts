import type { Reply } from "./route.ts";

/** The last answers by their version, so that what is asked again, and the pages of a list, are made once. */
export interface Replies {
  get(version: string): Reply | undefined;
  keep(version: string, reply: Reply): void;
}

/** How many values all answers may have that are kept; one that has more counts as `mostOfOne`. */
const most = 4_000_000;
const mostOfOne = 1_000_000;
const fewLines = 50;
/** So many characters of a text are as much as another value. */
const ofText = 32;

/** None yet. */
export function openReplies(): Replies {
  const kept = new Map<string, { readonly reply: Reply; readonly values: number }>();
  let all = 0;
  const drop = (version: string): void => {
    all -= kept.get(version)?.values ?? 0;
    kept.delete(version);
  };
  return {
    get(version) {
      const found = kept.get(version);
      if (found === undefined) return undefined;
      kept.delete(version);
      kept.set(version, found);
      return found.reply;
    },
    keep(version, reply) {
      if (kept.get(version)?.reply === reply) return;
      drop(version);
      const values = Math.min(valuesIn(reply.json), mostOfOne);
      kept.set(version, { reply, values });
      all += values;
      for (const oldest of kept.keys()) {
        if (all <= most) break;
        drop(oldest);
      }
    },
  };
}

/** How many values an answer has; of long lists, whose lines are alike, told from the first few. */
function valuesIn(json: unknown): number {
  let count = typeof json === "string" ? 1 + json.length / ofText : 1;
  if (typeof json !== "object" || json === null) return count;
  const inside: readonly unknown[] = Array.isArray(json) ? json : Object.values(json);
  const looked = Math.min(inside.length, Array.isArray(json) ? fewLines : inside.length);
  for (let index = 0; index < looked; index++) count += valuesIn(inside[index]) * (inside.length / looked);
  return count;
}
