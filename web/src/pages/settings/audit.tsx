import type { ReactNode } from "react";
import { Panel } from "../../parts/panel.tsx";
import styles from "./settings.module.css";

/** Where it is written who changed or took along what. */
export function Audit(): ReactNode {
  return (
    <Panel
      title="Every change and every export is written down"
      caption="With when, who, from where, what and how it ended."
    >
      <p className={styles["text"]}>
        One line each, in <code>.smac/audit.jsonl</code> of the project's folder, which only its owner can read. Secrets
        are never in it.
      </p>
    </Panel>
  );
}
