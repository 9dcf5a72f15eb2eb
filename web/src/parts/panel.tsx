import { type ReactNode, useId } from "react";
import { Boundary } from "./boundary.tsx";
import styles from "./panel.module.css";

/** What a panel has around its content. */
export interface PanelProps {
  readonly title: ReactNode;
  /** What is drawn, in one line. */
  readonly caption?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of a page with a title: it fails alone. */
export function Panel({ title, caption, actions, className, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`${styles["panel"]} ${className ?? ""}`}>
      <header className={styles["head"]}>
        <div className={styles["words"]}>
          <h2 id={id} className={styles["title"]}>
            {title}
          </h2>
          {caption !== undefined && <p className={styles["caption"]}>{caption}</p>}
        </div>
        {actions !== undefined && (
          <div className={styles["actions"]} data-tools>
            {actions}
          </div>
        )}
      </header>
      <Boundary>{children}</Boundary>
    </section>
  );
}
