import { grouped } from "./grouped.ts";
import type { MeasuredDefinition } from "./measured-rows.ts";
import type { RankedCluster } from "./rank.ts";
import type { PrintedPeriod, Warning } from "./report.ts";

/** Who uses what: the product × cluster matrix of one period, `smac matrix --format json`. */
export interface Matrix {
  readonly definition: MeasuredDefinition;
  readonly period: PrintedPeriod;
  /** Which clusters: those active in the period and in this stage; null: in any. */
  readonly stage: string | null;
  /** What a cell holds: active days, or activities. */
  readonly cells: "days" | "events";
  /** The columns; null, always last: activity without a product. */
  readonly products: readonly (string | null)[];
  /** How many clusters there are in all: the report's active clusters. */
  readonly count: number;
  /** The most engaged first; as many as were asked for. */
  readonly clusters: readonly MatrixRow[];
  /** All others together. */
  readonly rest: { readonly clusters: number; readonly columns: readonly MatrixColumn[] };
  /** Everybody together, a column each product. */
  readonly columns: readonly MatrixColumn[];
  readonly warnings?: readonly Warning[];
}

/** One cluster's line: what it did with each product; 0: nothing. */
export interface MatrixRow {
  readonly rank: number;
  readonly cluster: string;
  readonly name: string | null;
  readonly owner: string | null;
  /** 0 to 100: how engaged it is, as in `smac clusters --rank engaged`. */
  readonly score: number;
  /** With any product: days are not the sum of the cells. */
  readonly days: number;
  readonly events: number;
  readonly cells: readonly number[];
}

/** A product over several clusters: how many did anything with it, and the sum of their cells. */
export interface MatrixColumn {
  readonly product: string | null;
  readonly clusters: number;
  readonly sum: number;
}

/** What a cluster did with a product in the period. */
export interface MatrixCell {
  readonly cluster: string;
  readonly product: string | null;
  readonly days: number;
  readonly events: number;
}

/** What a matrix holds and how much of it is shown. */
export interface MatrixShape {
  readonly cells: "days" | "events";
  /** How many clusters have a line of their own; null: all. */
  readonly top: number | null;
  /** Only clusters that did something with this product. */
  readonly product: string | null;
}

/** The matrix from its cells and the ranking of all its clusters. */
export function assembleMatrix(
  ranked: readonly RankedCluster[],
  cells: readonly MatrixCell[],
  { cells: what, top, product }: MatrixShape,
): Pick<Matrix, "cells" | "products" | "count" | "clusters" | "rest" | "columns"> {
  const of = grouped(cells, (cell) => cell.cluster);
  const chosen =
    product === null ? ranked : ranked.filter((c) => of.get(c.cluster)?.some((cell) => cell.product === product));
  const names = new Set(chosen.map((c) => c.cluster));
  const used = new Set(cells.filter((cell) => names.has(cell.cluster)).map((cell) => cell.product));
  const products = [...[...used].filter((name) => name !== null).toSorted(byCode), ...(used.has(null) ? [null] : [])];
  const lines = chosen.map(({ cluster, name, owner, score, days, events }, index): MatrixRow => {
    const own = new Map(of.get(cluster)?.map((cell) => [cell.product, cell[what]]));
    const each = products.map((p) => own.get(p) ?? 0);
    return { rank: index + 1, cluster, name, owner, score, days, events, cells: each };
  });
  const shown = top === null ? lines : lines.slice(0, top);
  const rest = lines.slice(shown.length);
  return {
    cells: what,
    products,
    count: lines.length,
    clusters: shown,
    rest: { clusters: rest.length, columns: columnsOf(products, rest) },
    columns: columnsOf(products, lines),
  };
}

function columnsOf(products: readonly (string | null)[], rows: readonly MatrixRow[]): MatrixColumn[] {
  return products.map((product, at) => {
    const values = rows.map((row) => row.cells[at] ?? 0);
    return { product, clusters: values.filter((n) => n > 0).length, sum: values.reduce((sum, n) => sum + n, 0) };
  });
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
