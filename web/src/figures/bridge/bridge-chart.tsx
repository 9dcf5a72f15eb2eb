import { type ReactNode, useId } from "react";
import { ChartCursor } from "../../charts/chart-cursor.tsx";
import { columnFrame } from "../../charts/column-frame.ts";
import type { Frame } from "../../charts/frame.ts";
import type { ChartPeriod, ChartPoint } from "../../charts/series.ts";
import { useWidth } from "../../charts/use-width.ts";
import { useSetting } from "../../data/setting.ts";
import type { Window } from "../../data/windows.ts";
import type { Cell } from "../../url/cell.ts";
import { useList } from "../../url/use-asked.ts";
import { count, countOf, signedCount, signedPoints } from "../../words/numbers.ts";
import type { ShownChange } from "./change.ts";
import styles from "./bridge-chart.module.css";
import { sideNames } from "./words.ts";

interface Step {
  readonly key: string;
  readonly lines: readonly string[];
  readonly low: number;
  readonly high: number;
  /** Where the connector to the next step is. */
  readonly end: number;
  readonly text: string;
  readonly kind: "total" | "open" | "down" | "up" | "flat";
  readonly point: ChartPoint;
}

/** The bridge: the level before, a step for each part, the level after. */
export function BridgeChart({
  change,
  windows,
  height = 316,
}: {
  readonly change: ShownChange;
  readonly windows: readonly [Window, Window];
  readonly height?: number;
}): ReactNode {
  const [ref, width] = useWidth<HTMLDivElement>();
  const { cut, focus } = useSetting();
  const { hrefOf } = useList();
  const steps = stepsOf(change, {
    names: sideNames(windows, cut),
    hrefOf,
    open: !focus.complete,
  });
  const { low, high } = axisOf(steps);
  const frame = columnFrame({
    columns: steps.length,
    width,
    height,
    left: 44,
    right: width - 4,
    top: 26,
    bottom: height - (focus.complete ? 44 : 59),
    low,
    high,
  });
  const periods: readonly ChartPeriod[] = steps.map((step) => ({
    key: step.key,
    label: step.lines.join(" "),
    year: null,
    complete: true,
  }));
  const series = [
    { key: "bridge", name: "Bridge", colours: { mark: "", ink: "" }, points: steps.map((each) => each.point), end: "" },
  ];
  return (
    <div ref={ref} style={{ minHeight: height + 24 }}>
      {width > 160 && (
        <ChartCursor
          label="The bridge from one number to the other"
          summary={`${steps.map((step) => step.point.words).join(". ")}.`}
          periods={periods}
          series={series}
          frame={frame}
        >
          {(cursor) => (
            <svg width={width} height={height} aria-hidden data-plot className={styles["plot"]}>
              <Axis frame={frame} low={low} rate={change.measure === "rate"} />
              {cursor !== null && (
                <rect
                  x={frame.x(cursor.column) - frame.step / 2}
                  width={frame.step}
                  y={frame.top}
                  height={frame.bottom - frame.top}
                  className={styles["column"]}
                />
              )}
              {steps.map((step, index) => (
                <StepMark
                  key={step.key}
                  step={step}
                  index={index}
                  frame={frame}
                  cutOff={low > 0}
                  last={index === steps.length - 1}
                />
              ))}
            </svg>
          )}
        </ChartCursor>
      )}
    </div>
  );
}

