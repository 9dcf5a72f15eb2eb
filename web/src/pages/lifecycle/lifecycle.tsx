import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { keyOf } from "../../calendar/periods.ts";
import { useSetting } from "../../data/setting.ts";
import { rangeTo } from "../../data/windows.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useAsked } from "../../url/use-asked.ts";
import { stageName } from "../../words/names.ts";
import { periodName } from "../../words/dates.ts";
import { LifeChart } from "../../figures/lifecycle/life-chart.tsx";
import { LifeTable } from "../../figures/lifecycle/life-table.tsx";
import { lifeOf, type LifePeriod, lifeSentence, lifeTitle } from "../../figures/lifecycle/life.ts";
import styles from "./lifecycle.module.css";

const height = 392;

/** Who is new, stayed, came back and went quiet, period by period. */
export default function Lifecycle(): ReactNode {
  const { base, focus } = useSetting();
  const { asked } = useAsked();
  const { by: _, ...plain } = base;
  const params = { ...plain, ...rangeTo(focus, 12) };
  const asking = useAnswer("/api/v1/report", params);
  return (
    <>
      {asking.data === null && <PageHead title="Lifecycle" definition />}
      <Answer asking={asking} height={height + 240}>
        {(report) => {
          const stages = stagesOf(report);
          const stage = stages.find((each) => each === asked.stage[0]) ?? null;
          return <Figure report={report} stage={stage} stages={stages} params={params} />;
        }}
      </Answer>
    </>
  );
}

function Figure({
  report,
  stage,
  stages,
  params,
}: {
  readonly report: Report;
  readonly stage: string | null;
  readonly stages: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
}): ReactNode {
  const { focus, cut } = useSetting();
  const { asked, change } = useAsked();
  const all = lifeOf(report, stage);
  const shown = asked.closed ? all.filter((each) => each.period.complete) : all;
  const now = all.find((each) => keyOf(each.period) === focus.key);
  return (
    <>
      <PageHead
        title={now === undefined ? "Nothing is known of this period" : lifeSentence(now, cut)}
        lede={now !== undefined && <Lede life={now} stage={stage} />}
        definition
      />
      <Panel
        title={lifeTitle(shown, cut)}
        caption={`Active clusters${stage === null ? "" : ` in ${stageName(stage)}`} above the line, those that went quiet below it.${focus.complete ? "" : " Hollow: so far."}`}
        actions={
          <>
            {stages.length > 1 && (
              <label className={styles["pick"]}>
                <span className="aloud">Stage</span>
                <select
                  value={stage ?? ""}
                  onChange={(event) => change({ stage: event.target.value === "" ? [] : [event.target.value] })}
                >
                  <option value="">All stages</option>
                  {stages.map((each) => (
                    <option key={each} value={each}>
                      {stageName(each)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <FigureActions address="/api/v1/report" params={params} />
          </>
        }
      >
        {shown.every((each) => each.active === 0 && (each.numbers.dormant ?? 0) === 0) ? (
          <Empty height={height}>
            <p>No cluster was active in these periods.</p>
          </Empty>
        ) : asked.view === "table" ? (
          <LifeTable life={shown} stage={stage} />
        ) : (
          <LifeChart life={shown} stage={stage} height={height} />
        )}
        <History life={shown} />
      </Panel>
    </>
  );
}

function Lede({ life, stage }: { readonly life: LifePeriod; readonly stage: string | null }): ReactNode {
  const setting = useSetting();
  const { numbers, known, active, period } = life;
  const cell = { ...cellWhen(setting.focus, setting), ...(stage === null ? {} : { stage }) };
  const number = (status: "new" | "retained" | "resurrected" | "dormant"): ReactNode =>
    numbers[status] === null ? (
      "–"
    ) : (
      <NumberLink count={numbers[status]} cell={{ ...cell, status }} className={styles["number"]} />
    );
  return (
    <>
      <NumberLink count={active} cell={cell} className={styles["number"]} /> active
      {stage === null ? "" : ` in ${stageName(stage)}`}: {number("retained")} were active the period before, too,{" "}
      {number("resurrected")} came back after a pause, {number("new")}{" "}
      {known ? "were never active before" : "may be new: history starts too late to know"}. {number("dormant")}{" "}
      {period.complete ? "were active the period before and then not." : "of the period before are still missing."}
    </>
  );
}

function History({ life }: { readonly life: readonly LifePeriod[] }): ReactNode {
  const { cut } = useSetting();
  const before = life.filter((each) => !each.known);
  const [first, last] = [before[0], before.at(-1)];
  if (first === undefined || last === undefined) return null;
  const span =
    first === last
      ? periodName(first.period, cut)
      : `${periodName(first.period, cut)} to ${periodName(last.period, cut)}`;
  return (
    <p className={styles["history"]}>
      History starts here: who was active in {span} may have been active earlier, so we cannot know whether they were
      new.
    </p>
  );
}

function stagesOf(report: Report): readonly string[] {
  return [...new Set(report.rows.map((row) => row.stage))].filter((stage) => stage !== null);
}
