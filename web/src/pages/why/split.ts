import type { Comparison } from "../../api/schema.ts";
import { valueName } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import type { ChangeSide, ShownChange } from "../../figures/bridge/change.ts";

/** What one value of an attribute had before and has now. */
export interface SplitRow {
  readonly value: string | null;
  readonly before: ChangeSide;
  readonly after: ChangeSide;
}

/** The values of an attribute in both periods, those that changed most first. */
export function splitRows(comparison: Comparison, name: string, swapped: boolean): readonly SplitRow[] {
  const [now, then] = [sums(comparison.now.rows, name), sums(comparison.before?.rows ?? [], name)];
  const none = { active: 0, of: 0 };
  const [from, to] = swapped ? [now, then] : [then, now];
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((value) => ({ value, before: from.get(value) ?? none, after: to.get(value) ?? none }))
    .toSorted((a, b) => size(b) - size(a) || ((a.value ?? "") < (b.value ?? "") ? -1 : 1));
}

/** What the split shows, in a sentence. */
export function splitTitle(rows: readonly SplitRow[], name: string, change: ShownChange): string {
  const [top] = rows;
  if (top === undefined || size(top) === 0) return `No ${name} has other numbers than before`;
  const own = top.after.active - top.before.active;
  const word = own < 0 ? "fewer" : "more";
  const all = Math.abs(change.clusters);
  const where = `in ${name} ${valueName(top.value)}`;
  return own < 0 === change.clusters < 0 && all > Math.abs(own)
    ? `${Math.abs(own)} of the ${countOf(all, "cluster")} ${word} are ${where}`
    : `${countOf(Math.abs(own), "active cluster")} ${word} ${where}`;
}

function sums(rows: Comparison["now"]["rows"], name: string): ReadonlyMap<string | null, ChangeSide> {
  const found = new Map<string | null, ChangeSide>();
  for (const row of rows) {
    const value = row.by[name] ?? null;
    const { active, of } = found.get(value) ?? { active: 0, of: 0 };
    found.set(value, { active: active + row.active, of: of + (row.population ?? 0) });
  }
  return found;
}

function size(row: SplitRow): number {
  return Math.abs(row.after.active - row.before.active);
}
