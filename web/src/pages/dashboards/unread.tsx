import type { ReactNode } from "react";
import type { Problem } from "../../api/schema.ts";
import { Panel } from "../../parts/panel.tsx";
import { sentenceOf } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./dashboards.module.css";

/** Files that are no dashboards, with what is wrong in which line. */
export function Unread({
  unread,
}: {
  readonly unread: readonly { readonly name: string; readonly problem: Problem }[];
}): ReactNode {
  return (
    <Panel
      title={`${countOf(unread.length, "file")} cannot be read`}
      caption="Nothing of them is lost: correct them where they are, and load this page again."
    >
      <ul className={styles["unread"]}>
        {unread.map(({ name, problem }) => (
          <li key={name}>
            {problemsOf(problem).map((each) => (
              <p key={`${each.at} ${each.detail}`}>
                <code>{each.at ?? `dashboards/${name}.yml`}</code> {sentenceOf(each.detail)}
                {each.hint !== undefined && <span className={styles["note"]}>{sentenceOf(each.hint)}</span>}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function problemsOf(problem: Problem): readonly Pick<Problem, "at" | "detail" | "hint">[] {
  return problem.errors ?? [problem];
}
