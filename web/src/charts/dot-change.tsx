import type { ReactNode } from "react";
import styles from "./dot-change.module.css";

/** A share before (ring) and now (dot) on one axis with a line between them. */
export function DotChange({
  before,
  now,
  from,
  to,
  falls,
}: {
  readonly before: number | null;
  readonly now: number;
  readonly from: number;
  readonly to: number;
  /** Whether the line is told in colour. */
  readonly falls: boolean;
}): ReactNode {
  const x = (value: number): string => `${to === from ? 50 : 4 + (92 * (value - from)) / (to - from)}%`;
  return (
    <svg className={styles["plot"]} width="100%" height="20" aria-hidden>
      <line x1="0" x2="100%" y1="10" y2="10" className={styles["base"]} />
      {before !== null && (
        <>
          <line x1={x(before)} x2={x(now)} y1="10" y2="10" className={falls ? styles["loss"] : styles["between"]} />
          <circle cx={x(before)} cy="10" r="4" className={styles["ring"]} />
        </>
      )}
      <circle cx={x(now)} cy="10" r="4.5" className={styles["dot"]} />
    </svg>
  );
}
