import type { Report } from "../api/schema.ts";
import { keyOf } from "../calendar/periods.ts";
import { type Colours, seriesColours, stageColours } from "../charts/colours.ts";
import type { ChartPeriod, ChartPoint, ChartSeries } from "../charts/series.ts";
import { cellWhen, ofText } from "../lists/count-clusters.ts";
import type { Cell } from "../url/cell.ts";
import { periodName, tickText } from "../words/dates.ts";
import { isolated, stageName, valueName } from "../words/names.ts";
import { count, rateText, wilson } from "../words/numbers.ts";
import type { Setting } from "./setting.ts";
import { windowOf } from "./windows.ts";

/** A report as lines over time. */
export interface TimeChart {
  readonly periods: readonly ChartPeriod[];
  readonly series: readonly ChartSeries[];
}

/** What a chart is made of besides its report. */
export interface TimeChartOptions {
  readonly measure: "rate" | "count";
  readonly setting: Setting;
  readonly hrefOf: (cell: Cell) => string;
  /** The report of the same days before, for the ticks beside what has not ended. */
  readonly sameDays?: Report | null;
  readonly closed?: boolean;
  /** The stages that rows without one were taken together from: their lists are of all of them. */
  readonly stages?: readonly string[];
}

type Row = Report["rows"][number];

/** One line for each stage, product and value of a split, in the report's order; one for everything where there is neither. */
export function timeChart(report: Report, options: TimeChartOptions): TimeChart {
  const { measure, setting, sameDays = null, closed = false } = options;
  const all = [...new Map(report.totals.map((each) => [each.period.start, each.period])).values()];
  const spans = closed ? all.filter((each) => each.complete) : all;
  const periods = spans.map((span, index): ChartPeriod => ({
    key: keyOf(span),
    ...tickText(span, index === 0),
    complete: span.complete,
  }));
  const lines = linesOf(report);
  const begins = beginOf(report);
  const stages = [...new Set(report.rows.map((row) => row.stage))];
  const series = [...lines].map(([key, rows], index): ChartSeries => {
    const [first] = rows.values();
    const points = spans.map((span) => {
      const row = rows.get(span.start);
      return row === undefined || span.start < begins ? null : pointOf(row, options);
    });
    const before = sameDays?.rows.find((row) => lineOf(row) === key);
    return {
      key,
      name: first === undefined ? key : nameOf(first),
      colours: coloursOf(first, { index, stages, alone: lines.size === stages.length }),
      points,
      sameDays: before === undefined || setting.focus.complete ? null : valueOf(before, measure),
      end: endOf(rows.get(spans.at(-1)?.start ?? ""), measure),
    };
  });
  return { periods, series };
}

/** The first day of the first period that has anything in it, where those before it lie before all that is known. */
function beginOf({ totals }: Report): string {
  const first = totals.find(({ active, period }) => active > 0 || period.history !== "cut");
  return first?.period.start ?? "";
}

/** The rows of one line, by the first day of their periods. */
export type Line = ReadonlyMap<string, Row>;

/** The lines of a report, by their keys. */
export function linesOf(report: Report): ReadonlyMap<string, Line> {
  const lines = new Map<string, Map<string, Row>>();
  for (const row of report.rows) {
    const key = lineOf(row);
    const line = lines.get(key) ?? new Map<string, Row>();
    lines.set(key, line.set(row.period.start, row));
  }
  return lines;
}

/** The value of a row: percent of its population, or a count; null: there is nobody to divide by. */
export function valueOf(row: Pick<Row, "active" | "population">, measure: "rate" | "count"): number | null {
  if (measure === "count" || row.population === null) return row.active;
  return row.population === 0 ? null : (row.active / row.population) * 100;
}

function pointOf(row: Row, options: TimeChartOptions): ChartPoint | null {
  const { measure, setting, hrefOf } = options;
  const value = valueOf(row, measure);
  if (value === null) return null;
  const of = row.population;
  const small = measure === "rate" && of !== null && of < 100;
  const [low, high] = small ? wilson(row.active, of) : [0, 0];
  return {
    value,
    interval: small ? [low * 100, high * 100] : null,
    count: row.active,
    // Of thousands of points a reader looks at a few.
    get words() {
      const rate = of === null || of === 0 ? "" : `, ${rateText(row.active / of, of)}`;
      return `${periodName(row.period, setting.cut)}, ${nameOf(row)}, ${ofText(row.active, of)}${rate}${row.period.complete ? "" : ", so far"}`;
    },
    get href() {
      if (row.active === 0 || setting.definition.choices?.counts !== "cluster") return null;
      const window = windowOf(row.period, setting.cut);
      return hrefOf({ ...stagesIn(row, options.stages), ...cellOf(row, window, setting) });
    },
  };
}

/** The stages in the cell of a row that was taken together from several. */
export function stagesIn(row: Row, stages: readonly string[] | undefined): Cell {
  return row.stage !== null || stages === undefined || stages.length === 0 || Object.keys(row.by).length === 0
    ? {}
    : { stage: stages.join(",") };
}

/** The cell that a row of a report counts. */
export function cellOf(row: Row, window: ReturnType<typeof windowOf>, setting: Setting): Cell {
  return {
    ...cellWhen(window, setting),
    ...(row.stage === null ? {} : { stage: row.stage }),
    ...(row.product === null ? {} : { product: row.product }),
    ...Object.fromEntries(Object.entries(row.by).map(([name, value]) => [`by.${name}`, value ?? ""])),
  };
}

/** What a row is called beside others: its stage, product and values. */
export function nameOf(row: Row): string {
  const parts = [
    ...(row.stage === null ? [] : [stageName(row.stage)]),
    ...(row.product === null ? [] : [isolated(row.product)]),
    ...Object.values(row.by).map(valueName),
  ];
  return parts.length === 0 ? "All" : parts.join(", ");
}

function lineOf(row: Row): string {
  return JSON.stringify([row.stage, row.product, Object.entries(row.by)]);
}

function coloursOf(
  row: Row | undefined,
  {
    index,
    stages,
    alone,
  }: { readonly index: number; readonly stages: readonly (string | null)[]; readonly alone: boolean },
): Colours {
  if (row !== undefined && row.stage !== null && alone) return stageColours(stages.indexOf(row.stage), stages.length);
  return seriesColours(index);
}

function endOf(row: Row | undefined, measure: "rate" | "count"): string {
  if (row === undefined) return "";
  return measure === "count" || row.population === null
    ? count(row.active)
    : rateText(row.active / row.population, row.population);
}

/** What a chart shows, for who listens. */
export function summaryOf({ periods, series }: TimeChart): string {
  const [first, last] = [periods[0], periods.at(-1)];
  if (first === undefined || last === undefined) return "There is nothing to show.";
  const ends = series.map((each) => `${each.name} ${each.end}`).join(", ");
  return `${series.length} ${series.length === 1 ? "line" : "lines"}, ${first.key} to ${last.key}${last.complete ? "" : " so far"}. At the end: ${ends}.`;
}
