import type { MeasuredDefinition, MeasuredPlace, MeasuredRows } from "../../query/measured-rows.ts";
import type { PrintedPeriod, Warning } from "../../query/report.ts";
import { tame, wrap } from "../../format/display-width.ts";
import { periodHeading, periodLabel } from "../../format/period-label.ts";
import { type RowLabels, labelColumns, rowLabels } from "./row-labels.ts";
import { paint, plainMarks } from "./style.ts";
import type { TextOptions } from "./style.ts";
import { type TextCell, type TextColumn, type TextRow, droppedNote, layOutTable } from "./text-table.ts";

/** How many periods a table of one line each shows unless all are asked for. */
const shown = 24;

/** A part of a text: a title, and a table under it. */
export interface TextPart {
  readonly title?: string;
  readonly columns: readonly TextColumn[];
  readonly rows: readonly TextRow[];
}

/** A measure for people: the definition's sentence, its tables, and notes. */
export function measureText(
  definition: MeasuredDefinition,
  parts: readonly TextPart[],
  about: { readonly notes: readonly string[]; readonly options: TextOptions },
): string {
  const { notes, options } = about;
  const name = tame(definition.name);
  const [first = "", ...more] = wrap(tame(`${definition.name}: ${definition.sentence}`), options.width);
  const head = [paint(name, "bold", options.colour) + first.slice(name.length), ...more];
  return blocks(head, parts, about.options, notes);
}

/** Tables under their titles, after some first lines, and notes under them all. */
export function blocks(
  head: readonly string[],
  parts: readonly TextPart[],
  options: TextOptions,
  notes: readonly string[],
): string {
  const dropped = new Set<string>();
  const lines = parts.flatMap(({ title, columns, rows }) => {
    const layout = layOutTable(columns, rows, options);
    for (const header of layout.dropped) if (header !== "") dropped.add(header);
    const titled = title === undefined ? [] : [paint(tame(title), "accent", options.colour)];
    return ["", ...titled, ...layout.lines];
  });
  const said = [...(dropped.size > 0 ? [droppedNote([...dropped])] : []), ...notes].flatMap((note) =>
    wrap(tame(note), options.width),
  );
  const tail = said.map((line) => paint(line, "dim", options.colour));
  const all = [...head, ...lines, ...(tail.length > 0 ? ["", ...tail] : [])];
  return all.map((line) => `${plainMarks(line, options)}\n`).join("");
}

/** What a careful reader should know about the periods, and the warnings. */
export function measureNotes(
  periods: readonly PrintedPeriod[],
  warnings: readonly Warning[] | undefined,
  cut: string | null = null,
): string[] {
  const open = periods.filter((p) => !p.complete);
  const clipped = periods.filter((p) => p.clipped === true);
  const begun = periods.find((p) => p.history === "cut");
  const named = open.map((p) => periodLabel(p)).join(", ");
  return [
    ...(open.length > 0 && open.length <= 3 ? [`… ${named} so far: not complete`] : []),
    ...(open.length > 3 ? [`… so far: ${open.length} periods are not complete`] : []),
    ...(clipped.length > 0 ? [`cut to the range asked for: ${clipped.map((p) => periodLabel(p)).join(", ")}`] : []),
    ...(cut !== null && begun !== undefined ? [`the data begins about ${periodLabel(begun)}: ${cut}`] : []),
    ...(warnings ?? []).map((w) => `warning: ${w.message}`),
  ];
}

/** `Oct 2026`, with `…` when it is not complete. */
export function periodText(period: PrintedPeriod): string {
  return `${periodLabel(period)}${period.complete ? "" : "…"}`;
}

/** The period people ask about first: the last complete one, else the last. */
export function headline(periods: readonly PrintedPeriod[]): PrintedPeriod | undefined {
  return periods.findLast((p) => p.complete) ?? periods.at(-1);
}

/** The columns and cells of a measure whose numbers fit on a line. */
export interface LineShape<T> {
  readonly columns: readonly TextColumn[];
  cells(numbers: T): readonly TextCell[];
}

/**
 * The tables of a measure whose numbers fit on a line: the headline period's
 * rows with its total, where there is more than one, and the totals of every period.
 */
export function lineTables<T>(measure: MeasuredRows<T>, shape: LineShape<T>, options: TextOptions): TextPart[] {
  const head = headline(measure.totals.map((t) => t.period));
  const rows = measure.rows.filter((row) => row.period.start === head?.start && row.period.end === head.end);
  const parts: TextPart[] = [];
  if (head !== undefined && rows.length > 1) parts.push(headlinePart(head, rows, { measure, shape }));
  if (parts.length > 0 && measure.totals.length === 1) return parts;
  const totals = options.all === true ? measure.totals : measure.totals.slice(-shown);
  const heading = head === undefined ? "" : periodHeading(head);
  const title = parts.length > 0 ? { title: rowLabels(rows).total[0] ?? "" } : {};
  const lines = totals.map((total): TextRow => ({
    cells: [periodText(total.period), ...shape.cells(total)],
    style: total.period.complete ? undefined : "dim",
  }));
  return [...parts, { ...title, columns: [{ header: heading }, ...shape.columns], rows: lines }];
}

function headlinePart<T>(
  head: PrintedPeriod,
  rows: readonly (MeasuredPlace & T)[],
  { measure, shape }: { readonly measure: MeasuredRows<T>; readonly shape: LineShape<T> },
): TextPart {
  const labels: RowLabels = rowLabels(rows);
  const total = measure.totals.find((t) => t.period === head);
  return {
    title: `${periodLabel(head)}${head.complete ? "" : " so far"}`,
    columns: [...labelColumns(labels), ...shape.columns],
    rows: [
      ...rows.map((row): TextRow => ({ cells: [...labels.of(row), ...shape.cells(row)] })),
      ...(total === undefined ? [] : [{ cells: [...labels.total, ...shape.cells(total)], rule: true }]),
    ],
  };
}
