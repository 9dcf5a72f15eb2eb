import type { Matrix } from "../api/schema.ts";
import { daysText } from "../words/dates.ts";
import { countOf } from "../words/numbers.ts";
import { whenOf } from "./count-clusters.ts";
import type { ListSource } from "./sources.ts";

/** The active clusters that used a product in a period; `none`: that did something without a product. */
export const productUsers: ListSource = {
  asks(cell, setting) {
    const { by: _, ...plain } = setting.base;
    const product = cell["product"];
    return [
      {
        path: "/api/v1/matrix",
        params: {
          ...plain,
          in: cell["period"],
          "of-stage": cell["stage"],
          "of-product": product === undefined || product === "" ? undefined : product,
          all: true,
        },
      },
    ];
  },
  page(answer, cell) {
    const matrix = answer as Matrix;
    const column = matrix.products.indexOf(cell["product"] === "" ? null : (cell["product"] ?? null));
    const rows = matrix.clusters
      .filter((each) => (each.cells[column] ?? 0) > 0)
      .map((each) => ({
        key: each.cluster,
        name: each.name ?? each.cluster,
        stage: null,
        owner: each.owner,
        status: null,
        facts: daysText(each.cells[column] ?? 0),
        reason: `${daysText(each.days)} in all, ${countOf(each.events, "activity", "activities")}`,
      }));
    return { rows, count: rows.length, next: null };
  },
  title(found, cell, setting) {
    const product = cell["product"] === "" ? "active without a product" : `using ${cell["product"]}`;
    return `${countOf(found, "cluster")} ${product}, ${whenOf(cell, setting)}`;
  },
};
