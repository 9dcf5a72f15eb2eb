import type { Reply } from "./route.ts";

/** The last answers by their version, so that what is asked again, and the pages of a list, are made once. */
export interface Replies {
  get(version: string): Reply | undefined;
  keep(version: string, reply: Reply): void;
}

/** How many values all answers may have that are kept; one that has more counts as `mostOfOne`. */
const most = 4_000_000;
const mostOfOne = 1_000_000;

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
      const values = valuesIn(reply.json, mostOfOne);
      kept.set(version, { reply, values });
      all += values;
      for (const oldest of kept.keys()) {
        if (all <= most) break;
        drop(oldest);
      }
    },
  };
}

/** How many values an answer has, counted until `enough`. */
function valuesIn(json: unknown, enough: number): number {
  let count = 0;
  const left: unknown[] = [json];
  while (left.length > 0 && count < enough) {
    const value = left.pop();
    count += 1;
    if (typeof value !== "object" || value === null) continue;
    const inside = Object.values(value);
    if (inside.length >= enough) return enough;
    for (const one of inside) left.push(one);
  }
  return count;
}
