import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { ChartCursor } from "../../charts/chart-cursor.tsx";
import { columnFrame } from "../../charts/column-frame.ts";
import { type Frame, niceTop } from "../../charts/frame.ts";
import type { ChartPeriod } from "../../charts/series.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useList } from "../../url/use-asked.ts";
import type { Cell } from "../../url/cell.ts";
import { daysText } from "../../words/dates.ts";
import { count, countOf } from "../../words/numbers.ts";
import type { Cuts } from "./curve.ts";
import styles from "./level-chart.module.css";

const names = ["light", "regular", "power"] as const;

type Keep = (cuts: Cuts, done: boolean) => void;

/** A column for each number of active days, and the lines between the levels, which can be moved. */
export function LevelChart({
  columns,
  when,
  cuts,
  keep,
  name,
  open,
  height = 300,
}: {
  readonly columns: readonly number[];
  readonly when: Cell;
  readonly cuts: Cuts;
  /** Takes the lines' new places; `done` is false while one is dragged. Left out: they cannot be moved. */
  readonly keep?: Keep;
  readonly name: string;
  readonly open: boolean;
  readonly height?: number;
}): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const { hrefOf } = useList();
  const high = niceTop(columns);
  const frame = columnFrame({
    columns: columns.length,
    width,
    height,
    left: 36,
    right: width - 8,
    top: 40,
    bottom: height - 42,
    low: 0,
    high,
  });
  const periods = columns.map((_, days): ChartPeriod => ({
    key: String(days),
    label: String(days),
    year: null,
    complete: true,
  }));
  const series = [
    {
      key: "days",
      name: "Clusters",
      colours: { mark: "", ink: "" },
      end: "",
      points: columns.map((clusters, days) => ({
        value: clusters,
        words: `${name}, ${countOf(clusters, "cluster")} with ${daysText(days)}`,
        href: clusters === 0 ? null : hrefOf({ figure: "levels", ...when, days: String(days) }),
      })),
    },
  ];
  return (
    <div ref={ref} className={styles["chart"]} style={{ minHeight: height + 24 }}>
      {width > 0 && (
        <>
          <ChartCursor
            label="Clusters by active days"
            summary={`${columns.length} columns, from no active day to ${columns.length - 1}. Most: ${countOf(Math.max(...columns), "cluster")} with ${daysText(columns.indexOf(Math.max(...columns)))}.`}
            periods={periods}
            series={series}
            frame={frame}
          >
            {(cursor) => (
              <Columns columns={columns} frame={frame} cuts={cuts} marked={cursor?.column ?? null} open={open} />
            )}
          </ChartCursor>
          {names.map((level, index) => (
            <CutLine
              key={level}
              level={level}
              index={index}
              cuts={cuts}
              {...(keep === undefined ? {} : { keep })}
              frame={frame}
              most={columns.length - 1}
            />
          ))}
        </>
      )}
    </div>
  );
}

function Columns({
  columns,
  frame,
  cuts,
  marked,
  open,
}: {
  readonly columns: readonly number[];
  readonly frame: Frame;
  readonly cuts: Cuts;
  readonly marked: number | null;
  readonly open: boolean;
}): ReactNode {
  const every = [1, 2, 5, 10, 30, 50].find((each) => each * frame.step >= 22) ?? 100;
  const half = Math.max(1, Math.min(14, frame.step * 0.4));
  return (
    <svg width={frame.width} height={frame.height} aria-hidden className={styles["plot"]}>
      {frame.ticks.map((value) => (
        <g key={value}>
          <line
            x1={frame.left}
            x2={frame.right}
            y1={frame.y(value)}
            y2={frame.y(value)}
            className={value === 0 ? styles["base"] : styles["grid"]}
          />
          <text x={frame.left - 8} y={frame.y(value) + 4} textAnchor="end">
            {count(value)}
          </text>
        </g>
      ))}
      {columns.map((clusters, days) => (
        <rect
          key={days}
          x={frame.x(days) - half}
          width={half * 2}
          y={frame.y(clusters)}
          height={Math.max(0, frame.bottom - frame.y(clusters))}
          rx={1}
          className={open ? styles["open"] : styles["column"]}
          data-none={days < cuts[0] ? "" : undefined}
          data-marked={marked === days ? "" : undefined}
        />
      ))}
      {columns.map((_, days) =>
        days % every === 0 ? (
          <text key={days} x={frame.x(days)} y={frame.bottom + 17} textAnchor="middle">
            {days}
          </text>
        ) : null,
      )}
      <text x={frame.right} y={frame.bottom + 34} textAnchor="end">
        active days
      </text>
    </svg>
  );
}

/** The line before a level: dragged, or moved with the arrow keys. */
function CutLine({
  level,
  index,
  cuts,
  keep,
  frame,
  most,
}: {
  readonly level: string;
  readonly index: number;
  readonly cuts: Cuts;
  readonly keep?: Keep;
  readonly frame: Frame;
  readonly most: number;
}): ReactNode {
  const from = useRef<{ readonly x: number; readonly at: number } | null>(null);
  const at = cuts[index] ?? 1;
  const low = (cuts[index - 1] ?? 0) + 1;
  const high = Math.max(low, index === 2 ? most : (cuts[index + 1] ?? most) - 1);
  const moved = (to: number): Cuts =>
    cuts.map((each, place) => (place === index ? Math.min(Math.max(to, low), high) : each)) as unknown as Cuts;
  const place = { left: frame.x(at) - frame.step / 2, height: frame.bottom - 4 };
  const words = (
    <>
      <span className={styles["line"]} style={{ top: index % 2 === 0 ? 4 : 20 }} />
      <span className={styles["label"]} style={{ top: index % 2 === 0 ? 0 : 16 }}>
        {level} {at}+
      </span>
    </>
  );
  if (at > most) return null;
  if (keep === undefined)
    return (
      <div aria-hidden className={styles["fixed"]} style={place}>
        {words}
      </div>
    );
  const keys = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowDown: at - 1, ArrowUp: at + 1, Home: low, End: high }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    keep(moved(to), true);
  };
  const to = (event: PointerEvent): number =>
    from.current === null ? at : Math.round(from.current.at + (event.clientX - from.current.x) / frame.step);
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Where ${level} begins`}
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={at}
      aria-valuetext={`from ${daysText(at)}`}
      className={styles["cut"]}
      style={place}
      onKeyDown={keys}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, at };
      }}
      onPointerMove={(event) => {
        if (from.current !== null) keep(moved(to(event)), false);
      }}
      onPointerUp={(event) => {
        if (from.current !== null) keep(moved(to(event)), true);
        from.current = null;
      }}
      onPointerCancel={() => {
        from.current = null;
        keep(cuts, true);
      }}
    >
      {words}
    </div>
  );
}
