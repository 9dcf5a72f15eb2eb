import { scaleLinear } from "d3-scale";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { ChartCursor } from "../../charts/chart-cursor.tsx";
import { columnFrame } from "../../charts/column-frame.ts";
import type { Frame } from "../../charts/frame.ts";
import { placedLabels } from "../../charts/labels.ts";
import type { ChartPeriod, ChartPoint, ChartSeries } from "../../charts/series.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useSetting } from "../../data/setting.ts";
import { windowOf } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { useList } from "../../url/use-asked.ts";
import { periodName, tickText } from "../../words/dates.ts";
import { statusName } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";
import { type LifePeriod, type Status, statuses } from "./life.ts";
import { Patterns } from "./patterns.tsx";
import { StayingAxis } from "./staying-axis.tsx";
import styles from "./life-chart.module.css";

/** Columns of who stayed, came back and came new above the line, and of who went quiet below it. */
export function LifeChart({
  life,
  stage,
  height,
}: {
  readonly life: readonly LifePeriod[];
  readonly stage: string | null;
  readonly height: number;
}): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const scroll = useRef<HTMLDivElement>(null);
  const names = 132;
  const whole = Math.max(width, life.length * (width < 480 ? 34 : 50) + 36 + names);
  const frame = frameOf(life, { width: whole, height, right: whole - names });
  useLayoutEffect(() => {
    // The latest periods are what is asked for; earlier ones are a swipe away.
    if (scroll.current !== null) scroll.current.scrollLeft = whole - width;
  }, [whole, width]);
  return (
    <div ref={ref} className={styles["frame"]} style={{ minHeight: height + 24 }}>
      {width > 0 && (
        <div ref={scroll} className={styles["scroll"]}>
          <div style={{ width: whole }}>
            {whole > width && <StayingAxis frame={frame} />}
            <Drawn life={life} stage={stage} frame={frame} />
          </div>
        </div>
      )}
    </div>
  );
}

function Drawn({
  life,
  stage,
  frame,
}: {
  readonly life: readonly LifePeriod[];
  readonly stage: string | null;
  readonly frame: Frame;
}): ReactNode {
  const id = useId();
  const { cut } = useSetting();
  const periods = life.map(({ period }, index): ChartPeriod => ({
    key: period.start,
    ...tickText(period, index === 0),
    complete: period.complete,
  }));
  const series = useSeries(life, stage);
  const last = life.at(-1);
  return (
    <ChartCursor
      label="New, retained, come back and gone quiet, by period"
      summary={`${life.length} periods. ${last === undefined ? "" : `${periodName(last.period, cut)}: ${statuses.map((each) => `${statusName(each)} ${count(last.numbers[each])}`).join(", ")}.`}`}
      periods={periods}
      series={series}
      frame={frame}
    >
      {(cursor) => (
        <svg width={frame.width} height={frame.height} aria-hidden data-plot className={styles["plot"]}>
          <Patterns id={id} />
          <Grounds life={life} frame={frame} marked={cursor?.column ?? null} />
          {frame.ticks.map((value) => (
            <g key={value}>
              <line
                x1={frame.left}
                x2={frame.right}
                y1={frame.y(value)}
                y2={frame.y(value)}
                className={styles["grid"]}
              />
              <text x={frame.left - 8} y={frame.y(value) + 4} textAnchor="end">
                {count(value)}
              </text>
            </g>
          ))}
          {life.map((each, index) => (
            <Column key={each.period.start} life={each} x={frame.x(index)} frame={frame} id={id} />
          ))}
          <line x1={frame.left} x2={frame.right} y1={frame.y(0)} y2={frame.y(0)} className={styles["base"]} />
          {periods.map((period, index) => (
            <text
              key={period.key}
              x={frame.x(index)}
              y={frame.bottom + 17}
              textAnchor="middle"
              className={index === life.length - 1 ? styles["now"] : undefined}
            >
              {period.label}
              {period.year !== null && (
                <tspan x={frame.x(index)} dy={14} className={styles["year"]}>
                  {period.year}
                </tspan>
              )}
            </text>
          ))}
          {last !== undefined && <Names life={last} frame={frame} id={id} />}
        </svg>
      )}
    </ChartCursor>
  );
}

