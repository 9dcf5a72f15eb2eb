import type { Levels } from "../../api/schema.ts";
import { count } from "../../words/numbers.ts";

/** The cut points of the levels: light from the first, regular from the second, power from the third. */
export type Cuts = readonly [number, number, number];

/** Where the levels are cut unless the address says otherwise. */
export const usualCuts: Cuts = [1, 4, 15];

/** One level: its name, its days and how many clusters have as many. */
export interface LevelCount {
  readonly name: string;
  /** As cells name them: `0`, `1-3`, `15+`. */
  readonly days: string;
  readonly words: string;
  readonly clusters: number;
}

/** The numbers of one period. */
export type LevelPeriod = Levels["totals"][number];

/** The cut points of an address; the usual ones where it has none that rise. */
export function cutsOf(text: string | undefined): Cuts {
  const [a, b, c, ...more] = (text ?? "").split(",").map(Number);
  const right = a !== undefined && b !== undefined && c !== undefined && more.length === 0;
  return right &&
    Number.isInteger(a) &&
    Number.isInteger(b) &&
    Number.isInteger(c) &&
    a >= 1 &&
    a < b &&
    b < c &&
    c <= 400
    ? [a, b, c]
    : usualCuts;
}

/** How many clusters had so many active days, from none to the period's last day. */
export function columnsOf(period: LevelPeriod, days: number): readonly number[] {
  const columns = Array.from({ length: days + 1 }, () => 0);
  for (const { days: at, clusters } of period.curve)
    columns[Math.min(at, days)] = (columns[Math.min(at, days)] ?? 0) + clusters;
  return columns;
}

/** The clusters of each level. */
export function levelsOf(columns: readonly number[], [light, regular, power]: Cuts): readonly LevelCount[] {
  const between = (from: number, to: number): number => columns.slice(from, to).reduce((sum, each) => sum + each, 0);
  const level = (name: string, from: number, to: number | null): LevelCount => ({
    name,
    days: to === null ? `${from}+` : to === from + 1 ? String(from) : `${from}-${to - 1}`,
    words:
      to === null
        ? `${from}+ days`
        : to === from + 1
          ? `${from} ${from === 1 ? "day" : "days"}`
          : `${from}\u2013${to - 1} days`,
    clusters: between(from, to ?? columns.length),
  });
  return [
    level("dormant", 0, light),
    level("light", light, regular),
    level("regular", regular, power),
    level("power", power, null),
  ];
}

/** “October: 68 dormant, 36 light, 73 regular, 45 power”. */
export function levelsSentence(levels: readonly LevelCount[], when: string): string {
  return `${when}: ${levels.map((each) => `${count(each.clusters)} ${each.name}`).join(", ")}`;
}
