import type { ReactNode } from "react";
import styles from "./chart.module.css";
import type { Frame } from "./frame.ts";
import { placedNotes, type Stretch } from "./notes.ts";
import type { Annotation, ChartTarget } from "./series.ts";

/** What happened on days of a chart, as quiet lines with their words above the plot. */
export function Annotations({
  annotations,
  frame,
  columns,
  taken,
}: {
  readonly annotations: readonly Annotation[];
  readonly frame: Frame;
  readonly columns: number;
  /** What stands above the plot already. */
  readonly taken: readonly Stretch[];
}): ReactNode {
  return placedNotes(annotations, frame, { last: columns - 1, taken }).map((each) => (
    <g key={each.x} className={styles["annotation"]}>
      <title>{each.words}</title>
      <line x1={each.x} x2={each.x} y1={frame.top - (each.text === null ? 8 : 4)} y2={frame.bottom} />
      {each.text === null ? (
        <circle cx={each.x} cy={frame.top - 10} r={2.5} />
      ) : (
        <text x={each.textX} y={frame.top - 8} textAnchor={each.anchor}>
          {each.text}
        </text>
      )}
    </g>
  ));
}

/** What numbers should come to, as lines across the plot; their words stand among the names at its right. */
export function Targets({
  targets,
  frame,
}: {
  readonly targets: readonly ChartTarget[];
  readonly frame: Frame;
}): ReactNode {
  return targets.map(({ value, words, colour }) => (
    <line
      key={words}
      x1={frame.left}
      x2={frame.right}
      y1={frame.y(value)}
      y2={frame.y(value)}
      className={styles["target"]}
      style={{ color: colour ?? "var(--text-2)" }}
    />
  ));
}
