import { area } from "d3-shape";
import type { ReactNode } from "react";
import { Targets } from "./annotations.tsx";
import { Axes } from "./axes.tsx";
import { ChartCursor } from "./chart-cursor.tsx";
import styles from "./chart.module.css";
import { EndLabels } from "./end-labels.tsx";
import { frameOf, type Frame } from "./frame.ts";
import type { LineChartProps } from "./line-chart.tsx";
import { atValue, type ChartSeries } from "./series.ts";
import { useWidth } from "./use-width.ts";

/** What a stack shows: counts that add up. */
export interface StackChartProps extends Omit<LineChartProps, "dense" | "focused"> {
  readonly shape: "areas" | "bars";
}

interface Layer {
  readonly series: ChartSeries;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Counts on top of each other, as areas or as columns; what has not ended is hollow. */
export function StackChart(props: StackChartProps): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const layers = stacked(props.series);
  const onTop = layers.map(({ series, low, high }): ChartSeries => ({
    ...series,
    sameDays: null,
    points: series.points.map((point, index) =>
      point === null ? null : atValue(point, ((low[index] ?? 0) + (high[index] ?? 0)) / 2),
    ),
  }));
  const shown = { ...props, series: onTop };
  const frame = frameOf(shown, width);
  return (
    <div ref={ref} className={styles["chart"]} style={{ minHeight: props.height + 24 }}>
      {width > 0 && (
        <ChartCursor {...shown} frame={frame}>
          {(cursor) => (
            <svg width={width} height={props.height} aria-hidden data-plot className={styles["plot"]}>
              <Axes {...props} frame={frame} marked={cursor?.column ?? null} />
              {layers.map((layer) => (
                <g key={layer.series.key} style={{ color: layer.series.colours.mark }}>
                  {props.shape === "bars" ? <Bars layer={layer} frame={frame} /> : <Area layer={layer} frame={frame} />}
                </g>
              ))}
              <Targets targets={props.targets ?? []} frame={frame} />
              <EndLabels series={onTop} targets={props.targets ?? []} frame={frame} />
            </svg>
          )}
        </ChartCursor>
      )}
    </div>
  );
}

/** The highest stack. */
export function highestStack(series: readonly ChartSeries[]): number {
  return Math.max(1, ...(stacked(series).at(-1)?.high ?? []));
}

function stacked(series: readonly ChartSeries[]): readonly Layer[] {
  let below: readonly number[] = series[0]?.points.map(() => 0) ?? [];
  return series.map((each) => {
    const low = below;
    const high = each.points.map((point, index) => (low[index] ?? 0) + (point?.value ?? 0));
    below = high;
    return { series: each, low, high };
  });
}

function Bars({ layer, frame }: { readonly layer: Layer; readonly frame: Frame }): ReactNode {
  const wide = Math.max(1, Math.min(44, frame.step * 0.66));
  return (
    <>
      {layer.high.map((high, index) => {
        const top = frame.y(high);
        const tall = frame.y(layer.low[index] ?? 0) - top;
        if (tall <= 0) return null;
        const open = index > frame.lastComplete;
        return (
          <rect
            key={`${index} ${high}`}
            x={frame.x(index) - wide / 2 + (open ? 0.75 : 0)}
            y={top + 0.5}
            width={open ? wide - 1.5 : wide}
            height={Math.max(0.5, tall - 1)}
            rx={Math.min(2, wide / 4)}
            className={open ? styles["openbar"] : styles["bar"]}
          />
        );
      })}
    </>
  );
}

function Area({ layer, frame }: { readonly layer: Layer; readonly frame: Frame }): ReactNode {
  const draw = area<number>()
    .x((index) => frame.x(index))
    .y0((index) => frame.y(layer.low[index] ?? 0))
    .y1((index) => frame.y(layer.high[index] ?? 0));
  const all = layer.high.map((_, index) => index);
  return (
    <>
      <path d={draw(all.filter((index) => index <= frame.lastComplete)) ?? ""} className={styles["area-fill"]} />
      <path d={draw(all.filter((index) => index >= frame.lastComplete)) ?? ""} className={styles["openarea"]} />
    </>
  );
}
