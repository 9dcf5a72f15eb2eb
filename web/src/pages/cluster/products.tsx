import type { ReactNode } from "react";
import { localDay } from "../../calendar/days.ts";
import { useSetting } from "../../data/setting.ts";
import { Empty } from "../../parts/answer.tsx";
import table from "../../parts/data-table.module.css";
import { Panel } from "../../parts/panel.tsx";
import { dayText } from "../../words/dates.ts";
import { count, countOf } from "../../words/numbers.ts";
import type { ClusterData } from "./cluster-data.ts";

/** Which products a cluster uses, and how much. */
export function Products({ cluster }: { readonly cluster: ClusterData }): ReactNode {
  const { zone, cut } = useSetting();
  const { products } = cluster;
  return (
    <Panel
      title={products.length === 0 ? "No products" : `Uses ${countOf(products.length, "product")}`}
      caption="Days and activities in the periods above. Days of products overlap: they are no sum."
    >
      {products.length === 0 ? (
        <Empty>
          <p>No activity of this cluster names a product in these periods.</p>
        </Empty>
      ) : (
        <div className={table["scroll"]} tabIndex={0} role="group" aria-label="Products">
          <table className={table["table"]}>
            <caption className="aloud">Products</caption>
            <thead>
              <tr>
                <th scope="col">Product</th>
                <th scope="col" className={table["end"]}>
                  Days
                </th>
                <th scope="col" className={table["end"]}>
                  Activities
                </th>
                <th scope="col" className={table["end"]}>
                  Last
                </th>
              </tr>
            </thead>
            <tbody>
              {products.map((each) => (
                <tr key={each.product}>
                  <th scope="row">
                    <bdi>{each.product}</bdi>
                  </th>
                  <td className={table["end"]}>{count(each.days)}</td>
                  <td className={table["end"]}>{count(each.events)}</td>
                  <td className={table["end"]}>
                    {each.last === null ? "–" : dayText(localDay(Date.parse(each.last), zone), cut)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
