import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useState } from "react";
import { useLocation } from "wouter";
import styles from "./chart.module.css";
import type { Frame } from "./frame.ts";
import type { ChartPeriod, ChartPoint, ChartSeries } from "./series.ts";

/** Which point is read. */
export interface Cursor {
  readonly column: number;
  readonly series: string;
}

interface CursorProps {
  readonly label: string;
  readonly summary: string;
  readonly periods: readonly ChartPeriod[];
  readonly series: readonly ChartSeries[];
  readonly frame: Frame;
  readonly children: (cursor: Cursor | null) => ReactNode;
}

/** One stop of the keyboard for a whole chart: arrows read its points, Enter opens the list of one; the pointer does the same. */
export function ChartCursor(props: CursorProps): ReactNode {
  const { label, summary, periods, series, frame, children } = props;
  const id = useId();
  const [, go] = useLocation();
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const shown = cursor ?? { column: periods.length - 1, series: series.at(-1)?.key ?? "" };
  const point = pointAt(series, shown);
  const opens = point !== null && point.href !== null && point.href !== "";
  const open = (): void => {
    if (opens) go(point.href);
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === "Escape") setCursor(null);
    else if (event.key === "Enter" || event.key === " ") open();
    else {
      const next = moved(event.key, shown, props);
      if (next === null) return;
      setCursor(next);
    }
    event.preventDefault();
  };
  const pointed = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setCursor(nearest(props, { x: event.clientX - box.left, y: event.clientY - box.top }));
  };
  return (
    <>
      <div
        className={styles["area"]}
        onPointerDown={pointed}
        onPointerMove={pointed}
        onPointerLeave={(event) => {
          // A finger leaves before its tap counts.
          if (event.pointerType === "mouse") setCursor(null);
        }}
        onClick={(event) => {
          // A name at a line's end is a link of its own.
          if (cursor !== null && !event.defaultPrevented) open();
        }}
        data-opens={cursor !== null && opens ? "" : undefined}
      >
        <div
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-describedby={id}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, periods.length * series.length - 1)}
          aria-valuenow={Math.max(
            0,
            shown.column * series.length + series.findIndex((each) => each.key === shown.series),
          )}
          aria-valuetext={point?.words ?? "nothing is known here"}
          className={styles["keyboard"]}
          onKeyDown={keys}
          onFocus={(event) => {
            if (event.currentTarget.matches(":focus-visible")) setCursor((current) => current ?? shown);
          }}
          onBlur={() => setCursor(null)}
        />
        {children(cursor)}
        {cursor !== null && point !== null && (
          <svg width={frame.width} height={frame.height} aria-hidden className={styles["ring"]}>
            <circle cx={frame.x(cursor.column)} cy={frame.y(point.value)} r={7} />
          </svg>
        )}
      </div>
      <p id={id} className="aloud">
        {summary}
      </p>
      <p className={styles["reading"]} aria-hidden>
        {cursor !== null && (point?.words ?? "nothing is known here")}
      </p>
    </>
  );
}

function pointAt(series: readonly ChartSeries[], cursor: Cursor): ChartPoint | null {
  return series.find((each) => each.key === cursor.series)?.points[cursor.column] ?? null;
}

function moved(key: string, from: Cursor, { periods, series, frame }: CursorProps): Cursor | null {
  const last = periods.length - 1;
  const columns: Readonly<Record<string, number>> = {
    ArrowLeft: from.column - 1,
    ArrowRight: from.column + 1,
    PageUp: from.column - 10,
    PageDown: from.column + 10,
    Home: 0,
    End: last,
  };
  const column = columns[key];
  if (column !== undefined) return { ...from, column: Math.min(Math.max(column, 0), last) };
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const order = series
    .filter((each) => each.points[from.column] !== null)
    .toSorted((a, b) => frame.y(a.points[from.column]?.value ?? 0) - frame.y(b.points[from.column]?.value ?? 0));
  const at = order.findIndex((each) => each.key === from.series);
  const next = order[Math.min(Math.max(at + (key === "ArrowUp" ? -1 : 1), 0), order.length - 1)];
  return next === undefined ? null : { ...from, series: next.key };
}

function nearest(
  { periods, series, frame }: CursorProps,
  at: { readonly x: number; readonly y: number },
): Cursor | null {
  if (at.x > frame.bandRight || at.x < frame.left) return null;
  const columns = periods
    .map((_, index) => index)
    .toSorted((a, b) => Math.abs(frame.x(a) - at.x) - Math.abs(frame.x(b) - at.x));
  const column = columns[0] ?? 0;
  const distance = (each: ChartSeries): number => {
    const point = each.points[column];
    return point === undefined || point === null ? Number.POSITIVE_INFINITY : Math.abs(frame.y(point.value) - at.y);
  };
  const closest = series.toSorted((a, b) => distance(a) - distance(b))[0];
  return closest === undefined ? null : { column, series: closest.key };
}
