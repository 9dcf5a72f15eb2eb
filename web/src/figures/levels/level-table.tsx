import type { ReactNode } from "react";
import { NumberLink } from "../../parts/number-link.tsx";
import tableStyles from "../../parts/number-table.module.css";
import type { Cell } from "../../url/cell.ts";
import { rateText } from "../../words/numbers.ts";
import type { Cuts } from "./curve.ts";

const names = ["dormant", "light", "regular", "power"];

/** The columns as a table: the days that occur. */
export function LevelTable({
  columns,
  of,
  when,
  cuts,
}: {
  readonly columns: readonly number[];
  readonly of: number;
  readonly when: Cell;
  readonly cuts: Cuts;
}): ReactNode {
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="group" aria-label="Active days as a table">
      <table className={tableStyles["table"]}>
        <caption className="aloud">Clusters by active days</caption>
        <thead>
          <tr>
            <th scope="col">Active days</th>
            <th scope="col" className={tableStyles["start"]}>
              Level
            </th>
            <th scope="col">Clusters</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((clusters, days) =>
            clusters === 0 ? null : (
              <tr key={days}>
                <th scope="row">{days}</th>
                <td className={tableStyles["start"]}>{names[cuts.filter((each) => days >= each).length]}</td>
                <td>
                  <NumberLink count={clusters} cell={{ figure: "levels", ...when, days: String(days) }} />
                </td>
                <td>{rateText(clusters / of, of)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
