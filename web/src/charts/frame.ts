import { scaleLinear } from "d3-scale";
import type { ChartPeriod, ChartSeries, ChartTarget } from "./series.ts";

/** Where things of a chart are, in CSS pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (column: number) => number;
  readonly y: (value: number) => number;
  /** The distance of two columns. */
  readonly step: number;
  /** The ends of the band of a column that has not ended. */
  readonly bandLeft: number;
  readonly bandRight: number;
  /** The last column that has ended; -1: none. */
  readonly lastComplete: number;
  readonly ticks: readonly number[];
  /** Whether the intervals of all lines can be told apart; otherwise only that of the line looked at is drawn. */
  readonly intervals?: boolean;
  /** Whether there is only room for names at the ends. */
  readonly narrow: boolean;
}

/** The frame of a chart of a width and height. */
export function frameOf(
  chart: {
    readonly periods: readonly ChartPeriod[];
    readonly series: readonly ChartSeries[];
    readonly top: number;
    readonly height: number;
    readonly targets?: readonly ChartTarget[];
  },
  width: number,
): Frame {
  const narrow = width < 480;
  const columns = Math.max(1, chart.periods.length);
  const labels = Math.max(
    0,
    ...chart.series.map(
      (each) =>
        textWidth(each.name) + (each.colours.ink === "var(--text)" ? 13 : 0) + (narrow ? 0 : textWidth(each.end) + 8),
    ),
    ...(chart.targets ?? []).map((each) => textWidth(narrow ? each.short : each.words) * 0.9),
  );
  const left = narrow ? 30 : 38;
  const right = Math.max(left + 40, width - Math.min(labels + 18, width * (narrow ? 0.34 : 0.4)));
  const [top, bottom] = [26, chart.height - 40];
  // A narrow last column still has to hold its mark and the tick beside it.
  const last = chart.periods.at(-1)?.complete === false ? 32 : 0;
  const even = (right - left) / columns;
  const lastWidth = Math.max(even, Math.min(last, (right - left) / 3));
  const step = columns === 1 ? right - left : (right - left - lastWidth) / (columns - 1);
  const x = (column: number): number =>
    column >= columns - 1 ? right - lastWidth / 2 : left + step / 2 + column * step;
  const y = scaleLinear([0, chart.top], [bottom, top]);
  const lastComplete = chart.periods.findLastIndex((each) => each.complete);
  return {
    width,
    height: chart.height,
    left,
    right,
    top,
    bottom,
    x,
    y: (value) => y(value),
    step,
    bandLeft: right - lastWidth,
    bandRight: right,
    lastComplete,
    ticks: chart.top === 100 ? [0, 25, 50, 75, 100] : wholeTicks(y.ticks(4)),
    intervals: chart.series.filter((each) => (each.points.at(-1)?.interval ?? null) !== null).length <= 1,
    narrow,
  };
}

/** The whole ones of an axis' ticks, where there are two: there is no half a cluster. */
export function wholeTicks(ticks: readonly number[]): readonly number[] {
  const whole = ticks.filter((each) => Number.isInteger(each));
  return whole.length > 1 ? whole : ticks;
}

/** A top for an axis that holds the values, so that its ticks are round. */
export function niceTop(values: readonly number[]): number {
  const highest = Math.max(1, ...values);
  return scaleLinear([0, highest], [0, 1]).nice(4).domain()[1] ?? highest;
}

// Inter at 13 px is about 7 px a character; a canvas would know, but only after the font is there.
const sign = 7.2;

/** About how wide a text at a mark is. */
export function textWidth(text: string): number {
  return text.length * sign;
}

/** About how many signs there is room for at a mark; some, in any case. */
export function signsIn(room: number): number {
  return Math.max(4, Math.floor(room / sign));
}