function StepMark({
  step,
  index,
  frame,
  cutOff,
  last,
}: {
  readonly step: Step;
  readonly index: number;
  readonly frame: Frame;
  readonly cutOff: boolean;
  readonly last: boolean;
}): ReactNode {
  const id = useId();
  const half = Math.min(36, frame.step * 0.34);
  const x = frame.x(index);
  const open = step.kind === "open";
  const total = step.kind === "total" || open;
  const top = frame.y(step.high);
  const size = Math.max(2, (total ? frame.bottom : frame.y(step.low)) - top);
  return (
    <g className={styles[step.kind]}>
      {total && cutOff && (
        <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0.55" className={styles["solid"]} />
          <stop offset="1" className={styles["gone"]} />
        </linearGradient>
      )}
      <rect
        x={x - half}
        width={half * 2}
        y={top}
        height={size}
        rx={2}
        fill={open ? "none" : total && cutOff ? `url(#${id})` : "currentColor"}
        stroke={open ? "currentColor" : "none"}
        strokeWidth={1.5}
      />
      {!last && (
        <line
          x1={x + half}
          x2={frame.x(index + 1) - half}
          y1={frame.y(step.end)}
          y2={frame.y(step.end)}
          className={styles["connector"]}
        />
      )}
      <text x={x} y={top - 7} textAnchor="middle" className={styles["value"]}>
        {step.text}
      </text>
      {step.lines.map((line, row) => (
        <text
          key={line}
          x={x}
          y={frame.bottom + 18 + row * 15}
          textAnchor="middle"
          className={row === 0 ? styles["name"] : undefined}
        >
          {line}
        </text>
      ))}
    </g>
  );
}

function Axis({
  frame,
  low,
  rate,
}: {
  readonly frame: Frame;
  readonly low: number;
  readonly rate: boolean;
}): ReactNode {
  return (
    <>
      {frame.ticks.map((value, index) => (
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
            {rate && index === frame.ticks.length - 1 ? "%" : ""}
          </text>
        </g>
      ))}
      {low > 0 && (
        <text x={frame.left} y={frame.top - 10}>
          axis from {count(low)}
          {rate ? "%" : ""}
        </text>
      )}
    </>
  );
}

function stepsOf(
  change: ShownChange,
  {
    names,
    hrefOf,
    open,
  }: { readonly names: readonly [string, string]; readonly hrefOf: (cell: Cell) => string; readonly open: boolean },
): readonly Step[] {
  const rate = change.measure === "rate";
  const unit = rate ? " points" : "";
  const level = (value: number): string => (rate ? `${value.toFixed(1)}%` : count(value));
  const total = (key: string, name: string, value: number, side: ShownChange["before"]): Step => ({
    key,
    lines: [name, `${count(side.active)} of ${count(side.of)}`],
    low: 0,
    high: value,
    end: value,
    text: level(value),
    kind: "total",
    point: { value, words: `${name}, ${level(value)}, ${count(side.active)} of ${count(side.of)}`, href: null },
  });
  let at = change.from;
  const parts = change.parts.map((part): Step => {
    const start = at;
    at += part.value;
    const text = rate ? signedPoints(part.value) : signedCount(part.value);
    const touched = part.down + part.up;
    return {
      key: part.part,
      lines:
        part.name === "Entry and exit" ? ["Entry, exit"] : part.name === "Restated data" ? ["Restated"] : [part.name],
      low: Math.min(start, at),
      high: Math.max(start, at),
      end: at,
      text,
      kind: part.value === 0 ? "flat" : part.value < 0 ? "down" : "up",
      point: {
        value: (start + at) / 2,
        words: `${part.name}, ${text}${unit}, ${touched === 0 ? "nobody" : `${countOf(touched, "cluster")}: ${part.down} take from it, ${part.up} add to it`}`,
        href: touched === 0 ? null : hrefOf(part.cell),
      },
    };
  });
  return [
    total("before", names[0], change.from, change.before),
    ...parts,
    openedIf(open, total("after", names[1], change.to, change.after)),
  ];
}

/** What has not ended is drawn hollow, and says so. */
function openedIf(open: boolean, step: Step): Step {
  if (!open) return step;
  const [name = "", ...lines] = step.lines;
  return {
    ...step,
    kind: "open",
    lines: [name, "so far", ...lines],
    point: { ...step.point, words: `${step.point.words}, so far` },
  };
}

/** From zero, unless the steps would be too small to be seen: then from below them, which the chart says. */
function axisOf(steps: readonly Step[]): { readonly low: number; readonly high: number } {
  const highest = Math.max(1, ...steps.map((each) => each.high));
  const lowest = Math.min(...steps.map((each) => (each.low === 0 ? each.high : each.low)));
  const range = highest - lowest;
  if (range > highest * 0.12) return { low: 0, high: highest * 1.04 };
  const room = Math.max(range, highest * 0.01);
  const low = Math.max(0, Math.floor(lowest - room));
  return { low, high: highest + room * 0.2 };
}
