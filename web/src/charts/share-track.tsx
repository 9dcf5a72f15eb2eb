import type { ReactNode } from "react";
import styles from "./share-track.module.css";

/** A share as a bar of the whole: a tick above is the same share before, a bracket below where it may well lie. */
export function ShareTrack({
  share,
  before,
  interval,
  colour,
}: {
  readonly share: number;
  readonly before: number | null;
  readonly interval: readonly [number, number] | null;
  readonly colour: string;
}): ReactNode {
  const percent = (value: number): string => `${Math.min(1, Math.max(0, value)) * 100}%`;
  return (
    <div className={styles["track"]} aria-hidden>
      <div className={styles["empty"]}>
        <div className={styles["fill"]} style={{ width: percent(share), background: colour }} />
      </div>
      {before !== null && <div className={styles["tick"]} style={{ left: percent(before) }} />}
      {interval !== null && (
        <div
          className={styles["bracket"]}
          style={{ left: percent(interval[0]), width: percent(interval[1] - interval[0]) }}
        />
      )}
    </div>
  );
}
