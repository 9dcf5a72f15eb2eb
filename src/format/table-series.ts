import type { Counts, PrintedPeriod, Report } from "../query/report.ts";
import { tame } from "./display-width.ts";

/** One line of numbers through the periods: a stage, a product, a combination of attribute values. */
export interface Series {
  /** What it is called, a text for each of the labels' headings. */
  readonly labels: readonly string[];
  /** Its numbers, one for each period; null: it does not occur there. */
  readonly cells: readonly (Counts | null)[];
  readonly total: boolean;
}

/** A report as lines through time. */
export interface SeriesTable {
  readonly periods: readonly PrintedPeriod[];
  /** What the labels are: `stage`, `product`, names of attributes. */
  readonly headings: readonly string[];
  /** The rows' lines in the report's order, the totals last unless a row says the same. */
  readonly series: readonly Series[];
  /** Whether the numbers have a population to be divided by. */
  readonly rated: boolean;
}

/** The rows of a report, regrouped as one line of numbers for each stage, product and combination. */
export function seriesOf(report: Report): SeriesTable {
  const periods = distinctPeriods(report);
  const place = new Map(periods.map((p, i) => [periodKey(p), i]));
  const headings = headingsOf(report);
  const found = new Map<string, { labels: readonly string[]; cells: (Counts | null)[] }>();
  for (const row of report.rows) {
    const labels = [
      ...(headings.stages ? [row.stage ?? "(no stage)"] : []),
      ...(headings.products ? [row.product ?? "(all)"] : []),
      ...headings.by.map((name) => row.by[name] ?? "(none)"),
    ].map(tame);
    const key = JSON.stringify([row.stage, row.product, headings.by.map((name) => row.by[name] ?? null)]);
    const series = found.get(key) ?? { labels, cells: periods.map(() => null) };
    series.cells[place.get(periodKey(row.period)) ?? -1] = row;
    found.set(key, series);
  }
  const names = [...(headings.stages ? ["stage"] : []), ...(headings.products ? ["product"] : []), ...headings.by];
  const series = [...found.values()].map((s) => ({ ...s, total: false }));
  const counts = [...report.rows, ...report.totals];
  return {
    periods,
    headings: names.map(tame),
    series: totalled(report) ? [...series, totalSeries(report, periods, headings)] : series,
    rated: counts.some((c) => c.population !== null),
  };
}

/** The labels of a line, without those that the line above has said already; the last is always said. */
export function labelCells({ series }: SeriesTable, one: Series): string[] {
  const above = series[series.indexOf(one) - 1];
  let same = above !== undefined && !one.total;
  return one.labels.map((label, i) => {
    same = same && above?.labels[i] === label && i < one.labels.length - 1;
    return same ? "" : label;
  });
}

interface Headings {
  readonly stages: boolean;
  readonly products: boolean;
  readonly by: readonly string[];
}

function headingsOf(report: Report): Headings {
  return {
    stages: report.rows.some((r) => r.stage !== null),
    products: report.rows.some((r) => r.product !== null),
    by: [...new Set(report.rows.flatMap((r) => Object.keys(r.by)))],
  };
}

/** Totals say something new unless a row is about everything too. */
function totalled(report: Report): boolean {
  return !report.rows.some((r) => r.stage === null && r.product === null && Object.keys(r.by).length === 0);
}

function totalSeries(report: Report, periods: readonly PrintedPeriod[], headings: Headings): Series {
  const cells: (Counts | null)[] = periods.map(
    (p) => report.totals.find((t) => periodKey(t.period) === periodKey(p)) ?? null,
  );
  const width = (headings.stages ? 1 : 0) + (headings.products ? 1 : 0) + headings.by.length;
  return {
    labels: [headings.stages ? "all stages" : "all", ...Array<string>(Math.max(0, width - 1)).fill("")],
    cells,
    total: true,
  };
}

function distinctPeriods(report: Report): PrintedPeriod[] {
  const found = new Map<string, PrintedPeriod>();
  for (const { period } of [...report.totals, ...report.rows]) {
    const key = periodKey(period);
    found.set(key, { ...found.get(key), ...period });
  }
  return [...found.values()].sort((a, b) => compare(a.start, b.start) || compare(a.end, b.end));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function periodKey(period: PrintedPeriod): string {
  return `${period.kind} ${period.start} ${period.end}`;
}
