import { scaleLinear } from "d3-scale";
import { type Frame, wholeTicks } from "./frame.ts";

/** What a chart of equally wide columns needs to know of itself. */
export interface ColumnChart {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  /** Where the last column ends. */
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The values at the bottom and the top. */
  readonly low: number;
  readonly high: number;
  /** About how many ticks. */
  readonly ticks?: number;
  /** The last column that has ended; without it, all have. */
  readonly lastComplete?: number;
}

/** The frame of a chart of columns, for its axis and its cursor. */
export function columnFrame(chart: ColumnChart): Frame {
  const { columns, width, height, left, right, top, bottom, low, high } = chart;
  const step = (right - left) / Math.max(1, columns);
  const y = scaleLinear([low, high], [bottom, top]);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    x: (column) => left + step * (column + 0.5),
    y: (value) => y(value),
    step,
    bandLeft: right - step,
    bandRight: right,
    lastComplete: chart.lastComplete ?? columns - 1,
    ticks: wholeTicks(y.ticks(chart.ticks ?? 4)),
    narrow: width < 480,
  };
}
