import type { Counts } from "../../query/report.ts";
import { changeText, countText, none, percentText } from "../../format/numbers.ts";
import { periodHeading, periodLabel } from "../../format/period-label.ts";
import { sparkline } from "./sparkline.ts";
import type { Style, TextOptions } from "./style.ts";
import { labelCells } from "../../format/table-series.ts";
import type { Series, SeriesTable } from "../../format/table-series.ts";
import { layOutTable } from "./text-table.ts";
import type { TextCell, TextColumn, TextLayout, TextRow } from "./text-table.ts";
import { wilson } from "../../query/wilson.ts";

/** At most so many periods in a small trend. */
const usualTrend = 18;
/** So many when that makes room for more numbers. */
const shortTrend = 12;
const lifecycle = ["new", "retained", "resurrected", "dormant"] as const;

/** The place of the period that people ask about first: the last complete one, else the last. */
export function headlinePeriod({ periods }: SeriesTable): number {
  const complete = periods.findLastIndex((p) => p.complete);
  return complete < 0 ? periods.length - 1 : complete;
}

/** What the summary is about: `Oct 2026, change against Sep 2026`. */
export function summaryTitle(table: SeriesTable): string {
  const at = headlinePeriod(table);
  const period = table.periods[at];
  if (period === undefined) return "";
  const before = table.periods[at - 1];
  const soFar = period.complete ? "" : " so far";
  const days = period.kind.startsWith("trailing:") ? `${periodHeading(period)} ` : "";
  return `${days}${periodLabel(period)}${soFar}${before === undefined ? "" : `, change against ${periodLabel(before)}`}`;
}

/** One line for each stage: the last complete period, the change against the one before, and a small trend. */
export function summaryTable(table: SeriesTable, options: TextOptions): TextLayout {
  const usual = summaryWith(usualTrend, table, options);
  if (usual.dropped.length === 0) return usual;
  const short = summaryWith(shortTrend, table, options);
  return short.dropped.length < usual.dropped.length ? short : usual;
}

function summaryWith(trendLength: number, table: SeriesTable, options: TextOptions): TextLayout {
  const at = headlinePeriod(table);
  const columns: TextColumn[] = [
    ...table.headings.map((header): TextColumn => ({ header, shrinkTo: 12 })),
    { header: "active", align: "right" },
    ...(table.rated ? ratedColumns : []),
    ...(at > 0 ? [{ header: "change", align: "right" } as const] : []),
    ...(hasLifecycle(table, at) ? lifecycle.map((header) => ({ header, align: "right", drop: 2 }) as const) : []),
    ...(at > 1 ? [{ header: "trend", drop: 1 }] : []),
  ];
  const rows = table.series.map((series) => summaryRow(table, series, { at, columns, options, trendLength }));
  return layOutTable(columns, rows, options);
}

const ratedColumns: readonly TextColumn[] = [
  { header: "of", align: "right" },
  { header: "rate", align: "right" },
  { header: "95% range", align: "right", drop: 3 },
];

interface Place {
  readonly at: number;
  readonly columns: readonly TextColumn[];
  readonly options: TextOptions;
  readonly trendLength: number;
}

function summaryRow(table: SeriesTable, series: Series, place: Place): TextRow {
  const { at, columns } = place;
  const now = series.cells[at] ?? null;
  const before = series.cells[at - 1] ?? null;
  const numbers: Readonly<Record<string, TextCell>> = {
    active: countText(now?.active ?? null),
    of: countText(now?.population ?? null),
    rate: percentText(now?.rate ?? null),
    "95% range": rangeText(now),
    change: table.periods[at]?.complete === true ? changeCell(now, before, table.rated) : none,
    new: countText(now?.new ?? null),
    retained: countText(now?.retained ?? null),
    resurrected: countText(now?.resurrected ?? null),
    dormant: countText(now?.dormant ?? null),
    trend: trendOf(series, table.rated, place),
  };
  const rest = columns.slice(table.headings.length).map((column) => numbers[column.header] ?? "");
  return { cells: [...labelCells(table, series), ...rest], rule: series.total };
}

/** Where the rate may well lie, `61–85%`: few clusters, wide range. */
function rangeText(now: Counts | null): string {
  const interval = now === null ? null : wilson(now.active, now.population);
  if (interval === null) return none;
  return `${Math.round(interval.low * 100)}–${Math.round(interval.high * 100)}%`;
}

/** The change of the rate in percentage points, of the count where there is no rate. */
export function changeCell(now: Counts | null, before: Counts | null, rated: boolean): TextCell {
  const [a, b] = rated ? [now?.rate ?? null, before?.rate ?? null] : [now?.active ?? null, before?.active ?? null];
  if (a === null || b === null) return none;
  const text = rated ? `${changeText((a - b) * 100, 1)} pts` : changeText(a - b);
  const style: Style | undefined = text.startsWith("−") ? "bad" : text.startsWith("+") ? "good" : undefined;
  return { text, style };
}

function trendOf(series: Series, rated: boolean, { at, options, trendLength }: Place): string {
  const cells = series.cells.slice(Math.max(0, at - trendLength + 1), at + 1);
  const values = cells.map((c) => (rated ? (c?.rate ?? null) : (c?.active ?? null)));
  const span = rated ? 0.25 : Math.max(1, ...values.map((v) => v ?? 0)) / 2;
  return sparkline(values, { span, unicode: options.unicode ?? true });
}

function hasLifecycle({ series }: SeriesTable, at: number): boolean {
  return series.some((s) => s.cells[at]?.new !== null && s.cells[at]?.new !== undefined);
}
