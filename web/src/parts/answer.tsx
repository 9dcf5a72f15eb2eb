import { type CSSProperties, type ReactNode, useEffect, useState } from "react";
import type { Asking } from "../api/use-answer.ts";
import styles from "./states.module.css";
import { Trouble } from "./trouble.tsx";

/** What is shown of a question, whatever its state. */
export interface AnswerProps<T> {
  readonly asking: Asking<T>;
  /** The height its content will have, so that nothing moves when it comes. */
  readonly height: number;
  /** The same on a phone, where it differs. */
  readonly phoneHeight?: number;
  readonly children: (data: T) => ReactNode;
}

/**
 * Shows an answer once it is there; before, a quiet place of the same height; what is wrong in its stead.
 * An earlier answer stays, dimmed, while the next is on its way; after a second there is a way to cancel.
 */
export function Answer<T>({ asking, height, phoneHeight = height, children }: AnswerProps<T>): ReactNode {
  const slow = useElapsed(asking.waiting);
  const place = { "--height": `${height}px`, "--phone-height": `${phoneHeight}px` } as CSSProperties;
  if (asking.problem !== null && !asking.waiting)
    return (
      <div className={styles["place"]} style={place}>
        <Trouble problem={asking.problem} retry={asking.retry} />
      </div>
    );
  const notice = noticeOf(asking, slow);
  if (asking.data === null)
    return (
      <div className={styles["place"]} style={place} aria-busy={asking.waiting}>
        {notice ?? <div className={styles["skeleton"]} />}
      </div>
    );
  const dim = asking.earlier && asking.waiting && slow > 0.3;
  return (
    <div className={styles["answer"]} aria-busy={asking.waiting} data-dim={dim ? "" : undefined}>
      {dim && <div className={styles["progress"]} />}
      {children(asking.data)}
      {notice}
    </div>
  );
}

function noticeOf(asking: Asking<unknown>, slow: number): ReactNode {
  if (asking.cancelled)
    return (
      <p className={styles["notice"]} role="status">
        Cancelled.{" "}
        <button type="button" className={styles["button"]} onClick={asking.retry}>
          Compute it
        </button>
      </p>
    );
  if (slow < 1) return null;
  return (
    <p className={styles["notice"]} role="status">
      Still computing, {Math.floor(slow)} s.{" "}
      <button type="button" className={styles["button"]} onClick={asking.cancel}>
        Cancel
      </button>
    </p>
  );
}

/** For how many seconds something has been going on; 0 while it is not. */
function useElapsed(going: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!going) return;
    const begun = performance.now();
    const timer = setInterval(() => setSeconds((performance.now() - begun) / 1000), 350);
    return () => clearInterval(timer);
  }, [going]);
  return seconds;
}

/** What stands where there is nothing to show: why, and what to do. */
export function Empty({ children, height = 0 }: { readonly children: ReactNode; readonly height?: number }): ReactNode {
  return (
    <div className={styles["place"]} style={{ minHeight: height }}>
      <div className={styles["empty"]}>{children}</div>
    </div>
  );
}
