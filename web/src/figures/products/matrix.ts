import type { Matrix } from "../../api/schema.ts";
import { isolated, shortened } from "../../words/names.ts";
import { count, countOf } from "../../words/numbers.ts";

/** A product with its place among the cells and who uses it. */
export interface ProductColumn {
  /** Null: activity without a product. */
  readonly product: string | null;
  readonly index: number;
  readonly clusters: number;
}

/** The columns, the most used product first; activity without a product comes last. */
export function columnsOf(matrix: Matrix): readonly ProductColumn[] {
  return matrix.columns
    .map(({ product, clusters }) => ({ product, clusters, index: matrix.products.indexOf(product) }))
    .toSorted((a, b) => Number(a.product === null) - Number(b.product === null) || b.clusters - a.clusters);
}

/** What a product is called. */
export function productName(product: string | null): string {
  return product === null ? "no product" : isolated(shortened(product, 60));
}

/** “Timesheets is used by 78 of 154 active clusters in October”. */
export function productsTitle(matrix: Matrix, when: string): string {
  const top = columnsOf(matrix).find((each) => each.product !== null);
  if (matrix.count === 0) return `No cluster was active ${when}`;
  if (top === undefined) return `${countOf(matrix.count, "active cluster")} ${when}, none with a product`;
  return `${productName(top.product)} is used most: by ${count(top.clusters)} of ${countOf(matrix.count, "active cluster")} ${when}`;
}

/** By what the rows are sorted: `days`, `name`, or a product after `product:`. */
export function sortedRows(matrix: Matrix, sort: string): Matrix["clusters"] {
  if (sort === "name")
    return matrix.clusters.toSorted((a, b) => ((a.name ?? a.cluster) < (b.name ?? b.cluster) ? -1 : 1));
  if (sort === "days") return matrix.clusters.toSorted((a, b) => b.days - a.days || a.rank - b.rank);
  const index = sort.startsWith("product:") ? matrix.products.indexOf(sort.slice(8) === "" ? null : sort.slice(8)) : -1;
  if (index < 0) return matrix.clusters;
  return matrix.clusters.toSorted((a, b) => (b.cells[index] ?? 0) - (a.cells[index] ?? 0) || a.rank - b.rank);
}
