import type { Colours } from "./colours.ts";

/** One column of a chart over time. */
export interface ChartPeriod {
  readonly key: string;
  readonly label: string;
  /** A second line under the label, where the reader needs it. */
  readonly year: string | null;
  readonly complete: boolean;
}

/** One mark of a series. */
export interface ChartPoint {
  readonly value: number;
  /** The ends of its interval, where few are counted. */
  readonly interval?: readonly [number, number] | null;
  /** What it says, for the reading line and for who listens: “October 2026, Customer, 80 of 100, 80.0%”. */
  readonly words: string;
  /** How many lines its list has. */
  readonly count?: number;
  /** Where its list opens; null: there is nobody on it; empty: lists do not open here. */
  readonly href: string | null;
}

/** A line, or one colour of a stack. */
export interface ChartSeries {
  readonly key: string;
  readonly name: string;
  readonly colours: Colours;
  /** One for each period; null: nothing is known there. */
  readonly points: readonly (ChartPoint | null)[];
  /** The value of the same days a period earlier, for the last point while it is not complete. */
  readonly sameDays?: number | null;
  /** The value at the line's end, as text. */
  readonly end: string;
  /** The earlier line it is compared with, point by point; drawn only while the series is looked at. */
  readonly earlier?: readonly (number | null)[];
}

/** Something to remember, at a place between the columns. */
export interface Annotation {
  /** Counted in columns from the first; 6.5 lies between the seventh and the eighth. */
  readonly at: number;
  readonly words: string;
}

/** What a number should come to. */
export interface ChartTarget {
  /** In the unit of the axis. */
  readonly value: number;
  readonly words: string;
  /** The same where there is little room: “target 80%”. */
  readonly short: string;
  /** The colour of text of what it is for; null: of everything. */
  readonly colour: string | null;
}

/** A point at another place, with everything else that is known of it. */
export function atValue(point: ChartPoint, value: number): ChartPoint {
  // Words and addresses are computed when they are read: copying would compute all of them.
  return Object.create(point, { value: { value, enumerable: true } }) as ChartPoint;
}
