import { periodName } from "../../words/dates.ts";
import type { Span } from "../../calendar/periods.ts";
import { stageName } from "../../words/names.ts";
import { pointsBetween } from "../../words/numbers.ts";

/** A line over time with its name, for a title. */
export interface TitledLine {
  readonly name: string | null;
  readonly points: readonly {
    readonly span: Span;
    readonly rate: number | null;
    readonly of: number;
    readonly complete: boolean;
  }[];
}

/**
 * What a reader should see first in lines of shares: the largest way that a line with at least 30 counted has gone
 * from its highest or lowest whole period; a neutral title where none went five points.
 */
export function trendTitle(lines: readonly TitledLine[], today: number): string {
  let best = { weight: 0, words: "Active share of each stage" };
  for (const line of lines) {
    const last = line.points.findLast((point) => point.complete);
    const closed = line.points.filter((point) => point.complete && point.rate !== null && point.of >= 30);
    if (last === undefined || closed.at(-1) !== last || closed.length < 3) continue;
    for (const sign of [1, -1]) {
      const extreme = closed.toSorted((a, b) => sign * ((b.rate ?? 0) - (a.rate ?? 0)))[0];
      if (extreme === undefined || extreme === last) continue;
      const points = pointsBetween(last.rate ?? 0, extreme.rate ?? 0);
      const weight = Math.abs(points) * Math.sqrt(last.of);
      if (Math.abs(points) < 5 || weight <= best.weight) continue;
      const way = points < 0 ? "down" : "up";
      const size = Math.abs(points).toFixed(1);
      best = {
        weight,
        words: `${stageName(line.name)} is ${way} ${size} points since ${periodName(extreme.span, today)}`,
      };
    }
  }
  return best.words;
}
