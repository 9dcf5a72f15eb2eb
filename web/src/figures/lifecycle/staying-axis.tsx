import type { ReactNode } from "react";
import type { Frame } from "../../charts/frame.ts";
import { count } from "../../words/numbers.ts";
import styles from "./life-chart.module.css";

/** The numbers of the axis once more, over the columns that are swiped under them. */
export function StayingAxis({ frame }: { readonly frame: Frame }): ReactNode {
  return (
    <div className={styles["staying"]}>
      <svg width={frame.left} height={frame.bottom + 8} aria-hidden className={styles["plot"]}>
        <rect width={frame.left} height={frame.bottom + 8} className={styles["ground"]} />
        {frame.ticks.map((value) => (
          <text key={value} x={frame.left - 8} y={frame.y(value) + 4} textAnchor="end">
            {count(value)}
          </text>
        ))}
      </svg>
    </div>
  );
}
