import { clip, displayWidth, pad, tame } from "../../format/display-width.ts";
import { paint, plainMarks } from "./style.ts";
import type { Style, TextOptions } from "./style.ts";

/** A column of a text table. */
export interface TextColumn {
  readonly header: string;
  readonly align?: "left" | "right";
  /** May be cut down to so many columns, with `…`, when room is scarce. */
  readonly shrinkTo?: number;
  /** May be left out when room is scarce, the highest first; columns with one number go together. */
  readonly drop?: number;
}

/** A cell: text, or text in a style. */
export type TextCell = string | { readonly text: string; readonly style?: Style | undefined };

/** A row of cells; `rule` draws a line above it. */
export interface TextRow {
  readonly cells: readonly TextCell[];
  readonly style?: Style | undefined;
  readonly rule?: boolean;
}

/** A table laid out for a width. */
export interface TextLayout {
  readonly lines: readonly string[];
  /** Headers of the columns that found no room. */
  readonly dropped: readonly string[];
}

const gap = 2;

/**
 * An aligned text table. Cells are taken as hostile: control characters cannot
 * reach the terminal. It is wider than `options.width` only when every column
 * that may shrink or be left out has.
 *
 * @example
 * ```ts
 * textTable([{ header: "team" }, { header: "users", align: "right" }], [["Finance", "12"]], { colour: false, width: 80 });
 * // team     users
 * // Finance     12
 * ```
 */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly TextCell[] | TextRow)[],
  options: TextOptions,
): string {
  const { lines, dropped } = layOutTable(columns, rows, options);
  const note = dropped.length === 0 ? [] : [paint(droppedNote(dropped), "dim", options.colour)];
  return [...lines, ...note].map((line) => `${line}\n`).join("");
}

/** What is said about columns that found no room. */
export function droppedNote(dropped: readonly string[]): string {
  return `a wider window shows ${listed(dropped)} too`;
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** The lines of a table, and what found no room. */
export function layOutTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly TextCell[] | TextRow)[],
  options: TextOptions,
): TextLayout {
  const table = rows.map(asRow);
  const natural = columns.map((column, i) =>
    Math.max(displayWidth(tame(column.header)), ...table.map((row) => displayWidth(cellText(row.cells[i])))),
  );
  const kept = keep(columns, natural, options.width);
  const widths = shrink(columns, natural, { kept, width: options.width });
  const header: TextRow = { cells: columns.map((c) => c.header), style: "bold" };
  const line = (row: TextRow) => lineOf(row, columns, { kept, widths, options });
  const ruled = (row: TextRow) => (row.rule === true ? [rule(kept, widths, options), line(row)] : [line(row)]);
  const dropped = columns.filter((_, i) => !kept.includes(i)).map((c) => c.header);
  const headed = columns.some((c) => c.header !== "") ? [line(header)] : [];
  return { lines: [...headed, ...table.flatMap(ruled)], dropped };
}

interface Shape {
  readonly kept: readonly number[];
  readonly widths: readonly number[];
  readonly options: TextOptions;
}

function asRow(row: readonly TextCell[] | TextRow): TextRow {
  return "cells" in row ? row : { cells: row };
}

function cellText(cell: TextCell | undefined): string {
  return tame(typeof cell === "object" ? cell.text : (cell ?? ""));
}

function total(widths: readonly number[], kept: readonly number[]): number {
  return kept.reduce((sum, i) => sum + (widths[i] ?? 0), gap * Math.max(0, kept.length - 1));
}

function keep(columns: readonly TextColumn[], natural: readonly number[], width: number): number[] {
  const least = natural.map((n, i) => Math.min(n, columns[i]?.shrinkTo ?? n));
  let kept = columns.map((_, i) => i);
  const groups = [...new Set(columns.flatMap((c) => (c.drop === undefined ? [] : [c.drop])))].sort((a, b) => b - a);
  for (const group of groups) {
    if (total(least, kept) <= width) break;
    kept = kept.filter((i) => columns[i]?.drop !== group);
  }
  return kept;
}

/** Takes from the widest column that may shrink, one by one, until the table fits. */
function shrink(
  columns: readonly TextColumn[],
  natural: readonly number[],
  { kept, width }: { kept: readonly number[]; width: number },
): number[] {
  const widths = [...natural];
  const room = (i: number) => (widths[i] ?? 0) - (columns[i]?.shrinkTo ?? Infinity);
  for (let excess = total(widths, kept) - width; excess > 0; excess--) {
    const candidates = kept.filter((i) => room(i) > 0);
    if (candidates.length === 0) break;
    const widest = candidates.reduce((a, b) => ((widths[b] ?? 0) > (widths[a] ?? 0) ? b : a));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function lineOf(row: TextRow, columns: readonly TextColumn[], { kept, widths, options }: Shape): string {
  const cells = kept.map((i, place) => {
    const cell = row.cells[i];
    const width = widths[i] ?? 0;
    const text = clip(cellText(cell), width);
    const style = (typeof cell === "object" ? cell.style : undefined) ?? row.style;
    const align = columns[i]?.align ?? "left";
    const last = place === kept.length - 1 && align === "left";
    const padding = pad(text, width, align).length - text.length;
    const spaces = " ".repeat(last ? 0 : Math.max(0, padding));
    const painted = paint(text, style, options.colour);
    return align === "left" ? painted + spaces : spaces + painted;
  });
  return plainMarks(cells.join(" ".repeat(gap)).trimEnd(), options);
}

function rule(kept: readonly number[], widths: readonly number[], options: TextOptions): string {
  return plainMarks(paint("─".repeat(total(widths, kept)), "dim", options.colour), options);
}
