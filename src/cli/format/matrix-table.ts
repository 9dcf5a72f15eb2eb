import type { Matrix, MatrixColumn } from "../../query/matrix.ts";
import { measureNotes, measureText } from "./measure-text.ts";
import { countText } from "../../format/numbers.ts";
import { periodLabel } from "../../format/period-label.ts";
import { type TextOptions, heatOf } from "./style.ts";
import type { TextCell, TextColumn, TextRow } from "./text-table.ts";

/** The product × cluster matrix for people: the most engaged clusters, the rest together, and how many use each product. */
export function matrixTable(answer: Matrix, options: TextOptions): string {
  const { products, clusters, rest, columns } = answer;
  const most = Math.max(1, ...clusters.flatMap((row) => row.cells));
  const named = clusters.some((row) => row.name !== null);
  const usage = [...columns].sort((a, b) => b.clusters - a.clusters).map(({ product }) => product);
  const head: TextColumn[] = [
    { header: "#", align: "right" },
    { header: named ? "name" : "cluster", shrinkTo: 16 },
    { header: answer.cells === "days" ? "days" : "activities", align: "right" },
    ...products.map((product): TextColumn => ({
      header: product ?? "(no product)",
      align: "right",
      ...(usage.indexOf(product) < 3 ? {} : { drop: usage.indexOf(product) }),
    })),
  ];
  const lines = clusters.map((row): TextRow => ({
    cells: [
      countText(row.rank),
      row.name ?? row.cluster,
      countText(answer.cells === "days" ? row.days : row.events),
      ...row.cells.map((n): TextCell => (n === 0 ? "·" : { text: countText(n), style: heatOf(n / most - 1e-9) })),
    ],
  }));
  const several = (title: string, all: readonly MatrixColumn[], pick: (c: MatrixColumn) => number, rule = false) => ({
    cells: ["", title, "", ...all.map((c) => countText(pick(c)))],
    rule,
  });
  const rows = [
    ...lines,
    ...(rest.clusters > 0 ? [several(`${countText(rest.clusters)} more`, rest.columns, (c) => c.sum)] : []),
    several("clusters that use it", columns, (c) => c.clusters, true),
  ];
  const what = answer.cells === "days" ? "active days" : "activities";
  const stage = answer.stage === null ? "" : ` · stage ${answer.stage}`;
  const title = `${periodLabel(answer.period)}${answer.period.complete ? "" : " so far"}${stage} · ${countText(answer.count)} active · ${what} with each product`;
  const more = rest.clusters > 0 ? ["--top N or --all shows more; the line “more” adds up their cells"] : [];
  return measureText(answer.definition, [{ title, columns: head, rows }], {
    notes: [...more, ...measureNotes([answer.period], answer.warnings)],
    options,
  });
}
