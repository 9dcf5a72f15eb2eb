import { type ReactNode, use, useState } from "react";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { SettingContext } from "../../data/setting.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { Panel } from "../../parts/panel.tsx";
import { sentenceOf } from "../../words/names.ts";
import { countOf } from "../../words/numbers.ts";
import styles from "./definitions.module.css";

/** The statements behind a report of a definition, with the values they are given. */
export function Statements({ definition }: { readonly definition: DefinitionAbout }): ReactNode {
  const setting = use(SettingContext);
  const asking = useAnswer(
    "/api/v1/sql",
    { definition: definition.name, ...(setting?.base.now === undefined ? {} : { now: setting.base.now }) },
    { when: definition.choices !== null },
  );
  const statements = asking.data?.statements ?? [];
  const text = statements.map((each) => `${each.sql};\n-- values: ${JSON.stringify(each.values)}`).join("\n\n");
  return (
    <Panel
      title={
        asking.data === null
          ? "The statements behind a report"
          : `${countOf(statements.length, "statement")} behind a report`
      }
      caption="In the order they run. Each ? is a value given beside the statement, so that no text of yours becomes part of it."
      actions={statements.length > 0 && <Copy text={text} />}
    >
      {definition.choices === null ? (
        <Empty>
          <p>{sentenceOf(definition.why ?? "There are none for this project")}</p>
        </Empty>
      ) : (
        <Answer asking={asking} height={360}>
          {() => (
            <ol className={styles["statements"]}>
              {statements.map((each, index) => (
                <li key={each.sql} className={styles["statement"]}>
                  <h3>
                    {index + 1} of {statements.length}
                  </h3>
                  <pre className={styles["code"]} tabIndex={0} aria-label={`Statement ${index + 1}`}>
                    <code>{each.sql}</code>
                  </pre>
                  {each.values.length > 0 && (
                    <p className={styles["values"]}>Values: {each.values.map((value) => String(value)).join(", ")}</p>
                  )}
                </li>
              ))}
            </ol>
          )}
        </Answer>
      )}
    </Panel>
  );
}

function Copy({ text }: { readonly text: string }): ReactNode {
  const [said, setSaid] = useState("Copy all");
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("Not allowed here"),
    );
  };
  return (
    <button type="button" className={styles["button"]} aria-live="polite" onClick={copy}>
      {said}
    </button>
  );
}