/** The band of what has not ended, of what lies before history, and of the column that is read. */
function Grounds({
  life,
  frame,
  marked,
}: {
  readonly life: readonly LifePeriod[];
  readonly frame: Frame;
  readonly marked: number | null;
}): ReactNode {
  const band = (column: number, columns: number): ReactNode => (
    <rect
      x={frame.x(column) - frame.step / 2}
      width={frame.step * columns}
      y={frame.top}
      height={frame.bottom - frame.top}
      className={styles["band"]}
    />
  );
  const open = life.findIndex((each) => !each.period.complete);
  const before = life.findLastIndex((each) => !each.known) + 1;
  return (
    <>
      {before > 0 && (
        <>
          {band(0, before)}
          <text x={frame.left + 4} y={frame.top - 8}>
            history starts here
          </text>
        </>
      )}
      {open >= 0 && (
        <>
          {band(open, 1)}
          <text x={frame.x(open)} y={frame.top - 8} textAnchor="middle">
            so far
          </text>
        </>
      )}
      {marked !== null && (
        <line x1={frame.x(marked)} x2={frame.x(marked)} y1={frame.top} y2={frame.bottom} className={styles["cursor"]} />
      )}
    </>
  );
}

function Column({
  life,
  x,
  frame,
  id,
}: {
  readonly life: LifePeriod;
  readonly x: number;
  readonly frame: Frame;
  readonly id: string;
}): ReactNode {
  const half = Math.min(19, frame.step * 0.36);
  return (
    <>
      {placesOf(life).map(({ status, low, high }) => {
        const top = frame.y(high);
        const size = frame.y(low) - top;
        if (size <= 0) return null;
        const open = !life.period.complete;
        // A gap of a pixel keeps neighbours apart, also in grey.
        const gap = size > 3 ? 0.75 : 0;
        return (
          <g key={status} className={styles[status]}>
            <rect
              x={x - half + (open ? 0.75 : 0)}
              width={half * 2 - (open ? 1.5 : 0)}
              y={top + gap}
              height={Math.max(1, size - gap * 2)}
              fill={open ? "none" : status === "retained" ? "currentColor" : `url(#${id}-${status})`}
              stroke={open ? "currentColor" : "none"}
              strokeWidth={1.5}
            />
          </g>
        );
      })}
    </>
  );
}

function Names({
  life,
  frame,
  id,
}: {
  readonly life: LifePeriod;
  readonly frame: Frame;
  readonly id: string;
}): ReactNode {
  const places = placesOf(life);
  const at = placedLabels(
    places.map(({ low, high }) => frame.y((low + high) / 2)),
    { gap: 18, low: frame.top, high: frame.bottom - 4 },
  );
  return places.map(({ status }, index) => {
    const y = at[index]?.at ?? 0;
    return (
      <g key={status} className={styles[status]}>
        <rect
          x={frame.right + 8}
          y={y - 5}
          width={10}
          height={10}
          rx={2}
          fill={status === "retained" ? "currentColor" : `url(#${id}-${status})`}
        />
        <text x={frame.right + 24} y={y + 4.5} className={styles["name"]}>
          {status === "dormant" && !life.period.complete ? "not seen yet" : statusName(status)}
          <tspan dx={5} className={styles["value"]}>
            {count(life.numbers[status])}
          </tspan>
        </text>
      </g>
    );
  });
}

function useSeries(life: readonly LifePeriod[], stage: string | null): readonly ChartSeries[] {
  const setting = useSetting();
  const { hrefOf } = useList();
  return statuses.map((status) => ({
    key: status,
    name: statusName(status),
    colours: { mark: "", ink: "" },
    end: "",
    points: life.map((each): ChartPoint | null => {
      const value = each.numbers[status];
      const place = placesOf(each).find((one) => one.status === status);
      if (value === null || place === undefined) return null;
      const cell = {
        ...cellWhen(windowOf(each.period, setting.cut), setting),
        ...(stage === null ? {} : { stage }),
        status,
      };
      const doubt = each.known ? "" : ", history starts here";
      return {
        value: (place.low + place.high) / 2,
        words: `${periodName(each.period, setting.cut)}${each.period.complete ? "" : " so far"}, ${statusName(status)} ${count(value)}${doubt}`,
        href: value === 0 ? null : hrefOf(cell),
      };
    }),
  }));
}

/** Where each status lies in a period's column. */
function placesOf(
  life: LifePeriod,
): readonly { readonly status: Status; readonly low: number; readonly high: number }[] {
  let at = 0;
  return statuses.map((status) => {
    const value = life.numbers[status] ?? 0;
    if (status === "dormant") return { status, low: -value, high: 0 };
    at += value;
    return { status, low: at - value, high: at };
  });
}

function frameOf(
  life: readonly LifePeriod[],
  { width, height, right }: { readonly width: number; readonly height: number; readonly right: number },
): Frame {
  const highest = Math.max(1, ...life.map((each) => each.active));
  const lowest = Math.min(0, ...life.map((each) => -(each.numbers.dormant ?? 0)));
  const [low = lowest, high = highest] = scaleLinear([lowest, highest], [0, 1]).nice(6).domain();
  return columnFrame({
    columns: life.length,
    width,
    height,
    left: 36,
    right,
    top: 26,
    bottom: height - 40,
    low,
    high,
    ticks: 6,
  });
}
