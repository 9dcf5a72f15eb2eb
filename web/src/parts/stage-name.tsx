import type { ReactNode } from "react";
import { stageName } from "../words/names.ts";
import styles from "./stage-name.module.css";

/** A stage's name with its colour before it. */
export function StageName({ stage, colour }: { readonly stage: string | null; readonly colour: string }): ReactNode {
  return (
    <span className={styles["stage"]}>
      <span className={styles["key"]} style={{ background: colour }} aria-hidden />
      {stageName(stage)}
    </span>
  );
}
