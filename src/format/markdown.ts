import type { Report } from "../query/report.ts";
import { tame } from "./display-width.ts";
import type { FlatTable, FlatValue } from "./flat.ts";
import { countText, none, percentText } from "./numbers.ts";
import { periodLabel } from "./period-label.ts";
import { reportNotes } from "./table-notes.ts";
import { seriesOf } from "./table-series.ts";

const lifecycle = ["new", "retained", "resurrected", "dormant"] as const;

/**
 * A report as Markdown: the definition's sentence, one table with a row for
 * each period and stage and the totals in bold, and the notes as a list.
 */
export function reportMarkdown(report: Report): string {
  const table = seriesOf(report);
  const headings = ["period", ...table.headings, "active", ...(table.rated ? ["of", "rate"] : []), ...lifecycle];
  const texts = table.periods.flatMap((period, at) =>
    table.series.flatMap((series) => {
      const cell = series.cells[at];
      if (cell === null || cell === undefined) return [];
      const label = `${periodLabel(period)}${period.complete ? "" : " so far"}`;
      const rated = table.rated ? [countText(cell.population), percentText(cell.rate)] : [];
      const row = [
        label,
        ...series.labels,
        countText(cell.active),
        ...rated,
        ...lifecycle.map((key) => countText(cell[key])),
      ];
      return [row.map((text) => (series.total && text !== "" ? `**${escaped(text)}**` : escaped(text)))];
    }),
  );
  const { name, sentence } = report.definition;
  const notes = reportNotes(report, table).map((note) => `- ${escaped(note)}\n`);
  const labels = 1 + table.headings.length;
  const lines = tableLines(headings.map(escaped), texts, (i) => i >= labels);
  return `**${escaped(name)}**: ${escaped(sentence)}\n\n${lines}${notes.length > 0 ? "\n" : ""}${notes.join("")}`;
}

/** A flat table as a Markdown table; rates as percentages. */
export function markdownTable(table: FlatTable): string {
  const rows = table.rows.map((row) => row.map((value, i) => escaped(text(value, table.columns[i]?.type === "share"))));
  const right = (i: number) => ["number", "share"].includes(table.columns[i]?.type ?? "");
  return tableLines(
    table.columns.map((c) => escaped(c.name)),
    rows,
    right,
  );
}

function text(value: FlatValue, share: boolean): string {
  if (value === null) return none;
  if (typeof value === "number") return share ? percentText(value) : countText(value);
  return String(value);
}

function tableLines(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: (i: number) => boolean,
): string {
  const rule = header.map((_, i) => (right(i) ? "---:" : "---"));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

/** Text that stays text: no markup, no link, no HTML, no end of the cell. */
function escaped(value: string): string {
  return tame(value)
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;");
}
