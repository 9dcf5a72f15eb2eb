import type { ReactNode } from "react";
import { PageLink } from "../parts/page-link.tsx";
import styles from "./nothing.module.css";

/** What a project shows before anything was read. */
export function Nothing({ project }: { readonly project: string }): ReactNode {
  return (
    <div className={styles["cards"]}>
      <h1 className={styles["title"]}>Nothing was read into {project} yet</h1>
      <section className={styles["card"]}>
        <h2>Read what the project names</h2>
        <p>Its files and connected systems, as smac.yml says.</p>
        <PageLink
          to="/sources"
          className={styles["button"]}
          otherwise={<code className={styles["code"]}>smac import</code>}
        >
          Show the sources
        </PageLink>
      </section>
      <section className={styles["card"]}>
        <h2>Bring a file</h2>
        <p>
          CSV, Excel, Parquet, JSON lines or SQLite: what its columns mean is guessed, and you say whether it is right.
        </p>
        <PageLink
          to="/import"
          className={styles["button"]}
          otherwise={<code className={styles["code"]}>smac init</code>}
        >
          Choose a file
        </PageLink>
      </section>
      <p className={styles["note"]}>
        A generated company to look around in: <code>smac demo</code>, then <code>smac serve</code> in its folder.
      </p>
    </div>
  );
}
