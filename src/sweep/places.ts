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
  /** From days to the place whose whole period they lie in. */
  readonly whole: PlaceTable;
  /** From days to the place of the report whose period, as the range cut it, they lie in; only those that were cut. */
  readonly cutTable: PlaceTable;
}

/** The places of days, from `first` on; −1: none. */
export interface PlaceTable {
  readonly first: Day;
  readonly place: Int32Array;
}

/** Places from one to before another. */
export interface PlaceRange {
  readonly from: number;
  readonly to: number;
}

/** The place that a day lies in; −1: none. */
export function placeOf({ first, place }: PlaceTable, day: Day): number {
  return day < first || day >= first + place.length ? -1 : (place[day - first] as number);
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
    whole: tableOf(periods, ({ whole }) => whole),
    cutTable: tableOf(periods, (period) => (period.clipped ? period : null)),
  };
}

function tableOf(
  periods: readonly TimelinePeriod[],
  bounds: (period: TimelinePeriod) => { readonly start: Day; readonly end: Day } | null,
): PlaceTable {
  const known = periods.flatMap((period, place) => {
    const days = bounds(period);
    return days === null ? [] : [{ place, start: days.start, end: days.end }];
  });
  if (known.length === 0) return { first: 0, place: new Int32Array(0) };
  const first = Math.min(...known.map(({ start }) => start));
  const last = Math.max(...known.map(({ end }) => end));
  const table = new Int32Array(last - first).fill(-1);
  for (const { place, start, end } of known) table.fill(place, start - first, end - first);
  return { first, place: table };
}
