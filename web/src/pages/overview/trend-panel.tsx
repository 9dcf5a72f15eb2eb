import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import type { Asking } from "../../api/use-answer.ts";
import { niceTop } from "../../charts/frame.ts";
import { LineChart } from "../../charts/line-chart.tsx";
import { annotationsOf, targetLines, useMarks } from "../../data/marks.ts";
import { useSetting } from "../../data/setting.ts";
import { summaryOf, timeChart } from "../../data/time-chart.ts";
import { rangeTo } from "../../data/windows.ts";
import { Answer } from "../../parts/answer.tsx";
import { FigureTable } from "../../parts/figure-table.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Segmented } from "../../parts/segmented.tsx";
import { useAsked, useList } from "../../url/use-asked.ts";
import { countedThings } from "../../words/names.ts";
import { count } from "../../words/numbers.ts";
import { trendTitle } from "./titles.ts";

const height = 372;

/** The last periods of each stage, as lines or as a table. */
export function TrendPanel({
  asking,
  earlier,
  className,
}: {
  readonly asking: Asking<Report>;
  readonly earlier: Report | null;
  readonly className?: string | undefined;
}): ReactNode {
  const setting = useSetting();
  const { asked, change } = useAsked();
  const { hrefOf } = useList();
  const report = asking.data;
  const divides = report === null || report.totals.some((each) => each.population !== null);
  const things = countedThings(setting.definition.choices?.counts);
  const measure = divides ? asked.measure : "count";
  const table = asked.view === "table";
  const open = report !== null && !setting.focus.complete;
  const marks = useMarks(setting);
  const notes = marks.notes.map((each) => each.value);
  const aims = marks.targets.map((each) => each.value);
  return (
    <Panel
      className={className}
      title={report === null ? "Trend" : titleOf(report, { divides, things, today: setting.cut })}
      caption={`${measure === "rate" ? "Active share" : `Active ${things}`} by period.${open ? " Open points: so far. Short lines: the same days before." : ""}`}
      actions={
        <>
          {divides && (
            <Segmented
              label="Measure"
              value={measure}
              onChange={(value) => change({ measure: value })}
              options={[
                { value: "rate", label: "Rate" },
                { value: "count", label: "Count" },
              ]}
            />
          )}
          <FigureActions
            address="/api/v1/report"
            params={{ ...setting.base, ...rangeTo(setting.focus, 12) }}
            sentence={report?.definition.sentence}
          />
        </>
      }
    >
      <Answer asking={asking} height={height + 24}>
        {(data) => {
          const chart = timeChart(data, { measure, setting, hrefOf, sameDays: earlier, closed: asked.closed });
          const caption = titleOf(data, { divides, things, today: setting.cut });
          if (table) return <FigureTable report={data} caption={caption} notes={notes} targets={aims} />;
          const spans = data.totals.map((each) => each.period).filter((span) => !asked.closed || span.complete);
          const stages = [...new Set(data.rows.map((row) => row.stage))];
          const targets = targetLines(aims, { measure, stages, shown: stages });
          return (
            <LineChart
              label={caption}
              summary={summaryOf(chart)}
              {...chart}
              annotations={annotationsOf(notes, spans, setting.cut)}
              targets={targets}
              top={
                measure === "rate"
                  ? 100
                  : niceTop([
                      ...chart.series.flatMap((each) => each.points.map((point) => point?.value ?? 0)),
                      ...targets.map(({ value }) => value),
                    ])
              }
              tick={(value, isTop) => (measure === "rate" && isTop ? `${value}%` : count(value))}
              height={height}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}

function titleOf(
  report: Report,
  { divides, things, today }: { readonly divides: boolean; readonly things: string; readonly today: number },
): string {
  const stages = [...new Set(report.rows.map((row) => row.stage))];
  if (stages.every((stage) => stage === null)) return `Active ${things}, period by period`;
  if (!divides) return `Active ${things} of each stage`;
  const lines = stages.map((stage) => ({
    name: stage,
    points: report.rows
      .filter((row) => row.stage === stage)
      .map((row) => ({ span: row.period, rate: row.rate, of: row.population ?? 0, complete: row.period.complete })),
  }));
  return trendTitle(lines, today);
}
