import type { ReactNode } from "react";
import type { Transitions } from "../../api/schema.ts";
import { keyOf } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { windowOf } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import tableStyles from "../../parts/number-table.module.css";
import { periodName } from "../../words/dates.ts";
import { stageName } from "../../words/names.ts";
import { count, rateText } from "../../words/numbers.ts";
import styles from "./flow.module.css";
import { flowIn, stepsOf } from "../../figures/flow/moves.ts";

// Months count few: no decimals, the same in every line.
const few = 1;

/** Who went on to the next stage, period by period, of those that could. */
export function ConversionTable({ answer }: { readonly answer: Transitions }): ReactNode {
  const setting = useSetting();
  const periods = [...new Map(answer.stages.map((each) => [each.period.start, each.period])).values()].toReversed();
  const steps = stepsOf(flowIn(answer, setting.focus.key).stages);
  return (
    <div className={tableStyles["scroll"]} tabIndex={0} role="region" aria-label="Conversion by period">
      <table className={tableStyles["table"]}>
        <thead>
          <tr>
            <th scope="col">Period</th>
            {steps.map((step) => (
              <th key={step.to} scope="col">
                {stageName(step.from)} → {stageName(step.to)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {periods.map((period) => {
            const when = cellWhen(windowOf(period, setting.cut), setting);
            const { moves } = flowIn(answer, keyOf(period));
            return (
              <tr key={period.start}>
                <th scope="row" className={tableStyles["wraps"]}>
                  {periodName(period, setting.cut)}
                  {!period.complete && <span className={tableStyles["faint"]}> so far</span>}
                </th>
                {steps.map((step) => {
                  const move = moves.find((each) => each.from === step.from && each.to === step.to);
                  return (
                    <td key={step.to}>
                      {move === undefined ? (
                        <span className={tableStyles["faint"]}>0</span>
                      ) : (
                        <>
                          {move.could !== null && move.could >= 10 && (
                            <span className={styles["share"]}>{rateText(move.rate, few)} </span>
                          )}
                          <span className={styles["of"]}>
                            <NumberLink
                              count={move.moves}
                              cell={{ figure: "moves", ...when, from: step.from, to: step.to }}
                            />
                            <span className={tableStyles["faint"]}>
                              {move.could === null ? "" : ` of ${count(move.could)}`}
                            </span>
                          </span>
                        </>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
