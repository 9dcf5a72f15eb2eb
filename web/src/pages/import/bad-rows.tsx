import type { ReactNode } from "react";
import type { Mapping, UploadLook } from "../../api/schema.ts";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { sentenceOf } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";
import styles from "./import.module.css";

/** The rows that cannot be read, each with its line and why, and whether they are left out. Nothing where there are none. */
export function BadRows({
  look,
  mapping,
  correct,
}: {
  readonly look: UploadLook;
  readonly mapping: Mapping;
  readonly correct: (mapping: Mapping) => void;
}): ReactNode {
  const { bad_rows: bad } = look;
  if (bad.count === 0) return null;
  const isMore = mapping.as === "more";
  return (
    <Panel
      title={`${countOf(bad.count, "row")} cannot be read`}
      caption="Mend them in the file and send it again, or leave them out."
    >
      {isMore ? (
        <p className={styles["hint"]}>
          Whether bad rows are left out is what smac.yml says of {mapping.source}: bad_rows: skip.
        </p>
      ) : (
        <label className={styles["check"]}>
          <input
            type="checkbox"
            checked={mapping.bad_rows === "skip"}
            onChange={(event) => correct({ ...mapping, bad_rows: event.target.checked ? "skip" : "fail" })}
          />
          Leave them out and import the rest
        </label>
      )}
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Rows that cannot be read">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Rows that cannot be read</caption>
          <thead>
            <tr>
              <th scope="col" className={table["end"]}>
                Line
              </th>
              <th scope="col">Why</th>
              <th scope="col">The row</th>
            </tr>
          </thead>
          <tbody>
            {bad.first.map((each) => (
              <tr key={`${each.line} ${each.column} ${each.why}`}>
                <td className={table["end"]} data-label="line">
                  {count(each.line)}
                </td>
                <td className={table["wide"]}>{sentenceOf(each.why)}</td>
                <td className={`${table["wide"]} ${styles["raw"]}`}>{each.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {bad.count > bad.first.length && <p className={styles["hint"]}>The first {count(bad.first.length)} of them.</p>}
    </Panel>
  );
}
