import type { ReactNode } from "react";
import type { Retention as Answered } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { trailingDays } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { focusOf, nowAt, rangeTo } from "../../data/windows.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { rampSteps, rampStyle } from "../../charts/ramp.ts";
import { CohortTable } from "../../figures/retention/cohort-table.tsx";
import { retentionLede, retentionTitle, unitOf } from "../../figures/retention/cohorts.ts";
import styles from "../../figures/retention/cohort-table.module.css";

/** Who of those that became active in a period was active again later. */
export default function Retention(): ReactNode {
  const { base, focus, kind, cut } = useSetting();
  const { asked, own, changeOwn } = useAsked();
  const { by: _, ...plain } = base;
  const usual = trailingDays(kind) === null ? kind : "month";
  const unit = own["cohort"] === "quarter" || own["cohort"] === "month" ? own["cohort"] : usual;
  const last = focusOf(unit, unit === kind ? focus.key : (asked.at ?? null), cut);
  const params = { ...plain, period: unit, now: nowAt(unit, cut), ...rangeTo(last, 12) };
  const asking = useAnswer("/api/v1/retention", params);
  const title = asking.data === null ? "Retention" : retentionTitle(asking.data, cut);
  return (
    <>
      <PageHead title={title} lede={asking.data === null ? undefined : retentionLede(asking.data)} definition />
      <Panel
        title={`Active again, ${unitOf(unit)} by ${unitOf(unit)}`}
        caption={`Rows: clusters by the ${unitOf(unit)} they were first active in. Columns: so many ${unitOf(unit)}s later. ${asked.view === "table" ? "Grey: so far." : "Cells: percent of the row that was active. Hatched: so far."}`}
        actions={
          <>
            <Segmented
              label="Cohorts"
              value={unit === "quarter" ? "quarter" : "month"}
              onChange={(value) => changeOwn({ cohort: value === usual ? null : value })}
              options={[
                { value: "month", label: "Months" },
                { value: "quarter", label: "Quarters" },
              ]}
            />
            <FigureActions address="/api/v1/retention" params={params} />
          </>
        }
      >
        <Answer asking={asking} height={520}>
          {(data) => <Figure data={data} unit={unit} table={asked.view === "table"} />}
        </Answer>
      </Panel>
    </>
  );
}

function Figure({
  data,
  unit,
  table,
}: {
  readonly data: Answered;
  readonly unit: string;
  readonly table: boolean;
}): ReactNode {
  if (data.totals.every((each) => each.size === 0))
    return (
      <Empty height={240}>
        <p>Nobody was active for the first time in these periods. Choose an earlier one above.</p>
      </Empty>
    );
  return (
    <>
      <CohortTable data={data} unit={unit} plain={table} />
      {!table && (
        <p className={styles["key"]} aria-hidden>
          {rampSteps.map((from, index) => (
            <span key={from} style={rampStyle((index + 0.5) / 7)}>
              {from}
              {index === 6 ? "\u2013100%" : ""}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
