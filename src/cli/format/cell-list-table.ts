import type { CellList, MoveList } from "../../query/cell-list.ts";
import { type TextPart, blocks } from "./measure-text.ts";
import { countText, none } from "../../format/numbers.ts";
import { periodLabel } from "../../format/period-label.ts";
import { type TextOptions, paint } from "./style.ts";
import type { TextColumn, TextRow } from "./text-table.ts";

/** So many lines unless all are asked for. */
const shown = 50;

/** The list behind a cell of a measure for people. */
export function cellListTable(list: CellList, options: TextOptions): string {
  const weighted = list.clusters.some((c) => c.weight !== 1);
  const columns = [
    ...whoColumns(list.clusters),
    ...(weighted ? [{ header: "weight", align: "right" } as const] : []),
    { header: "days", align: "right" } as const,
    { header: "activities", align: "right" } as const,
  ];
  const rows = list.clusters.map((c): TextRow => ({
    cells: [
      ...who(c, list.clusters),
      ...(weighted ? [countText(c.weight)] : []),
      countText(c.days),
      countText(c.events),
    ],
  }));
  return titled(list, "clusters", { columns, rows }, options);
}

/** The moves behind a number of transitions for people. */
export function moveListTable(list: MoveList, options: TextOptions): string {
  const columns = [
    ...whoColumns(list.clusters),
    { header: "on" },
    { header: "from" },
    { header: "to" },
    { header: "held", align: "right" } as const,
  ];
  const rows = list.clusters.map((c): TextRow => ({
    cells: [
      ...who(c, list.clusters),
      c.at?.slice(0, 10) ?? "always",
      c.from ?? "(none)",
      c.to ?? "(left)",
      c.held_days === null ? none : `${countText(c.held_days)} d`,
    ],
  }));
  return titled(
    list,
    list.cell["could"] === undefined ? "moves" : "clusters that could move",
    { columns, rows },
    options,
  );
}

interface Who {
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
}

function whoColumns(all: readonly Who[]): TextColumn[] {
  return [
    { header: "cluster", shrinkTo: 12 },
    ...(all.some((c) => c.name !== null) ? [{ header: "name", shrinkTo: 14 }] : []),
    ...(all.some((c) => c.owner !== null) ? [{ header: "owner", shrinkTo: 8, drop: 2 }] : []),
  ];
}

function who(c: Who, all: readonly Who[]): string[] {
  return [
    c.cluster,
    ...(all.some((o) => o.name !== null) ? [c.name ?? ""] : []),
    ...(all.some((o) => o.owner !== null) ? [c.owner ?? ""] : []),
  ];
}

function titled(list: Omit<CellList, "clusters">, what: string, part: TextPart, options: TextOptions): string {
  const cell = Object.entries(list.cell).map(([name, value]) => `${name.replace(/^by\./, "")} ${value ?? "(none)"}`);
  const period = `${periodLabel(list.period)}${list.period.complete ? "" : " so far"}`;
  const title = paint([`${countText(list.count)} ${what}`, ...cell, period].join(" · "), "bold", options.colour);
  const rows = options.all === true ? part.rows : part.rows.slice(0, shown);
  const hidden = part.rows.length - rows.length;
  const notes = [
    ...(hidden > 0 ? [`and ${countText(hidden)} more: --all shows every one`] : []),
    ...(list.warnings ?? []).map((w) => `warning: ${w.message}`),
  ];
  return blocks([title], rows.length === 0 ? [] : [{ ...part, rows }], options, notes);
}
