import type { ReactNode } from "react";
import { directionOf, signedCount, signedPoints } from "../words/numbers.ts";
import styles from "./change.module.css";

/** A change with its shape and sign; in colour only where it matters. */
export function Change({
  value,
  unit,
  matters,
  strong = false,
}: {
  readonly value: number;
  /** Points of a rate, or clusters. */
  readonly unit: "pts" | "clusters" | "none";
  readonly matters: boolean;
  readonly strong?: boolean;
}): ReactNode {
  const direction = directionOf(value);
  const text = unit === "clusters" ? signedCount(value) : signedPoints(value);
  return (
    <span
      className={styles["change"]}
      data-direction={matters ? direction : undefined}
      data-strong={strong ? "" : undefined}
    >
      {direction !== "flat" && (
        <span aria-hidden className={styles["shape"]}>
          {direction === "up" ? "▲" : "▼"}
        </span>
      )}
      {text}
      {unit === "pts" && "\u00a0pts"}
    </span>
  );
}
