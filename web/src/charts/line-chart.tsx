import { line } from "d3-shape";
import type { CSSProperties, ReactNode } from "react";
import { Targets } from "./annotations.tsx";
import { Axes } from "./axes.tsx";
import { ChartCursor } from "./chart-cursor.tsx";
import styles from "./chart.module.css";
import { EndLabels } from "./end-labels.tsx";
import { frameOf, type Frame } from "./frame.ts";
import type { Annotation, ChartPeriod, ChartPoint, ChartSeries, ChartTarget } from "./series.ts";
import { useWidth } from "./use-width.ts";

/** What a chart of lines shows. */
export interface LineChartProps {
  /** What it is called by who listens. */
  readonly label: string;
  /** A computed summary of what there is to see. */
  readonly summary: string;
  readonly periods: readonly ChartPeriod[];
  readonly series: readonly ChartSeries[];
  /** The top of the axis; it begins at 0. */
  readonly top: number;
  readonly tick: (value: number, isTop: boolean) => string;
  readonly height: number;
  readonly annotations?: readonly Annotation[];
  readonly targets?: readonly ChartTarget[];
  /** Thin lines without points, for many columns. */
  readonly dense?: boolean;
  /** How many of the first columns lie before there is enough history. */
  readonly before?: number;
  /** The series looked at from outside the chart; its earlier line is drawn. */
  readonly focused?: string | null;
}

/**
 * Lines over time with their names at their ends. What has not ended lies on a band, dashed and hollow,
 * beside a tick of the same days before. One cursor reads every point, with the pointer or the keyboard.
 */
export function LineChart(props: LineChartProps): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const frame = frameOf(props, width);
  return (
    <div ref={ref} className={styles["chart"]} style={{ minHeight: props.height + 24 }}>
      {width > 0 && (
        <ChartCursor {...props} frame={frame}>
          {(cursor) => (
            <svg width={width} height={props.height} aria-hidden data-plot className={styles["plot"]}>
              <Axes {...props} frame={frame} marked={cursor?.column ?? null} />
              {props.series.map((series) => (
                <g key={series.key} style={colour(series)}>
                  <Line series={series} frame={frame} dense={props.dense === true} />
                </g>
              ))}
              {props.series.map((series) => (
                <g key={series.key} style={colour(series)}>
                  {(props.focused === series.key || cursor?.series === series.key) && series.earlier !== undefined && (
                    <path d={pathOf(series.earlier, frame)} className={styles["earlier"]} />
                  )}
                  <Marks
                    series={series}
                    frame={{ ...frame, intervals: frame.intervals === true || cursor?.series === series.key }}
                    dense={props.dense === true}
                  />
                </g>
              ))}
              <Targets targets={props.targets ?? []} frame={frame} />
              <EndLabels series={props.series} targets={props.targets ?? []} frame={frame} />
            </svg>
          )}
        </ChartCursor>
      )}
    </div>
  );
}

function Line({
  series,
  frame,
  dense,
}: {
  readonly series: ChartSeries;
  readonly frame: Frame;
  readonly dense: boolean;
}): ReactNode {
  const last = frame.lastComplete;
  const solid = series.points.map((point, index) => (index <= last ? (point?.value ?? null) : null));
  const open = series.points.map((point, index) => (index >= last ? (point?.value ?? null) : null));
  return (
    <>
      <path d={pathOf(solid, frame)} className={dense ? styles["thin"] : styles["line"]} />
      {last < series.points.length - 1 && <path d={pathOf(open, frame)} className={styles["open"]} />}
    </>
  );
}

function Marks({
  series,
  frame,
  dense,
}: {
  readonly series: ChartSeries;
  readonly frame: Frame;
  readonly dense: boolean;
}): ReactNode {
  const last = series.points[frame.lastComplete];
  const open = frame.lastComplete < series.points.length - 1 ? series.points.at(-1) : null;
  const x = frame.x(series.points.length - 1);
  const same = series.sameDays;
  return (
    <>
      {last !== undefined && last !== null && !dense && (
        <circle cx={frame.x(frame.lastComplete)} cy={frame.y(last.value)} r={3.5} className={styles["closed"]} />
      )}
      {open !== undefined && open !== null && (
        <>
          {frame.intervals === true && isSmall(open) && (
            <rect
              x={x - 4}
              y={frame.y(open.interval[1])}
              width={8}
              height={Math.max(2, frame.y(open.interval[0]) - frame.y(open.interval[1]))}
              rx={2}
              className={styles["interval"]}
            />
          )}
          <circle cx={x} cy={frame.y(open.value)} r={4.25} className={styles["hollow"]} />
        </>
      )}
      {open !== null && same !== undefined && same !== null && (
        <line x1={x + 7} x2={frame.bandRight - 1} y1={frame.y(same)} y2={frame.y(same)} className={styles["same"]} />
      )}
    </>
  );
}

function isSmall(point: ChartPoint): point is ChartPoint & { readonly interval: readonly [number, number] } {
  return point.interval !== undefined && point.interval !== null;
}

function pathOf(values: readonly (number | null)[], frame: Frame): string {
  const draw = line<number | null>()
    .defined((value) => value !== null)
    .x((_, index) => frame.x(index))
    .y((value) => frame.y(value ?? 0));
  return draw([...values]) ?? "";
}

function colour(series: ChartSeries): CSSProperties {
  return { color: series.colours.mark };
}
