import type { Counts, PrintedPeriod } from "../../query/report.ts";
import { displayWidth, pad } from "../../format/display-width.ts";
import { countText, none, percentText } from "../../format/numbers.ts";
import { periodHeading, periodLabel } from "../../format/period-label.ts";
import { paint, plainMarks } from "./style.ts";
import type { TextOptions } from "./style.ts";
import { changeCell } from "./table-summary.ts";
import { labelCells } from "../../format/table-series.ts";
import type { Series, SeriesTable } from "../../format/table-series.ts";
import { layOutTable } from "./text-table.ts";
import type { TextCell, TextColumn, TextLayout, TextRow } from "./text-table.ts";

/** A laid-out history, and what a reader should know about how it was cut. */
export interface History extends TextLayout {
  readonly notes: readonly string[];
}

/** How many periods are shown unless all are asked for. */
const shown: Readonly<Record<string, number>> = { day: 14, week: 16, month: 24, quarter: 20, year: 30 };
const shownTrailing = 14;

/**
 * The numbers of every period, the latest last. One line of numbers: a row a
 * period with its lifecycle. Several: a row a period and a column each, with
 * counts, else with rates only; more than fit: a row each and a column a period.
 */
export function historyTable(full: SeriesTable, options: TextOptions): History {
  const { table, notes } = lastPeriods(full, options);
  if (table.series.length === 1) return { ...singleHistory(full, table.periods.length, options), notes };
  const counts = matrix(table, options, cellTexts(table, countsCell));
  if (fits(counts, options)) return { ...counts, notes };
  const rates = matrix(table, options, cellTexts(table, rateCell));
  if (fits(rates, options)) return { ...rates, notes: [...notes, ratesOnly(table)] };
  return acrossHistory(table, options, notes);
}

function ratesOnly({ rated }: SeriesTable): string {
  return rated ? "rates only, for lack of room: a wider window or --format csv has the counts too" : "";
}

function lastPeriods(table: SeriesTable, options: TextOptions): { table: SeriesTable; notes: string[] } {
  const count = table.periods.length;
  const limit = shown[table.periods[0]?.kind ?? ""] ?? shownTrailing;
  if (options.all === true || count <= limit) return { table, notes: [] };
  const series = table.series.map((s) => ({ ...s, cells: s.cells.slice(-limit) }));
  const notes = [`the last ${limit} of ${countText(count)}: --all shows every one`];
  return { table: { ...table, periods: table.periods.slice(-limit), series }, notes };
}

function fits({ lines }: TextLayout, { width }: TextOptions): boolean {
  return lines.every((line) => displayWidth(unpainted(line)) <= width);
}

