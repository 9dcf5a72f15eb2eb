import type { ReactNode } from "react";
import { useAnswer } from "../api/use-answer.ts";
import { useSetting } from "../data/setting.ts";
import { productsTitle } from "../figures/products/matrix.ts";
import { MatrixTable } from "../figures/products/matrix-table.tsx";
import { ProductList } from "../figures/products/product-list.tsx";
import { cellWhen } from "../lists/count-clusters.ts";
import { Answer, Empty } from "../parts/answer.tsx";
import { ByWidth } from "../parts/by-width.tsx";
import { useAsked } from "../url/use-asked.ts";
import { count } from "../words/numbers.ts";
import { windowText } from "../words/windows.ts";
import type { Tile } from "./dashboard.ts";
import { TileDefinition, TileFrame } from "./tile-frame.tsx";
import styles from "./tile.module.css";

const shown = 50;
// Narrower, the matrix is a list for each product.
const narrowest = 520;

/** Who uses which product, the most engaged first. */
export function ProductsTile({ tile }: { readonly tile: Tile }): ReactNode {
  const setting = useSetting();
  const { base, focus, cut } = setting;
  const { asked } = useAsked();
  const { by: _, ...plain } = base;
  const params = { ...plain, in: focus.key, "of-stage": asked.stage[0], top: shown };
  const asking = useAnswer("/api/v1/matrix", params);
  const matrix = asking.data;
  const text = windowText(focus, cut);
  const rest = matrix !== null && matrix.rest.clusters > 0 ? ` The ${count(shown)} most engaged.` : "";
  return (
    <TileFrame
      tile={tile}
      title={matrix === null ? "Products" : productsTitle(matrix, focus.complete ? `in ${text}` : `on ${text} so far`)}
      caption={`Active clusters by product, with the days they used it, ${text}${focus.complete ? "" : " so far"}.${rest}`}
      question={{ path: "/api/v1/matrix", params }}
      foot={<TileDefinition />}
    >
      {(height) => (
        <Answer asking={asking} height={height}>
          {(answer) => {
            const when = { ...cellWhen(focus, setting), ...(answer.stage === null ? {} : { stage: answer.stage }) };
            if (answer.count === 0)
              return (
                <Empty>
                  <p>No activity matches in {text}.</p>
                </Empty>
              );
            return (
              <ByWidth>
                {(width) =>
                  width < narrowest ? (
                    <div
                      className={styles["scroll"]}
                      style={{ height }}
                      tabIndex={0}
                      role="group"
                      aria-label="Products"
                    >
                      <ProductList matrix={answer} when={when} />
                    </div>
                  ) : (
                    <MatrixTable matrix={answer} when={when} plain={asked.view === "table"} tileHeight={height} />
                  )
                }
              </ByWidth>
            );
          }}
        </Answer>
      )}
    </TileFrame>
  );
}
