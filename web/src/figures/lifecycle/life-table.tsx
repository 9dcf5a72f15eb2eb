import type { ReactNode } from "react";
import { useSetting } from "../../data/setting.ts";
import { windowOf } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import tableStyles from "../../parts/number-table.module.css";
import { periodName } from "../../words/dates.ts";
import type { LifePeriod } from "./life.ts";

const columns = ["new", "retained", "resurrected", "dormant"] as const;

/** The same numbers as a table, the newest period first. */
export function LifeTable({
  life,
  stage,
}: {
  readonly life: readonly LifePeriod[];
  readonly stage: string | null;
}): ReactNode {
  const setting = useSetting();
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="region" aria-label="The lifecycle as a table">
      <table className={tableStyles["table"]}>
        <caption className="aloud">Who was new, stayed, came back and went quiet, by period</caption>
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col">New</th>
            <th scope="col">Retained</th>
            <th scope="col">Came back</th>
            <th scope="col">Active</th>
            <th scope="col">Went quiet</th>
          </tr>
        </thead>
        <tbody>
          {life.toReversed().map(({ period, numbers, active, known }) => {
            const cell = { ...cellWhen(windowOf(period, setting.cut), setting), ...(stage === null ? {} : { stage }) };
            const cells = columns.map((status) => (
              <td key={status}>
                {numbers[status] === null ? "–" : <NumberLink count={numbers[status]} cell={{ ...cell, status }} />}
              </td>
            ));
            return (
              <tr key={period.start}>
                <th scope="row" className={tableStyles["wraps"]}>
                  {periodName(period, setting.cut)}
                  {!period.complete && <span className={tableStyles["faint"]}> so far</span>}
                  {!known && <span className={tableStyles["faint"]}> history starts</span>}
                </th>
                {cells.slice(0, 3)}
                <td>
                  <NumberLink count={active} cell={cell} />
                </td>
                {cells[3]}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
