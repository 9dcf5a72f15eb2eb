import { ArrowDown } from "lucide-react";
import type { ReactNode } from "react";
import type { Matrix } from "../../api/schema.ts";
import { dayOf } from "../../calendar/days.ts";
import { rampStyle } from "../../charts/ramp.ts";
import { useSetting } from "../../data/setting.ts";
import { moveInGrid } from "../../parts/grid-keys.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import { useAsked } from "../../url/use-asked.ts";
import type { Cell } from "../../url/cell.ts";
import { count } from "../../words/numbers.ts";
import { columnsOf, type ProductColumn, productName, sortedRows } from "./matrix.ts";
import styles from "./matrix.module.css";

/** Clusters by products, with the active days in the cells. */
export function MatrixTable({
  matrix,
  when,
  plain,
  tileHeight,
}: {
  readonly matrix: Matrix;
  readonly when: Cell;
  readonly plain: boolean;
  /** Where it stands in a tile: how high that is. There the rows stay in the order of the address. */
  readonly tileHeight?: number;
}): ReactNode {
  const { own } = useAsked();
  const { focus } = useSetting();
  const sort = own["sort"] ?? "rank";
  const fixed = tileHeight !== undefined;
  const columns = columnsOf(matrix);
  const days = Math.max(1, focus.until - (dayOf(focus.span.start) ?? 0));
  return (
    <div
      className={styles["scroll"]}
      style={fixed ? { maxHeight: tileHeight } : undefined}
      tabIndex={0}
      role="group"
      aria-label="Clusters by products"
    >
      <table className={styles["table"]} data-compact={fixed ? "" : undefined} onKeyDown={moveInGrid}>
        <caption className="aloud">Active days of each cluster with each product</caption>
        <thead>
          <tr>
            <SortHead by="name" sort={sort} fixed={fixed} label="Cluster" />
            {columns.map((each) => (
              <SortHead
                key={each.index}
                by={`product:${each.product ?? ""}`}
                sort={sort}
                fixed={fixed}
                label={productName(each.product)}
              />
            ))}
            <SortHead by="days" sort={sort} fixed={fixed} label="any, days" />
          </tr>
          <tr className={styles["distinct"]}>
            <th scope="row">distinct clusters</th>
            {columns.map((each) => (
              <td key={each.index}>
                <NumberLink count={each.clusters} cell={usersCell(each, when)} />
              </td>
            ))}
            <td>
              <NumberLink count={matrix.count} cell={when} />
            </td>
          </tr>
        </thead>
        <tbody>
          {sortedRows(matrix, sort).map((row) => (
            <Row key={row.cluster} row={row} columns={columns} days={days} plain={plain} owner={!fixed} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The cell of those who use a product. */
export function usersCell(column: ProductColumn, when: Cell): Cell {
  return { figure: "product-users", ...when, product: column.product ?? "" };
}

function SortHead({
  by,
  sort,
  fixed,
  label,
}: {
  readonly by: string;
  readonly sort: string;
  readonly fixed: boolean;
  readonly label: string;
}): ReactNode {
  const { changeOwn } = useAsked();
  const sorted = by === sort;
  if (fixed) return <th scope="col">{label}</th>;
  return (
    <th scope="col" aria-sort={sorted ? (by === "name" ? "ascending" : "descending") : undefined}>
      <button
        type="button"
        className={styles["sort"]}
        onClick={() => changeOwn({ sort: sorted ? null : by }, { replace: true })}
      >
        {label}
        {sorted && <ArrowDown size={12} strokeWidth={2} aria-hidden />}
      </button>
    </th>
  );
}

function Row({
  row,
  columns,
  days,
  plain,
  owner,
}: {
  readonly row: Matrix["clusters"][number];
  readonly columns: readonly ProductColumn[];
  readonly days: number;
  readonly plain: boolean;
  readonly owner: boolean;
}): ReactNode {
  const { definition } = useSetting();
  const kind = definition.choices?.cluster ?? "cluster";
  return (
    <tr>
      <th scope="row">
        <div className={styles["who"]}>
          <PageLink to="/clusters" rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(row.cluster)}`} dir="auto">
            {row.name ?? row.cluster}
          </PageLink>
          {owner && <bdi className={styles["owner"]}>{row.owner}</bdi>}
        </div>
      </th>
      {columns.map((each) => {
        const value = row.cells[each.index] ?? 0;
        if (value === 0)
          return (
            <td key={each.index}>
              <span className="aloud">none</span>
            </td>
          );
        return (
          <td key={each.index} style={plain ? undefined : rampStyle(value / days)}>
            {count(value)}
          </td>
        );
      })}
      <td className={styles["total"]}>{count(row.days)}</td>
    </tr>
  );
}
