import type { ReactNode } from "react";
import type { DefinitionAbout } from "../../api/schema.ts";
import { useSetting } from "../../data/setting.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import table from "../../parts/data-table.module.css";
import { NumberLink } from "../../parts/number-link.tsx";
import { Panel } from "../../parts/panel.tsx";
import type { Cell } from "../../url/cell.ts";
import { stageName } from "../../words/names.ts";
import type { Difference } from "./diff.tsx";
import styles from "./diff.module.css";

type Row = Difference["rows"][number];

/** How many clusters each of two definitions counts, how many both, and how many one alone. */
export function DiffNumbers({
  difference,
  a,
  b,
}: {
  readonly difference: Difference;
  readonly a: DefinitionAbout;
  readonly b: DefinitionAbout;
}): ReactNode {
  return (
    <Panel
      title="How many each counts"
      caption="Every number opens its list. The bar shows how the clusters of either are shared out."
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="How many each counts">
        <table className={table["table"]} data-cards>
          <caption className="aloud">
            Clusters counted by {a.name} (A) and {b.name} (B)
          </caption>
          <thead>
            <tr>
              <th scope="col">Clusters</th>
              <th scope="col" className={table["end"]}>
                A
              </th>
              <th scope="col" className={table["end"]}>
                B
              </th>
              <th scope="col" className={table["end"]}>
                <span className={`${styles["key"]} ${styles["only-a"]}`} aria-hidden />
                Only A
              </th>
              <th scope="col" className={table["end"]}>
                <span className={`${styles["key"]} ${styles["both"]}`} aria-hidden />
                Both
              </th>
              <th scope="col" className={table["end"]}>
                <span className={`${styles["key"]} ${styles["only-b"]}`} aria-hidden />
                Only B
              </th>
              <th scope="col">
                <span className="aloud">Shares</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {difference.rows.map((each) => (
              <Line key={each.stage ?? ""} row={each} a={a} b={b} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Line({
  row,
  a,
  b,
}: {
  readonly row: Row;
  readonly a: DefinitionAbout;
  readonly b: DefinitionAbout;
}): ReactNode {
  const setting = useSetting();
  const cell = (part: string): Cell => ({
    figure: "difference",
    ...cellWhen(setting.focus, setting),
    ...(row.stage === null ? {} : { stage: row.stage }),
    a: a.name,
    b: b.name,
    part,
  });
  const [knowsA, knowsB] = [a, b].map((each) => row.stage === null || each.choices?.stages === true);
  // A definition without stages has no number for one: that is not nobody.
  const number = (part: "a" | "b" | "only_a" | "both" | "only_b", known: boolean): ReactNode =>
    known ? <NumberLink count={row[part]} cell={cell(part)} /> : <span className={table["faint"]}>–</span>;
  const both = knowsA === true && knowsB === true;
  return (
    <tr>
      <th scope="row">{row.stage === null ? "All" : stageName(row.stage)}</th>
      <td className={table["end"]} data-label="A">
        {number("a", knowsA === true)}
      </td>
      <td className={table["end"]} data-label="B">
        {number("b", knowsB === true)}
      </td>
      <td className={table["end"]} data-label="only A">
        {number("only_a", both)}
      </td>
      <td className={table["end"]} data-label="both">
        {number("both", both)}
      </td>
      <td className={table["end"]} data-label="only B">
        {number("only_b", both)}
      </td>
      <td className={table["wide"]}>
        {both && (
          <div className={styles["bar"]} aria-hidden>
            {row.only_a > 0 && <span className={styles["only-a"]} style={{ flex: row.only_a }} />}
            {row.both > 0 && <span className={styles["both"]} style={{ flex: row.both }} />}
            {row.only_b > 0 && <span className={styles["only-b"]} style={{ flex: row.only_b }} />}
          </div>
        )}
      </td>
    </tr>
  );
}
