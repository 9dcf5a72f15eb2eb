import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "../api/schema.ts";
import styles from "./states.module.css";

/** What is wrong, in the words of the API, with its code and what to do next. */
export function Trouble({
  problem,
  retry,
}: {
  readonly problem: Problem;
  readonly retry?: (() => void) | undefined;
}): ReactNode {
  return (
    <div className={styles["trouble"]} role="alert">
      <TriangleAlert size={16} strokeWidth={1.75} aria-hidden />
      <div className={styles["words"]}>
        <p>{sentence(problem.detail)}</p>
        {problem.hint !== undefined && <p className={styles["hint"]}>{sentence(problem.hint)}</p>}
        <div className={styles["next"]}>
          {retry !== undefined && (
            <button type="button" className={styles["button"]} onClick={retry}>
              Try again
            </button>
          )}
          <details className={styles["details"]}>
            <summary>Details</summary>
            <code>{problem.code}</code>
            {problem.errors?.slice(1).map((each) => (
              <p key={each.detail}>{each.detail}</p>
            ))}
          </details>
        </div>
      </div>
    </div>
  );
}

function sentence(text: string): string {
  const line = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