function unpainted(line: string): string {
  return line.replace(/\u001b\[\d+m/g, "");
}

function label(period: PrintedPeriod): string {
  return period.complete ? periodLabel(period) : `${periodLabel(period)}…`;
}

function singleHistory(table: SeriesTable, count: number, options: TextOptions): TextLayout {
  const cells = table.series[0]?.cells ?? [];
  const highest = table.rated ? 1 : Math.max(1, ...cells.map((c) => c?.active ?? 0));
  const withLifecycle = cells.some((c) => c !== null && c.new !== null);
  const columns: TextColumn[] = [
    { header: heading(table) },
    { header: "active", align: "right" },
    ...(table.rated ? (["of", "rate"] as const).map((header): TextColumn => ({ header, align: "right" })) : []),
    ...(cells.length > 1 ? [{ header: "change", align: "right" } as const] : []),
    ...(withLifecycle ? lifecycleColumns : []),
    ...(cells.length > 1 ? [{ header: "", drop: 3 }] : []),
  ];
  const barWidth = options.width < 100 ? 12 : 20;
  const rows = table.periods.map((period, i): TextRow => {
    const now = cells[i] ?? null;
    const change = i > 0 && period.complete ? changeCell(now, cells[i - 1] ?? null, table.rated) : "";
    const part = (table.rated ? (now?.rate ?? 0) : (now?.active ?? 0)) / highest;
    const named: Readonly<Record<string, TextCell>> = {
      ...numbersOf(now),
      change,
      "": "█".repeat(Math.round(part * barWidth)),
    };
    const texts = columns.slice(1).map((c) => named[c.header] ?? "");
    return { cells: [label(period), ...texts], style: period.complete ? undefined : "dim" };
  });
  return layOutTable(columns, rows.slice(-count), options);
}

const lifecycleColumns: readonly TextColumn[] = ["new", "retained", "resurrected", "dormant"].map((header) => ({
  header,
  align: "right",
  drop: 2,
}));

function numbersOf(now: Counts | null): Record<string, string> {
  return {
    active: countText(now?.active ?? null),
    of: countText(now?.population ?? null),
    rate: percentText(now?.rate ?? null),
    new: countText(now?.new ?? null),
    retained: countText(now?.retained ?? null),
    resurrected: countText(now?.resurrected ?? null),
    dormant: countText(now?.dormant ?? null),
  };
}

function heading({ periods }: SeriesTable): string {
  return periods[0] === undefined ? "" : periodHeading(periods[0]);
}

type CellTexts = (series: Series) => string[];

function cellTexts(table: SeriesTable, cell: (c: Counts | null, all: Series, rated: boolean) => string): CellTexts {
  return (series) => series.cells.map((c) => cell(c, series, table.rated));
}

/** `112/147  76%`, its parts aligned with the other cells of the series. */
function countsCell(cell: Counts | null, { cells }: Series, rated: boolean): string {
  if (cell === null) return none;
  if (!rated) return countText(cell.active);
  const widest = (pick: (c: Counts) => number | null) =>
    Math.max(...cells.map((c) => (c === null ? 0 : countText(pick(c)).length)));
  const active = pad(
    countText(cell.active),
    widest((c) => c.active),
    "right",
  );
  const population = pad(
    countText(cell.population),
    widest((c) => c.population),
  );
  return `${active}/${population} ${pad(percentText(cell.rate, 0), 4, "right")}`;
}

function rateCell(cell: Counts | null, _: Series, rated: boolean): string {
  return rated ? percentText(cell?.rate ?? null, 0) : countText(cell?.active ?? null);
}

/** A row a period, a column a series. */
function matrix(table: SeriesTable, options: TextOptions, texts: CellTexts): TextLayout {
  const columns: TextColumn[] = [
    { header: heading(table) },
    ...table.series.map((s): TextColumn => ({ header: seriesName(s), align: "right" })),
  ];
  const all = table.series.map(texts);
  const rows = table.periods.map((period, i): TextRow => ({
    cells: [label(period), ...all.map((column) => column[i] ?? "")],
    style: period.complete ? undefined : "dim",
  }));
  return layOutTable(columns, rows, options);
}

/** A row a series, a column a period: as many of the latest as fit. */
function acrossHistory(table: SeriesTable, options: TextOptions, notes: readonly string[]): History {
  const { periods } = table;
  const columns: TextColumn[] = [
    ...table.headings.map((header): TextColumn => ({ header, shrinkTo: 10 })),
    ...periods.map((p, i): TextColumn => ({
      header: shortLabel(p),
      align: "right",
      ...(options.all === true || i >= periods.length - 2 ? {} : { drop: periods.length - i }),
    })),
  ];
  const rows = table.series.map((s): TextRow => ({
    cells: [...labelCells(table, s), ...s.cells.map((c) => rateCell(c, s, table.rated))],
    rule: s.total,
  }));
  const { lines, dropped } = layOutTable(columns, rows, options);
  const cut =
    dropped.length === 0
      ? notes
      : [`the last ${periods.length - dropped.length} periods that fit: --all shows every one`];
  const shown = periods.slice(dropped.length);
  const title = `${table.rated ? "rate" : "active"}, ${shown
    .map(label)
    .filter((_, i) => i === 0 || i === shown.length - 1)
    .join(" to ")}`;
  const titled = [paint(title, "accent", options.colour), ...lines];
  return { lines: titled.map((line) => plainMarks(line, options)), dropped: [], notes: [...cut, ratesOnly(table)] };
}

/** A month without its year, which the title says. */
function shortLabel(period: PrintedPeriod): string {
  return label(period).replace(/^([A-Z][a-z]{2}) \d{4}/, "$1");
}

function seriesName({ labels }: Series): string {
  return labels.filter((l) => l !== "").join(" · ");
}
