import type { ReactNode } from "react";
import type { Report } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { isoDay } from "../../calendar/days.ts";
import { dayOfKey, keyAt, shifted, trailingDays } from "../../calendar/periods.ts";
import { niceTop } from "../../charts/frame.ts";
import { LineChart } from "../../charts/line-chart.tsx";
import type { ChartTarget } from "../../charts/series.ts";
import { highestStack, StackChart } from "../../charts/stack-chart.tsx";
import type { Setting } from "../../data/setting.ts";
import { annotationsOf, type Marks, targetLines } from "../../data/marks.ts";
import { type Line, linesOf, summaryOf, timeChart, valueOf } from "../../data/time-chart.ts";
import { rangeTo } from "../../data/windows.ts";
import { FigureTable } from "../../parts/figure-table.tsx";
import { useAsked, useList } from "../../url/use-asked.ts";
import { count } from "../../words/numbers.ts";
import { largest, onlyTotals, withoutStages } from "./split.ts";
import { drawn } from "./drawn.ts";
import styles from "./trend-figure.module.css";

const most = 8;

/** The trend as lines, a stack, or a table. */
export function TrendFigure({
  report,
  earlier,
  setting,
  split,
  height = 400,
  kept = null,
}: {
  readonly report: Report;
  readonly earlier: Report | null;
  readonly setting: Setting;
  readonly split: string | null;
  readonly height?: number;
  /** Notes and targets to be shown with it. */
  readonly kept?: Pick<Marks, "notes" | "targets"> | null;
}): ReactNode {
  const { asked, own } = useAsked();
  const { hrefOf } = useList();
  const { measure, marks } = drawn(asked.measure, own["mark"], { setting, report });
  const past = usePast(setting, asked.compare);
  const shaped = (one: Report): Report => shape(one, { split, setting, stages: asked.stage });
  const { report: shown, lines } = largest(shaped(report), most);
  const stages = [...new Set(report.rows.map((row) => row.stage))].filter((each) => each !== null);
  const notes = kept?.notes.map((each) => each.value) ?? [];
  const aims = kept?.targets.map((each) => each.value) ?? [];
  if (asked.view === "table")
    return (
      <FigureTable
        report={shown}
        caption={`Trend of ${setting.definition.name}`}
        stages={stages}
        notes={notes}
        targets={aims}
      />
    );
  const chart = timeChart(shown, {
    measure,
    setting,
    hrefOf,
    sameDays: earlier === null ? null : shaped(earlier),
    closed: asked.closed,
    stages,
  });
  const dense = chart.periods.length > 40;
  const before = past === null ? null : shaped(past);
  const earlierLines = before === null ? null : linesOf(before);
  const series =
    before === null
      ? chart.series
      : chart.series.map((each) => ({ ...each, earlier: earlierLine(before, earlierLines?.get(each.key), measure) }));
  const spans = shown.totals.map((each) => each.period).filter((span) => !asked.closed || span.complete);
  const annotations = annotationsOf(notes, spans, setting.cut);
  const adHoc = targetOf(own["target"], measure);
  const targets = [
    ...targetLines(aims, {
      measure,
      stages,
      shown: marks === "lines" ? [...new Set(shown.rows.map((row) => row.stage))] : [null],
    }),
    ...(adHoc === null ? [] : [adHoc]),
  ];
  const common = {
    label: `Trend of ${setting.definition.name}`,
    summary: [summaryOf(chart), ...annotations.map(({ words }) => `Noted: ${words}.`)].join(" "),
    annotations,
    targets,
    periods: chart.periods,
    height,
    before: shown.totals.filter((each) => each.period.history === "cut").length,
    tick: (value: number, isTop: boolean) => (measure === "rate" && isTop ? `${value}%` : count(value)),
  };
  return (
    <>
      {marks === "lines" ? (
        <LineChart
          {...common}
          series={series}
          dense={dense}
          top={
            measure === "rate"
              ? 100
              : niceTop([
                  ...series.flatMap((each) => each.points.map((point) => point?.value ?? 0)),
                  ...targets.map(({ value }) => value),
                ])
          }
        />
      ) : (
        <StackChart
          {...common}
          series={chart.series}
          shape={marks === "bars" ? "bars" : "areas"}
          top={niceTop([highestStack(chart.series), ...targets.map(({ value }) => value)])}
        />
      )}
      {lines > most && (
        <p className={styles["note"]}>
          The {most} largest of {lines}. A filter shows others.
        </p>
      )}
    </>
  );
}

/** The lines of as many periods before, where there is an earlier line to draw: the window before, or a year before. */
function usePast(setting: Setting, compare: string): Report | null {
  const days = trailingDays(setting.kind);
  const range = rangeTo(setting.focus, days === null ? 12 : 180);
  const back =
    days === null
      ? compare === "year"
        ? periodsOfYear(setting.kind)
        : 0
      : compare === "none"
        ? 0
        : compare === "year"
          ? 365
          : days;
  const moved = (key: string): string => {
    const day = dayOfKey(key) ?? 0;
    return days === null ? keyAt(setting.kind, shifted(setting.kind, day, -back)) : isoDay(day - back);
  };
  const asking = useAnswer(
    "/api/v1/report",
    back === 0 ? {} : { ...setting.base, period: setting.kind, from: moved(range.from), to: moved(range.to) },
    { when: back > 0 },
  );
  return back === 0 ? null : asking.data;
}

function periodsOfYear(kind: string): number {
  return { day: 364, week: 52, month: 12, quarter: 4, year: 1 }[kind] ?? 12;
}

function earlierLine(past: Report, rows: Line | undefined, measure: "rate" | "count"): readonly (number | null)[] {
  return past.totals.map(({ period }) => {
    const row = rows?.get(period.start);
    return row === undefined || row.period.history === "cut" ? null : valueOf(row, measure);
  });
}

function shape(
  report: Report,
  {
    split,
    setting,
    stages,
  }: { readonly split: string | null; readonly setting: Setting; readonly stages: readonly string[] },
): Report {
  const kept =
    stages.length === 0
      ? report
      : { ...report, rows: report.rows.filter((row) => row.stage !== null && stages.includes(row.stage)) };
  if (split === "all") return onlyTotals(report);
  const stageAt = setting.base["stage-at"] ?? setting.definition.choices?.stage_at ?? "end";
  if (split !== null && stages.length !== 1 && ["end", "start"].includes(stageAt)) return withoutStages(kept);
  return kept;
}

/** The target that the address names, which is kept nowhere. */
function targetOf(text: string | undefined, measure: "rate" | "count"): ChartTarget | null {
  const value = Number(text ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0 || (measure === "rate" && value > 100)) return null;
  const words = `target ${value}${measure === "rate" ? "%" : ""}`;
  return { value, words, short: words, colour: null };
}
