import type { ReactNode } from "react";
import { Link } from "wouter";
import { useSetting } from "../../data/setting.ts";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { StatusWord } from "../../parts/status-word.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { periodName } from "../../words/dates.ts";
import { stageName } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";
import { reasonText } from "../../words/reasons.ts";
import { type ClusterData, periodInFocus } from "./cluster-data.ts";

/** Period by period, the newest first: whether it counts, with how much, and why. */
export function Periods({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const setting = useSetting();
  const counted = cluster.periods.filter((each) => each.counts).length;
  const inFocus = periodInFocus(cluster, setting.focus.key);
  return (
    <Panel
      title={`Counts in ${counted} of ${countOf(cluster.periods.length, "period")}`}
      caption="Each period with what the definition saw and why it counts or does not."
    >
      <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Counts period by period">
        <table className={table["table"]} data-cards>
          <caption className="aloud">Counts period by period</caption>
          <thead>
            <tr>
              <th scope="col">Period</th>
              <th scope="col">Counts</th>
              <th scope="col">Stage</th>
              <th scope="col" className={table["end"]}>
                Activities
              </th>
              <th scope="col" className={table["end"]}>
                Active days
              </th>
              <th scope="col" className={table["end"]}>
                Members
              </th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {cluster.periods.toReversed().map((each) => (
              <PeriodRow key={each.name} period={each} isOpen={each === inFocus} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function PeriodRow({
  period,
  isOpen,
}: {
  readonly period: ClusterData["periods"][number];
  readonly isOpen: boolean;
}): ReactNode {
  const { cut, latest } = useSetting();
  const { hrefWith } = useAsked();
  return (
    <tr aria-current={isOpen ? "true" : undefined}>
      <th scope="row" className={table["near"]}>
        <Link href={hrefWith({ at: period.name === latest.key ? null : period.name })}>
          {periodName(period.period, cut)}
        </Link>
        {!period.period.complete && " so far"}
      </th>
      <td className={table["near"]}>{period.status === null ? "not there" : <StatusWord status={period.status} />}</td>
      <td className={table["near"]}>{period.stage === null ? "–" : stageName(period.stage)}</td>
      <td className={table["end"]} data-label="Activities">
        {count(period.events)}
      </td>
      <td className={table["end"]} data-label="Active days">
        {count(period.days)}
      </td>
      <td className={table["end"]} data-label="Members">
        {count(period.members)}
      </td>
      <td className={`${table["faint"]} ${table["wide"]}`}>{reasonText(period.reason, cut)}</td>
    </tr>
  );
}
