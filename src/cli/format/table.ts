import type { Report } from "../../query/report.ts";
import { tame, wrap } from "../../format/display-width.ts";
import { paint, plainMarks } from "./style.ts";
import type { TextOptions } from "./style.ts";
import { historyTable } from "./table-history.ts";
import { reportNotes } from "../../format/table-notes.ts";
import { seriesOf } from "../../format/table-series.ts";
import { summaryTable, summaryTitle } from "./table-summary.ts";
import { droppedNote } from "./text-table.ts";

/**
 * A report for people: the definition's sentence, the last complete period with
 * one line a stage, the numbers of every period, and notes on what a careful
 * reader should know.
 *
 * @example
 * ```ts
 * stdout.write(reportTable(report, { colour: stdout.isTTY, width: stdout.columns }));
 * ```
 */
export function reportTable(report: Report, options: TextOptions): string {
  const table = seriesOf(report);
  const head = definitionLines(report, options);
  if (table.series.length === 0 || table.periods.length === 0) {
    return text([...head, "", nothing(report), ...noteLines(reportNotes(report, table), options)]);
  }
  const history = historyTable(table, options);
  const several = table.series.length > 1;
  const summary = several ? summaryTable(table, options) : null;
  const alone = several && table.periods.length === 1;
  const dropped = [...new Set([...(summary?.dropped ?? []), ...(alone ? [] : history.dropped)])].filter(
    (d) => d !== "",
  );
  return text([
    ...head,
    "",
    ...(summary === null ? [] : [paint(summaryTitle(table), "accent", options.colour), ...summary.lines, ""]),
    ...(alone ? [] : [...history.lines, ""]),
    ...noteLines(
      [
        ...(alone ? [] : history.notes),
        ...(dropped.length > 0 ? [droppedNote(dropped)] : []),
        ...reportNotes(report, table),
      ],
      options,
    ),
  ]);
}

function nothing({ warnings = [] }: Report): string {
  if (warnings.some(({ code }) => code === "NOTHING_KNOWN")) return "nothing to report: nothing was known then";
  return "nothing to report: no activity qualifies, and no period was asked for with --from and --to";
}

function definitionLines({ definition }: Report, options: TextOptions): string[] {
  const [first = "", ...more] = wrap(tame(`${definition.name}: ${definition.sentence}`), options.width);
  const name = tame(definition.name);
  return [paint(name, "bold", options.colour) + first.slice(name.length), ...more];
}

function noteLines(notes: readonly string[], options: TextOptions): string[] {
  const lines = notes.filter((n) => n !== "").flatMap((n) => wrap(n, options.width));
  return lines.map((line) => plainMarks(paint(line, "dim", options.colour), options));
}

function text(lines: readonly string[]): string {
  const end = lines.findLastIndex((line) => line !== "") + 1;
  return lines
    .slice(0, end)
    .map((line) => `${line}\n`)
    .join("");
}
