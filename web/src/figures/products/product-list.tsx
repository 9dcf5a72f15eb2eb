import type { ReactNode } from "react";
import type { Matrix } from "../../api/schema.ts";
import { useSetting } from "../../data/setting.ts";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageLink } from "../../parts/page-link.tsx";
import type { Cell } from "../../url/cell.ts";
import { daysText } from "../../words/dates.ts";
import { count, rateText } from "../../words/numbers.ts";
import { usersCell } from "./matrix-table.tsx";
import { columnsOf, productName } from "./matrix.ts";
import styles from "./matrix.module.css";

const shown = 5;

/** The products one below the other, each with who uses it most: the matrix for a narrow page. */
export function ProductList({ matrix, when }: { readonly matrix: Matrix; readonly when: Cell }): ReactNode {
  const { definition } = useSetting();
  const kind = definition.choices?.cluster ?? "cluster";
  return (
    <ul className={styles["products"]}>
      {columnsOf(matrix).map((column) => (
        <li key={column.index}>
          <p className={styles["product"]}>
            <bdi>{productName(column.product)}</bdi>
            <span>
              <NumberLink count={column.clusters} cell={usersCell(column, when)} className={styles["number"]} />{" "}
              <span className={styles["owner"]}>
                of {count(matrix.count)}, {rateText(column.clusters / matrix.count, matrix.count)}
              </span>
            </span>
          </p>
          <div className={styles["track"]}>
            <div style={{ width: `${(column.clusters / matrix.count) * 100}%` }} />
          </div>
          <ul>
            {matrix.clusters
              .filter((each) => (each.cells[column.index] ?? 0) > 0)
              .toSorted((a, b) => (b.cells[column.index] ?? 0) - (a.cells[column.index] ?? 0))
              .slice(0, shown)
              .map((each) => (
                <li key={each.cluster} className={styles["user"]}>
                  <PageLink
                    to="/clusters"
                    rest={`/${encodeURIComponent(kind)}/${encodeURIComponent(each.cluster)}`}
                    dir="auto"
                  >
                    {each.name ?? each.cluster}
                  </PageLink>
                  <span>{daysText(each.cells[column.index] ?? 0)}</span>
                </li>
              ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
