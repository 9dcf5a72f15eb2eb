import { Quote } from "lucide-react";
import { type ReactNode, use } from "react";
import { SettingContext } from "../data/setting.ts";
import { sentenceOf } from "../words/names.ts";
import styles from "./page-head.module.css";
import { PageLink } from "./page-link.tsx";

/** The top of a page: its answer in one sentence, what it is of, and what is counted where that matters. */
export function PageHead({
  title,
  lede,
  actions,
  definition = false,
}: {
  readonly title: ReactNode;
  readonly lede?: ReactNode;
  readonly actions?: ReactNode;
  /** Whether the definition's sentence stands under it. */
  readonly definition?: boolean;
}): ReactNode {
  return (
    <header className={styles["head"]}>
      <div className={styles["line"]}>
        <h1 className={styles["title"]}>{title}</h1>
        {actions !== undefined && <div className={styles["actions"]}>{actions}</div>}
      </div>
      {lede !== undefined && <p className={styles["lede"]}>{lede}</p>}
      {definition && <Counted />}
    </header>
  );
}

function Counted(): ReactNode {
  const setting = use(SettingContext);
  if (setting === null) return null;
  const { definition } = setting;
  const rest = `/${encodeURIComponent(definition.name)}`;
  return (
    <p className={styles["definition"]}>
      <Quote size={13} strokeWidth={1.75} aria-hidden className={styles["quote"]} />
      <span>
        {sentenceOf(definition.sentence ?? definition.name)}{" "}
        <PageLink to="/definitions" rest={rest}>
          {definition.name}, version {definition.version}
        </PageLink>
      </span>
    </p>
  );
}
