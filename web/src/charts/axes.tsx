import type { ReactNode } from "react";
import { Annotations } from "./annotations.tsx";
import styles from "./chart.module.css";
import type { Frame } from "./frame.ts";
import type { Annotation, ChartPeriod } from "./series.ts";

interface AxesProps {
  readonly periods: readonly ChartPeriod[];
  readonly tick: (value: number, isTop: boolean) => string;
  readonly annotations?: readonly Annotation[];
  readonly before?: number;
  readonly frame: Frame;
  /** The column that the cursor is in. */
  readonly marked: number | null;
}

/** Grid, axis words, the band of what has not ended, and annotations. */
export function Axes({ periods, tick, annotations = [], before = 0, frame, marked }: AxesProps): ReactNode {
  const open = periods.at(-1)?.complete === false;
  return (
    <>
      {open && (
        <>
          <rect
            x={frame.bandLeft}
            y={frame.top}
            width={frame.bandRight - frame.bandLeft}
            height={frame.bottom - frame.top}
            className={styles["band"]}
          />
          <text x={(frame.bandLeft + frame.bandRight) / 2} y={frame.top - 8} textAnchor="middle">
            so far
          </text>
        </>
      )}
      {before > 0 && <Before frame={frame} columns={before} />}
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
            {tick(value, index === frame.ticks.length - 1)}
          </text>
        </g>
      ))}
      {marked !== null && (
        <line x1={frame.x(marked)} x2={frame.x(marked)} y1={frame.top} y2={frame.bottom} className={styles["cursor"]} />
      )}
      {labelled(periods, frame).map((index) => (
        <text
          key={periods[index]?.key}
          x={frame.x(index)}
          y={frame.bottom + 17}
          textAnchor="middle"
          className={index === periods.length - 1 ? styles["now"] : undefined}
        >
          {periods[index]?.label}
          {yearAt(periods, frame, index) !== null && (
            <tspan x={frame.x(index)} dy={14} className={styles["year"]}>
              {yearAt(periods, frame, index)}
            </tspan>
          )}
        </text>
      ))}
      <Annotations
        annotations={annotations}
        frame={frame}
        columns={periods.length}
        taken={[
          ...(open ? [aroundText((frame.bandLeft + frame.bandRight) / 2, "so far")] : []),
          ...(before > 0 ? [[frame.left, frame.left + 116] as const] : []),
        ]}
      />
    </>
  );
}

function aroundText(middle: number, text: string): readonly [number, number] {
  const half = text.length * 3.4;
  return [middle - half, middle + half];
}

function Before({ frame, columns }: { readonly frame: Frame; readonly columns: number }): ReactNode {
  const right = frame.x(columns - 1) + frame.step / 2;
  return (
    <>
      <rect
        x={frame.left}
        y={frame.top}
        width={right - frame.left}
        height={frame.bottom - frame.top}
        className={styles["band"]}
      />
      <text x={frame.left + 4} y={frame.top - 8}>
        not enough history
      </text>
    </>
  );
}

/** The columns that have a label: as many as there is room for, counted back from the last. */
export function labelled(periods: readonly ChartPeriod[], frame: Pick<Frame, "step">): readonly number[] {
  const widest = Math.max(1, ...periods.map((each) => each.label.length)) * 7 + 10;
  const every = [1, 2, 3, 6, 7, 14, 28, 30, 60, 90].find((each) => each * frame.step >= widest) ?? 120;
  return periods.flatMap((_, index) => ((periods.length - 1 - index) % every === 0 ? [index] : []));
}

// Where the period that begins a year has no label of its own, the first label after it says the year.
function yearAt(periods: readonly ChartPeriod[], frame: Frame, index: number): string | null {
  const all = labelled(periods, frame);
  const before = all[all.indexOf(index) - 1] ?? -1;
  const year = periods.slice(before + 1, index + 1).findLast((each) => each.year !== null)?.year ?? null;
  // Two years side by side would run into each other: the later one says enough.
  const next = all[all.indexOf(index) + 1];
  const crowded = next !== undefined && (periods[next]?.year ?? null) !== null && frame.x(next) - frame.x(index) < 36;
  return crowded ? null : year;
}
