import type { ReactNode } from "react";
import { Link } from "wouter";
import type { DefinitionAbout } from "../../api/schema.ts";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { countOf } from "../../words/numbers.ts";
import { choiceLines } from "./choices.ts";
import styles from "./diff.module.css";

/** What two definitions choose, side by side; where they differ comes first. */
export function DiffParameters({ a, b }: { readonly a: DefinitionAbout; readonly b: DefinitionAbout }): ReactNode {
  const lines = linesOf(a, b);
  const differing = lines.filter((each) => each.differs);
  return (
    <Panel
      title={
        differing.length === 0 ? "They choose the same" : `They differ in ${countOf(differing.length, "parameter")}`
      }
      caption={
        differing.map((each) => each.label.toLowerCase()).join(", ") || "The same data are counted the same way."
      }
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Parameters side by side">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Parameters side by side</caption>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col" style={{ whiteSpace: "normal" }}>
                A <NameLink name={a.name} version={a.version} />
              </th>
              <th scope="col" style={{ whiteSpace: "normal" }}>
                B <NameLink name={b.name} version={b.version} />
              </th>
            </tr>
          </thead>
          <tbody>
            {lines
              .toSorted((one, other) => Number(other.differs) - Number(one.differs))
              .map((each) => (
                <tr key={each.key} className={each.differs ? styles["differs"] : styles["same"]}>
                  <th scope="row" className={`${table["wide"]} ${styles["label"]}`}>
                    {each.label}
                    {each.differs && <span className={styles["mark"]}> differs</span>}
                  </th>
                  <td data-label="A" className={table["wide"]}>
                    {each.a}
                  </td>
                  <td data-label="B" className={table["wide"]}>
                    {each.b}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function NameLink({ name, version }: { readonly name: string; readonly version: number }): ReactNode {
  const { hrefTo } = useAsked();
  return (
    <Link href={hrefTo(`/definitions/${encodeURIComponent(name)}`)}>
      {name}, version {version}
    </Link>
  );
}

interface Line {
  readonly key: string;
  readonly label: string;
  readonly a: string;
  readonly b: string;
  readonly differs: boolean;
}

function linesOf(a: DefinitionAbout, b: DefinitionAbout): readonly Line[] {
  const [ofA, ofB] = [a, b].map((each) => (each.choices === null ? [] : choiceLines(each.choices)));
  const keys = [...new Set([...(ofA ?? []), ...(ofB ?? [])].map((each) => each.key))];
  return keys.map((key) => {
    const one = ofA?.find((each) => each.key === key);
    const other = ofB?.find((each) => each.key === key);
    const [left, right] = [one?.value ?? "–", other?.value ?? "–"];
    return { key, label: one?.label ?? other?.label ?? key, a: left, b: right, differs: left !== right };
  });
}
