import type { TimelinePeriod } from "../query/timeline.ts";
import type { Day } from "../time/day.ts";

/** The periods that matter, by place from 0: what the sweep asks of them, in arrays. */
export interface Places {
  readonly count: number;
  /** The number of the period in the first place; numbers have no gaps. */
  readonly first: number;
  /** The places of the report are those from here to the end. */
  readonly reported: number;
  /** For trailing windows: how many days; null: calendar periods. */
  readonly window: number | null;
  readonly periods: readonly TimelinePeriod[];
  /** The places of the report that the range cut. */
  readonly cut: readonly number[];
  /** The place whose whole period a day lies in; −1: none. */
  readonly wholeOf: (day: Day) => number;
  /** The place of the report whose period, as the range cut it, a day lies in; −1: none that was cut. */
  readonly cutOf: (day: Day) => number;
}

/** The places of a timeline; `window` in days for trailing definitions. */
export function placesOf(periods: readonly TimelinePeriod[], window: number | null): Places {
  const reported = periods.findIndex((period) => period.reported);
  return {
    count: periods.length,
    first: periods[0]?.index ?? 0,
    reported: reported < 0 ? periods.length : reported,
    window,
    periods,
    cut: periods.flatMap((period, place) => (period.reported && period.clipped ? [place] : [])),
    wholeOf: lookup(periods, ({ whole }) => whole),
    cutOf: lookup(periods, (period) => (period.clipped ? period : null)),
  };
}

/** A table from days to places; built once, asked for every activity. */
function lookup(
  periods: readonly TimelinePeriod[],
  bounds: (period: TimelinePeriod) => { readonly start: Day; readonly end: Day } | null,
): (day: Day) => number {
  const known = periods.flatMap((period, place) => {
    const days = bounds(period);
    return days === null ? [] : [{ place, ...days }];
  });
  const first = Math.min(...known.map(({ start }) => start));
  const last = Math.max(...known.map(({ end }) => end));
  if (known.length === 0) return () => -1;
  const table = new Int32Array(last - first).fill(-1);
  for (const { place, start, end } of known) table.fill(place, start - first, end - first);
  return (day) => (day < first || day >= last ? -1 : (table[day - first] as number));
}
