import type { ReactNode } from "react";
import type { Matrix } from "../../api/schema.ts";
import { useAnswer } from "../../api/use-answer.ts";
import { useSetting } from "../../data/setting.ts";
import { cellWhen } from "../../lists/count-clusters.ts";
import { Answer, Empty } from "../../parts/answer.tsx";
import { FigureActions } from "../../parts/figure-actions.tsx";
import { NumberLink } from "../../parts/number-link.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useNarrow } from "../../parts/use-narrow.ts";
import { useAsked } from "../../url/use-asked.ts";
import { count, countOf } from "../../words/numbers.ts";
import { windowText } from "../../words/windows.ts";
import { columnsOf, productsTitle } from "../../figures/products/matrix.ts";
import { MatrixTable } from "../../figures/products/matrix-table.tsx";
import { ProductList } from "../../figures/products/product-list.tsx";
import styles from "./products.module.css";

const more = 200;

/** Who uses which product. */
export default function Products(): ReactNode {
  const { base, focus } = useSetting();
  const { asked, own, changeOwn } = useAsked();
  const { by: _, ...plain } = base;
  const top = Math.min(5000, Math.max(more, Number(own["rows"] ?? more) || more));
  const params = { ...plain, in: focus.key, "of-stage": asked.stage[0], top };
  const asking = useAnswer("/api/v1/matrix", params);
  return (
    <>
      {asking.data === null && <PageHead title="Products" definition />}
      <Answer asking={asking} height={760}>
        {(matrix) => (
          <Figure
            matrix={matrix}
            params={params}
            more={() => changeOwn({ rows: String(top + more) }, { replace: true })}
          />
        )}
      </Answer>
    </>
  );
}

function Figure({
  matrix,
  params,
  more: showMore,
}: {
  readonly matrix: Matrix;
  readonly params: Readonly<Record<string, unknown>>;
  readonly more: () => void;
}): ReactNode {
  const setting = useSetting();
  const { asked } = useAsked();
  const { focus, cut } = setting;
  const list = useNarrow() && asked.view !== "table";
  const text = windowText(focus, cut);
  const when = { ...cellWhen(focus, setting), ...(matrix.stage === null ? {} : { stage: matrix.stage }) };
  const used = columnsOf(matrix).filter((each) => each.product !== null);
  const sum = used.reduce((all, each) => all + each.clusters, 0);
  return (
    <>
      <PageHead
        title={productsTitle(matrix, focus.complete ? `in ${text}` : `on ${text} so far`)}
        lede={
          <>
            <NumberLink count={matrix.count} cell={when} className={styles["number"]} /> distinct clusters, not a sum:
            products add up to {count(sum)} because one cluster can use several.
          </>
        }
        definition
      />
      <Panel
        title={`${countOf(used.length, "product")} and the clusters that use them, ${text}${focus.complete ? "" : " so far"}`}
        caption={
          list
            ? "How many clusters use each product, and those that use it on most days."
            : "Active days with the product: the stronger the colour, the larger the share of the period's days; empty where it was not used. Days do not add up: one day may have two products. “No product” is activity that names none."
        }
        actions={<FigureActions address="/api/v1/matrix" params={params} />}
      >
        {matrix.count === 0 ? (
          <Empty height={240}>
            <p>No activity matches in {text}. Choose an earlier period above, or take a filter away.</p>
          </Empty>
        ) : list ? (
          <ProductList matrix={matrix} when={when} />
        ) : (
          <MatrixTable matrix={matrix} when={when} plain={asked.view === "table"} />
        )}
        {matrix.rest.clusters > 0 && (
          <p className={styles["more"]}>
            {countOf(matrix.clusters.length, "cluster")} of {count(matrix.count)}, the most engaged.{" "}
            <button type="button" className={styles["button"]} onClick={showMore}>
              Show more
            </button>
          </p>
        )}
      </Panel>
    </>
  );
}
